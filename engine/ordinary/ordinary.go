// Package ordinary opens what a user gives as an input file, and nothing but
// ordinary files: a link, a pipe or a device is refused, and so is a file of
// the kernel (/proc, /sys), which looks ordinary and may never end.
//
// It does not read what the files say, writes nothing, and is not for the
// configuration directory, which package config reads below a root of its own.
package ordinary

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// Unbounded is the limit of a file that its reader bounds itself.
const Unbounded = 1 << 62

// Reasons not to open a file.
var (
	ErrNot      = errors.New("not an ordinary file")
	ErrReplaced = errors.New("it was replaced while it was opened")
	ErrTooLarge = errors.New("the file is too large")
)

// Open opens an ordinary file of at most limit bytes. The error wraps one of
// the reasons, or is an *fs.PathError.
func Open(path string, limit int64) (*os.File, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() || isKernels(path) {
		return nil, ErrNot
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !os.SameFile(before, info):
		err = ErrReplaced
	case info.Size() > limit:
		err = fmt.Errorf("%w: it has %d bytes, and at most %d are read", ErrTooLarge, info.Size(), limit)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Read reads an ordinary file of at most limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	f, err := Open(path, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read only: nothing to lose
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: at most %d bytes are read", ErrTooLarge, limit)
	}
	return data, err
}

// ReadLinked is Read of a file that may come through links.
func ReadLinked(path string, limit int64) ([]byte, error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	return Read(target, limit)
}
