// Package engine is the domain of accredit: who may do what in which client's
// HubSpot account, what a change of that would do, and by whom it can be made.
//
// It compares what is wanted (Desired) with what is recorded (Access), applies
// the rules of access, and finds an order of steps and the people who make
// them. The result, a Plan, is plain data.
//
// The package does not read configuration, does not store anything, does not
// talk to HubSpot, and never asks for the time, the environment or a random
// number: the same inputs give the same plan. It imports nothing but the
// standard library, so that the rules can be read, tested and trusted alone.
package engine
