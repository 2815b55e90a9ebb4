// Package pgtest gives tests a real PostgreSQL server: one that it starts from
// installed binaries, or the one that ACCREDIT_TEST_POSTGRES names.
//
// It is only for tests. It does not install anything and opens no network
// port: a server of its own listens on a socket in a temporary folder. Where
// there is no server a test is skipped, and fails when CI is true.
package pgtest
