package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/state"

	"github.com/spf13/cobra"
)

type importOptions struct {
	autoApprove bool
	kind        string
	reason      string
	overrides   []string
}

func newImport(a *app) *cobra.Command {
	o := &importOptions{}
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Record existing access as fact",
		Long: `Record what is there, as fact: no rule is applied and no configuration is read.
The clients in the files replace those in the state, one by one; people and
permission sets are merged. The files are JSON as "accredit show --format json"
prints it; only schema, hub_id, email and permission_set are required.

With --kind assets the files are CSV with the columns email, hub_id, kind, and
count or name: what people own in client accounts, which plans list where
somebody is removed or deactivated.`,
		Example: `  accredit import state.json
  accredit import exports/*.json --auto-approve --reason "first inventory"
  accredit import --kind assets assets.csv`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runImport(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.autoApprove, "auto-approve", false, "do not ask")
	f.StringVar(&o.kind, "kind", "access", "what the files hold: access or assets")
	f.StringVar(&o.reason, "reason", "", "why, for the history")
	f.StringArrayVar(&o.overrides, "override", nil, "override this guardrail: empty-source")
	return cmd
}

func (a *app) runImport(ctx context.Context, files []string, o *importOptions) error {
	for _, rule := range o.overrides {
		if rule != engine.RuleEmptySource {
			return errUsage("import takes --override empty-source, not %q", rule)
		}
	}
	if o.kind != "access" && o.kind != "assets" {
		return errUsage("--kind is access or assets, not %q", o.kind)
	}
	if err := a.askable(o.autoApprove); err != nil {
		return err
	}
	if o.kind == "assets" {
		return a.importAssets(ctx, files, o)
	}
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	documents, err := a.readDocuments(files, len(o.overrides) > 0)
	if err != nil {
		return err
	}
	clients, grants := 0, 0
	for _, d := range documents {
		clients += len(d.Access.Clients)
		grants += d.Access.Grants()
	}
	if !o.autoApprove {
		if err := a.ask(ctx, fmt.Sprintf("Record %s with %s as they are in %s? They replace what is recorded of those clients.", plural(clients, "client"), plural(grants, "grant"), plural(len(files), "file"))); err != nil {
			return err
		}
	}
	return a.importAll(ctx, dir, files, documents, o, clients, grants)
}

func (a *app) readDocuments(files []string, emptyAllowed bool) ([]*planfile.ImportedState, error) {
	var documents []*planfile.ImportedState
	var problems []error
	for _, file := range files {
		d, err := readDocument(file)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
			continue
		}
		if len(d.Access.Clients) == 0 && !emptyAllowed {
			return nil, &exitErr{exitBlocked, withHint(fmt.Errorf("empty-source: %s has no client", file),
				"Check where it came from; if it is meant, use --override empty-source.")}
		}
		documents = append(documents, d)
	}
	return documents, errors.Join(problems...)
}

func readDocument(file string) (*planfile.ImportedState, error) {
	info, err := os.Lstat(file)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not an ordinary file")
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	document, err := planfile.DecodeState(f)
	return document, errors.Join(err, f.Close())
}

// importAll records the documents in one transaction.
func (a *app) importAll(ctx context.Context, dir string, files []string, documents []*planfile.ImportedState, o *importOptions, clients, grants int) (err error) {
	rev, err := a.revision(ctx, dir, state.KindImport, o.reason)
	if err != nil {
		return err
	}
	rev.Overrides = o.overrides
	s, err := a.createState(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	made := state.Revision{}
	for i, d := range documents {
		rev, err := s.Apply(ctx, rev, func(now *engine.Access) (*engine.Changes, error) {
			if now.Agency.HubID != 0 && d.Access.Agency.HubID != 0 && now.Agency.HubID != d.Access.Agency.HubID {
				return nil, fmt.Errorf("this state belongs to agency %s (hub %d), the document to hub %d", now.Agency.Name, now.Agency.HubID, d.Access.Agency.HubID)
			}
			if err := d.Complete(now.Sets, nil); err != nil {
				return nil, fmt.Errorf("%s: %w", files[i], err)
			}
			return engine.Import(now, d.Access, engine.DateOf(rev.At)), nil
		})
		if err != nil {
			return err
		}
		if rev.Serial != 0 {
			made = rev
		}
	}
	if made.Serial == 0 {
		fmt.Fprintln(a.out, "Nothing new: state is as in the files.")
		return nil
	}
	fmt.Fprintf(a.out, "Imported: %s, %s. State is at serial %d.\n", plural(clients, "client"), plural(grants, "grant"), made.Serial)
	return nil
}
