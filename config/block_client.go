package config

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"accredit/engine"
	"github.com/zclconf/go-cty/cty"
)

// client is a client account while the configuration is resolved.
type client struct {
	engine.Client
	in     *instance
	index  int32 // in the list by hub id
	hasMRR bool
	hubAt  span
	nameAt span
	value  cty.Value
	links  []link
	until  engine.Date // see unchangedUntil
	uses   []int32     // what it depends on outside the clients
	given  []string    // addresses of what is outside the clients and reaches it
	apart  bool        // it is left alone: a subset knows its value and does not resolve it
	loud   bool        // something was said while it was resolved
	known  int         // number of it in the snapshot of a subset, and one; zero: none
}

// clientOf reads a client's own attributes, those that references see.
func (l *loader) clientOf(in *instance) (*client, bool) {
	if l.enter(&in.state, in.address, in.decl.at()) {
		c, ok := l.readClient(in)
		in.client = c
		l.leave(&in.state, ok)
	}
	return in.client, in.state == done
}

func (l *loader) readClient(in *instance) (*client, bool) {
	b := in.decl.block
	r := reader{l: l, b: b, each: in.each, name: in.address, failed: b.incomplete}
	c := &client{in: in}
	c.Address = in.address
	var at *term
	if c.Name, at = r.required("name"); at != nil {
		c.nameAt = at.at
	}
	if c.HubID, at = r.hubID("hub_id"); at != nil {
		c.hubAt = at.at
	}
	if domain, at := r.text("domain"); domain != "" {
		var ok bool
		if c.Domain, ok = parseDomain(domain); !ok {
			r.report(at.at, "Invalid domain", "Write a domain such as acme.example.", "%q is not a domain.", domain)
		}
	}
	c.AccountType = r.choice("account_type", engine.AccountTypes)
	c.Labels = r.labels("labels")
	if c.LastActivity, at = r.date("last_activity"); c.LastActivity > l.today {
		r.report(at.at, "Activity in the future", "Write the day on which one of your people was last active there.", "%s has not come yet.", c.LastActivity)
	}
	c.ManagedMRR, c.hasMRR = r.amount("managed_mrr")
	if t := b.arg("mode"); t != nil && !l.isAbsent(t, in.each) {
		c.Mode, _ = engine.ParseMode(r.choice("mode", modeWords))
	} else {
		// Where the agency is wrong, it was reported; the client is not to blame.
		agency, _ := l.readAgency()
		c.Mode = agency.Mode
	}
	if t := b.arg("execution"); t != nil && !l.isAbsent(t, in.each) {
		c.Execution, _ = engine.ParseExecution(r.choice("execution", executionWords))
	} else {
		agency, _ := l.readAgency()
		c.Execution = agency.Execution
	}
	return c, !r.failed
}

// amount reads a number that is not negative.
func (r *reader) amount(name string) (float64, bool) {
	n, t := r.number(name)
	if n == nil {
		return 0, false
	}
	if n.Sign() < 0 || n.Cmp(big.NewFloat(1e15)) > 0 {
		r.report(t.at, "Number out of range", "", "%s takes an amount from 0 to 1e15, not %s.", name, n.Text('g', 20))
		return 0, false
	}
	amount, _ := n.Float64()
	return amount, true
}

// allClients reads all clients, by hub id. It is false where one failed; the
// list then holds the others.
func (l *loader) allClients() ([]*client, bool) {
	if l.clientsState == done || l.clientsState == failed {
		return l.clients, l.clientsState == done
	}
	if !l.enter(&l.clientsState, "clients", 0) {
		return nil, false
	}
	complete := true
	for _, d := range l.registry.lists[clientKind] {
		instances, ok := l.instancesOf(d)
		complete = complete && ok
		for _, in := range instances {
			c, ok := l.clientOf(in)
			if complete = complete && ok; ok {
				l.clients = append(l.clients, c)
			} else if c != nil {
				l.broken = append(l.broken, c)
			}
		}
	}
	slices.SortStableFunc(l.clients, func(a, b *client) int { return cmp.Compare(a.HubID, b.HubID) })
	for i, c := range l.clients {
		c.index = int32(i)
	}
	l.leave(&l.clientsState, complete)
	return l.clients, complete
}

// claimHubIDs makes sure that every hub id is one client's.
func (l *loader) claimHubIDs() {
	l.byHub = make(map[int64]*client, len(l.clients))
	for _, c := range l.clients {
		if other := l.byHub[c.HubID]; other != nil {
			first, second := other, c
			if first.hubAt > second.hubAt {
				first, second = second, first
			}
			l.conflict(second.hubAt, first.hubAt, "Duplicate hub id", "A client is its hub id: keep one block, or correct the other id.",
				"%s and %s both have the hub id %d.", first.Address, second.Address, c.HubID)
			continue
		}
		l.byHub[c.HubID] = c
		if c.HubID == l.agency.HubID && len(l.registry.agency) > 0 {
			l.conflict(c.hubAt, l.registry.agency[0].at, "Hub id of the agency", "A client has an account of its own: correct one of the two ids.",
				"%s has the hub id %d, which is the agency's own account.", c.Address, c.HubID)
		}
	}
}

// resolveClient reads what a client says of people, sets and access; nested
// are the blocks in it.
func (l *loader) resolveClient(d *engine.DesiredClient, c *client, nested []*block) {
	b := c.in.decl.block
	r := &reader{l: l, b: b, each: c.in.each, name: c.Address}
	d.SubsetRule, d.Pos = l.agency.SubsetRule, l.pos(b)
	if t := b.arg("subset_rule"); t != nil && !l.isAbsent(t, c.in.each) {
		d.SubsetRule, _ = engine.ParseSubsetRule(r.choice("subset_rule", subsetRuleWords))
	}
	d.ActingAdmins = r.people("acting_admins")
	d.SetNames = l.setNames(r)
	c.SuperAdmins = l.readSuperAdmins(r)
	d.Connection = l.readConnection(c, nested)
	c.links = l.readLinks(c, nested)
	if len(c.links) > 0 {
		c.Links = make([]engine.Link, len(c.links))
	}
	for i := range c.links {
		c.Links[i] = c.links[i].Link
	}
	d.Client = c.Client
}

// readSuperAdmins reads the client's own super admins, who are not agency people.
func (l *loader) readSuperAdmins(r *reader) []string {
	var list []string
	r.texts("super_admins", func(s string, at span) {
		email := r.parseEmail(s, at)
		if email == "" {
			return
		}
		if p := l.personWith(email); p != nil {
			l.conflict(at, p.in.decl.at(), "Agency person as client super admin", "Remove the address; give the person permission_set.super_admin in an access block if they are to be one.",
				"super_admins lists the client's own people, and %s is %s.", email, p.Address)
			return
		}
		list = append(list, email)
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// link is an access_link with the person it is about.
type link struct {
	engine.Link
	at     span
	person *person // nil: nobody declared
}

// counts reports whether the link gives its admin access on a day.
func (k *link) counts(day engine.Date) bool {
	return k.person != nil && !k.person.hasLeft() && k.ApprovedOn != 0 && k.ApprovedOn <= day && (k.EndedOn == 0 || day < k.EndedOn)
}

func (l *loader) readLinks(c *client, nested []*block) []link {
	var links []link
	for _, b := range nested {
		if b.schema == linkSchema {
			if k, ok := l.readLink(c, b); ok {
				links = append(links, k)
			}
		}
	}
	slices.SortStableFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.Admin, b.Admin), cmp.Compare(a.ApprovedOn, b.ApprovedOn), cmp.Compare(a.EndedOn, b.EndedOn), cmp.Compare(a.ApprovedBy, b.ApprovedBy))
	})
	return links
}

func (l *loader) readLink(c *client, b *block) (link, bool) {
	r := &reader{l: l, b: b, each: c.in.each, name: c.Address + ".access_link", failed: b.incomplete}
	k := link{at: b.at}
	k.Pos = l.pos(b)
	r.linkAdmin(&k)
	if t := b.arg("approved_by"); t != nil && !l.isAbsent(t, c.in.each) {
		k.ApprovedBy, _ = r.email("approved_by")
	}
	var approved, ended *term
	k.ApprovedOn, approved = r.date("approved_on")
	k.EndedOn, ended = r.date("ended_on")
	if k.ApprovedOn != 0 && k.ApprovedBy == "" && !r.failed {
		r.report(approved.at, "Missing argument", "Add approved_by = \"who@client.example\".", "A link is approved by somebody of the client; approved_on is not enough.")
	}
	if k.ApprovedOn > l.today {
		l.warn(approved.at, "Approval in the future", "Correct the date, if the client has approved the link.", "The access link of %s in %s counts only from %s.", k.Admin, c.Address, k.ApprovedOn)
	}
	if l.isOurs(k.ApprovedBy) {
		l.warn(b.arg("approved_by").at, "Agency person as approver", "Write who of the client approved the link in HubSpot.", "%s works for the agency, and only the client can approve.", k.ApprovedBy)
	}
	if k.EndedOn != 0 && k.EndedOn < k.ApprovedOn {
		r.report(ended.at, "Ends before it begins", "", "The link was approved on %s and cannot have ended on %s.", k.ApprovedOn, k.EndedOn)
	}
	return k, !r.failed
}

// isOurs reports whether an e-mail is one of the agency's or of its people.
func (l *loader) isOurs(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return email != "" && (slices.Contains(l.agency.EmailDomains, domain) || l.personWith(email) != nil)
}

// linkAdmin reads the admin of a link: a reference, or an e-mail.
func (r *reader) linkAdmin(k *link) {
	t := r.b.arg("admin")
	if t == nil {
		return
	}
	if t.kind == termReference || t.kind == termLookup {
		r.linkPerson(k, t)
		return
	}
	v, _, ok := r.value("admin")
	switch {
	case !ok && !r.failed:
		r.missing("admin", t)
	case !ok:
	case v.Type() == cty.String && r.l.meant(v.AsString(), personKinds) != "" && !strings.Contains(v.AsString(), "@"):
		r.report(t.at, "Not a reference", r.l.meant(v.AsString(), personKinds), "A reference to a person or an e-mail is wanted here, not a label.")
	case v.Type() == cty.String:
		if k.Admin = r.parseEmail(v.AsString(), t.at); k.Admin != "" {
			if p := r.l.personWith(k.Admin); p != nil {
				k.person, k.Admin = p, p.Email
			}
		}
	default:
		r.linkPerson(k, t)
	}
}

func (r *reader) linkPerson(k *link, t *term) {
	found, ok := r.l.reference(t, r.each, employeeKind, contractorKind)
	if !ok || found.in.state != done {
		r.failed = true
		return
	}
	k.person, k.Admin = found.in.person, found.in.person.Email
}
