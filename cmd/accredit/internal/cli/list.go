package cli

import (
	"fmt"
	"strconv"
	"strings"

	"accredit/engine"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

type listOptions struct {
	format                             string
	mode, relationship, status, access string
	set, label, person                 string
	grants                             grantFilter
	withoutMRR                         bool
	byReason                           bool // --reason is given, be it empty
	days                               int
}

// lists are those that there are, by name.
var lists = []string{"clients", "employees", "contractors", "grants", "matrix", "permissions", "upcoming"}

func newList(a *app) *cobra.Command {
	o := &listOptions{}
	cmd := &cobra.Command{
		Use:   "list " + strings.Join(lists, "|") + " [GLOB]",
		Short: "List clients, people, grants, what comes, or permissions",
		Long: `List what is declared, with what is recorded beside it: clients, employees and
contractors as the tabs of the Client Access Manager have them; grants, one a
person and client; matrix, clients by people; upcoming, what begins, ends or
expires by itself in the next days; permissions. GLOB narrows by name, e-mail,
address or hub id; * stands for any characters. Recorded is what the state holds:
how each access is known stands in "list grants".`,
		Example: `  accredit list clients --mode observe
  accredit list clients --access-type super_admin --without-mrr --format csv > clients.csv
  accredit list employees '*@northwind.example' --status active
  accredit list grants --ends 30d
  accredit list grants --reason '' --evidence told
  accredit list matrix --format csv > matrix.csv
  accredit list upcoming --days 60 --format ics > access.ics
  accredit list permissions 'crm.*.edit'`,
		Args:      cobra.RangeArgs(1, 2),
		ValidArgs: lists,
		RunE:      func(cmd *cobra.Command, args []string) error { return a.runList(cmd, args, o) },
	}
	addFormat(cmd, &o.format, "text", "json", "csv", "markdown", "ics")
	f := cmd.Flags()
	f.StringVar(&o.mode, "mode", "", "clients with this mode")
	f.StringVar(&o.relationship, "relationship", "", "clients with this relationship")
	f.StringVar(&o.access, "access-type", "", "clients where ours have this at most: super_admin, partner_admin, member or none")
	f.BoolVar(&o.withoutMRR, "without-mrr", false, "clients without the revenue")
	f.StringVar(&o.status, "status", "", "people, or grants, with this status")
	f.StringVar(&o.set, "set", "", "clients, people or grants with this permission set")
	f.StringVar(&o.label, "label", "", "clients or people with this label, `KEY=VALUE`")
	f.StringVar(&o.person, "person", "", "of a matrix, only people who match this `GLOB`")
	f.IntVar(&o.days, "days", 30, "how many `DAYS` ahead, of what is upcoming")
	o.grants.addFlags(cmd)
	return cmd
}

func (a *app) runList(cmd *cobra.Command, args []string, o *listOptions) error {
	if err := o.check(cmd, args[0]); err != nil {
		return err
	}
	o.byReason = cmd.Flags().Changed("reason")
	glob := "*"
	if len(args) == 2 {
		glob = args[1]
	}
	if args[0] == "permissions" {
		return a.listPermissions(glob, o)
	}
	b, err := a.readBookWith(cmd, args[0] == "upcoming")
	if err != nil {
		return err
	}
	if err := b.knowsSet(o.set); err != nil {
		return err
	}
	switch args[0] {
	case "clients":
		return a.listClients(b, glob, o)
	case "employees":
		return a.listPeople(b, engine.Employee, glob, o)
	case "contractors":
		return a.listPeople(b, engine.Contractor, glob, o)
	case "grants":
		return a.listGrants(b, glob, o)
	case "matrix":
		return a.listMatrix(b, glob, o)
	}
	return a.listUpcoming(cmd.Context(), b, glob, o)
}

// listFilter is a flag that some lists have, and how its value is checked.
type listFilter struct {
	name  string
	of    string // the lists that have it
	valid func(string) error
}

var listFilters = []listFilter{
	{"mode", "clients", func(s string) error { _, err := engine.ParseMode(s); return err }},
	{"relationship", "clients", func(s string) error { _, err := engine.ParseRelationship(s); return err }},
	{"access-type", "clients", func(s string) error { _, err := engine.ParseAccessType(s); return err }},
	{"without-mrr", "clients", nil},
	{"status", "employees contractors", func(s string) error { _, err := engine.ParsePersonStatus(s); return err }},
	{"status", "grants", func(s string) error { _, err := engine.ParseStatus(s); return err }},
	{"set", "clients employees contractors grants", nil},
	{"label", "clients employees contractors", func(s string) error {
		if !strings.Contains(s, "=") {
			return fmt.Errorf("%q is not KEY=VALUE", s)
		}
		return nil
	}},
	{"person", "matrix", nil},
	{"days", "upcoming", func(s string) error {
		if n, err := strconv.Atoi(s); err != nil || n < 0 || n > maxUpcomingDays {
			return fmt.Errorf("%s is no number of days from 0 to %d", s, maxUpcomingDays)
		}
		return nil
	}},
	{"ends", "grants", checkEnds},
	{"reason", "grants", nil},
	{"evidence", "grants", checkEvidence},
	{"dormant", "grants", func(s string) error { _, err := overdueDays(s); return err }},
}

// check refuses filters that the list does not have, and values that nothing
// can have.
func (o *listOptions) check(cmd *cobra.Command, list string) error {
	known := false
	for _, name := range lists {
		known = known || name == list
	}
	if !known {
		return withHint(errUsage("there is no list of %q", list), "Lists: %s.", strings.Join(lists, ", "))
	}
	if o.format == "ics" && list != "upcoming" {
		return errUsage("--format ics is for list upcoming")
	}
	for _, name := range given(cmd) {
		fits := false
		for _, f := range listFilters {
			if f.name != name || !contains(f.of, list) {
				continue
			}
			fits = true
			if value := cmd.Flags().Lookup(name).Value.String(); f.valid != nil {
				if err := f.valid(value); err != nil {
					return fmt.Errorf("--%s: %w", name, err)
				}
			}
		}
		if !fits {
			return errUsage("--%s is no filter of list %s", name, list)
		}
	}
	return nil
}

// given lists the filters that stand on the command line, by name.
func given(cmd *cobra.Command) []string {
	var names []string
	for _, f := range listFilters {
		if cmd.Flags().Changed(f.name) && (len(names) == 0 || names[len(names)-1] != f.name) {
			names = append(names, f.name)
		}
	}
	return names
}

func contains(words, word string) bool {
	for one := range strings.FieldsSeq(words) {
		if one == word {
			return true
		}
	}
	return false
}

// showList prints a list in a format; document is what it is as JSON.
func (a *app) showList(l *render.List, format string, document any) error {
	switch format {
	case "json":
		return a.writeJSON(document)
	case "csv":
		return l.CSV(a.out)
	case "markdown":
		return l.Markdown(a.out)
	}
	return l.Text(a.out, render.TableOptions{Width: width(a.out), Color: a.color(a.out)})
}
