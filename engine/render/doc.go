// Package render shows plans, states and differences to people: text for a
// terminal, unified diffs, tables. One file a form of output; all of them
// print the same engine types.
//
// The package decides nothing and leaves nothing out without saying so. What
// comes from outside passes Terminal before it is printed, so that no name
// can move the cursor, hide a line or pretend to be one. It does not ask
// whether there is a terminal, how wide it is or whether colours are wanted:
// that is given. JSON, the one format that is also read, is package planfile.
package render
