//go:build !windows

package ordinary

import "io/fs"

// OpenToOthers reports whether others than its owner can use a file, by its
// mode.
func OpenToOthers(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }
