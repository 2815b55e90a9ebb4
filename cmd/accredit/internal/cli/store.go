package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"time"

	"accredit/cmd/accredit/internal/gitfiles"
	"accredit/config"
	"accredit/engine"
	"accredit/state"
)

// openState opens the state for reading. A nil store is no state yet. shown
// names the place in messages.
func (a *app) openState(ctx context.Context, dir string) (s state.Store, shown string, err error) {
	p, err := a.statePlace(dir)
	if err != nil {
		return nil, "", err
	}
	s, err = p.open(ctx, a.flags.lockTimeout)
	if errors.Is(err, state.ErrNone) {
		if err := p.missingFolder(dir); err != nil {
			return nil, p.String(), err
		}
		return nil, p.String(), nil
	}
	return s, p.String(), err
}

// createState opens the state for writing, and makes it where there is none.
func (a *app) createState(ctx context.Context, dir string) (state.Store, error) {
	p, err := a.statePlace(dir)
	if err != nil {
		return nil, err
	}
	return p.create(ctx, a.flags.lockTimeout)
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
	if email := gitfiles.UserEmail(ctx, dir); email != "" {
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
		At: now, Kind: kind, Who: a.who(ctx, dir), Command: a.command(), Reason: reason,
		GitCommit: a.headForHistory(ctx, dir),
	}, nil
}
