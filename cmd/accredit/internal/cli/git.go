package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"accredit/cmd/accredit/internal/gitfiles"
	"accredit/engine"
	"accredit/engine/render"
)

// head returns the commit that is checked out in a directory, and why it
// cannot be told. No repository has none, and that is no error.
func head(ctx context.Context, dir string) (string, error) {
	repository, err := gitfiles.Find(ctx, dir)
	if errors.Is(err, gitfiles.ErrNone) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return repository.Head(ctx)
}

// headForHistory returns the commit that a configuration is at, for what is
// recorded: with a mark where files of it were not committed, and another one
// where it cannot be told, which is said as well.
func (a *app) headForHistory(ctx context.Context, dir string) string {
	commit, dirty, err := committed(ctx, dir)
	switch {
	case err != nil:
		fmt.Fprintf(a.err, "Warning: history has no commit for this:\n")
		for line := range strings.SplitSeq(err.Error(), "\n") {
			fmt.Fprintf(a.err, "  %s\n", render.Terminal(line))
		}
		return engine.CommitUnknown
	case dirty:
		return commit + engine.CommitDirty
	}
	return commit
}

// committed returns the commit, and whether the files of the configuration are
// something else.
func committed(ctx context.Context, dir string) (commit string, dirty bool, err error) {
	repository, err := gitfiles.Find(ctx, dir)
	if errors.Is(err, gitfiles.ErrNone) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	if commit, err = repository.Head(ctx); err != nil {
		return "", false, err
	}
	if commit == "" {
		return engine.CommitUnknown, false, nil
	}
	dirty, err = repository.IsDirty(ctx)
	return commit, dirty, err
}
