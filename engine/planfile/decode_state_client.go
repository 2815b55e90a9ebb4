package planfile

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// grantRead is a grant as written, before sets and people are resolved.
type grantRead struct {
	engine.RecordedGrant
	offset     int
	email      string
	set        string
	deviations engine.Levels
	unknown    *bool // nil: as the set
	noSeat     bool
}

func (d *stateDecoder) client() {
	start := d.offset()
	c := engine.RecordedClient{Client: engine.Client{AccountType: engine.AccountTypes[0]}}
	var grants []grantRead
	d.object(func(name string) bool {
		if name == "grants" {
			emails := map[string]bool{}
			d.list(func() { grants = append(grants, d.grant(emails)) })
			return true
		}
		return d.clientField(&c, name)
	}, "hub_id")
	if !d.stopped && c.HubID != 0 && d.hubIDs[c.HubID] {
		d.mistake(start, "client %d stands there twice", c.HubID)
	}
	d.hubIDs[c.HubID] = true
	d.access.Clients = append(d.access.Clients, c)
	d.grants = append(d.grants, grants)
	d.starts = append(d.starts, start)
}

// clientField reads a field of the client itself. The relationship follows
// from the rest: it must be one, and is not kept.
func (d *stateDecoder) clientField(c *engine.RecordedClient, name string) bool {
	switch name {
	case "hub_id":
		c.HubID = d.hubID()
	case "name":
		c.Name = d.text()
	case "domain":
		c.Domain = d.text()
	case "relationship":
		parsed(d.reader, engine.ParseRelationship)
	case "last_activity":
		c.LastActivity = d.date()
	case "ends_on":
		c.EndsOn = d.date()
	case "super_admins":
		c.SuperAdmins = d.emails()
		slices.Sort(c.SuperAdmins)
		c.SuperAdmins = slices.Compact(c.SuperAdmins)
	case "mode":
		c.Mode = parsed(d.reader, engine.ParseMode)
	case "execution":
		c.Execution = parsed(d.reader, engine.ParseExecution)
	case "account_type":
		c.AccountType = parsed(d.reader, parseAccountType)
	case "managed_mrr":
		c.ManagedMRR = d.amount()
	case "labels":
		c.Labels = d.pairs()
	case "access_links":
		d.list(func() { c.Links = append(c.Links, d.link()) })
	default:
		return false
	}
	return true
}

func parseAccountType(s string) (string, error) {
	if !slices.Contains(engine.AccountTypes, s) {
		return "", fmt.Errorf("%q is not a type of account: use one of %s", s, strings.Join(engine.AccountTypes, ", "))
	}
	return s, nil
}

func (d *stateDecoder) link() engine.Link {
	var l engine.Link
	d.object(func(name string) bool {
		switch name {
		case "admin":
			l.Admin = d.email()
		case "approved_by":
			l.ApprovedBy = d.optionalEmail()
		case "approved_on":
			l.ApprovedOn = d.date()
		case "ended_on":
			l.EndedOn = d.date()
		default:
			return false
		}
		return true
	}, "admin")
	return l
}

// grant reads one grant; emails are those that the client has already.
func (d *stateDecoder) grant(emails map[string]bool) grantRead {
	start := d.offset()
	g := grantRead{offset: start, noSeat: true}
	var details engine.Details
	d.object(func(name string) bool { return d.grantField(&g, &details, name) }, "email", "permission_set")
	if d.stopped {
		return g
	}
	switch {
	case g.email != "" && emails[g.email]:
		d.mistake(start, "%q stands there twice in this client", g.email)
	case g.Expires != 0 && g.Expires < g.Starts:
		d.mistake(start, "the access ends on %s, before it starts on %s", g.Expires, g.Starts)
	case g.unknown != nil && *g.unknown && len(g.deviations) > 0:
		d.mistake(start, "the rights are unknown and listed")
	}
	emails[g.email] = true
	if len(details.Teams) > 0 || details.Reason != "" || details.AssetsKnown {
		g.Details = &details
	}
	return g
}

func (d *stateDecoder) grantField(g *grantRead, details *engine.Details, name string) bool {
	switch name {
	case "email":
		g.email = d.email()
	case "permission_set":
		g.set = d.setName()
	case "status":
		g.Status = parsed(d.reader, engine.ParseStatus)
	case "seat":
		g.Seat, g.noSeat = parsed(d.reader, engine.ParseSeat), false
	case "linked":
		g.Unlinked = !d.flag()
	case "unknown":
		unknown := d.flag()
		g.unknown = &unknown
	case "rights":
		g.deviations = d.levels()
	case "teams":
		details.Teams = d.texts()
		slices.Sort(details.Teams)
	case "reason":
		details.Reason = d.text()
	case "starts":
		g.Starts = d.date()
	case "expires":
		g.Expires = d.date()
	case "assets":
		d.assets(details)
	case "evidence":
		g.Evidence = d.evidence()
	default:
		return false
	}
	return true
}

// assets reads the list; null says, as its absence does, that it is not known.
func (d *stateDecoder) assets(details *engine.Details) {
	if d.null() {
		return
	}
	details.AssetsKnown = true
	d.list(func() {
		var a engine.Asset
		d.object(func(name string) bool {
			switch name {
			case "kind":
				a.Kind = d.text()
			case "name":
				a.Name = d.text()
			case "count":
				a.Count = int(d.whole(0))
			default:
				return false
			}
			return true
		}, "kind", "count")
		details.Assets = append(details.Assets, a)
	})
}
