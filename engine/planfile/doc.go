// Package planfile reads and writes accredit's two JSON documents: the plan
// ("accredit.plan/v1", printed or saved in a file) and the state
// ("accredit.state/v1", printed or imported). Their fields are a contract:
// within a major version fields are only added.
//
// A saved plan carries a digest over its bytes, and is read only where
// writing it again gives the same bytes: so nothing in the file, the derived
// fields included, says anything but what apply would do. The digest finds
// damage and slips; it is no signature.
//
// The package does not decide whether a plan may run: age, serial, lineage,
// configuration and rules are for its caller. It does not know files other
// than saved plans, and asks neither the clock nor the environment.
package planfile
