package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"accredit/engine"
)

// maxKeysFile bounds a file of keys, in bytes.
const maxKeysFile = 4 << 20

// readKeys reads a file of keys by hub id, if it lies where and as it should.
func readKeys(path string, forbidden []string) (map[int64]Key, error) {
	if err := checkPlace(path, forbidden); err != nil {
		return nil, err
	}
	was, err := os.Lstat(path)
	if err == nil {
		err = checkFile(was)
	}
	if err != nil {
		return nil, plain(err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, plain(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	is, err := f.Stat()
	switch {
	case err != nil:
		return nil, plain(err)
	case !os.SameFile(was, is):
		return nil, errors.New("it was replaced while it was opened")
	}
	data, err := io.ReadAll(io.LimitReader(f, maxKeysFile+1))
	if err != nil {
		return nil, plain(err)
	}
	if len(data) > maxKeysFile {
		return nil, errors.New("it is too long")
	}
	return parseKeys(data)
}

// plain takes the path out of an error: it is said once.
func plain(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// checkFile refuses what others may read, and what is no plain file.
func checkFile(info os.FileInfo) error {
	switch {
	case info.Mode()&os.ModeSymlink != 0:
		return errors.New("it is a link: name the file itself")
	case !info.Mode().IsRegular():
		return errors.New("it is not an ordinary file")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0: // Windows has no such mode
		return fmt.Errorf("others may read it (mode %04o): chmod 600", info.Mode().Perm())
	}
	return nil
}

// checkPlace refuses a file in the configuration, and one in a work tree of git:
// sooner or later it would be committed.
func checkPlace(path string, forbidden []string) error {
	dir, err := realDir(filepath.Dir(path))
	if err != nil {
		return plain(err)
	}
	for _, f := range forbidden {
		if root, err := realDir(f); err == nil && isWithin(dir, root) {
			return errors.New("it is in the configuration: keep keys elsewhere")
		}
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return errors.New("it is in a work tree of git: keep keys elsewhere")
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// realDir is where a folder is, whatever links lead to it.
func realDir(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

func isWithin(dir, root string) bool {
	rel, err := filepath.Rel(root, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// errKeysFile says what a file of keys is. What it holds instead is not said: a key
// may stand anywhere in it.
var errKeysFile = errors.New(`it is not a JSON object of keys by hub id, such as {"886618329": "KEY"}`)

// parseKeys reads the object. A hub id that stands there twice is a mistake.
func parseKeys(data []byte) (map[int64]Key, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errKeysFile
	}
	keys := map[int64]Key{}
	for d.More() {
		id, err := d.Token()
		name, ok := id.(string)
		if err != nil || !ok {
			return nil, errKeysFile
		}
		hubID, err := engine.ParseHubID(name)
		if err != nil {
			return nil, errKeysFile
		}
		value, err := d.Token()
		text, ok := value.(string)
		if err != nil || !ok {
			return nil, errKeysFile
		}
		key, err := newKey(text)
		if err != nil {
			return nil, fmt.Errorf("hub id %d: %w", hubID, err)
		}
		if _, twice := keys[hubID]; twice {
			return nil, fmt.Errorf("hub id %d stands there twice", hubID)
		}
		keys[hubID] = key
	}
	if _, err := d.Token(); err != nil {
		return nil, errKeysFile
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errKeysFile
	}
	return keys, nil
}
