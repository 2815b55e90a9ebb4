// Package gitfiles reads the configuration directory as of a git revision: it
// writes the files into a temporary directory, from git's objects.
//
// It does not touch the work tree, the index or any reference, never runs a
// hook, a filter or a file system monitor, and never fetches: a repository is
// data from outside, and its settings may name programs. Only what a
// configuration may read is written, and a link stays one that leads nowhere.
// It knows nothing of what the files say.
package gitfiles
