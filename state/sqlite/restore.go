package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"accredit/state"
)

// Why a restore is refused. Each can be overruled by the option of its name.
var (
	ErrReplaceNewer = errors.New("something newer would be replaced")     // RestoreOptions.ReplaceNewer
	ErrReplaceOther = errors.New("something else would be replaced")      // RestoreOptions.ReplaceOther
	ErrUnsound      = errors.New("the backup is not sound")               // never
	errSameFile     = errors.New("the backup and the state are one file") // never
)

// RestoreOptions are the choices of Restore.
type RestoreOptions struct {
	ReplaceNewer bool // though revisions would be lost that the backup does not have
	ReplaceOther bool // though it is the state of another lineage, or no state

	Wait time.Duration // for another run that holds the state; 0: DefaultWait, negative: not at all
}

// Restored says what a restore did.
type Restored struct {
	Lineage string
	Serial  int64  // that the state is at now
	Kept    string // where what was replaced is; empty: nothing was there
}

// Restore puts a backup in the place of the state at path. The backup is
// copied, and the copy checked whole, history included, before it takes the
// name in one rename, while nobody writes; afterwards what is there is
// compared with it. The backup stays as it is, and what was replaced is kept
// beside the state.
func Restore(ctx context.Context, backup, path string, opts RestoreOptions) (*Restored, error) {
	s, err := newStore(path, Options{Wait: opts.Wait})
	if err != nil {
		return nil, err
	}
	if err := s.lookAtBackup(backup); err != nil {
		return nil, err
	}
	copied, has, err := s.copyBackup(ctx, backup)
	if err != nil {
		return nil, err
	}
	done := &Restored{Lineage: has.head.Lineage, Serial: has.head.Serial}
	if done.Kept, err = s.replaceBy(ctx, copied, has, opts); err != nil {
		return nil, errors.Join(err, removeIfThere(copied))
	}
	return done, s.compareRestored(ctx, has, done.Kept)
}

// chain is the history of a state that was found whole.
type chain struct {
	head   state.Revision   // the latest
	hashes map[int64]string // of every revision, by serial
}

// lookAtBackup refuses what is no state before it is copied, and the state
// itself.
func (s *Store) lookAtBackup(backup string) error {
	b, err := newStore(backup, Options{})
	if err != nil {
		return err
	}
	if _, err := b.lookAtFile(); err != nil {
		return err
	}
	from, err := os.Stat(backup)
	if err != nil {
		return err
	}
	if to, err := os.Stat(s.path); err == nil && os.SameFile(from, to) {
		return fmt.Errorf("%s: %w", s.path, errSameFile)
	}
	return nil
}

// copyBackup copies the backup beside the state, brings the copy up to date,
// and checks all of it. It returns the copy's name and its history.
func (s *Store) copyBackup(ctx context.Context, backup string) (copied string, has *chain, err error) {
	absolute, err := filepath.Abs(backup)
	if err != nil {
		return "", nil, err
	}
	db, err := connectTo(absolute, writing) // only read from
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if copied, err = createBeside(s.path); err != nil {
		return "", nil, s.cannotCreate(err)
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO $1", copied)
	if err == nil {
		err = checkCopy(ctx, copied, checkFile)
	}
	if err == nil {
		has, err = s.whole(ctx, copied)
	}
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("%s: %w: %w", backup, ErrUnsound, ofBackup(err, backup)), removeIfThere(copied))
	}
	return copied, has, nil
}

// ofBackup names the backup where an error names its copy.
func ofBackup(err error, backup string) error {
	var file *state.FileError
	var newer *state.NewerError
	switch {
	case errors.As(err, &file):
		file.Path = backup
	case errors.As(err, &newer):
		newer.Path = backup
	}
	return err
}

// whole opens a file as a state, which migrates it, checks what is recorded
// and the chain of history, and returns that.
func (s *Store) whole(ctx context.Context, path string) (has *chain, err error) {
	c, err := Open(ctx, path, Options{Mode: Create, migrations: s.opts.migrations, isCopy: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	problems, err := c.Check(ctx)
	if err != nil {
		return nil, err
	}
	more, err := c.VerifyHistory(ctx)
	if err != nil {
		return nil, err
	}
	if problems = append(problems, more...); len(problems) > 0 {
		return nil, fmt.Errorf("%w: %s", state.ErrDamaged, problems[0])
	}
	has = &chain{hashes: map[int64]string{}}
	for e, err := range c.History(ctx, state.Filter{RevisionsOnly: true}) {
		if err != nil {
			return nil, err
		}
		if len(has.hashes) == 0 {
			has.head = e.Revision
		}
		has.hashes[e.Revision.Serial] = e.Revision.Hash
	}
	if len(has.hashes) == 0 {
		return nil, state.ErrNone
	}
	return has, nil
}
