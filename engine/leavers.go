package engine

import (
	"fmt"
	"slices"
	"strings"
)

// ruleLeaver names the warnings that say in one place what somebody's leaving
// means. It is no rule that can be broken.
const ruleLeaver = "leaver"

// leaver is somebody who goes: without a block, or with status left.
type leaver struct {
	clients []string
	ends    []string
	unknown int      // clients where what they own is not known
	kept    []string // clients where the mode leaves them their access
	modes   []string // of those
}

// sayLeavers says, a warning a person, which clients somebody leaves and what
// ends with them, and marks those who lost their block as left, so that they
// do not count as there any more.
func (v *review) sayLeavers() {
	leavers := map[int32]*leaver{}
	stays := map[int32]bool{} // without a block
	for _, c := range v.clients {
		for _, g := range c.end { // where nothing differs, everybody has a block
			if !v.p.roster.declared[g.Person] {
				stays[g.Person] = true
			}
		}
		who := func(person int32) *leaver {
			if leavers[person] == nil {
				leavers[person] = &leaver{}
			}
			return leavers[person]
		}
		for i := range c.steps {
			if st := &c.steps[i]; st.Action == ActionRemove && v.goes(st.Person) {
				who(st.Person).add(c, st)
			}
		}
		for _, k := range c.kept {
			if k.Action == ActionRemove && v.goes(k.Person) && v.wantsClient(c) && v.wantsPerson(k.Person) {
				who(k.Person).keeps(c)
			}
		}
	}
	for i := range v.p.roster.people {
		person := int32(i)
		if l := leavers[person]; l != nil {
			if len(l.clients) > 0 {
				v.sayLeaver(person, l)
			}
			if len(l.kept) > 0 {
				v.sayKeeps(person, l)
			}
			if !v.p.roster.declared[i] && !stays[person] {
				v.markLeft(person)
			}
		}
	}
}

func (v *review) goes(person int32) bool {
	return !v.p.roster.declared[person] || v.p.roster.people[person].Status == PersonLeft
}

// markLeft records that somebody without a block and without access is gone.
func (v *review) markLeft(person int32) {
	v.plan.People[person].Status, v.plan.People[person].Roles = PersonLeft, 0
	v.left = append(v.left, person)
}

func (l *leaver) add(c *clientPlan, st *Step) {
	l.clients = append(l.clients, c.label())
	cat := c.p.d.Catalogue
	switch {
	case cat.IsSuperAdmin(st.Before.Effective()):
		l.ends = append(l.ends, "super admin in "+c.label())
	case cat.IsPartnerAdmin(st.Before.Effective()) && c.after.partners == 0:
		l.ends = append(l.ends, "the last partner admin of "+c.label())
	}
	if c.desired != nil && slices.ContainsFunc(c.desired.ActingAdmins, func(a int32) bool { return c.p.roster.ofDesired[a] == st.Person }) {
		l.ends = append(l.ends, "acting admin of "+c.label())
	}
	switch more := st.Before.More(); {
	case !more.AssetsKnown:
		l.unknown++
	case len(more.Assets) > 0:
		l.ends = append(l.ends, assetsText(more.Assets)+" in "+c.label())
	}
}

func (l *leaver) keeps(c *clientPlan) {
	l.kept = append(l.kept, c.label())
	if mode := c.mode.String(); !slices.Contains(l.modes, mode) {
		l.modes = append(l.modes, mode)
	}
}

// sayKeeps says where somebody who goes keeps their access, because the mode
// of the client leaves it (docs/rules.md R10).
func (v *review) sayKeeps(person int32, l *leaver) {
	p := &v.p.roster.people[person]
	slices.Sort(l.modes)
	who, hint := p.Email+" has left and keeps access", ways(leaveEnforce, leaveByHand)
	where := fmt.Sprintf("in %s (mode %s)", oneOrMany(len(l.kept), "1 client", "clients"), strings.Join(l.modes, ", "))
	if !v.p.roster.declared[person] {
		who, where = p.Email+" keeps access", where+", and no block declares "+p.Email
		hint = ways("Declare them in an employee or contractor block.", leaveEnforce, leaveByHand)
	}
	v.plan.Warnings = append(v.plan.Warnings, Finding{
		Rule: ruleLeaver, Severity: Warning, Client: Nobody, Person: person, Pos: p.Pos,
		Message: fmt.Sprintf("%s %s: %s.", who, where, shortList(l.kept, 20)), Hint: hint,
	})
}

// Ways out for access that a mode leaves to somebody who goes.
const (
	leaveEnforce = "Set the mode to enforce there."
	leaveByHand  = "Take the access away in HubSpot, and import the account."
)

func assetsText(assets []Asset) string {
	parts := make([]string, 0, len(assets))
	for _, a := range assets {
		switch {
		case a.Name != "":
			parts = append(parts, a.Kind+" "+a.Name)
		case a.Count == 1:
			parts = append(parts, "1 "+a.Kind)
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", a.Count, a.Kind))
		}
	}
	return "owner of " + strings.Join(parts, ", ")
}

func (v *review) sayLeaver(person int32, l *leaver) {
	p := &v.p.roster.people[person]
	if slices.ContainsFunc(v.p.d.Agency.ActingAdmins, func(a int32) bool { return v.p.roster.ofDesired[a] == person }) {
		l.ends = append(l.ends, "acting admin of the agency")
	}
	message := fmt.Sprintf("%s leaves %s: %s.", p.Email, oneOrMany(len(l.clients), "1 client", "clients"), shortList(l.clients, 20))
	if len(l.ends) > 0 {
		message += " With them ends: " + shortList(l.ends, 20) + "."
	}
	hint := ""
	if l.unknown > 0 {
		hint = ways(fmt.Sprintf("What they own in %s is not known. Record it with accredit import --kind assets FILE.", oneOrMany(l.unknown, "1 of these clients", "of these clients")),
			"Let them hand it over first.")
	}
	v.plan.Warnings = append(v.plan.Warnings, Finding{Rule: ruleLeaver, Severity: Warning, Client: Nobody, Person: person, Message: message, Hint: hint, Pos: p.Pos})
}

// shortList joins some of a list and counts the rest.
func shortList(list []string, most int) string {
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:most], ", "), len(list)-most)
}
