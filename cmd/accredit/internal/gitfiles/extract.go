package gitfiles

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
)

// Bounds of what is written. A configuration reads at most 64 MiB of one file;
// of a longer one only its length is written, which says as much.
const (
	fileLimit  = 64 << 20
	totalLimit = 1 << 30
	fileCount  = 200_000 // folders included
	linkCount  = 1000
	nameLimit  = 4096 // bytes of a path: what systems take
)

// entry is one file of a revision.
type entry struct {
	mode, object, name string
	size               int64
}

// isSource reports whether configuration is read from the file, or it is
// refused for its name.
func (e *entry) isSource() bool { return strings.HasSuffix(e.name, ".hcl") }

// Extract writes the directory as of a commit into a new temporary directory
// and names it. Whoever calls it removes the directory, an error included.
func (r *Repository) Extract(ctx context.Context, commit string) (dir string, err error) {
	l, err := r.list(ctx, commit)
	if err != nil {
		return "", err
	}
	if dir, err = os.MkdirTemp("", "accredit-revision-"); err != nil {
		return "", err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return dir, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	w := &writer{repository: r, root: root, commit: commit}
	sources, data, links := l.sorted()
	if err := w.links(ctx, links); err != nil {
		return dir, err
	}
	if err := w.write(ctx, sources); err != nil {
		return dir, err
	}
	if !w.readsFiles {
		data = nil
	}
	// Where something calls file, which file it names need not stand there.
	if err := w.write(ctx, data); err != nil {
		return dir, err
	}
	return dir, r.refuseConverted(ctx, l, dir, slices.Concat(sources, data))
}

// sorted are the files that configuration is read from, those that it could
// ask for, and links.
func (l *listing) sorted() (sources, data, links []entry) {
	for _, e := range l.entries {
		switch {
		case e.mode == modeLink:
			links = append(links, e)
		case e.isSource():
			sources = append(sources, e)
		default:
			data = append(data, e)
		}
	}
	return sources, data, links
}

// writer writes the files of one revision.
type writer struct {
	repository *Repository
	root       *os.Root
	commit     string
	readsFiles bool  // some source calls file
	total      int64 // bytes written
}

func (w *writer) folder(name string) error {
	if dir := path.Dir(name); dir != "." {
		return w.root.MkdirAll(dir, 0o700)
	}
	return nil
}

// write writes files, all read by one git.
func (w *writer) write(ctx context.Context, list []entry) error {
	if err := w.repository.sizes(ctx, list); err != nil {
		return w.unreadable(err)
	}
	var wanted []entry
	var ids []string
	for _, e := range list {
		if e.size > fileLimit {
			if err := w.tooLong(&e); err != nil {
				return err
			}
			continue
		}
		if w.total += e.size; w.total > totalLimit {
			return &Error{"the configuration directory of that revision is larger than 1 GiB", "Keep the configuration in a directory of its own."}
		}
		wanted, ids = append(wanted, e), append(ids, e.object)
	}
	if len(wanted) == 0 {
		return nil
	}
	return w.unreadable(w.repository.objects(ctx, "blob", ids, func(i int, content []byte) error { return w.file(&wanted[i], content) }))
}

func (w *writer) unreadable(err error) error {
	if errors.Is(err, errMissing) || isExit(err) {
		return unreadable(w.commit)
	}
	return err
}

// sizes asks how long files are, so that one that is too long is not read.
func (r *Repository) sizes(ctx context.Context, list []entry) error {
	if len(list) == 0 {
		return nil
	}
	var names bytes.Buffer
	for i := range list {
		names.WriteString(list[i].object + "\n")
	}
	return r.stream(ctx, nil, names.Bytes(), func(in *bufio.Reader) error {
		for i := range list {
			line, err := in.ReadString('\n')
			if err != nil {
				return fmt.Errorf("git ended before it said how long %s is: %w", list[i].name, err)
			}
			if _, err := fmt.Sscanf(line, list[i].object+" blob %d\n", &list[i].size); err != nil {
				return errMissing
			}
		}
		return nil
	}, "cat-file", "--batch-check")
}

func (w *writer) file(e *entry, content []byte) error {
	if bytes.HasPrefix(content, []byte("version https://git-lfs.github.com/spec/")) {
		return &Error{fmt.Sprintf("%s is kept in Git LFS, and filters are not run", e.name), "Compare two directories instead: git worktree add."}
	}
	w.readsFiles = w.readsFiles || e.isSource() && bytes.Contains(content, []byte("file"))
	if err := w.folder(e.name); err != nil {
		return err
	}
	f, err := w.root.OpenFile(e.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// tooLong writes a file of which only the length matters.
func (w *writer) tooLong(e *entry) error {
	if err := w.folder(e.name); err != nil {
		return err
	}
	f, err := w.root.OpenFile(e.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(fileLimit+1), f.Close())
}
