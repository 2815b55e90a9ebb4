package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/hubspot/live"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

func newAccountCheck(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "check [CLIENT...]",
		Short: "Ask connected accounts what their keys can do",
		Long: `Ask each connected account, with a few reads, whose it is, which version of the
API it has, and what its key may read. Nothing is written to find out what may be
written. An account that is another one than the configuration says is not asked
anything more.

The answers are kept in .accredit/accounts as a hint for messages; no plan is made
from them.

Exit codes: 0 each account is as its connection says, 1 error, 3 one is not.`,
		Example: "  accredit account check\n  accredit account check acme --format json",
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := a.openAccounts(cmd.Context(), args)
			if err != nil {
				return err
			}
			return a.checkAccounts(cmd.Context(), at, format)
		},
		ValidArgsFunction: a.completeClients,
	}
	addFormat(cmd, &format, "text", "json")
	return cmd
}

type checkedRow struct {
	Client   string        `json:"client"`
	HubID    int64         `json:"hub_id"`
	Problems []string      `json:"problems"` // why it is not as its connection says
	Notes    []string      `json:"notes"`    // what cannot be told there
	Answers  *live.Checked `json:"answers"`  // null: it was not reached
}

func (a *app) checkAccounts(ctx context.Context, at *accountsAt, format string) error {
	list := make([]checkedRow, len(at.chosen))
	work := a.progress("accounts checked")
	done := 0
	eachAtOnce(len(list), 16, func(i int) { list[i] = at.check(ctx, &at.chosen[i]) }, func() {
		done++
		work.step(done, len(list))
	})
	work.end()
	if err := ctx.Err(); err != nil {
		return err
	}
	bad := 0
	for i := range list {
		if len(list[i].Problems) > 0 {
			bad++
		}
		if list[i].Answers != nil {
			if err := writeChecked(at.dir, list[i].Answers); err != nil {
				fmt.Fprintln(a.err, "Warning: "+render.Terminal("the answers are not kept: "+err.Error()))
			}
		}
	}
	var err error
	if format == "json" {
		err = a.writeJSON(accountCheckDocument{schemaOf("account-check"), list})
	} else {
		err = a.sayChecks(list)
	}
	if err == nil && bad > 0 {
		return exit(exitBlocked)
	}
	return err
}

// check asks one account.
func (at *accountsAt) check(ctx context.Context, c *connected) checkedRow {
	row := checkedRow{Client: c.label, HubID: c.hubID, Problems: []string{}, Notes: []string{}}
	account, err := at.open(ctx, c)
	if err != nil {
		row.Problems = append(row.Problems, err.Error())
		return row
	}
	is, err := account.Check(ctx, c.owner)
	if row.Answers = is; err != nil {
		row.Problems = append(row.Problems, err.Error())
		return row
	}
	at.judge(&row, c)
	return row
}

// judge compares answers with the connection.
func (at *accountsAt) judge(row *checkedRow, c *connected) {
	is := row.Answers
	if is.Users.Can != live.Can {
		row.Problems = append(row.Problems, "its users cannot be read: "+is.Users.Why)
	}
	writes := c.c.Connection.Write
	switch {
	case is.Owner.Can == live.NoneThere:
		row.Problems = append(row.Problems, "the owner of the key, "+c.owner+", is no user there: rotate the key, and name who answers for it")
	case is.Owner.Can == live.Can && len(writes) > 0 && !is.SuperAdmin && len(is.OwnerSets) == 0:
		row.Notes = append(row.Notes, "which rights the owner has there is not told")
	}
	gives := slices.Contains(writes, engine.ActionAdd) || slices.Contains(writes, engine.ActionChange)
	if gives && is.Sets.Can != live.Can {
		row.Problems = append(row.Problems, "its permission sets cannot be read, so that none can be given: "+is.Sets.Why)
	}
	if is.Sets.Can == live.Can {
		row.Notes = append(row.Notes, at.unmapped(is, c)...)
	}
	for _, told := range []struct {
		what string
		is   live.Answered
	}{{"teams", is.Teams}, {"who is deactivated", is.Deactivated}, {"logins and security events", is.Activity}} {
		if told.is.Can != live.Can {
			row.Notes = append(row.Notes, told.what+": not told ("+told.is.Why+")")
		}
	}
	if !is.WholeList {
		row.Notes = append(row.Notes, "its list of users does not say that it is whole: who else is there is not known")
	}
}

// unmapped lists declared sets that the account has under no name that is known.
func (at *accountsAt) unmapped(is *live.Checked, c *connected) (notes []string) {
	var there []string
	for _, r := range is.Roles {
		there = append(there, r.Name)
	}
	names := hubspot.NewNamer(shownOptions(at.res.Desired, at.access), c.hubID, there)
	has := map[string]bool{}
	for _, name := range there {
		if set, ok := names.Set(name); ok {
			has[set] = true
		}
	}
	seen := map[string]bool{}
	for i := range c.c.Grants {
		set := c.c.Grants[i].Set
		if set == "" || engine.IsBuiltinSet(set) || has[set] || seen[set] {
			continue
		}
		seen[set] = true
		notes = append(notes, fmt.Sprintf("permission set %q is under no known name there: permission_set_names says what the account calls it", set))
	}
	return notes
}

func (a *app) sayChecks(list []checkedRow) error {
	var lines []string
	for i := range list {
		r := &list[i]
		verdict := "as its connection says"
		if len(r.Problems) > 0 {
			verdict = "NOT as its connection says"
		}
		line := fmt.Sprintf("%s (hub %d): %s", r.Client, r.HubID, verdict)
		if r.Answers != nil && r.Answers.Version != "" {
			line += fmt.Sprintf("; version %s, %s, %d permission sets", r.Answers.Version, plural(r.Answers.Listed, "user"), len(r.Answers.Roles))
		}
		lines = append(lines, render.Terminal(line))
		for _, p := range r.Problems {
			lines = append(lines, render.Terminal("  ! "+p))
		}
		for _, n := range r.Notes {
			lines = append(lines, render.Terminal("    "+n))
		}
	}
	return a.printLines(lines...)
}

// checkedFile is where the answers of an account are kept.
func checkedFile(dir string, hubID int64) string {
	return filepath.Join(dir, ".accredit", "accounts", fmt.Sprintf("%d.json", hubID))
}

func readChecked(dir string, hubID int64) (*live.Checked, error) {
	data, err := readRegular(checkedFile(dir, hubID))
	if errors.Is(err, errNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	is := &live.Checked{}
	return is, json.Unmarshal(data, is)
}

func writeChecked(dir string, is *live.Checked) error {
	file := checkedFile(dir, is.HubID)
	data, err := json.Marshal(is)
	if err != nil {
		return err
	}
	return writePrivate(dir, file, append(data, '\n'))
}

// writePrivate writes a file below .accredit, which lies where others may write,
// such as in a repository under review: no link is followed.
func writePrivate(dir, file string, data []byte) error {
	folder := dir
	within, err := filepath.Rel(dir, filepath.Dir(file))
	if err != nil {
		return err
	}
	for _, name := range strings.Split(filepath.ToSlash(within), "/") {
		folder = filepath.Join(folder, name)
		if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		if info, err := os.Lstat(folder); err != nil || !info.IsDir() {
			return errors.Join(err, fmt.Errorf("%s is no directory of its own", folder))
		}
	}
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file", file)
	}
	return writeWhole(file, data, 0o600)
}
