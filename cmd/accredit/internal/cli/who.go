package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

type whoCanOptions struct{ format, client, level, at string }

func newWhoCan(a *app) *cobra.Command {
	o := &whoCanOptions{}
	cmd := &cobra.Command{
		Use:   "who-can PERMISSION",
		Short: "Who holds a permission, as recorded",
		Example: `  accredit who-can crm.export
  accredit who-can crm.contacts.delete --level all --client acme
  accredit who-can crm.export --at 2026-11-21
  accredit who-can crm.export --format csv > export.csv`,
		Args: cobra.ExactArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var names []cobra.Completion
			for _, p := range engine.BuiltinCatalogue().All() {
				if len(args) == 0 && strings.HasPrefix(p.Name, prefix) {
					names = append(names, p.Name)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runWhoCan(cmd, args[0], o) },
	}
	addFormat(cmd, &o.format, "text", "json", "csv", "markdown")
	cmd.Flags().StringVar(&o.client, "client", "", "only in this `CLIENT`")
	cmd.Flags().StringVar(&o.at, "at", "", "who held it then, `SERIAL|DATE|RFC3339`")
	cmd.Flags().StringVar(&o.level, "level", "", "at least at this `LEVEL` (default: any above the lowest)")
	if err := cmd.RegisterFlagCompletionFunc("client", a.completeClients); err != nil {
		panic(err)
	}
	return cmd
}

func (a *app) runWhoCan(cmd *cobra.Command, name string, o *whoCanOptions) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	catalogue := a.catalogue()
	permission, ok := catalogue.Index(name)
	if !ok {
		err := fmt.Errorf("there is no permission %q", name)
		var names []string
		for _, p := range catalogue.All() {
			names = append(names, p.Name)
		}
		if meant := closest(name, names); meant != "" {
			return withHint(err, "Did you mean %q?", meant)
		}
		return withHint(err, "See %q.", "accredit list permissions")
	}
	kind, least := catalogue.At(permission).Kind, engine.Level(1)
	if o.level != "" {
		if least, ok = kind.Level(o.level); !ok || least == 0 {
			return errUsage("--level of %s is one of %s", name, strings.Join(kind.Names()[1:], ", "))
		}
	}
	access, _, err := a.stateAt(cmd.Context(), dir, o.at)
	if err != nil {
		return err
	}
	var hub int64
	if o.client != "" {
		if hub, err = chooseClient(o.client, nil, access); err != nil {
			return err
		}
	}
	can, might := engine.WhoCan(catalogue, access, permission, least, hub)
	if o.format == "json" {
		return a.whoCanJSON(name, kind, can, might)
	}
	l := &render.List{
		Columns: []render.Column{
			{Title: "HUB ID", Name: "hub_id"}, {Title: "CLIENT", Name: "client"}, {Title: "PERSON", Name: "email"}, {Title: "PERMISSION SET", Name: "permission_set"},
			{Title: "LEVEL", Name: "level"}, {Title: "HOW IT IS KNOWN", Name: "evidence"},
		},
		Empty: "Nobody has " + name + ".",
	}
	add := func(h *engine.Holder, level string) {
		l.Rows = append(l.Rows, []string{strconv.FormatInt(h.Client.HubID, 10), h.Client.Name, h.Person.Email, h.Set, level, render.EvidenceWords(h.Evidence)})
	}
	for i := range can {
		add(&can[i], kind.Name(can[i].Level))
	}
	for i := range might {
		add(&might[i], "not known")
	}
	return a.showList(l, o.format, nil)
}

func (a *app) whoCanJSON(name string, kind engine.Kind, can, might []engine.Holder) error {
	list := func(holders []engine.Holder, known bool) []holderRow {
		rows := []holderRow{}
		for _, h := range holders {
			row := holderRow{h.Client.HubID, h.Client.Label(), h.Person.Email, h.Set, "", planfile.Evidence(h.Evidence)}
			if known {
				row.Level = kind.Name(h.Level)
			}
			rows = append(rows, row)
		}
		return rows
	}
	return a.writeJSON(whoCanDocument{schemaOf("who-can"), name, list(can, true), list(might, false)})
}

func newWhoCould(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "who-could PERSON CLIENT",
		Short: "Who could change a person's access in a client, and within which limits",
		Long: `List everybody who could act on a person's access in a client as things are
recorded, the most preferred first, and what of it they do not hold: that they
could neither give nor take.`,
		Example: "  accredit who-could bob acme",
		Args:    cobra.ExactArgs(2),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return a.completePeople(cmd, args, prefix)
			}
			return a.completeClients(cmd, args, prefix)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runWhoCould(cmd.Context(), args[0], args[1], format)
		},
	}
	addFormat(cmd, &format, "text", "json")
	return cmd
}

func (a *app) runWhoCould(ctx context.Context, personWord, clientWord, format string) error {
	_, res, access, err := a.bothSides(ctx)
	if err != nil {
		return err
	}
	email, err := choosePerson(personWord, res.Desired, access)
	if err != nil {
		return err
	}
	hub, err := chooseClient(clientWord, res.Desired, access)
	if err != nil {
		return err
	}
	list, err := engine.WhoCould(res.Desired, access, email, hub)
	if err != nil {
		return err
	}
	if format == "json" {
		return a.whoCouldJSON(email, hub, list)
	}
	if len(list) == 0 {
		_, err := fmt.Fprintf(a.out, "Nobody of the agency can act on %s there now.\n", render.Terminal(email))
		return err
	}
	rows := make([][]string, 0, len(list))
	for _, p := range list {
		note := ""
		switch {
		case p.Leaving:
			note = "leaving: last of all"
		case p.Preferred:
			note = "acting admin"
		}
		rows = append(rows, []string{p.Person.Email, actionNames(p.Actions), throughWhat(&p), lacks(p.Lacks), note})
	}
	return a.table([]string{"PERSON", "CAN", "THROUGH", "DOES NOT HOLD", "NOTE"}, rows)
}

func (a *app) whoCouldJSON(email string, hub int64, list []engine.Possible) error {
	document := whoCouldDocument{Schema: schemaOf("who-could"), Email: email, HubID: hub, Could: []possibleRow{}}
	for i := range list {
		p := &list[i]
		row := possibleRow{Person: p.Person.Label(), Email: p.Person.Email, Actions: []actionRow{}, Lacks: append([]string{}, p.Lacks...), Preferred: p.Preferred, Leaving: p.Leaving}
		for j, action := range p.Actions {
			row.Actions = append(row.Actions, actionRow{action.String(), p.Vias[j].String()})
		}
		document.Could = append(document.Could, row)
	}
	return a.writeJSON(document)
}

func actionNames(actions []engine.Action) string {
	names := make([]string, 0, len(actions))
	for _, action := range actions {
		names = append(names, action.String())
	}
	return strings.Join(names, ", ")
}

// throughWhat says through what somebody acts, and where that differs, for
// which actions.
func throughWhat(p *engine.Possible) string {
	actions := map[engine.Via][]engine.Action{}
	var order []engine.Via
	for i, via := range p.Vias {
		if actions[via] == nil {
			order = append(order, via)
		}
		actions[via] = append(actions[via], p.Actions[i])
	}
	var parts []string
	for _, via := range order {
		name := strings.ReplaceAll(via.String(), "_", " ")
		if len(order) > 1 {
			name += " (" + actionNames(actions[via]) + ")"
		}
		parts = append(parts, name)
	}
	return strings.Join(parts, "; ")
}

// lacks names a few permissions and counts the rest.
func lacks(names []string) string {
	const shown = 4
	if len(names) > shown {
		return strings.Join(names[:shown], ", ") + fmt.Sprintf(" and %d more", len(names)-shown)
	}
	return strings.Join(names, ", ")
}
