package cli

import (
	"context"
	"errors"
	"fmt"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/render"
	"accredit/engine/revise"
	"accredit/state"
)

// importActivity records when one of ours was last active in client accounts: a
// CSV file with the columns hub_id and date.
func (a *app) importActivity(ctx context.Context, files []string, o *importOptions) (err error) {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	rev, err := a.revision(ctx, dir, state.KindImport, o.reason)
	if err != nil {
		return err
	}
	sources := make([]hubspot.File, len(files))
	for i, file := range files {
		sources[i] = exportFile(file)
	}
	last, wrong := hubspot.ReadActivity(sources, engine.DateOf(rev.At))
	var problems []error
	for _, p := range wrong {
		problems = append(problems, errors.New(render.Terminal(p.String())))
	}
	switch {
	case len(problems) > 0:
		return errors.Join(problems...)
	case len(last) == 0:
		return errors.New("there is no activity in the files")
	}
	if _, err := a.needState(ctx, dir); err != nil {
		return err
	}
	if err := a.askable(o.autoApprove, useAutoApprove); err != nil {
		return err
	}
	if !o.autoApprove {
		if err := a.ask(ctx, fmt.Sprintf("Record the last activity in %s?", plural(len(last), "client"))); err != nil {
			return err
		}
	}
	s, err := a.createState(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	made, err := a.recordRevision(ctx, s, rev, nil, func(now *engine.Access) (*engine.Changes, error) {
		return revise.Activity(now, last)
	})
	switch {
	case err != nil:
		return err
	case made.Serial == 0:
		_, err = fmt.Fprintln(a.out, "Nothing new: what is recorded is as late.")
	default:
		_, err = fmt.Fprintf(a.out, "Imported: the last activity in %s. State is at serial %d.\n", plural(len(last), "client"), made.Serial)
	}
	return err
}
