// Package postgres keeps state in a PostgreSQL database: for teams and
// pipelines, and for agencies that have outgrown one machine.
//
// It connects, creates a schema, migrates, locks, retries and finds out what
// became of a commit whose answer was lost; what is written, package sqlstore
// does. It does not decide what to write, start servers or make roles
// (roles.sql shows which are enough).
//
// An apply is one SERIALIZABLE transaction. It locks the state row with
// SELECT ... FOR UPDATE, swaps the serial that it read for the next one, and
// begins again as a whole when the server says 40001 or 40P01. Its locks are
// the transaction's: the server drops them with the connection, however the
// process ends, so nothing is ever stuck.
//
// Reading is one REPEATABLE READ, READ ONLY transaction. Writers take turns
// at the state row, so every snapshot is the state after some revision:
// SERIALIZABLE would add nothing but locks, DEFERRABLE would wait for
// writers, and neither runs on a standby, where planning is welcome.
//
// A workspace is a schema, ?search_path=NAME in the URL. Everything works
// through a pooler that gives each transaction another connection: settings
// are SET LOCAL, locks are the transaction's, and statements have no names.
// Statements are sent in pgx's mode Exec: the extended protocol, so that
// values never become part of a statement's text, in one round trip and with
// nothing remembered on either side that another connection would not know.
package postgres
