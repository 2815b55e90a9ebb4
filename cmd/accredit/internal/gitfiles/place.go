package gitfiles

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// place is where a directory stands in a work tree, by its path alone. Git is
// not asked: on the way up it takes whatever looks like a repository, and a
// pull request can bring one.
type place struct {
	top    string // of the work tree
	gitDir string // its git directory
	prefix string // of the directory below the top, with slashes; empty: the top
}

// locate finds the work tree of a directory.
func locate(dir string) (*place, error) {
	named, err := os.Stat(dir)
	if err != nil || !named.IsDir() {
		return nil, &Error{fmt.Sprintf("no such directory: %s", dir), ""}
	}
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if there, err := os.Stat(path); err != nil || !os.SameFile(named, there) {
		return nil, &Error{fmt.Sprintf("%s leads through a link and back up, to another directory than %s", dir, path), "Name the directory without .. in it."}
	}
	p, err := search(path)
	if err != nil || p != nil {
		return p, err
	}
	// Nothing on the way is a work tree: perhaps the directory is a link into one.
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	if p, err = search(resolved); err != nil || p != nil {
		return p, err
	}
	return nil, &none{Error{fmt.Sprintf("%s is not in a git repository", dir), "Give the configuration directory of a repository; accredit diff compares two directories without one."}}
}

// search goes up from a path to the first folder that has a .git. It returns
// nil where none has.
func search(path string) (*place, error) {
	bare := ""
	for at := path; ; at = filepath.Dir(at) {
		gitDir, err := gitDirOf(at)
		switch {
		case err != nil:
			return nil, err
		case gitDir != "" && bare == "":
			prefix, err := filepath.Rel(at, path)
			if prefix == "." {
				prefix = ""
			}
			return &place{at, gitDir, filepath.ToSlash(prefix)}, err
		case bare == "" && isGitDirectory(at):
			bare = at
		}
		if gitDir == "" && at != filepath.Dir(at) {
			continue
		}
		if bare == "" {
			return nil, nil
		}
		return nil, &Error{fmt.Sprintf("%s is a git directory of its own (it has HEAD, objects and refs), not a folder of a work tree", bare),
			"What is read there is what whoever made it wrote. Delete it, or give a directory of a work tree."}
	}
}

// isGitDirectory reports whether git would take a folder for a repository
// without a work tree.
func isGitDirectory(dir string) bool {
	has := func(name string) bool { _, err := os.Lstat(filepath.Join(dir, name)); return err == nil }
	return has("HEAD") && (has("commondir") || has("objects") && has("refs"))
}

// gitDirOf returns the git directory of the work tree whose top a folder is;
// none where the folder has no .git. A .git that leads elsewhere is refused,
// except in a work tree of git worktree: what it leads to may be the
// repository of somebody else, as a submodule's is.
func gitDirOf(folder string) (string, error) {
	path := filepath.Join(folder, ".git")
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission):
		return "", nil
	case err != nil:
		return "", err
	case info.IsDir():
		return path, nil
	case info.Mode().IsRegular():
		if gitDir := worktreeOf(path, info); gitDir != "" {
			return gitDir, nil
		}
	}
	return "", &Error{fmt.Sprintf("%s leads to a git directory elsewhere, as that of a submodule does", path),
		"What stands there is not what is reviewed here. Work in a clone of its own."}
}

// worktreeOf returns the git directory of a linked work tree: one that names
// the .git file that names it. Returns nothing for other files.
func worktreeOf(path string, file os.FileInfo) string {
	target, ok := strings.CutPrefix(firstLine(path), "gitdir: ")
	if !ok {
		return ""
	}
	gitDir := from(filepath.Dir(path), target)
	back, err := os.Stat(from(gitDir, firstLine(filepath.Join(gitDir, "gitdir"))))
	if err != nil || !os.SameFile(back, file) || firstLine(filepath.Join(gitDir, "commondir")) == "" {
		return ""
	}
	return gitDir
}

// from is a path as read in a folder.
func from(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

// firstLine reads the line of a small file; nothing where there is none.
func firstLine(path string) string {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }() // read only: nothing to lose
	content, err := io.ReadAll(io.LimitReader(f, nameLimit))
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(content), "\n")
	return line
}

// refuseLinks refuses a path that leads through a link inside a work tree, its
// own or one around it: git keeps where the link leads and not what is there,
// so that a change of the link would change the whole configuration unseen.
func (p *place) refuseLinks() error {
	link := ""
	for at := filepath.Join(p.top, filepath.FromSlash(p.prefix)); at != filepath.Dir(at); at = filepath.Dir(at) {
		if info, err := os.Lstat(at); err == nil && info.Mode()&os.ModeSymlink != 0 {
			link = at
		}
		if _, err := os.Lstat(filepath.Join(filepath.Dir(at), ".git")); err == nil && link != "" {
			return &Error{fmt.Sprintf("%s is a link inside a work tree", link), "Revisions cannot be compared through it. Name the directory that it leads to."}
		}
	}
	return nil
}
