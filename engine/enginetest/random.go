package enginetest

import (
	"fmt"
	"math/rand/v2"

	"accredit/engine"
)

// Everything makes a random world with all that the rules speak of at once:
// roles, statuses, dates, leavers, unknown sets, links, clamp, modes, and
// migrations that keep billing. Both sides are valid, and seldom fit.
func Everything(rng *rand.Rand) *World {
	r := &drawn{rng: rng, w: New(nil)}
	r.sets()
	r.people()
	for hub := int64(1); hub <= int64(1+rng.IntN(2)); hub++ {
		r.client(hub)
	}
	if rng.IntN(2) == 0 {
		r.w.Agency().Guardrails = engine.DefaultGuardrails()
	}
	if rng.IntN(3) == 0 && len(r.declared) > 0 {
		r.w.Agency().ActingAdmins = []int32{index(r.w.Desired().People, Email(r.declared[0]))}
	}
	return r.w
}

type drawn struct {
	rng                *rand.Rand
	w                  *World
	declared, recorded []string
	names              []string // of sets
}

// one reports true once in n times.
func (r *drawn) one(n int) bool { return r.rng.IntN(n) == 0 }

func (r *drawn) sets() {
	r.w.Set("reader", "crm.contacts.view=all").Set("twin", "crm.contacts.view=all").
		Set("editor", "crm.contacts.view=team", "crm.contacts.edit=own").
		Set("biller", "crm.contacts.view=own", "account.modify_billing=on").
		Set("helper", "partner.admin=on", "crm.contacts.view=all").
		Set("clerk", "partner.admin=on", "account.modify_billing=on").
		UnknownSet("theirs").UnknownSet("others")
	r.names = []string{"reader", "twin", "editor", "biller", "helper", "clerk", "theirs", "others",
		engine.SetSuperAdmin, engine.SetSuperAdmin, engine.SetPartnerAdmin, engine.SetPartnerAdmin, engine.SetPartnerAdmin}
}

// people are declared, recorded, or both; one side may know more than the other.
func (r *drawn) people() {
	noRoles := r.one(3)
	for i := range 3 + r.rng.IntN(3) {
		name := fmt.Sprintf("p%d", i)
		if r.one(5) {
			name += "@free.example"
		}
		is, was := person(name), person(name)
		if !noRoles && r.one(2) {
			is.Roles, was.Roles = engine.RoleManagePartnerEmployees, engine.RoleManagePartnerEmployees
		}
		r.unlike(&is, &was, noRoles)
		side := r.rng.IntN(8)
		if side != 0 {
			r.w.desired.People, r.declared = append(r.w.desired.People, is), append(r.declared, name)
		}
		if side != 1 {
			r.recordPerson(&is, was, side != 0)
		}
	}
}

// recordPerson records somebody, now and then under a former e-mail.
func (r *drawn) recordPerson(is *engine.Person, was engine.Person, declared bool) {
	if at := len(r.w.desired.People) - 1; declared && r.one(10) {
		was.Email = "old." + was.Email
		r.w.desired.People[at].FormerEmails = []string{was.Email}
	}
	r.w.access.People, r.recorded = append(r.w.access.People, was), append(r.recorded, was.Email)
}

func (r *drawn) unlike(is, was *engine.Person, noRoles bool) {
	statuses := []engine.PersonStatus{engine.PersonActive, engine.PersonDeactivated, engine.PersonLeft}
	if r.one(5) {
		is.Status = statuses[r.rng.IntN(3)]
	}
	if r.one(8) {
		was.Status = statuses[r.rng.IntN(3)]
	}
	if !noRoles && r.one(6) {
		is.Roles = 0
	}
	if r.one(10) {
		is.Name = "Another Name"
	}
}

func (r *drawn) client(hub int64) {
	c := r.w.Client(hub)
	if r.one(2) {
		c.Own("owner@client.example")
	}
	if r.one(8) {
		c.recorded.SuperAdmins = []string{"seen@client.example"}
	}
	mode := engine.Enforce
	if r.one(6) {
		mode = []engine.Mode{engine.Additive, engine.Observe}[r.rng.IntN(2)]
	}
	rule := engine.Strict
	if r.one(2) {
		rule = engine.Clamp
	}
	c.Declared(func(d *engine.DesiredClient) { d.Mode, d.SubsetRule = mode, rule })
	c.recorded.Mode = mode
	for _, name := range r.recorded {
		if !r.one(4) {
			c.Was(name, r.set(), r.recordedGrant)
		}
	}
	if r.one(12) {
		c.Undeclared()
		return
	}
	for _, name := range r.declared {
		r.wants(c, name)
	}
	if r.one(3) && len(r.declared) > 0 {
		c.Acting(r.declared[r.rng.IntN(len(r.declared))])
	}
	if r.one(3) && len(r.declared) > 0 {
		c.Connected(r.declared[r.rng.IntN(len(r.declared))], engine.ConnectionWrites[r.rng.IntN(3):]...)
	}
}

func (r *drawn) set() string { return r.names[r.rng.IntN(len(r.names))] }

// recordedGrant may be deactivated, not linked, in a team, or over.
func (r *drawn) recordedGrant(g *engine.RecordedGrant) {
	today := engine.DateOf(Now)
	if r.one(6) {
		g.Status = engine.Deactivated
	}
	g.Unlinked = r.one(8)
	g.RecordedOn = today - engine.Date(r.rng.IntN(20))
	if r.one(8) {
		g.Details = &engine.Details{Teams: []string{"North"}}
	}
	if r.one(8) {
		g.Expires = today + engine.Date(r.rng.IntN(9)-6)
	}
}

// wants declares a grant, a link or nothing of a person who has not left.
func (r *drawn) wants(c *Client, name string) {
	status := r.w.desired.People[index(r.w.desired.People, Email(name))].Status
	if status == engine.PersonLeft || r.one(4) {
		return
	}
	today := engine.DateOf(Now)
	set := r.set()
	if r.one(6) {
		set = engine.SetPartnerAdmin
		c.Link(name, (today - engine.Date(r.rng.IntN(20))).String())
		if r.one(4) {
			c.desired.Links[len(c.desired.Links)-1].EndedOn = today
			return
		}
	}
	c.Want(name, set, func(g *engine.Grant) {
		if status == engine.PersonDeactivated || r.one(8) {
			g.Status = engine.Deactivated
		}
		g.KeepBilling = set == engine.SetPartnerAdmin && r.one(4)
		if r.one(8) {
			g.Expires = today + engine.Date(r.rng.IntN(9))
		}
		if r.one(10) {
			g.Details = &engine.Details{Teams: []string{"South"}, Reason: "SOW-1"}
		}
	})
}
