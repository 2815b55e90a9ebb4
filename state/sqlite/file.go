package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"accredit/state"
)

// smallestDatabase is the size in bytes of SQLite's smallest page.
const smallestDatabase = 512

// lookAtFile says whether path can be a state at all, and its size in bytes.
// In mode Create it makes an empty file where there is none.
func (s *Store) lookAtFile() (int64, error) {
	info, err := os.Lstat(s.path)
	isNew := errors.Is(err, fs.ErrNotExist)
	if isNew && s.opts.Mode == Create {
		if err := createEmpty(s.path); err != nil {
			return 0, s.cannotCreate(err)
		}
		info, err = os.Lstat(s.path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, s.fault(state.ErrNone, "there is none yet", "", err)
	case err != nil:
		return 0, s.fault(state.ErrNoAccess, "it cannot be looked at", "", err)
	case info.Mode()&fs.ModeSymlink != 0:
		return 0, s.fault(state.ErrSymlink, "it is a symbolic link", "Name the file itself", nil)
	case info.IsDir():
		return 0, s.fault(state.ErrNotFile, "it is a directory", "Name a file in it, such as accredit.db", nil)
	case !info.Mode().IsRegular():
		return 0, s.fault(state.ErrNotFile, "it is a device, pipe or socket", "Name a regular file", nil)
	case info.Size() == 0 && !isNew && s.remains() != "":
		return 0, s.fault(state.ErrDamaged, "it is empty, and "+s.remains()+" beside it says that something was recorded",
			"Restore the latest backup: accredit state restore BACKUP. If there is to be a new state, remove the empty file", nil)
	case info.Size() == 0 && s.opts.Mode == ReadOnly:
		return 0, s.fault(state.ErrNone, "the file is empty", "", nil)
	case info.Size() > 0 && info.Size() < smallestDatabase: // SQLite would take it for an empty one
		return 0, s.fault(state.ErrForeign, "it is not a SQLite database", "Name another file", nil)
	}
	return info.Size(), nil
}

func (s *Store) cannotCreate(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return s.fault(state.ErrNoAccess, "its directory does not exist", "Create the directory first", err)
	}
	return s.fault(state.ErrReadOnly, "it cannot be created: "+reason(err), "Check who may write to the directory", err)
}

// reason is the innermost text of an error of the file system.
func reason(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	}
	return err.Error()
}

// createEmpty makes an empty file that its owner alone can read. It appears
// under its name by a link, so that no descriptor of it is ever open outside
// SQLite. It is no error when somebody else was faster.
func createEmpty(path string) error {
	name, err := createBeside(path)
	if err != nil {
		return err
	}
	if err := publish(name, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// createBeside makes an empty file of mode 0600 with a new name next to path.
func createBeside(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return "", err
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// publish gives a file its name and never replaces another: fs.ErrExist. The
// temporary name is gone afterwards in any case. File systems without hard
// links get a rename, which can in theory race.
func publish(temporary, path string) error {
	err := os.Link(temporary, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		if _, missing := os.Lstat(path); !errors.Is(missing, fs.ErrNotExist) {
			err = &os.LinkError{Op: "rename", Old: temporary, New: path, Err: fs.ErrExist}
		} else if err = os.Rename(temporary, path); err == nil {
			return syncDirectory(path)
		}
	}
	return errors.Join(err, os.Remove(temporary), syncDirectory(path))
}

func (s *Store) fault(kind error, what, hint string, err error) error {
	return &state.FileError{Path: s.path, Kind: kind, What: what, Hint: hint, Err: err}
}

// Path is where the state is.
func (s *Store) Path() string { return s.path }

// String names the store in messages.
func (s *Store) String() string { return fmt.Sprintf("state at %s", s.path) }
