package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// named gives an error of a file system the name that the user gave, where a
// temporary file beside it was meant.
func named(path string, err error) error {
	var fault *fs.PathError
	if errors.As(err, &fault) {
		return &fs.PathError{Op: "write", Path: path, Err: fault.Err}
	}
	return err
}

// writeWhole writes a file beside the old one and puts it in its place, so
// that there is always a whole one, and never writes through a link.
func writeWhole(path string, content []byte, mode fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".accredit-*")
	if err != nil {
		return named(path, err)
	}
	_, err = tmp.Write(content)
	if err = errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
