// Package hubspot reads what HubSpot exports: the list of users of an account,
// as CSV, into observed access of the form that state has.
//
// An account that could not be read is unknown, never empty: only accounts of
// which every row was understood (or that the caller agreed to read without
// the bad ones) are in the result, and the others are named. People of the
// client are nobody's business: they are counted and forgotten, except its
// super admins.
//
// An export names permission sets and does not say what is in them; how their
// names become those of the configuration says SetName. Who has hand-picked
// permissions has the set NoSet.
//
// ReadShown does the same with what package live read of an account. This package
// speaks to nobody, decides nothing about what is read, opens no file by itself, and
// has no clock.
package hubspot
