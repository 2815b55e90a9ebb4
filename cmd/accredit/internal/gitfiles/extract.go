package gitfiles

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
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

// isSource reports whether configuration is read from the file.
func (e *entry) isSource() bool { return strings.HasSuffix(e.name, ".hcl") }

// Extract writes the directory as of a commit into a new temporary directory
// and names it. Whoever calls it removes the directory, an error included.
func (r *Repository) Extract(ctx context.Context, commit string) (dir string, err error) {
	entries, err := r.list(ctx, commit)
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
	var sources, data, links []entry
	for _, e := range entries {
		switch {
		case e.mode == "120000":
			links = append(links, e)
		case !strings.HasPrefix(e.mode, "100"): // a submodule
		case e.isSource():
			sources = append(sources, e)
		default:
			data = append(data, e)
		}
	}
	if err := w.links(ctx, links); err != nil {
		return dir, err
	}
	if err := w.write(ctx, sources); err != nil || !w.readsFiles {
		return dir, err
	}
	// Something calls file, and which file it names need not stand there.
	return dir, w.write(ctx, data)
}

func unreadable(commit string, err error) error {
	if !isExit(err) {
		return err
	}
	return &Error{fmt.Sprintf("objects of revision %s are not in this clone", short(commit)), "Fetch them first: accredit never fetches by itself."}
}

func short(commit string) string {
	if len(commit) > 12 {
		return commit[:12]
	}
	return commit
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
	var wanted []entry
	var names bytes.Buffer
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
		wanted = append(wanted, e)
		names.WriteString(e.object + "\n")
	}
	if len(wanted) == 0 {
		return nil
	}
	return w.repository.stream(ctx, names.Bytes(), func(r *bufio.Reader) error { return w.readAll(ctx, r, wanted) },
		"cat-file", "--batch")
}

// readAll reads what cat-file --batch prints: "object blob size", the bytes
// and a line feed.
func (w *writer) readAll(ctx context.Context, r *bufio.Reader, wanted []entry) error {
	for i := range wanted {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		e := &wanted[i]
		header, err := r.ReadString('\n')
		if err != nil {
			return fmt.Errorf("git ended before it gave %s: %w", e.name, err)
		}
		if header != fmt.Sprintf("%s blob %d\n", e.object, e.size) {
			return &Error{fmt.Sprintf("%s is not in this clone", e.name), "Fetch it first: accredit never fetches by itself."}
		}
		if err := w.file(r, e); err != nil {
			return err
		}
		if _, err := r.Discard(1); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) file(r io.Reader, e *entry) error {
	content := make([]byte, e.size)
	if _, err := io.ReadFull(r, content); err != nil {
		return fmt.Errorf("git ended while it gave %s: %w", e.name, err)
	}
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
