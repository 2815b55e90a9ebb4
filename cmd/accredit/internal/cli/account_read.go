package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

func newAccountRead(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "read [CLIENT...] --out DIR",
		Short: "Write what connected accounts show, a file each",
		Long: `Read connected accounts, and write into DIR a state document for each, named
<hub id>.json: who is there now, when it was looked at, and how much the account
tells. The files can be given to drift, import and run check with --observed, on a
machine that has no keys.

Exit codes: 0 written, 1 error, 3 an account could not be read.`,
		Example: "  accredit account read --out observed\n  accredit drift --observed observed",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return withHint(errUsage("account read writes into a folder"), "Give it with --out DIR.")
			}
			at, err := a.openAccounts(cmd.Context(), args)
			if err != nil {
				return err
			}
			return a.readAccounts(cmd.Context(), at, out)
		},
		ValidArgsFunction: a.completeClients,
	}
	cmd.Flags().StringVar(&out, "out", "", "the `DIR` to write into (required)")
	if err := cmd.MarkFlagDirname("out"); err != nil {
		panic(err)
	}
	return cmd
}

func (a *app) readAccounts(ctx context.Context, at *accountsAt, out string) error {
	seen, export, err := a.lookLive(ctx, at.liveAccounts, at.chosen, at.res.Desired, at.access)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	for _, note := range export.Notes {
		a.say("Warning: " + note.String())
	}
	var problems []error
	for i := range seen.Accounts {
		text, err := observedDocument(seen, i, at.res.Desired)
		if err == nil {
			err = writeWhole(filepath.Join(out, fmt.Sprintf("%d.json", seen.Access.Clients[i].HubID)), text, 0o600)
		}
		problems = append(problems, err)
	}
	a.sayUnread(seen.Unread)
	if err := errors.Join(problems...); err != nil {
		return err
	}
	if err := a.printLines(render.Terminal(fmt.Sprintf("Wrote %s into %s.", plural(len(seen.Accounts), "account"), out))); err != nil {
		return err
	}
	if n := len(seen.Unread); n > 0 {
		return fail(exitBlocked, "%s could not be read", plural(n, "account"))
	}
	return nil
}

// observedDocument is what one account showed, as a state document.
func observedDocument(seen *engine.Observation, i int, d *engine.Desired) ([]byte, error) {
	one := observedAlone(seen.Access, i)
	one.Catalogue = d.Catalogue.Version
	one.Agency.Name, one.Agency.HubID = d.Agency.Name, d.Agency.HubID
	var b bytes.Buffer
	err := planfile.EncodeObserved(&b, one, &seen.Accounts[i], engine.DateOf(d.AsOf))
	return b.Bytes(), err
}

// observedAlone is one account of what was observed, with its people.
func observedAlone(all *engine.Access, i int) *engine.Access {
	one := *all
	c := all.Clients[i]
	used := map[int32]bool{}
	for _, g := range c.Grants {
		used[g.Person] = true
	}
	one.People, one.Clients = nil, nil
	at := map[int32]int32{}
	for p := range all.People {
		if used[int32(p)] {
			at[int32(p)] = int32(len(one.People))
			one.People = append(one.People, all.People[p])
		}
	}
	grants := make([]engine.RecordedGrant, len(c.Grants))
	for k, g := range c.Grants {
		g.Person = at[g.Person]
		grants[k] = g
	}
	c.Grants = grants
	one.Clients = []engine.RecordedClient{c}
	return &one
}
