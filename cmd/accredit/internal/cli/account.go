package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"accredit/config"
	"accredit/engine"

	"github.com/spf13/cobra"
)

func newAccount(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: "Connected accounts: what their keys can do, and what they show",
		Long: `A client with a connection block is reached by HubSpot's API, with a key that is
never in the configuration: it is the variable ACCREDIT_HUBSPOT_KEY_<hub id>, or in
the file that ACCREDIT_CREDENTIALS names, or what the program of
ACCREDIT_CREDENTIAL_HELPER answers.`,
		Example: `  accredit account list
  accredit account check acme
  accredit account read --out observed`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAccountList(a), newAccountCheck(a), newAccountRead(a))
	return cmd
}

// accountsAt is a configuration with its connections.
type accountsAt struct {
	*liveAccounts
	dir    string
	res    *config.Result
	access *engine.Access
	chosen []connected
}

// openAccounts reads both sides, and finds the accounts that were named.
func (a *app) openAccounts(ctx context.Context, words []string) (*accountsAt, error) {
	dir, res, access, err := a.bothSides(ctx)
	if err != nil {
		return nil, err
	}
	at := &accountsAt{dir: dir, res: res, access: access}
	if at.liveAccounts, err = a.connect(dir, res.Desired, 0); err != nil {
		return nil, err
	}
	at.chosen, err = at.choose(words, res.Desired, access)
	return at, err
}

type accountRow struct {
	Client       string   `json:"client"`
	HubID        int64    `json:"hub_id"`
	Owner        string   `json:"owner"`
	Write        []string `json:"write"`
	WelcomeEmail bool     `json:"welcome_email"`
	Key          string   `json:"key"` // where it is looked for and found: variable, file, helper; empty: there is none
	Problem      string   `json:"problem"`
	CheckedAt    *string  `json:"checked_at"` // when account check asked last; null: never
}

func newAccountList(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "list [CLIENT...]",
		Short: "List the connected accounts",
		Long: `List the clients with a connection block: who answers for the key, what it may
write, and whether there is a key. Nobody is asked: neither HubSpot nor the
program that gives keys.`,
		Example: "  accredit account list",
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := a.openAccounts(cmd.Context(), args)
			if err != nil {
				return err
			}
			return a.listAccounts(at, format)
		},
		ValidArgsFunction: a.completeClients,
	}
	addFormat(cmd, &format, "text", "json")
	return cmd
}

func (a *app) listAccounts(at *accountsAt, format string) error {
	list := []accountRow{}
	var rows [][]string
	for i := range at.chosen {
		c := &at.chosen[i]
		r := accountRow{Client: c.label, HubID: c.hubID, Owner: c.owner, Write: []string{}, WelcomeEmail: c.c.Connection.WelcomeEmail}
		for _, action := range c.c.Connection.Write {
			r.Write = append(r.Write, action.String())
		}
		var err error
		if r.Key, err = at.keys.Where(c.hubID); err != nil {
			r.Problem = err.Error()
		}
		key := r.Key
		if key == "" {
			key = "none"
		}
		if last, err := readChecked(at.dir, c.hubID); err == nil && last != nil {
			text := lookedAt(last.At)
			r.CheckedAt = &text
		}
		checked := "never"
		if r.CheckedAt != nil {
			checked = (*r.CheckedAt)[:16] + "Z"
		}
		list = append(list, r)
		rows = append(rows, []string{c.label, fmt.Sprint(c.hubID), c.owner, orNothing(strings.Join(r.Write, ", "), "only read"), key, checked})
	}
	if format == "json" {
		return a.writeJSON(accountsDocument{schemaOf("accounts"), list})
	}
	err := a.table([]string{"CLIENT", "HUB ID", "OWNER", "WRITE", "KEY", "CHECKED"}, rows)
	for i := range list {
		if list[i].Problem != "" {
			return errors.Join(err, errors.New(list[i].Problem))
		}
	}
	return err
}

func orNothing(text, nothing string) string {
	if text == "" {
		return nothing
	}
	return text
}
