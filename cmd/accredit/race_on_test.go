//go:build race

package main

// underRace tells tests whose work is done by other programs, dozens of them
// under strace, that the race detector would see nothing and take minutes.
// They run without it.
const underRace = true
