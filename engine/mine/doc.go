// Package mine finds permission sets, teams and access blocks in the access
// that is recorded, so that a configuration can say it in few words.
//
// The package does not write a configuration, and it does not prove what it
// proposes: that is for the caller, by planning with it. It changes nobody's
// rights.
package mine
