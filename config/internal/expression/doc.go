// Package expression has the functions that an expression of the language can
// call, bounds what an expression may cost, and bounds the values that come of
// it.
//
// It does not read the language and knows no person, client or permission. No
// function asks for the time, the environment or the network, and only file
// reads anything, by what it is given for that.
package expression
