package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

func clientEvent(c *ClientChange) Event {
	e := Event{Kind: EventClient, Came: c.Before == nil, Went: c.After == nil}
	var none RecordedClient
	before, after := cmp.Or(c.Before, &none), cmp.Or(c.After, &none)
	e.HubID = cmp.Or(after.HubID, before.HubID)
	if !e.Came && !e.Went {
		e.differ("address", before.Address, after.Address)
		e.differ("declared_super_admins", strings.Join(before.DeclaredSuperAdmins, ", "), strings.Join(after.DeclaredSuperAdmins, ", "))
		e.differ("applied", strconv.FormatBool(before.Applied), strconv.FormatBool(after.Applied))
	}
	e.differ("name", before.Name, after.Name)
	e.differ("domain", before.Domain, after.Domain)
	e.differ("account_type", before.AccountType, after.AccountType)
	e.differ("mode", modeOf(c.Before), modeOf(c.After))
	if !e.Came && !e.Went || after.Execution != before.Execution {
		e.differ("execution", executionOf(c.Before), executionOf(c.After))
	}
	e.differ("super_admins", strings.Join(before.SuperAdmins, ", "), strings.Join(after.SuperAdmins, ", "))
	e.differ("access_links", linkText(before.Links), linkText(after.Links))
	e.differ("managed_mrr", amount(before.ManagedMRR), amount(after.ManagedMRR))
	e.differ("labels", LabelText(before.Labels), LabelText(after.Labels))
	e.differ("last_activity", before.LastActivity.String(), after.LastActivity.String())
	e.differ("ends_on", before.EndsOn.String(), after.EndsOn.String())
	return e
}

func executionOf(c *RecordedClient) string {
	if c == nil {
		return ""
	}
	return c.Execution.String()
}

func modeOf(c *RecordedClient) string {
	if c == nil {
		return ""
	}
	return c.Mode.String()
}

func amount(mrr float64) string {
	if mrr == 0 {
		return ""
	}
	return strconv.FormatFloat(mrr, 'f', -1, 64)
}

// linkText writes access links on one line.
func linkText(links []Link) string {
	parts := make([]string, 0, len(links))
	for _, l := range links {
		text := l.Admin + " pending"
		if l.ApprovedOn != 0 {
			text = l.Admin + " approved " + l.ApprovedOn.String()
			if l.ApprovedBy != "" {
				text += " by " + l.ApprovedBy
			}
		}
		if l.EndedOn != 0 {
			text += " ended " + l.EndedOn.String()
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

func grantEvent(c *GrantChange) Event {
	e := Event{Kind: EventGrant, HubID: c.HubID, Email: c.Email, Step: c.Step, Came: c.Before == nil, Went: c.After == nil}
	was, is := grantTold(c.Before), grantTold(c.After)
	for i, name := range toldOfGrants {
		e.differ(name, was[i], is[i])
	}
	if c.Before != nil && c.After != nil {
		e.Permissions = levelChanges(c.Before.Rights.ByName(), c.After.Rights.ByName())
	}
	if !e.Came && !e.Went && len(e.Fields)+len(e.Permissions) == 0 { // only where it is from
		was, is := cmp.Or(c.Before.Origin, noOrigin), cmp.Or(c.After.Origin, noOrigin)
		e.differ("block", was.Block, is.Block)
		e.differ("team", was.Team, is.Team)
	}
	e.tellEvidence(c)
	return e
}

// toldOfGrants are the fields of a grant that history tells.
var toldOfGrants = [...]string{"permission_set", "contents", "status", "seat", "linked", "starts", "expires", "reason", "teams", "assets"}

func grantTold(g *RecordedGrant) (told [len(toldOfGrants)]string) {
	if g == nil {
		return told
	}
	more := DetailsOf(g.Details)
	unknown := ""
	if g.Rights.Unknown {
		unknown = "unknown"
	}
	return [...]string{
		g.Rights.Set, unknown, g.Status.String(), g.Seat.String(), strconv.FormatBool(!g.Unlinked), g.Starts.String(), g.Expires.String(),
		more.Reason, strings.Join(more.Teams, ", "), assetText(more),
	}
}

func assetText(d *Details) string {
	if !d.AssetsKnown {
		return ""
	}
	parts := make([]string, 0, len(d.Assets))
	for _, a := range d.Assets {
		parts = append(parts, strings.TrimSpace(strconv.Itoa(a.Count)+" "+a.Kind+" "+a.Name))
	}
	return cmp.Or(strings.Join(parts, ", "), "none")
}

// levelChanges compares levels, by name of the permission.
func levelChanges(before, after Levels) []PermissionChange {
	was, is := before.ByPermission(), after.ByPermission()
	names := make([]string, 0, len(was)+len(is))
	for name := range was {
		names = append(names, name)
	}
	for name := range is {
		if _, both := was[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var list []PermissionChange
	for _, name := range names {
		if b, a := orLowest(was[name], is[name]), orLowest(is[name], was[name]); b != a {
			list = append(list, PermissionChange{Permission: name, Before: b, After: a})
		}
	}
	return list
}

// orLowest is the level, or where there is none the lowest of the kind that
// the other level has.
func orLowest(level, other string) string {
	if level != "" {
		return level
	}
	if kind, ok := KindOfLevel(other); ok {
		return kind.Name(0)
	}
	return ""
}
