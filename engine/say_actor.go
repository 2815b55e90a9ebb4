package engine

import (
	"fmt"
	"slices"
	"strings"
)

// What is said where nobody may make a step, and the ways out of it.

// getAccessLink is the way out that is always there: a client can let somebody
// of the agency in.
const getAccessLink = "Ask the client to approve an access link for one of your people. You find it in HubSpot: Partner > Client Access Manager > Get access link."

// Ways out of the loss of the last super admin.
const (
	listTheirOwn     = "List the client's own in super_admins of the client's block."
	makeAnotherSuper = "Make somebody else super admin first."
)

// ways is a hint of several ways out, a line each. A line break in a name makes
// no other way of one.
func ways(list ...string) string {
	var lines []string
	for _, hint := range list {
		if hint != "" {
			lines = append(lines, strings.ReplaceAll(hint, "\n", " "))
		}
	}
	return strings.Join(lines, "\n")
}

// moreWays is a hint followed by others, each of one way out or several.
func moreWays(hints ...string) string {
	return strings.Join(slices.DeleteFunc(hints, func(hint string) bool { return hint == "" }), "\n")
}

// lastSuperText says that an account must keep a super admin. only: nobody else
// known is one now.
func (c *clientPlan) lastSuperText(person int32, only bool) string {
	which := "last"
	if only {
		which = "only"
	}
	return fmt.Sprintf("%s is the %s super admin we know in %s, and an account must keep one.", c.email(person), which, c.name())
}

// undeclaredAdmin is somebody whose approved link is recorded here, and not
// declared; empty: nobody.
func (c *clientPlan) undeclaredAdmin() string {
	if c.recorded == nil || c.desired == nil {
		return ""
	}
	for i := range c.recorded.Links {
		l := &c.recorded.Links[i]
		declared := slices.ContainsFunc(c.desired.Links, func(d Link) bool { return d.Admin == l.Admin })
		if !declared && l.ApprovedOn != 0 && l.EndedOn == 0 {
			return l.Admin
		}
	}
	return ""
}

// nobodyActs says that none of the agency's people may make a stage.
func (c *clientPlan) nobodyActs(pr *pair, st *stage) string {
	if c.p.as != Nobody {
		return fmt.Sprintf("%s may not %s %s in %s.", c.email(c.p.as), st.action, c.email(pr.person), c.name())
	}
	who := "partner admin or super admin"
	if c.turnsSuper(st) {
		who = "super admin"
	}
	return fmt.Sprintf("We have no active %s in %s who could %s %s.", who, c.name(), st.action, c.email(pr.person))
}

// turnsSuper reports whether a stage gives or takes super admin otherwise than
// by migration, so that only a super admin of the account may make it.
func (c *clientPlan) turnsSuper(st *stage) bool {
	cat := c.p.d.Catalogue
	return st.action != ActionMigrate && st.after != nil && cat.IsSuperAdmin(st.before.Given()) != cat.IsSuperAdmin(st.after.Given())
}

// actorHint lists what might bring somebody who may make the stage.
func (c *clientPlan) actorHint(pr *pair, st *stage) string {
	var list []string
	if admin := c.undeclaredAdmin(); admin != "" {
		list = append(list, "The access link of "+admin+" was approved here: declare it in an access_link block of the client.")
	}
	if own, _ := c.ownSuperAdmins(); len(own) > 0 {
		list = append(list, askTheirs(own[0]))
	} else if c.turnsSuper(st) {
		list = append(list, "Ask a super admin of the client to make this change.")
	}
	list = append(list, c.roleWays(pr, st)...)
	if !c.turnsSuper(st) {
		list = append(list, getAccessLink)
	}
	return ways(list...)
}

func askTheirs(email string) string {
	return "Ask the client's super admin " + email + " to make this change."
}

// roleWays are the ways out where a role in the partner account is missing:
// they name who has one.
func (c *clientPlan) roleWays(pr *pair, st *stage) []string {
	holders := c.activeRoleHolders(pr.person)
	if len(holders) == 0 {
		return nil
	}
	switch {
	case st.action == ActionMigrate:
		list := []string{fmt.Sprintf("Make %s partner admin in %s first: they have the role in your partner account that this takes.", c.email(holders[0]), c.name())}
		if c.p.roster.people[pr.person].Roles == 0 && c.p.roster.declared[pr.person] {
			list = append(list, c.giveRole(pr.person, holders))
		}
		return list
	case (st.action == ActionRemove || st.action == ActionDeactivate) && c.p.as != Nobody:
		return []string{fmt.Sprintf("Let somebody act who has the role in your partner account that this takes: --as %s.", c.email(holders[0]))}
	}
	return nil
}

// giveRole is the way out of giving somebody a role.
func (c *clientPlan) giveRole(person int32, holders []int32) string {
	has := "has such a role"
	if len(holders) > 1 {
		has = "have such a role"
	}
	return fmt.Sprintf("Give %s the role manage_partner_employees in your partner account, and declare it in their roles. %s %s.", c.email(person), shortList(strings.Split(c.emails(holders), ", "), 3), has)
}

// activeRoleHolders are the people who can use the Client Access Manager, but
// for one.
func (c *clientPlan) activeRoleHolders(but int32) []int32 {
	var list []int32
	for _, person := range c.p.roster.roleHolders {
		if person != but && c.p.roster.mayAct(c.p.a, person) && !c.p.roster.leaving(person) {
			list = append(list, person)
		}
	}
	return list
}

// migrateThemselfWay says what lets somebody migrate by their own hand.
func (c *clientPlan) migrateThemselfWay(person int32) string {
	if holders := c.activeRoleHolders(person); c.p.roster.people[person].Roles == 0 && len(holders) > 0 {
		return c.giveRole(person, holders)
	}
	return fmt.Sprintf("Let %s act: plan with --as %s.", c.email(person), c.email(person))
}
