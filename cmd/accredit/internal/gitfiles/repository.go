package gitfiles

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Repository is the git repository that a configuration directory is in.
type Repository struct{ place }

// Open finds the repository of a directory whose revisions are to be compared.
// No part of the directory's path in the work tree may be a link.
func Open(ctx context.Context, dir string) (*Repository, error) {
	r, err := Find(ctx, dir)
	if err != nil {
		return nil, err
	}
	return r, r.refuseLinks()
}

// Find finds the repository of a directory, and demands that git takes the
// same one. Where there is none the error wraps ErrNone.
func Find(ctx context.Context, dir string) (*Repository, error) {
	p, err := locate(dir)
	if errors.Is(err, ErrNone) && gitFinds(ctx, dir) {
		err = &Error{fmt.Sprintf("git finds a repository for %s, and no folder above it has a .git", dir), "Give a directory of a work tree."}
	}
	if err != nil {
		return nil, err
	}
	r := &Repository{*p}
	answer, err := r.run(ctx, "rev-parse", "--show-toplevel", "--absolute-git-dir")
	var failed *failure
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, &Error{"git is not installed, and revisions are read with it", "Install it; accredit diff compares two directories without it."}
	case errors.As(err, &failed) && strings.Contains(failed.stderr, "dubious ownership"):
		return nil, &Error{fmt.Sprintf("%s is in a git repository that belongs to somebody else", dir),
			fmt.Sprintf("If you trust it: git config --global --add safe.directory '%s'", r.top)}
	case errors.As(err, &failed):
		return nil, &Error{fmt.Sprintf("git takes no repository at %s (%s)", r.top, failed), "Look there with: git status."}
	case err != nil:
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(answer), "\n"), "\n")
	if len(lines) != 2 || !isSame(lines[0], r.top) || !isSame(lines[1], r.gitDir) {
		return nil, &Error{fmt.Sprintf("git does not take %s for the top of the work tree that is there", r.top), "Take core.worktree and core.bare out of its .git/config."}
	}
	return r, nil
}

// gitFinds reports whether git's own search finds a repository.
func gitFinds(ctx context.Context, dir string) bool {
	return command(ctx, dir, []string{"GIT_CEILING_DIRECTORIES="}, nil, "rev-parse", "--absolute-git-dir").Run() == nil
}

func isSame(one, other string) bool {
	a, err := os.Stat(one)
	if err != nil {
		return false
	}
	b, err := os.Stat(other)
	return err == nil && os.SameFile(a, b)
}

// Prefix is the directory's path below the top of the work tree, with slashes;
// empty where it is the top.
func (r *Repository) Prefix() string { return r.prefix }

// Head returns the commit that is checked out; empty before the first one.
func (r *Repository) Head(ctx context.Context) (string, error) {
	out, err := r.run(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if isExit(err) {
		return "", nil
	}
	return strings.TrimSpace(string(out)), err
}

// IsDirty reports whether a tracked file of the directory was changed, or a file
// of the configuration is not tracked.
func (r *Repository) IsDirty(ctx context.Context) (bool, error) {
	below := r.Prefix()
	if below == "" {
		below = "."
	}
	changed, err := r.run(ctx, "status", "--porcelain", "--untracked-files=no", "--", below)
	if err != nil || len(changed) > 0 {
		return len(changed) > 0, err
	}
	others, err := r.run(ctx, "ls-files", "-z", "--others", "--exclude-standard", "--", below)
	for name := range strings.SplitSeq(string(others), "\x00") {
		if strings.HasSuffix(name, ".hcl") {
			return true, err
		}
	}
	return false, err
}

// UserEmail returns git's user.email for a directory: that of its repository,
// or that of the machine's user where there is no repository that can be
// trusted. Returns nothing where git has none, or is not there.
func UserEmail(ctx context.Context, dir string) string {
	at, more := os.TempDir(), []string{"GIT_DIR=" + os.DevNull}
	if r, err := Find(ctx, dir); err == nil {
		at, more = r.top, nil
	}
	out, err := command(ctx, at, more, nil, "config", "--get", "user.email").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
