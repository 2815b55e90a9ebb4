package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// Bounds of what is read. One byte more is read of a source file, so that the
// guard sees that it is too long.
const (
	sourceLimit = 512 << 10
	dataLimit   = 64 << 20
)

// tree is the configuration directory. Nothing outside it is read, no link is
// followed below it, and nothing but regular files is opened.
type tree struct {
	dir     string
	root    *os.Root
	instead map[string][]byte // read in place of what is there, by name
}

// openTree opens the directory, which itself may be a link.
func openTree(dir string) (*tree, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("no such directory: %s", dir)
	case err != nil:
		return nil, fmt.Errorf("configuration directory: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is not a directory: give the directory that holds the .hcl files", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("configuration directory: %w", err)
	}
	return &tree{dir: dir, root: root, instead: map[string][]byte{}}, nil
}

func (t *tree) close() { _ = t.root.Close() } // it was only read: nothing to lose

// listing is what a configuration directory holds, each sorted.
type listing struct {
	sources   []string // *.hcl
	variables []string // *.vars.hcl at the top
	stray     []string // *.vars.hcl below it
}

// list finds the source files of the directory and its subfolders.
func (t *tree) list() (listing, error) {
	var l listing
	if err := t.walk(".", &l); err != nil {
		return l, err
	}
	for _, name := range slices.Sorted(maps.Keys(t.instead)) {
		if !slices.Contains(l.sources, name) && !slices.Contains(l.variables, name) {
			l.sources = append(l.sources, name)
		}
	}
	if len(l.sources) == 0 {
		return l, fmt.Errorf("no configuration in %s: it has no .hcl file", t.dir)
	}
	return l, nil
}

func (t *tree) walk(folder string, l *listing) error {
	entries, err := fs.ReadDir(t.root.FS(), folder)
	if err != nil {
		return fmt.Errorf("configuration directory: %w", err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			continue
		}
		if err := t.visit(path.Join(folder, name), entry, l); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) visit(name string, entry fs.DirEntry, l *listing) error {
	kind := entry.Type()
	isSource := strings.HasSuffix(name, ".hcl")
	switch {
	case kind.IsDir():
		return t.walk(name, l)
	case kind&fs.ModeSymlink != 0:
		if isSource || t.leadsToFolder(name) {
			return fmt.Errorf("%s is a link: links are not followed inside a configuration, put the file itself there", name)
		}
		return nil
	case !isSource:
		return nil
	case !kind.IsRegular():
		return fmt.Errorf("%s is not a regular file: a configuration is made of plain files", name)
	}
	switch {
	case !strings.HasSuffix(name, ".vars.hcl"):
		l.sources = append(l.sources, name)
	case strings.Contains(name, "/"):
		l.stray = append(l.stray, name)
	default:
		l.variables = append(l.variables, name)
	}
	return nil
}

// leadsToFolder reports whether a link points at a folder, without reading it.
func (t *tree) leadsToFolder(name string) bool {
	info, err := os.Stat(path.Join(t.dir, name))
	return err == nil && info.IsDir()
}

// read returns at most limit+1 bytes of a file, see open.
func (t *tree) read(name string, limit int64) ([]byte, error) { return t.readInto(nil, name, limit) }

// readInto is read into memory that may be there already.
func (t *tree) readInto(buffer []byte, name string, limit int64) ([]byte, error) {
	if content, ok := t.instead[name]; ok {
		return append(buffer[:0], content[:min(int64(len(content)), limit+1)]...), nil
	}
	f, size, err := t.open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read only: nothing to lose
	if size = min(size, limit) + 1; int64(cap(buffer)) < size {
		buffer = make([]byte, 0, size+size/4)
	}
	return readAll(io.LimitReader(f, limit+1), buffer[:0])
}

// open opens a regular file that is reached without a link, and gives its
// size. It never waits for the other end of a pipe.
func (t *tree) open(name string) (*os.File, int64, error) {
	info, err := t.regular(name)
	if err != nil {
		return nil, 0, err
	}
	f, err := t.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, 0, err
	}
	opened, err := f.Stat()
	if err == nil && (!opened.Mode().IsRegular() || !os.SameFile(info, opened)) {
		err = fmt.Errorf("%s was replaced while it was opened", name)
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, opened.Size(), nil
}

// readAll is io.ReadAll into a buffer that is large enough for nearly every
// file.
func readAll(r io.Reader, buffer []byte) ([]byte, error) {
	for {
		n, err := r.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, nil
		}
		if err != nil {
			return buffer, err
		}
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
	}
}

// regular refuses everything on the way to a file that is not a plain folder,
// and everything at its end that is not a plain file.
func (t *tree) regular(name string) (fs.FileInfo, error) {
	for i := range len(name) {
		if name[i] != '/' {
			continue
		}
		info, err := t.root.Lstat(name[:i])
		if err != nil {
			return nil, err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return nil, fmt.Errorf("%s is a link: links are not followed", name[:i])
		}
	}
	info, err := t.root.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("%s is a link: links are not followed", name)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	return info, nil
}
