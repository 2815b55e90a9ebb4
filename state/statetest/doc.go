// Package statetest holds the conformance suite that every backend of state
// passes, and a small model of what a state is that knows no database.
//
// It does not know a backend: what only one of them can do wrong, such as a
// damaged file, its own tests look for.
package statetest
