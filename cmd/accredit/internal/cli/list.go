package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"accredit/engine"

	"github.com/spf13/cobra"
)

type listOptions struct {
	format                     string
	mode, relationship, status string
	set, label                 string
}

func newList(a *app) *cobra.Command {
	o := &listOptions{}
	cmd := &cobra.Command{
		Use:   "list clients|employees|contractors|permissions [GLOB]",
		Short: "List clients, employees, contractors or permissions",
		Long: `List what is declared, with what is recorded beside it, as the tabs of the Client
Access Manager do. GLOB narrows by name, e-mail, address or hub id; * stands for
any characters.`,
		Example: `  accredit list clients --mode observe
  accredit list employees '*@northwind.example' --status active
  accredit list permissions 'crm.*.edit'`,
		Args:      cobra.RangeArgs(1, 2),
		ValidArgs: []cobra.Completion{"clients", "employees", "contractors", "permissions"},
		RunE:      func(cmd *cobra.Command, args []string) error { return a.runList(cmd, args, o) },
	}
	addFormat(cmd, &o.format, "text", "json")
	f := cmd.Flags()
	f.StringVar(&o.mode, "mode", "", "clients with this mode")
	f.StringVar(&o.relationship, "relationship", "", "clients with this relationship")
	f.StringVar(&o.status, "status", "", "people with this status")
	f.StringVar(&o.set, "set", "", "clients or people with this permission set")
	f.StringVar(&o.label, "label", "", "clients or people with this label, `KEY=VALUE`")
	return cmd
}

func (a *app) runList(cmd *cobra.Command, args []string, o *listOptions) error {
	if err := o.check(args[0]); err != nil {
		return err
	}
	glob := "*"
	if len(args) == 2 {
		glob = args[1]
	}
	switch args[0] {
	case "permissions":
		return a.listPermissions(glob, o)
	case "clients", "employees", "contractors":
		b, err := a.readBook(cmd)
		if err != nil {
			return err
		}
		if err := b.knowsSet(o.set); err != nil {
			return err
		}
		if args[0] == "clients" {
			return a.listClients(b, glob, o)
		}
		kind := engine.Employee
		if args[0] == "contractors" {
			kind = engine.Contractor
		}
		return a.listPeople(b, kind, glob, o)
	}
	return withHint(errUsage("there is no list of %q", args[0]), "Lists: clients, employees, contractors, permissions.")
}

// check refuses filters that the list does not have, and values that nothing
// can have.
func (o *listOptions) check(list string) error {
	clients, people := list == "clients", list == "employees" || list == "contractors"
	for _, f := range []struct {
		name, value string
		fits        bool
		valid       func(string) error
	}{
		{"mode", o.mode, clients, func(s string) error { _, err := engine.ParseMode(s); return err }},
		{"relationship", o.relationship, clients, func(s string) error { _, err := engine.ParseRelationship(s); return err }},
		{"status", o.status, people, func(s string) error { _, err := engine.ParsePersonStatus(s); return err }},
		{"set", o.set, clients || people, nil},
		{"label", o.label, clients || people, func(s string) error {
			if !strings.Contains(s, "=") {
				return fmt.Errorf("%q is not KEY=VALUE", s)
			}
			return nil
		}},
	} {
		switch {
		case f.value == "":
		case !f.fits:
			return errUsage("--%s is no filter of list %s", f.name, list)
		case f.valid != nil && f.valid(f.value) != nil:
			return fmt.Errorf("--%s: %w", f.name, f.valid(f.value))
		}
	}
	return nil
}

// book is what a list shows: declared where there is a configuration, else
// recorded.
type book struct {
	desired *engine.Desired
	access  *engine.Access
	day     engine.Date
}

func (a *app) readBook(cmd *cobra.Command) (*book, error) {
	dir, err := a.dir(nil)
	if err != nil {
		return nil, err
	}
	now, err := a.moment()
	if err != nil {
		return nil, err
	}
	b := &book{day: engine.DateOf(now)}
	var path string
	if b.access, path, err = a.readState(cmd.Context(), dir, now); err != nil {
		return nil, err
	}
	if files, err := hclFiles(dir); err == nil && len(files) > 0 {
		res, err := a.load(dir)
		if err != nil {
			return nil, err
		}
		b.desired = res.Desired
	} else if b.access.Serial == 0 {
		return nil, noState(path)
	}
	return b, nil
}

// knowsSet refuses a permission set that is neither declared nor recorded:
// an empty list would read as if nobody had it.
func (b *book) knowsSet(name string) error {
	known := map[string]bool{engine.SetSuperAdmin: true, engine.SetPartnerAdmin: true}
	if b.desired != nil {
		for i := range b.desired.Sets {
			known[b.desired.Sets[i].Name] = true
		}
	}
	for i := range b.access.Sets {
		known[b.access.Sets[i].Name] = true
	}
	for i := range b.access.Clients {
		for j := range b.access.Clients[i].Grants {
			known[b.access.Clients[i].Grants[j].Rights.Set] = true
		}
	}
	if name == "" || known[name] {
		return nil
	}
	err := fmt.Errorf("--set: there is no permission set %q", name)
	if meant := closest(name, slices.Collect(maps.Keys(known))); meant != "" {
		return withHint(err, "Did you mean %q?", meant)
	}
	return err
}

// customPermissions reads the configuration's permission blocks where there
// is one; a list of permissions works without.
func (a *app) catalogue() *engine.Catalogue {
	dir, err := a.dir(nil)
	if err == nil {
		if res, err := a.read(dir); err == nil && res.Desired != nil {
			return res.Desired.Catalogue
		}
	}
	return engine.BuiltinCatalogue()
}

func (a *app) listPermissions(glob string, o *listOptions) error {
	c := a.catalogue()
	list := []permissionRow{}
	var rows [][]string
	for _, p := range c.All() {
		if engine.MatchGlob(glob, p.Name) {
			list = append(list, permissionRow{p.Name, p.Kind.String(), p.Kind.Names(), p.Description, p.Custom})
			rows = append(rows, []string{p.Name, strings.Join(p.Kind.Names(), " < "), p.Description})
		}
	}
	if o.format == "json" {
		return a.writeJSON(permissionsDocument{schemaOf("permissions"), c.Version, list})
	}
	if len(rows) == 0 {
		return withHint(fmt.Errorf("no permission matches %q", glob), "Try a wildcard such as 'crm.*'.")
	}
	return a.table([]string{"PERMISSION", "LEVELS", "DESCRIPTION"}, rows)
}

type clientRow struct {
	HubID         int64             `json:"hub_id"`
	Address       string            `json:"address"`
	Name          string            `json:"name"`
	Domain        string            `json:"domain"`
	Relationship  string            `json:"relationship" enum:"relationship"`
	Mode          string            `json:"mode" enum:"mode"`
	People        int               `json:"people"`
	PartnerAdmins int               `json:"partner_admins"`
	Unlinked      int               `json:"unlinked"` // people whose work there does not count for managed credit
	ManagedMRR    float64           `json:"managed_mrr"`
	ComparedAt    *string           `json:"compared_at"` // when it was last compared as a whole with the account; null: never
	Unseen        int               `json:"unseen"`      // people whose access was told, and nobody has seen it
	Labels        map[string]string `json:"labels"`
	sets          []string
}

func (a *app) listClients(b *book, glob string, o *listOptions) error {
	list := []clientRow{}
	var rows [][]string
	all := b.clientRows()
	total := len(all)
	for _, r := range all {
		if !matchAny(glob, r.Name, r.Address, r.Domain, strconv.FormatInt(r.HubID, 10), label(r.Address)) ||
			o.mode != "" && r.Mode != o.mode || o.relationship != "" && r.Relationship != o.relationship ||
			o.set != "" && !slices.Contains(r.sets, o.set) || !hasLabel(r.Labels, o.label) {
			continue
		}
		list = append(list, r)
		rows = append(rows, []string{
			strconv.FormatInt(r.HubID, 10), label(r.Address), r.Name, r.Domain, r.Relationship, r.Mode,
			strconv.Itoa(r.People), strconv.Itoa(r.PartnerAdmins), engine.FormatAmount(r.ManagedMRR), strconv.Itoa(r.Unlinked), strconv.Itoa(r.Unseen), r.compared(),
		})
	}
	if o.format == "json" {
		return a.writeJSON(clientsDocument{schemaOf("clients"), list})
	}
	header := []string{"HUB ID", "LABEL", "NAME", "DOMAIN", "RELATIONSHIP", "MODE", "PEOPLE", "PARTNER ADMINS", "MANAGED MRR", "NOT LINKED", "NOT SEEN", "LAST COMPARED"}
	header, rows = withoutSilent(header, rows, 11, 10, 9)
	if last := len(header) - 1; header[last] == "LAST COMPARED" {
		for i := range rows {
			rows[i][last] = cmp.Or(rows[i][last], "never")
		}
	}
	err := a.tableWithout([]int{8, 7, 3, 6}, header, rows)
	if o.mode != engine.Observe.String() || err != nil {
		return err
	}
	observed := slices.DeleteFunc(all, func(r clientRow) bool { return r.Mode != o.mode })
	_, err = fmt.Fprintf(a.out, "\n%d of %s: only observed.\n", len(observed), plural(total, "client"))
	return err
}

// compared is when the client was last compared as a whole, or nothing.
func (r *clientRow) compared() string {
	if r.ComparedAt == nil {
		return ""
	}
	return *r.ComparedAt
}

func (b *book) clientRows() []clientRow {
	recorded := map[int64]*engine.RecordedClient{}
	for i := range b.access.Clients {
		recorded[b.access.Clients[i].HubID] = &b.access.Clients[i]
	}
	var rows []clientRow
	add := func(c *engine.Client) {
		r := clientRow{HubID: c.HubID, Address: c.Address, Name: c.Name, Domain: c.Domain, Mode: c.Mode.String(),
			ManagedMRR: c.ManagedMRR, Labels: labelled(c.Labels), Relationship: engine.RelationshipUnknown.String()}
		if rec := recorded[c.HubID]; rec != nil {
			if !rec.ComparedAt.IsZero() {
				at := rec.ComparedAt.UTC().Format(time.RFC3339)
				r.ComparedAt = &at
			}
			r.Relationship, r.People = rec.Relationship(b.day).String(), len(rec.Grants)
			for i := range rec.Grants {
				g := &rec.Grants[i]
				r.sets = append(r.sets, g.Rights.Set)
				if g.Unlinked {
					r.Unlinked++
				}
				if g.Evidence != nil && g.Evidence.Kind != engine.EvidenceSeen {
					r.Unseen++
				}
				if g.Status == engine.Active && engine.GivesPartnerAdmin(g.Rights) {
					r.PartnerAdmins++
				}
			}
			delete(recorded, c.HubID)
		}
		rows = append(rows, r)
	}
	if b.desired != nil {
		for i := range b.desired.Clients {
			add(&b.desired.Clients[i].Client)
		}
	}
	for i := range b.access.Clients {
		if c := &b.access.Clients[i]; recorded[c.HubID] != nil {
			add(&c.Client)
		}
	}
	slices.SortFunc(rows, func(x, y clientRow) int { return int(min(max(x.HubID-y.HubID, -1), 1)) })
	return rows
}

type personRow struct {
	Email    string            `json:"email"`
	Address  string            `json:"address"`
	Name     string            `json:"name"`
	Status   string            `json:"status" enum:"person_status"`
	Roles    []string          `json:"roles" enum:"role"`
	Clients  int               `json:"clients"`
	Unlinked int               `json:"unlinked"` // clients in which they are not linked to the agency
	Unseen   int               `json:"unseen"`   // clients in which their access was told, and nobody has seen it
	Labels   map[string]string `json:"labels"`
}

func (a *app) listPeople(b *book, kind engine.PersonKind, glob string, o *listOptions) error {
	list := []personRow{}
	var rows [][]string
	clients, unlinked, unseen, sets := b.clientsByPerson()
	for _, p := range b.people() {
		if p.Kind != kind && (p.Kind != engine.UnknownKind || kind != engine.Employee) ||
			!matchAny(glob, p.Name, p.Email, p.Address, label(p.Address)) ||
			o.status != "" && p.Status.String() != o.status || o.set != "" && !slices.Contains(sets[p.Email], o.set) || !hasLabel(p.Labels, o.label) {
			continue
		}
		list = append(list, personRow{p.Email, p.Address, p.Name, p.Status.String(), p.Roles.Names(), clients[p.Email], unlinked[p.Email], unseen[p.Email], labelled(p.Labels)})
		rows = append(rows, []string{label(p.Address), p.Name, p.Email, p.Status.String(), strings.Join(p.Roles.Names(), ", "), strconv.Itoa(clients[p.Email]), strconv.Itoa(unlinked[p.Email]), strconv.Itoa(unseen[p.Email])})
	}
	if o.format == "json" {
		document := peopleDocument{Schema: schemaOf("people")}
		if kind == engine.Contractor {
			document.Contractors = list
		} else {
			document.Employees = list
		}
		return a.writeJSON(document)
	}
	header, rows := withoutSilent([]string{"LABEL", "NAME", "E-MAIL", "STATUS", "ROLES", "CLIENTS", "NOT LINKED", "NOT SEEN"}, rows, 7, 6)
	return a.tableWithout([]int{4, 0}, header, rows)
}

// people lists the declared people, then those only recorded.
func (b *book) people() []engine.Person {
	var list []engine.Person
	seen := map[string]bool{}
	if b.desired != nil {
		for i := range b.desired.People {
			list = append(list, b.desired.People[i])
			seen[b.desired.People[i].Email] = true
			for _, former := range b.desired.People[i].FormerEmails {
				seen[former] = true
			}
		}
	}
	for i := range b.access.People {
		if p := b.access.People[i]; !seen[p.Email] {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(x, y engine.Person) int { return strings.Compare(x.Email, y.Email) })
	return list
}

// withoutSilent leaves out those of some columns, the last first, that say nothing
// of anybody.
func withoutSilent(header []string, rows [][]string, columns ...int) ([]string, [][]string) {
	for _, at := range columns {
		if slices.ContainsFunc(rows, func(row []string) bool { return row[at] != "" && row[at] != "0" }) {
			continue
		}
		header = slices.Delete(slices.Clone(header), at, at+1)
		for i := range rows {
			rows[i] = slices.Delete(rows[i], at, at+1)
		}
	}
	return header, rows
}

func (b *book) clientsByPerson() (count, unlinked, unseen map[string]int, sets map[string][]string) {
	count, unlinked, unseen, sets = map[string]int{}, map[string]int{}, map[string]int{}, map[string][]string{}
	for i := range b.access.Clients {
		for j := range b.access.Clients[i].Grants {
			g := &b.access.Clients[i].Grants[j]
			email := b.access.People[g.Person].Email
			count[email]++
			if g.Unlinked {
				unlinked[email]++
			}
			if g.Evidence != nil && g.Evidence.Kind != engine.EvidenceSeen {
				unseen[email]++
			}
			sets[email] = append(sets[email], g.Rights.Set)
		}
	}
	return count, unlinked, unseen, sets
}

func matchAny(glob string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return engine.MatchGlob(glob, name) })
}

// labelled gives an object that is never null in JSON.
func labelled(labels map[string]string) map[string]string {
	if labels == nil {
		return map[string]string{}
	}
	return labels
}

func hasLabel(labels map[string]string, want string) bool {
	if want == "" {
		return true
	}
	key, value, _ := strings.Cut(want, "=")
	return labels[key] == value
}
