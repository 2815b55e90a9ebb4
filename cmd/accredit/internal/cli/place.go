package cli

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"accredit/state"
	"accredit/state/postgres"
	"accredit/state/sqlite"
)

// stateFile is the name of the embedded state in a configuration directory.
const stateFile = "accredit.db"

// place is where a state is. It is the one spot that knows the backends.
type place struct {
	address string // a path or a URL, which may hold a password
}

// String names the place in messages, without a password.
func (p place) String() string { return postgres.Redact(p.address) }

// statePlace is where the state is: --state, ACCREDIT_STATE, or accredit.db
// in the directory.
func (a *app) statePlace(dir string) (place, error) {
	address := a.flags.state
	if address == "" {
		address = a.env("ACCREDIT_STATE")
	}
	if address == "" {
		address = filepath.Join(dir, stateFile)
		return place{address}, otherState(dir, address)
	}
	return placeAt(address)
}

func placeAt(address string) (place, error) {
	if why := notAPlace(address); why != "" {
		return place{}, withHint(fmt.Errorf("the state's place %s", why),
			"Give postgres://user@host:5432/database, or the path of a file; where a file is really called so, write ./ before it.")
	}
	return place{address}, nil
}

// missingFolder is the error of a state that was named in a folder that is not
// there: most likely it is not the name that was meant.
func (p place) missingFolder(dir string) error {
	folder := filepath.Dir(p.address)
	if postgres.IsAddress(p.address) || p.address == filepath.Join(dir, stateFile) || isDir(folder) {
		return nil
	}
	return withHint(fmt.Errorf("there is no state at %s: there is no directory %s", p.address, folder), "Name another file, or make the directory first.")
}

// open opens what is there for reading. state.ErrNone: nothing.
func (p place) open(ctx context.Context, wait time.Duration) (state.Store, error) {
	if postgres.IsAddress(p.address) {
		return store(postgres.Open(ctx, p.address, postgres.Options{Mode: postgres.ReadOnly, Wait: patience(wait)}))
	}
	return store(sqlite.Open(ctx, p.address, sqlite.Options{Mode: sqlite.ReadOnly, Wait: patience(wait)}))
}

// create opens for writing, and makes a state where there is none.
func (p place) create(ctx context.Context, wait time.Duration) (state.Store, error) {
	if postgres.IsAddress(p.address) {
		return store(postgres.Open(ctx, p.address, postgres.Options{Mode: postgres.Create, Wait: patience(wait)}))
	}
	return store(sqlite.Open(ctx, p.address, sqlite.Options{Mode: sqlite.Create, Wait: patience(wait)}))
}

// fill makes a copy of a state, where there is none: all of it or nothing.
func (p place) fill(ctx context.Context, from state.Store, wait time.Duration) (anchor state.Anchor, err error) {
	if !postgres.IsAddress(p.address) {
		return sqlite.WriteCopy(ctx, p.address, from.Dump(ctx))
	}
	to, err := p.create(ctx, wait)
	if err != nil {
		return anchor, err
	}
	anchor, err = to.Fill(ctx, from.Dump(ctx))
	if closing := to.Close(); err == nil {
		err = closing
	}
	return anchor, err
}

// store keeps a nil of a backend's type from looking like a store.
func store[S state.Store](s S, err error) (state.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// patience is --lock-timeout as the backends take it.
func patience(wait time.Duration) time.Duration {
	if wait == 0 {
		return -1
	}
	return wait
}

// command is the command line, for history: without passwords in it, and of
// variables and of addresses that are notified only which.
func (a *app) command() string {
	words := []string{"accredit"}
	flag := ""
	for _, arg := range a.args {
		words = append(words, withoutSecret(flag, arg))
		flag = arg
	}
	return strings.Join(words, " ")
}

// withoutSecret writes a word of a command line that follows the other. That
// may be a flag whose value it is, in which case nothing of the value but its
// name or host is kept; a word too many loses nothing that matters.
func withoutSecret(before, word string) string {
	name, value, joined := strings.Cut(word, "=")
	if !joined || !strings.HasPrefix(word, "-") {
		name, value = before, word
	}
	var kept string
	switch name {
	case "--var", "-var":
		variable, _, _ := strings.Cut(value, "=")
		kept = variable + "=..."
	case "--notify", "-notify":
		kept = onlyHost(value)
	default:
		return postgres.Redact(word)
	}
	if joined && strings.HasPrefix(word, "-") {
		return name + "=" + kept
	}
	return kept
}

// onlyHost writes a URL without its path, which is the secret of a webhook,
// and without whoever logs in.
func onlyHost(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "..."
	}
	return u.Scheme + "://" + u.Host + "/..."
}
