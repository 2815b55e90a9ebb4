// Package sqlstore is what the SQL backends of state share: the statements
// that they have in common, how rows and history are encoded, the content
// hash and the hash chain, and reading the past by undoing changes.
//
// It does not open or lock a database, begin or end transactions, create
// tables or know a driver's errors: a backend does, and calls the functions
// here with a connection inside a transaction of its own. The SQL is such
// that SQLite (from 3.44) and PostgreSQL (from 13) both read it: placeholders
// are $1, text keys compare bytewise, upserts are ON CONFLICT.
//
// A million rows are read as one row a client, packed by the database, since
// crossing from the driver into Go costs more than anything else.
package sqlstore
