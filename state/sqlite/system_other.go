//go:build !windows

package sqlite

import (
	"errors"
	"os"
	"path/filepath"
)

// replacesOpenFiles says whether a file that a program has open can be replaced
// by another one of its name.
const replacesOpenFiles = true

// uriPath is an absolute path as a URI has it.
func uriPath(path string) string { return path }

// syncDirectory makes the names in the directory of path durable.
func syncDirectory(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
