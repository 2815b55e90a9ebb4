// Package verify is the checker: it replays a plan, step by step, on the access
// that the plan was made from, and refuses the first step that a rule forbids.
//
// The checker is not the planner. It does not search, it does not look for an
// order or for people who may act, and it does not call the functions of the
// engine that do. It uses the engine's data and the formulas of the rules, and
// nothing else: a test of the layout lists what it may use (layout_test.go of
// cmd/accredit). A mistake in the planner is therefore not repeated here.
package verify
