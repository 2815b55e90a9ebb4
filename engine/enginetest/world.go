package enginetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"accredit/engine"
)

// Now is the moment at which test worlds are planned.
var Now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// Day is the day of Now.
const DayText = "2026-11-21"

// AgencyHubID is the hub id of the partner account of test worlds.
const AgencyHubID = 1000001

// World is a small agency on both sides: what is declared and what is
// recorded. People are named by a word; their e-mail is word@northwind.example.
type World struct {
	Catalogue *engine.Catalogue
	desired   engine.Desired
	access    engine.Access
	sets      map[string]engine.Rights
	unknown   map[string]bool
	clients   map[int64]*Client
	rights    map[string]*engine.RecordedRights
	origins   map[string]*engine.Origin
}

// Client is one client of a world.
type Client struct {
	w        *World
	desired  *engine.DesiredClient
	recorded *engine.RecordedClient
	want     map[string]engine.Grant
	was      map[string]engine.RecordedGrant
	acting   []string
	owner    string // of the key, where the client is connected
}

// New makes an empty world on a catalogue; nil is the built-in one.
func New(c *engine.Catalogue) *World {
	if c == nil {
		c = engine.BuiltinCatalogue()
	}
	w := &World{
		Catalogue: c, sets: map[string]engine.Rights{}, unknown: map[string]bool{}, clients: map[int64]*Client{},
		rights: map[string]*engine.RecordedRights{}, origins: map[string]*engine.Origin{},
	}
	loose := engine.DefaultGuardrails()
	loose.MaxRemovals, loose.MinPartnerAdmins, loose.MaxSuperAdmins = engine.Limit{Value: 1000}, 0, 1000
	w.desired = engine.Desired{
		AsOf: Now, Digest: "sha256:test", Catalogue: c,
		Agency: engine.Agency{
			Name: "Northwind Growth", HubID: AgencyHubID, EmailDomains: []string{"northwind.example"},
			Guardrails: loose,
		},
	}
	w.access.Lineage, w.access.Serial = "test", 1
	w.access.Agency.Name, w.access.Agency.HubID = "Northwind Growth", AgencyHubID
	w.access.Catalogue = c.Version
	for _, s := range engine.BuiltinSets(c) {
		w.desired.Sets = append(w.desired.Sets, s)
		w.sets[s.Name] = s.Rights
	}
	return w
}

// Email is the e-mail of a person of a test world.
func Email(name string) string {
	if strings.Contains(name, "@") {
		return name
	}
	return name + "@northwind.example"
}

// Agency gives access to the agency's settings.
func (w *World) Agency() *engine.Agency { return &w.desired.Agency }

// Desired gives access to what is declared, after the world is complete.
func (w *World) Desired() *engine.Desired { w.build(); return &w.desired }

// Access gives access to what is recorded, after the world is complete.
func (w *World) Access() *engine.Access { w.build(); return &w.access }

// Set declares a permission set; levels are "permission=level".
func (w *World) Set(name string, levels ...string) *World {
	var ls engine.Levels
	for _, l := range levels {
		p, level, _ := strings.Cut(l, "=")
		ls = append(ls, engine.PermissionLevel{Permission: p, Level: level})
	}
	rights, dropped := ls.Over(w.Catalogue, "")
	if len(dropped) > 0 {
		panic(fmt.Sprint("no such permission: ", dropped))
	}
	return w.SetRights(name, rights)
}

// SetRights declares and records a permission set with these rights.
func (w *World) SetRights(name string, rights engine.Rights) *World {
	w.sets[name] = rights
	w.desired.Sets = append(w.desired.Sets, engine.PermissionSet{Name: name, Rights: rights, Definition: definition(name, rights)})
	w.access.Sets = append(w.access.Sets, engine.RecordedSet{Name: name, Levels: engine.LevelsOf(w.Catalogue, rights), Definition: definition(name, rights)})
	return w
}

// Person declares and records an employee.
func (w *World) Person(name string, roles ...string) *World {
	p := person(name, roles...)
	w.desired.People = append(w.desired.People, p)
	w.access.People = append(w.access.People, p)
	return w
}

// NewPerson declares an employee who is not recorded.
func (w *World) NewPerson(name string, f func(*engine.Person)) *World {
	p := person(name)
	if f != nil {
		f(&p)
	}
	w.desired.People = append(w.desired.People, p)
	return w
}

// OldPerson records an employee who has no block.
func (w *World) OldPerson(name string, f func(*engine.Person)) *World {
	p := person(name)
	if f != nil {
		f(&p)
	}
	w.access.People = append(w.access.People, p)
	return w
}

// Declare changes a declared person.
func (w *World) Declare(name string, f func(*engine.Person)) *World {
	for i := range w.desired.People {
		if w.desired.People[i].Email == Email(name) {
			f(&w.desired.People[i])
		}
	}
	return w
}

func person(name string, roles ...string) engine.Person {
	p := engine.Person{Address: "employee." + name, Kind: engine.Employee, Email: Email(name), Name: name}
	for _, r := range roles {
		role, err := engine.ParseRole(r)
		if err != nil {
			panic(err)
		}
		p.Roles |= role
	}
	p.Pos = engine.Pos{File: "people.hcl", Line: 1, Column: 1}
	return p
}

// Client returns a client on both sides, made on first use.
func (w *World) Client(hubID int64) *Client {
	if c := w.clients[hubID]; c != nil {
		return c
	}
	name := fmt.Sprintf("Client %d", hubID)
	is := engine.Client{Address: fmt.Sprintf("client.c%d", hubID), Name: name, HubID: hubID, AccountType: "standard"}
	c := &Client{
		w:        w,
		desired:  &engine.DesiredClient{Client: is, HasPeople: true, Pos: engine.Pos{File: fmt.Sprintf("clients/c%d.hcl", hubID), Line: 1, Column: 1}},
		recorded: &engine.RecordedClient{Client: is, Applied: true},
		want:     map[string]engine.Grant{}, was: map[string]engine.RecordedGrant{},
	}
	w.clients[hubID] = c
	return c
}

// Undeclared takes the client's block away.
func (c *Client) Undeclared() *Client { c.desired = nil; return c }

// New takes the client's record away.
func (c *Client) New() *Client { c.recorded = nil; return c }

// Declared changes the declared client.
func (c *Client) Declared(f func(*engine.DesiredClient)) *Client { f(c.desired); return c }

// Recorded changes the recorded client.
func (c *Client) Recorded(f func(*engine.RecordedClient)) *Client { f(c.recorded); return c }

// Acting names the client's acting admins.
func (c *Client) Acting(names ...string) *Client { c.acting = names; return c }

// Connected lets somebody's key make steps of these actions.
func (c *Client) Connected(owner string, write ...engine.Action) *Client {
	c.owner, c.desired.Connection = owner, &engine.Connection{Write: write}
	return c
}

// Own names the client's own super admins, on both sides.
func (c *Client) Own(emails ...string) *Client {
	if c.desired != nil {
		c.desired.SuperAdmins = emails
	}
	if c.recorded != nil {
		c.recorded.SuperAdmins, c.recorded.DeclaredSuperAdmins = emails, emails
	}
	return c
}

// Was records a grant.
func (c *Client) Was(name, set string, f ...func(*engine.RecordedGrant)) *Client {
	g := engine.RecordedGrant{Rights: c.w.recordedRights(set), Seat: engine.SeatFor(Email(name), c.w.desired.Agency.EmailDomains)}
	g.Origin = c.w.origin(c.recorded.HubID, set)
	for _, change := range f {
		change(&g)
	}
	c.was[Email(name)] = g
	return c
}

// Want declares a grant.
func (c *Client) Want(name, set string, f ...func(*engine.Grant)) *Client {
	rights, ok := c.w.sets[set]
	if !ok && !c.w.unknown[set] {
		panic("no such set: " + set)
	}
	g := engine.Grant{Set: set, Rights: rights, Unknown: c.w.unknown[set], Seat: engine.SeatFor(Email(name), c.w.desired.Agency.EmailDomains)}
	g.Origin = c.w.origin(c.desired.HubID, set)
	g.Pos = engine.Pos{File: c.desired.Pos.File, Line: 10, Column: 3}
	for _, change := range f {
		change(&g)
	}
	c.want[Email(name)] = g
	return c
}

// Both records and declares the same grant.
func (c *Client) Both(name, set string) *Client { return c.Was(name, set).Want(name, set) }

// Link declares an access link.
func (c *Client) Link(admin, approvedOn string) *Client {
	on, err := engine.ParseDate(approvedOn)
	if err != nil {
		panic(err)
	}
	c.desired.Links = append(c.desired.Links, engine.Link{Admin: Email(admin), ApprovedBy: "owner@client.example", ApprovedOn: on, Pos: c.desired.Pos})
	return c
}

func (w *World) origin(hubID int64, set string) *engine.Origin {
	key := fmt.Sprint(hubID, set)
	if w.origins[key] == nil {
		w.origins[key] = &engine.Origin{Block: fmt.Sprintf("client.c%d.access", hubID), Definition: definition(set, w.sets[set]), Wish: "wish:" + set}
	}
	return w.origins[key]
}

func (w *World) recordedRights(set string) *engine.RecordedRights {
	if w.rights[set] == nil {
		rec := &engine.RecordedRights{Set: set, Unknown: w.unknown[set]}
		if set != engine.SetSuperAdmin && set != engine.SetPartnerAdmin && !rec.Unknown {
			rec.Levels = engine.LevelsOf(w.Catalogue, w.sets[set])
		}
		w.rights[set] = rec
	}
	return w.rights[set]
}

// UnknownSet declares and records a set of unknown contents.
func (w *World) UnknownSet(name string) *World {
	w.unknown[name] = true
	w.desired.Sets = append(w.desired.Sets, engine.PermissionSet{Name: name, Unknown: true, Definition: "unknown"})
	w.access.Sets = append(w.access.Sets, engine.RecordedSet{Name: name, Unknown: true, Definition: "unknown"})
	return w
}

// build sorts everything the way Desired and Access want it.
func (w *World) build() {
	byEmail := func(a, b engine.Person) int { return cmp.Compare(a.Email, b.Email) }
	slices.SortFunc(w.desired.People, byEmail)
	slices.SortFunc(w.access.People, byEmail)
	slices.SortFunc(w.desired.Sets, func(a, b engine.PermissionSet) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(w.access.Sets, func(a, b engine.RecordedSet) int { return cmp.Compare(a.Name, b.Name) })
	w.desired.Clients, w.access.Clients = nil, nil
	hubs := make([]int64, 0, len(w.clients))
	for hub := range w.clients {
		hubs = append(hubs, hub)
	}
	slices.Sort(hubs)
	for _, hub := range hubs {
		c := w.clients[hub]
		if c.desired != nil {
			d := *c.desired
			for _, name := range c.acting {
				d.ActingAdmins = append(d.ActingAdmins, index(w.desired.People, Email(name)))
			}
			if k := d.Connection; k != nil {
				is := *k
				is.Owner = index(w.desired.People, Email(c.owner))
				d.Connection = &is
			}
			for _, email := range sorted(c.want) {
				g := c.want[email]
				g.Person = index(w.desired.People, email)
				d.Grants = append(d.Grants, g)
			}
			w.desired.Clients = append(w.desired.Clients, d)
		}
		if c.recorded != nil {
			r := *c.recorded
			for _, email := range sorted(c.was) {
				g := c.was[email]
				g.Person = index(w.access.People, email)
				r.Grants = append(r.Grants, g)
			}
			w.access.Clients = append(w.access.Clients, r)
		}
	}
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func index(people []engine.Person, email string) int32 {
	for i := range people {
		if people[i].Email == email {
			return int32(i)
		}
	}
	panic("nobody has the e-mail " + email)
}

// Plan plans the world.
func (w *World) Plan(o engine.Options) *engine.Plan {
	w.build()
	p, err := engine.MakePlan(&w.desired, &w.access, o)
	if err != nil {
		panic(err)
	}
	return p
}

// Lines writes the steps of a plan in one short line each.
func Lines(p *engine.Plan) []string {
	lines := []string{}
	for i := range p.Steps {
		st := &p.Steps[i]
		var b strings.Builder
		if st.Client != engine.Nobody {
			fmt.Fprintf(&b, "%d ", p.Clients[st.Client].HubID)
		}
		fmt.Fprint(&b, st.Action)
		if st.Person != engine.Nobody {
			fmt.Fprint(&b, " ", short(p.People[st.Person].Email))
		}
		if st.Before != nil || st.After != nil {
			fmt.Fprintf(&b, " %s>%s", setOf(st.Before), setOf(st.After))
		}
		if st.Actor != engine.Nobody {
			fmt.Fprint(&b, " by ", short(p.People[st.Actor].Email))
		}
		lines = append(lines, b.String())
	}
	return lines
}

// Rules lists the rules of findings.
func Rules(list []engine.Finding) []string {
	rules := []string{}
	for i := range list {
		rules = append(rules, list[i].Rule)
	}
	return rules
}

func short(email string) string { return strings.TrimSuffix(email, "@northwind.example") }

func setOf(g *engine.Grant) string {
	if g == nil {
		return "-"
	}
	if g.Status == engine.Deactivated {
		return g.Set + "(off)"
	}
	return g.Set
}

// definition stands for the digest of what was written.
func definition(name string, rights engine.Rights) string {
	return fmt.Sprintf("def:%s:%x", name, string(rights))
}
