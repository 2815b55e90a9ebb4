// Package sqlite keeps state in one SQLite file: the embedded default.
//
// It opens, creates, locks, migrates, checks, copies and restores the file;
// what is written into it, package sqlstore does. It does not decide what to
// write.
//
// One connection writes, in transactions that begin with BEGIN IMMEDIATE, so
// that whoever reads in order to write has the file to themselves. The
// rollback journal with synchronous=EXTRA makes a commit survive power loss.
// SQLite's own lock is the only lock: the kernel drops it when a process
// ends, however it ends, so nothing is ever stuck. The note beside the file
// (accredit.db.holder) only says who has the lock.
//
// Closing any descriptor of the file would drop the process's locks on it,
// so nothing here opens it but SQLite; os.Lstat looks at it.
//
// A file without a table, of zero bytes for instance, is no state yet. Any
// other file that does not carry accredit's application id is somebody
// else's and is refused.
package sqlite
