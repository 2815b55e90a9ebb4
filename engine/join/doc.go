// Package join puts what is recorded or observed in several pieces together, in
// memory, and takes a piece out: a state and what was
// observed, a state and changes to come, accounts that were read one by one.
//
// The package writes nothing and decides nothing: what results is for showing
// and for looking ahead. What is written is for engine/revise to say.
package join
