// Package diagnostic has the form in which mistakes of an author are reported,
// where they stand, and how they are written for people.
//
// It does not look for mistakes, and knows nothing of the language in which
// they were made: what a configuration must be is known to package config and
// the packages inside it.
package diagnostic
