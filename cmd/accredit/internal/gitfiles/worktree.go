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
	"path/filepath"
	"strings"
)

// CheckWorkTree refuses a work tree that is not what its revision says below
// the configuration directory: where git converts a file that is read, leaves
// one out, or has another repository there. Files that somebody edited are
// what is compared, and fine.
func (r *Repository) CheckWorkTree(ctx context.Context) error {
	t := &tracked{repository: r}
	args := []string{"ls-files", "-t", "-s", "-z"}
	if r.prefix != "" {
		args = append(args, "--", r.prefix)
	}
	if err := r.stream(ctx, nil, nil, t.read, args...); err != nil {
		return err
	}
	if err := refuseNames(r.prefix, t.names, "the work tree"); err != nil {
		return err
	}
	return t.refuseConverted(ctx)
}

// tracked are the files of the index below the configuration directory.
type tracked struct {
	repository *Repository
	names      []string // from the directory
	files      []string // from the top, those that are no links
}

func (t *tracked) read(in *bufio.Reader) error {
	for {
		record, err := in.ReadString(0)
		if errors.Is(err, io.EOF) { // in the middle of a record, git's exit says why
			return nil
		}
		if err != nil {
			return err
		}
		about, name, _ := strings.Cut(strings.TrimSuffix(record, "\x00"), "\t")
		fields := strings.Fields(about) // tag, mode, object, stage
		if len(fields) != 4 {
			return fmt.Errorf("git says %.200q of a file of the work tree", record)
		}
		if len(t.names) == fileCount {
			return &Error{fmt.Sprintf("the work tree has more than %d files below the configuration directory", fileCount), "Keep the configuration in a directory of its own."}
		}
		if err := t.add(fields[0], fields[1], name); err != nil {
			return err
		}
	}
}

func (t *tracked) add(tag, mode, name string) error {
	below := strings.TrimPrefix(strings.TrimPrefix(name, t.repository.prefix), "/")
	switch {
	case mode == modeSubmodule:
		return submodule(name, "")
	case mode == modeLink && path.Base(name) == ".gitattributes":
		return &Error{fmt.Sprintf("%s is a link", name), "Versions of git differ in whether they follow it. Put the file itself there."}
	case tag == "S" && isSourceName(below):
		if _, err := os.Lstat(t.path(name)); errors.Is(err, os.ErrNotExist) {
			return &Error{fmt.Sprintf("%s is tracked and left out of this work tree (a sparse checkout, or skip-worktree)", name), "Bring it in: git sparse-checkout disable, or git update-index --no-skip-worktree FILE and git checkout FILE."}
		}
	}
	t.names = append(t.names, below)
	if mode != modeLink {
		t.files = append(t.files, name)
	}
	return nil
}

func (t *tracked) path(name string) string {
	return filepath.Join(t.repository.top, filepath.FromSlash(name))
}

// refuseConverted refuses a file that is read and that an attribute converts,
// as the work tree has the attributes and as the index has them.
func (t *tracked) refuseConverted(ctx context.Context) error {
	files, err := t.attributes()
	if err != nil {
		return err
	}
	for _, flags := range [][]string{nil, {"--cached"}} {
		found, err := t.repository.converted(ctx, nil, t.files, flags...)
		if err != nil {
			return err
		}
		for _, c := range found {
			if t.isRead(c.name) {
				return files.refuse(c)
			}
		}
	}
	return nil
}

// isRead reports whether the configuration reads a file: a source, or data
// where some source calls file.
func (t *tracked) isRead(name string) bool {
	below := strings.TrimPrefix(strings.TrimPrefix(name, t.repository.prefix), "/")
	if strings.HasSuffix(below, ".hcl") {
		return isSourceName(below)
	}
	for _, other := range t.names {
		if isSourceName(other) && t.callsFile(path.Join(t.repository.prefix, other)) {
			return true
		}
	}
	return false
}

func (t *tracked) callsFile(name string) bool {
	info, err := os.Lstat(t.path(name))
	if err != nil || !info.Mode().IsRegular() || info.Size() > fileLimit {
		return false // not there, or refused by whoever reads it
	}
	content, err := os.ReadFile(t.path(name))
	return err == nil && bytes.Contains(content, []byte("file"))
}

// attributes reads the .gitattributes files that count in the directory, as
// they stand in the work tree.
func (t *tracked) attributes() (*attributeFiles, error) {
	files := &attributeFiles{where: "the work tree"}
	names := []string{".gitattributes"}
	for at := t.repository.prefix; at != "" && at != "."; at = path.Dir(at) {
		names = append(names, at+"/.gitattributes")
	}
	for _, name := range t.files {
		if path.Base(name) == ".gitattributes" && path.Dir(name) != t.repository.prefix && path.Dir(name) != "." {
			names = append(names, name)
		}
	}
	for _, name := range names {
		info, err := os.Lstat(t.path(name))
		if err != nil || !info.Mode().IsRegular() {
			continue // not there; a link is not followed
		}
		content := make([]byte, attributesLimit+1) // more says that it is too long
		if info.Size() <= attributesLimit {
			if content, err = os.ReadFile(t.path(name)); err != nil {
				return nil, err
			}
		}
		if err := files.add(name, content); err != nil {
			return nil, err
		}
	}
	return files, nil
}
