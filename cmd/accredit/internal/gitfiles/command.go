package gitfiles

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// harmless are the settings that every git runs with. They keep git from
// running what a repository names, from taking a committed directory for a
// repository, and from believing indexes of the history that nobody checks.
var harmless = []string{
	"-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat",
	"-c", "core.alternateRefsCommand=", "-c", "core.commitGraph=false", "-c", "core.untrackedCache=false", "-c", "submodule.recurse=false",
	"--no-pager", "--no-replace-objects", "--literal-pathspecs",
}

// ownSettings are the variables of git that are passed on: they say where the
// settings of this machine and of its user are, and point at no repository.
var ownSettings = []string{"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}

// environment is what git is given: nothing that points it at another
// repository or names a program, no lock, no fetch, English messages. Git does
// not look for a repository above the ceiling.
func environment(all []string, ceiling string) []string {
	var env []string
	for _, e := range all {
		name, _, _ := strings.Cut(e, "=")
		if (!strings.HasPrefix(name, "GIT_") || slices.Contains(ownSettings, name)) && name != "LC_ALL" && name != "LANGUAGE" {
			env = append(env, e)
		}
	}
	return append(env, "GIT_GRAFT_FILE=/dev/null", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
		"LC_ALL=C", "GIT_CEILING_DIRECTORIES="+ceiling)
}

// command is one git in a directory, with more variables.
func command(ctx context.Context, dir string, more []string, stdin []byte, args ...string) *exec.Cmd {
	resolved, err := filepath.EvalSymlinks(dir) // git compares the ceiling with real paths
	if err != nil {
		resolved = dir
	}
	cmd := exec.CommandContext(ctx, "git", slices.Concat(harmless, []string{"-C", resolved}, args)...)
	cmd.Env = append(environment(os.Environ(), filepath.Dir(resolved)), more...)
	cmd.WaitDelay = time.Second // where a child of git keeps the pipe open
	if stdin != nil {
		cmd.Stdin = bytes.NewReader(stdin)
	}
	return cmd
}

// run runs git at the top of the work tree and returns what it prints.
func (r *Repository) run(ctx context.Context, args ...string) ([]byte, error) {
	out, err := command(ctx, r.top, nil, nil, args...).Output()
	return out, said(ctx, err)
}

// stream runs git, with more variables, and hands over what it prints as it
// comes. An error of the reader ends git at once.
func (r *Repository) stream(ctx context.Context, more []string, stdin []byte, read func(*bufio.Reader) error, args ...string) error {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := command(running, r.top, more, stdin, args...)
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
	early := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) // git ended by itself, and its exit says why
	if err != nil && !early {
		cancel()
	}
	waited := said(ctx, cmd.Wait())
	if failed := (*failure)(nil); errors.As(waited, &failed) {
		failed.stderr = stderr.String()
	}
	if err == nil || ctx.Err() != nil || early && waited != nil {
		return waited
	}
	return err
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
