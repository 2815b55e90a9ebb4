// Package gitfiles reads the configuration directory as of a git revision: it
// writes the files into a temporary directory, from git's objects. It also
// says who works in a repository and at which commit, for the history.
//
// It does not touch the work tree, the index or any reference, never runs a
// hook, a filter or a file system monitor, and never fetches: a repository is
// data from outside, and its settings may name programs. It does not let git
// look for a repository either: git would take one that somebody committed.
// The repository is found by the directory's path, and what git reads there is
// checked against the names of the objects. Only what a configuration may read
// is written, and a link stays one that leads nowhere. It knows nothing of what
// the files say.
package gitfiles
