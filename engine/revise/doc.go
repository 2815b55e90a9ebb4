// Package revise says what the next revision of a state writes: when a plan is
// applied, when an observed access is imported, when drift is recorded or
// ignored, when an access link or somebody's assets become known.
//
// The package decides nothing. It does not check that a plan holds (that is for
// engine/verify), applies no rule, and does not write: it returns the Changes,
// each with what stood there before, and state writes them.
package revise
