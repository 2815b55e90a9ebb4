package gitfiles

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// Error is what a user can mend, with the way out.
type Error struct{ Message, Hint string }

// Error returns the message and, on a line of its own, the hint.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + "\n" + e.Hint
}

// Repository is the git repository that a configuration directory is in.
type Repository struct {
	dir    string
	prefix string // of the directory in the repository, without a slash at the end; empty: its top
}

// Open finds the repository of a directory.
func Open(ctx context.Context, dir string) (*Repository, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, &Error{fmt.Sprintf("no such directory: %s", dir), ""}
	}
	r := &Repository{dir: dir}
	prefix, err := r.run(ctx, nil, "rev-parse", "--show-prefix")
	var failed *failure
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, &Error{"git is not installed, and revisions are read with it", "Install it; accredit diff compares two directories without it."}
	case errors.As(err, &failed) && strings.Contains(failed.stderr, "dubious ownership"):
		return nil, &Error{fmt.Sprintf("%s is in a git repository that belongs to somebody else", dir), "git names the way out: git config --global --add safe.directory PATH"}
	case errors.As(err, &failed):
		return nil, &Error{fmt.Sprintf("%s is not in a git repository", dir), "Give the configuration directory of a repository; accredit diff compares two directories without one."}
	case err != nil:
		return nil, err
	}
	r.prefix = strings.TrimSuffix(strings.TrimSuffix(string(prefix), "\n"), "/")
	return r, nil
}

// Commit resolves a revision to the name of its commit.
func (r *Repository) Commit(ctx context.Context, revision string) (string, error) {
	if revision == "" || strings.HasPrefix(revision, "-") {
		return "", &Error{fmt.Sprintf("%q is not a revision", revision), "Name a branch, a tag or a commit."}
	}
	commit, err := r.run(ctx, nil, "rev-parse", "--verify", "--quiet", revision+"^{commit}")
	if err == nil {
		return strings.TrimSpace(string(commit)), nil
	}
	if !isExit(err) {
		return "", err
	}
	return "", r.unknown(ctx, fmt.Sprintf("there is no revision %q here", revision))
}

// unknown says that something is not there, and in a shallow clone why.
func (r *Repository) unknown(ctx context.Context, message string) error {
	shallow, err := r.run(ctx, nil, "rev-parse", "--is-shallow-repository")
	if err == nil && strings.TrimSpace(string(shallow)) == "true" {
		return &Error{message + ": the clone is shallow", "Fetch the whole history: fetch-depth: 0 of actions/checkout, GIT_DEPTH: 0 in GitLab, or git fetch --unshallow."}
	}
	return &Error{message, "Name a branch, a tag or a commit; a remote branch as origin/main."}
}

// MergeBase gives the commit from which two revisions part.
func (r *Repository) MergeBase(ctx context.Context, one, other string) (string, error) {
	base, err := r.run(ctx, nil, "merge-base", one, other)
	if err == nil {
		return strings.TrimSpace(string(base)), nil
	}
	if !isExit(err) {
		return "", err
	}
	return "", r.unknown(ctx, fmt.Sprintf("%s and %s have no commit in common here", one, other))
}

// failure is git's no. It is not exec.ExitError: that has an exit code, which
// is not the program's.
type failure struct{ stderr string }

func (f *failure) Error() string {
	line, _, _ := strings.Cut(strings.TrimSpace(f.stderr), "\n")
	return "git: " + line
}

// said turns git's exit into a failure, or into what ended it.
func said(ctx context.Context, err error) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &exit):
		return &failure{string(exit.Stderr)}
	}
	return err
}

func isExit(err error) bool {
	var failed *failure
	return errors.As(err, &failed)
}

// harmless are settings that keep git from running what a repository names.
var harmless = []string{
	"-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat", "-c", "core.alternateRefsCommand=",
	"--no-pager", "--no-replace-objects", "--literal-pathspecs",
}

// run runs git in the directory and gives what it prints.
func (r *Repository) run(ctx context.Context, stdin []byte, args ...string) ([]byte, error) {
	out, err := r.command(ctx, stdin, args...).Output()
	return out, said(ctx, err)
}

// stream runs git and hands over what it prints as it comes. An error of the
// reader ends git at once.
func (r *Repository) stream(ctx context.Context, stdin []byte, read func(*bufio.Reader) error, args ...string) error {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := r.command(running, stdin, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = read(bufio.NewReaderSize(out, 1<<16))
	if err != nil {
		cancel()
	}
	waited := said(ctx, cmd.Wait())
	if failed := (*failure)(nil); errors.As(waited, &failed) {
		failed.stderr = stderr.String()
	}
	if err == nil || ctx.Err() != nil {
		return waited
	}
	return err
}

func (r *Repository) command(ctx context.Context, stdin []byte, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", slices.Concat(harmless, []string{"-C", r.dir}, args)...)
	cmd.Env = environment(os.Environ())
	cmd.WaitDelay = time.Second // where a child of git keeps the pipe open
	if stdin != nil {
		cmd.Stdin = bytes.NewReader(stdin)
	}
	return cmd
}

// environment is what git is given: nothing that points it at another
// repository or names a program, no lock, no fetch, English messages.
func environment(all []string) []string {
	var env []string
	for _, e := range all {
		name, _, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, "GIT_") && name != "LC_ALL" && name != "LANGUAGE" {
			env = append(env, e)
		}
	}
	return append(env, "GIT_GRAFT_FILE=/dev/null", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "LC_ALL=C")
}
