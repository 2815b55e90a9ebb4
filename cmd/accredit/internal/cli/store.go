package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/state"
	"accredit/state/sqlite"
)

// stateFile is the name of the embedded state in a configuration directory.
const stateFile = "accredit.db"

// statePath is where the state is: --state, ACCREDIT_STATE, or accredit.db in
// the directory.
func (a *app) statePath(dir string) (string, error) {
	path := a.flags.state
	if path == "" {
		path = a.env("ACCREDIT_STATE")
	}
	if path == "" {
		return filepath.Join(dir, stateFile), nil
	}
	if scheme, _, ok := strings.Cut(path, "://"); ok {
		return "", withHint(fmt.Errorf("a state at %s:// is not supported", scheme), "Give the path of a file.")
	}
	return path, nil
}

// openState opens the state for reading. A nil store is no state yet.
func (a *app) openState(ctx context.Context, dir string) (state.Store, string, error) {
	path, err := a.statePath(dir)
	if err != nil {
		return nil, "", err
	}
	s, err := sqlite.Open(ctx, path, sqlite.Options{Mode: sqlite.ReadOnly})
	if errors.Is(err, state.ErrNone) {
		return nil, path, nil
	}
	if err != nil {
		return nil, path, err
	}
	return s, path, nil
}

// createState opens the state for writing, and makes it where there is none.
func (a *app) createState(ctx context.Context, dir string) (state.Store, error) {
	path, err := a.statePath(dir)
	if err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, path, sqlite.Options{Mode: sqlite.Create})
}

// readState reads what is recorded; no state yet is an empty access.
func (a *app) readState(ctx context.Context, dir string, now time.Time) (_ *engine.Access, path string, err error) {
	s, path, err := a.openState(ctx, dir)
	if err != nil || s == nil {
		return &engine.Access{}, path, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	p := a.progress("Reading state")
	access, err := s.Read(ctx, state.ReadOptions{Now: now})
	p.end()
	if errors.Is(err, state.ErrNone) {
		return &engine.Access{}, path, nil
	}
	if err == nil {
		a.log().Debug("State", "serial", access.Serial, "lineage", access.Lineage, "clients", len(access.Clients), "people", len(access.People))
	}
	return access, path, err
}

// bothSides reads what is declared and what is recorded; no state yet is an
// empty access.
func (a *app) bothSides(ctx context.Context) (dir string, res *config.Result, access *engine.Access, err error) {
	if dir, err = a.dir(nil); err != nil {
		return "", nil, nil, err
	}
	if res, err = a.load(dir); err != nil {
		return "", nil, nil, err
	}
	access, _, err = a.readState(ctx, dir, res.Desired.AsOf)
	return dir, res, access, err
}

// needState reads what is recorded, and says so where there is nothing.
func (a *app) needState(ctx context.Context, dir string) (*engine.Access, error) {
	now, err := a.moment()
	if err != nil {
		return nil, err
	}
	access, path, err := a.readState(ctx, dir, now)
	if err != nil {
		return nil, err
	}
	if access.Serial == 0 {
		return nil, noState(path)
	}
	return access, nil
}

func noState(path string) error {
	return withHint(fmt.Errorf("there is no state at %s", path),
		"Make one with %q or %q, or name it with --state.", "accredit apply", "accredit import FILE")
}

// who is the person of a revision: ACCREDIT_USER, else git's user.email, else
// the system's user.
func (a *app) who(ctx context.Context, dir string) string {
	if who := a.env("ACCREDIT_USER"); who != "" {
		return who
	}
	if email := git(ctx, dir, "config", "user.email"); email != "" {
		return email
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return fmt.Sprintf("uid %d", os.Getuid())
}

// revision is the who, when and why of a change of state.
func (a *app) revision(ctx context.Context, dir string, kind state.Kind, reason string) (state.Revision, error) {
	now, err := a.moment()
	if err != nil {
		return state.Revision{}, err
	}
	return state.Revision{
		At: now, Kind: kind, Who: a.who(ctx, dir), Command: "accredit " + strings.Join(a.args, " "), Reason: reason,
		GitCommit: git(ctx, dir, "rev-parse", "HEAD"),
	}, nil
}
