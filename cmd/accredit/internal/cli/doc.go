// Package cli is accredit's command line: one file a command. It wires the
// other packages together, asks, and prints.
//
// It does not decide anything: what a plan says is the engine's, what a
// configuration means is config's, and what is remembered is state's.
package cli
