package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"accredit/cmd/accredit/internal/gitfiles"
	"accredit/engine"
	"accredit/engine/compare"
	"accredit/engine/render"
)

// markBase marks the steps that the configuration at --base would make as
// well. A revision that cannot be read is an error; a configuration there that
// does not load, or cannot be planned, is a warning: the plan under review
// holds without it, and perhaps mends it.
func (a *app) markBase(ctx context.Context, dir string, p *planned, o *planOptions) error {
	if o.base == "" {
		return nil
	}
	repository, err := gitfiles.Open(ctx, dir)
	if err != nil {
		return err
	}
	commit, err := repository.Commit(ctx, o.base)
	if err != nil {
		return err
	}
	if err := repository.CheckWorkTree(ctx); err != nil {
		return err
	}
	s, err := a.commitSide(ctx, repository, o.base, commit)
	if err != nil {
		return err
	}
	defer s.remove()
	other, err := a.planBase(s, p, o)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		message, _, _ := strings.Cut(err.Error(), "\n")
		fmt.Fprintf(a.err, "Warning: %s, so that no step is told apart from those that --base %s would make as well.\n",
			render.Terminal(message), render.Terminal(o.base))
		return nil
	}
	compare.MarkBase(p.plan, other, commit)
	return nil
}

// planBase plans the configuration at a commit, on the same state, for the
// same moment and with the same options.
func (a *app) planBase(s *side, p *planned, o *planOptions) (*engine.Plan, error) {
	res, err := a.readBase(s)
	if err != nil {
		return nil, err
	}
	opts, err := o.options(p.res.Desired, p.access)
	if err != nil {
		return nil, err
	}
	return engine.MakePlan(res, p.access, opts)
}

// readBase reads the configuration of the base for the moment of the plan. Its
// warnings are not those of the change under review.
func (a *app) readBase(s *side) (*engine.Desired, error) {
	res, err := a.read(s.dir)
	if err != nil {
		return nil, errors.New(strings.ReplaceAll(err.Error(), s.dir, s.title()))
	}
	if res.Diagnostics.HasErrors() {
		return nil, fmt.Errorf("the configuration of %s does not load (accredit diff %s says why)", s.title(), s.name)
	}
	return res.Desired, nil
}
