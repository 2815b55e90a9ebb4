package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"accredit/cmd/accredit/internal/gitfiles"
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

// headForHistory is head for what is recorded. History promises the commit, so
// that one that cannot be told is said.
func (a *app) headForHistory(ctx context.Context, dir string) string {
	commit, err := head(ctx, dir)
	if err != nil {
		fmt.Fprintf(a.err, "Warning: history has no commit for this:\n")
		for line := range strings.SplitSeq(err.Error(), "\n") {
			fmt.Fprintf(a.err, "  %s\n", render.Terminal(line))
		}
	}
	return commit
}
