package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"accredit/config"
	"accredit/config/diagnostic"
	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
	"accredit/engine/hubspot/fakehub/recorded"
	"accredit/state"
	"accredit/state/sqlite"
)

// newWorld makes the world of a configuration directory and its state.
func (o *options) newWorld(ctx context.Context) (*fakehub.World, error) {
	for _, path := range []string{o.world, o.credentials} {
		if _, err := os.Lstat(path); path != "" && !o.force && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is there already: leave out --new to go on with that world, or say --force to lose it", path)
		}
	}
	now := time.Now()
	desired, err := o.configuration(now)
	if err != nil {
		return nil, err
	}
	access, err := o.recorded(ctx, now)
	if err != nil {
		return nil, err
	}
	return recorded.World(desired, access, recorded.Options{Links: o.links}), nil
}

// configuration reads what is declared, and says what is wrong with it.
func (o *options) configuration(now time.Time) (*engine.Desired, error) {
	res, err := config.Load(o.from, config.Options{Now: now, Vars: o.vars})
	if err != nil {
		return nil, err
	}
	if !res.Diagnostics.HasErrors() {
		return res.Desired, nil
	}
	p := diagnostic.Printer{Width: 100, Source: func(file string) []byte { return res.Sources[file] }}
	if err := p.Print(o.err, res.Diagnostics); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("the configuration in %s has mistakes", o.from)
}

// recorded reads the state; where there is none, nothing is recorded.
func (o *options) recorded(ctx context.Context, now time.Time) (_ *engine.Access, err error) {
	path := o.state
	if path == "" {
		path = os.Getenv("ACCREDIT_STATE")
	}
	if path == "" {
		path = filepath.Join(o.from, "accredit.db")
	}
	if strings.Contains(path, "://") {
		return nil, errors.New("the state has to be a file here: copy it with accredit state copy, and name the copy with --state")
	}
	s, err := sqlite.Open(ctx, path, sqlite.Options{})
	var access *engine.Access
	if err == nil {
		defer func() { err = errors.Join(err, s.Close()) }()
		access, err = s.Read(ctx, state.ReadOptions{Now: now})
	}
	if errors.Is(err, state.ErrNone) && o.state == "" {
		fmt.Fprintf(o.out, "There is no state at %s: nobody of the agency has access yet.\n", path)
		return &engine.Access{}, nil
	}
	return access, err
}

// quoted writes a path for a shell.
func quoted(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
