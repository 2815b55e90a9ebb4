package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/render"
	"accredit/engine/revise"
	"accredit/state"
)

// importAssets records what people own in client accounts: a CSV file with the
// columns email, hub_id, kind, and count or name.
func (a *app) importAssets(ctx context.Context, files []string, o *importOptions) (err error) {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	sources := make([]hubspot.File, len(files))
	for i, file := range files {
		sources[i] = exportFile(file)
	}
	owned, wrong := hubspot.ReadAssets(sources)
	var problems []error
	for _, p := range wrong {
		problems = append(problems, errors.New(render.Terminal(p.String())))
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	if len(owned) == 0 {
		return fmt.Errorf("there are no assets in %s", strings.Join(files, ", "))
	}
	if err := a.askable(o.autoApprove, useAutoApprove); err != nil {
		return err
	}
	if !o.autoApprove {
		if err := a.ask(ctx, fmt.Sprintf("Record what is owned in %s?", plural(len(owned), "grant"))); err != nil {
			return err
		}
	}
	rev, err := a.revision(ctx, dir, state.KindImport, o.reason)
	if err != nil {
		return err
	}
	if _, err := a.needState(ctx, dir); err != nil {
		return err
	}
	s, err := a.createState(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	made, err := a.recordRevision(ctx, s, rev, nil, func(now *engine.Access) (*engine.Changes, error) {
		changes := &engine.Changes{}
		var problems []error
		for _, who := range owned {
			change, err := revise.Assets(now, who.HubID, who.Email, who.Assets)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			changes.Grants = append(changes.Grants, *change)
		}
		return changes, errors.Join(problems...)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "Imported: the assets of %s. State is at serial %d.\n", plural(len(owned), "grant"), made.Serial)
	return err
}
