// Package enginetest has what tests of the engine share: small worlds, brute
// force over them, and a naive second model of the rules.
//
// It is not used by the program, and shares no code with the planner: what it
// says of a world is worked out anew, slowly and plainly.
package enginetest
