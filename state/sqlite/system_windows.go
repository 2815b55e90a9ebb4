package sqlite

import "path/filepath"

// replacesOpenFiles says whether a file that a program has open can be replaced
// by another one of its name. Here it cannot: the lock of a state that is
// restored is given up just before. What somebody records in that moment is in
// the file that is kept.
const replacesOpenFiles = false

// uriPath is an absolute path as a URI has it, which begins with a slash before
// the letter of the drive.
func uriPath(path string) string { return "/" + filepath.ToSlash(path) }

// syncDirectory does nothing: a folder cannot be synced here, and the file
// system writes changes of names into its journal.
func syncDirectory(string) error { return nil }
