package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"accredit/cmd/accredit/internal/gitfiles"
	"accredit/engine"
	"accredit/state"
)

// oldCheckout says where a plan takes something away and the state was applied
// from a commit that is not in the history of this one: the checkout may be an
// old one, which does not have what was added since. It returns nothing where
// that cannot be told.
func (a *app) oldCheckout(ctx context.Context, dir string, p *engine.Plan) string {
	if p.Effect&engine.Reduces == 0 || p.Serial == 0 {
		return ""
	}
	repository, err := gitfiles.Find(ctx, dir)
	if err != nil {
		return ""
	}
	here, err := repository.Head(ctx)
	if err != nil || here == "" {
		return ""
	}
	last, err := a.lastApply(ctx, dir)
	if err != nil || last == nil {
		return ""
	}
	commit := strings.TrimSuffix(last.GitCommit, engine.CommitDirty)
	if lacks, err := repository.Lacks(ctx, here, commit); err != nil || !lacks {
		return ""
	}
	return fmt.Sprintf("revision %d of the state was applied from commit %s by %s on %s, and that commit is not in the history of this checkout (%s). "+
		"If this checkout is an old one, this plan takes away what was added since: pull, and plan again.",
		last.Serial, shortCommit(commit), last.Who, last.At.UTC().Format("2006-01-02"), shortCommit(here))
}

// shortCommit is enough of a commit's name to find it.
func shortCommit(commit string) string { return commit[:min(len(commit), 12)] }

// lookedBack is how many of the latest revisions are looked at for an apply.
const lookedBack = 50

// lastApply finds the latest revision that an apply made; nil: there is none
// among the latest.
func (a *app) lastApply(ctx context.Context, dir string) (found *state.Revision, err error) {
	s, _, err := a.openState(ctx, dir)
	if err != nil || s == nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for entry, err := range s.History(ctx, state.Filter{RevisionsOnly: true, Limit: lookedBack}) {
		if err != nil {
			return nil, err
		}
		if entry.Revision.Kind == state.KindApply {
			return &entry.Revision, nil
		}
	}
	return nil, nil
}
