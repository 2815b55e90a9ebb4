package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

func newExplain(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "explain PERSON CLIENT",
		Short: "The rights of a person in a client, where each comes from, and what holds it back",
		Long: `List every permission that a person has or should have in a client: the level
now, the level after the next plan, and the line of the configuration that gives
it. What is held back or blocked is said.`,
		Example: `  accredit explain bob acme
  accredit explain bob@northwind.example 886618329 --json`,
		Args: cobra.ExactArgs(2),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return a.completePeople(cmd, args, prefix)
			}
			return a.completeClients(cmd, args, prefix)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runExplain(cmd.Context(), args[0], args[1], format)
		},
	}
	addFormat(cmd, &format, "text", "json")
	return cmd
}

func (a *app) runExplain(ctx context.Context, personWord, clientWord, format string) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	p, err := a.makePlan(ctx, dir, &planFlags{})
	if err != nil {
		return err
	}
	email, err := choosePerson(personWord, p.res.Desired, p.access)
	if err != nil {
		return err
	}
	hub, err := chooseClient(clientWord, p.res.Desired, p.access)
	if err != nil {
		return err
	}
	e := engine.Explain(p.res.Desired, p.access, p.plan, email, hub)
	if format == "json" {
		return a.explainJSON(e, p.res)
	}
	return a.explainText(e, p.res)
}

func (a *app) explainText(e *engine.Explanation, res *config.Result) error {
	safe := render.Terminal
	fmt.Fprintf(a.out, "%s (%s) in %s (hub %d)\n", safe(e.Person.Email), safe(e.Person.Label()), safe(e.Client.Name), e.Client.HubID)
	fmt.Fprintf(a.out, "  now:     %s\n", safe(grantLine(e.Now)))
	if words := render.EvidenceWords(e.Evidence); words != "" {
		fmt.Fprintf(a.out, "  known:   %s\n", words)
	}
	fmt.Fprintf(a.out, "  wanted:  %s\n", safe(grantLine(e.Wanted)))
	if e.Wanted != nil {
		from := e.Wanted.From()
		line := from.Block
		if from.Team != "" {
			line += " through " + from.Team
		}
		fmt.Fprintf(a.out, "  because: %s  %s\n", safe(line), safe(e.Wanted.Pos.String()))
	}
	for _, reason := range e.Reasons {
		fmt.Fprintf(a.out, "  %s\n", safe(reason))
	}
	for _, line := range e.NotKnown() {
		fmt.Fprintf(a.out, "  not known: %s\n", safe(line))
	}
	if len(e.Permissions) == 0 {
		if len(e.NotKnown()) == 0 {
			fmt.Fprintln(a.out, "\nNo permissions, now or wanted.")
		}
		return nil
	}
	fmt.Fprintln(a.out)
	rows := make([][]string, 0, len(e.Permissions))
	for _, p := range e.Permissions {
		rows = append(rows, []string{p.Permission, p.Now, p.Wanted, p.Note, strings.Join(sources(e, p, res), ", ")})
	}
	return a.table([]string{"PERMISSION", "NOW", "WANTED", "NOTE", "FROM"}, rows)
}

// sources says which lines give a permission.
func sources(e *engine.Explanation, p engine.ExplainedPermission, res *config.Result) []string {
	if e.Wanted == nil || p.Adjusted {
		if p.Adjusted {
			return []string{"add or remove, " + e.Wanted.Pos.String()}
		}
		return nil
	}
	var list []string
	for _, o := range res.Explain(e.Wanted.Set, p.Permission) {
		line := o.Set
		if o.Pattern != "" && o.Pattern != p.Permission {
			line += " " + o.Pattern
		}
		if !o.Pos.IsZero() {
			line += " " + o.Pos.String()
		}
		list = append(list, line)
	}
	return slices.Compact(list)
}

func grantLine(g *engine.Grant) string {
	if g == nil {
		return "no access"
	}
	line := g.Set
	if g.Status != engine.Active {
		line += ", " + g.Status.String()
	}
	if g.Starts != 0 {
		line += ", from " + g.Starts.String()
	}
	if g.Expires != 0 {
		line += ", until " + g.Expires.String()
	}
	if reason := g.More().Reason; reason != "" {
		line += ", reason " + reason
	}
	return line
}

func (a *app) explainJSON(e *engine.Explanation, res *config.Result) error {
	list := []explainedPermission{}
	for _, p := range e.Permissions {
		from := sources(e, p, res)
		if from == nil {
			from = []string{}
		}
		list = append(list, explainedPermission{p.Permission, p.Now, p.Wanted, p.Note, from})
	}
	return a.writeJSON(explainDocument{
		Schema: schemaOf("explain"), Email: e.Person.Email, Person: e.Person.Address, Client: e.Client.Address, HubID: e.Client.HubID,
		Now: newGrantRow(e.Now), Evidence: planfile.Evidence(e.Evidence), Wanted: newGrantRow(e.Wanted),
		Reasons: append([]string{}, e.Reasons...), NotKnown: append([]string{}, e.NotKnown()...), Permissions: list,
	})
}
