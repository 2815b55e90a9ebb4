package engine

import (
	"cmp"
	"slices"
)

// Explanation says what one person may do in one client, and why.
type Explanation struct {
	Person      Person
	Client      Client
	Now         *Grant    // recorded; nil: no grant
	Evidence    *Evidence // how Now is known; nil: nothing is known of it
	Wanted      *Grant    // declared for today; nil: nobody wants one
	Reasons     []string
	Permissions []ExplainedPermission // those that are or should be above the lowest level
}

// ExplainedPermission is one permission with its levels by name.
type ExplainedPermission struct {
	Permission, Now, Wanted string
	Adjusted                bool   // wanted is not what the named set gives: add or remove
	Note                    string // what holds it back
}

// Explain takes a plan apart for one person in one client. Both must be known
// to the plan, by e-mail and hub id.
func Explain(d *Desired, a *Access, p *Plan, email string, hubID int64) *Explanation {
	e := &Explanation{}
	roster := newRoster(d, a)
	person := roster.find(email)
	e.Person = roster.people[person]
	at, _ := slices.BinarySearchFunc(p.Clients, hubID, func(c PlanClient, hub int64) int { return cmp.Compare(c.HubID, hub) })
	client := int32(at)
	e.Client = p.Clients[at].Client
	if now := recordedFor(a, roster, person, hubID); now != nil {
		e.Now, e.Evidence = inTerms(d, a, now), now.Evidence
	}
	e.Wanted = wantedFor(d, roster, person, hubID)
	e.Reasons = reasonsFor(p, client, person)
	e.permissions(d, p, client, person)
	return e
}

// NotKnown says of which permission sets, now or wanted, the contents are not
// known, so that Permissions cannot list what they give.
func (e *Explanation) NotKnown() []string {
	var lines []string
	for _, g := range []*Grant{e.Now, e.Wanted} {
		if g == nil || !g.Unknown {
			continue
		}
		line := "the contents of the permission set " + g.Set
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

func recordedFor(a *Access, r *roster, person int32, hubID int64) *RecordedGrant {
	for i := range a.Clients {
		if a.Clients[i].HubID != hubID {
			continue
		}
		for j := range a.Clients[i].Grants {
			if g := &a.Clients[i].Grants[j]; r.ofAccess[g.Person] == person {
				return g
			}
		}
	}
	return nil
}

// inTerms reads a recorded grant as the plan does.
func inTerms(d *Desired, a *Access, g *RecordedGrant) *Grant {
	pl, err := newPlanner(d, a, Options{})
	if err != nil {
		return nil
	}
	return newResolver(pl).grant(g)
}

func wantedFor(d *Desired, r *roster, person int32, hubID int64) *Grant {
	for i := range d.Clients {
		if d.Clients[i].HubID != hubID {
			continue
		}
		for j := range d.Clients[i].Grants {
			if g := &d.Clients[i].Grants[j]; r.ofDesired[g.Person] == person {
				return g
			}
		}
	}
	return nil
}

// reasonsFor says what the plan does about the grant, and what is in the way.
func reasonsFor(p *Plan, client, person int32) []string {
	var reasons []string
	for i := range p.Steps {
		if st := &p.Steps[i]; st.Client == client && st.Person == person {
			line := "next: " + st.Action.String() + ", cause " + st.Cause.String()
			if st.Actor != Nobody {
				line += ", by " + p.People[st.Actor].Email
			}
			reasons = append(reasons, line)
		}
	}
	for _, w := range p.Waiting {
		if w.Client == client && w.Person == person {
			reasons = append(reasons, "waiting for the client to approve an access link")
		}
	}
	for _, k := range p.Kept {
		if k.Client == client && k.Person == person {
			reasons = append(reasons, "kept: mode "+k.Mode.String()+" does not "+k.Action.String())
		}
	}
	for _, list := range [][]Finding{p.Violations, p.Warnings} {
		for i := range list {
			if f := &list[i]; f.Client == client && f.Person == person {
				reasons = append(reasons, f.Severity.String()+" "+f.Rule+": "+f.Message)
			}
		}
	}
	return reasons
}

func (e *Explanation) permissions(d *Desired, p *Plan, client, person int32) {
	now, wanted := e.Now.Effective(), e.Wanted.Effective()
	after, held := now, Rights("")
	for i := range p.Steps {
		if st := &p.Steps[i]; st.Client == client && st.Person == person {
			after = st.After.Effective()
			if st.More().Wanted != "" {
				held = st.More().Wanted
			}
		}
	}
	var contents Rights
	if e.Wanted != nil {
		contents, _ = p.ContentsOf(e.Wanted.Set)
	}
	for i, perm := range d.Catalogue.All() {
		n, w := now.Level(i), wanted.Level(i)
		if n == 0 && w == 0 {
			continue
		}
		x := ExplainedPermission{Permission: perm.Name, Now: perm.Kind.Name(n), Wanted: perm.Kind.Name(w)}
		x.Adjusted = e.Wanted != nil && contents.Level(i) != w
		switch {
		case held != "" && held.Level(i) != after.Level(i):
			x.Note = "not given: no admin of ours there has it"
		case after.Level(i) != w:
			x.Note = "stays at " + perm.Kind.Name(after.Level(i))
		}
		e.Permissions = append(e.Permissions, x)
	}
}

// GivesPartnerAdmin reports whether recorded rights give partner admin, by
// rights: partner.admin without account.super_admin.
func GivesPartnerAdmin(r *RecordedRights) bool {
	if r.Set == SetSuperAdmin || r.Unknown {
		return false
	}
	partner := r.Set == SetPartnerAdmin
	for _, pl := range r.Levels {
		switch {
		case pl.Permission == PermissionPartnerAdmin:
			partner = !IsLowestLevel(pl.Level)
		case pl.Permission == PermissionSuperAdmin && !IsLowestLevel(pl.Level):
			return false
		}
	}
	return partner
}
