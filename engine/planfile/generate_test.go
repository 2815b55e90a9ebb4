package planfile

import (
	"fmt"
	"slices"
	"time"

	"accredit/engine"

	"pgregory.net/rapid"
)

// text draws names with everything in them that JSON or a terminal may trip on.
var text = rapid.OneOf(
	rapid.StringMatching(`[a-z_ .]{0,12}`),
	rapid.String(),
	rapid.SampledFrom([]string{"\x00", "\x1b[31m", "\u202e", "\u2028", "a\u200bb", "\U000e0041", "\ufffd", "<&>", `"\`, "\x7f", "\u0085", "é"}),
)

var date = rapid.Map(rapid.Int32Range(0, 900000), func(n int32) engine.Date { return engine.Date(n) })

func oneOf[T ~uint8](last T) *rapid.Generator[T] {
	return rapid.Map(rapid.IntRange(0, int(last)), func(n int) T { return T(n) })
}

func drawPos(t *rapid.T) engine.Pos {
	if rapid.Bool().Draw(t, "no pos") {
		return engine.Pos{}
	}
	return engine.Pos{
		File: text.Draw(t, "file"), Line: rapid.Int32Range(0, 1<<20).Draw(t, "line"), Column: rapid.Int32Range(0, 200).Draw(t, "column"),
	}
}

// drawRights changes a few levels, so that deviations are few, or many.
func drawRights(t *rapid.T, c *engine.Catalogue, base engine.Rights) engine.Rights {
	b := make([]byte, c.Len())
	copy(b, base)
	for range rapid.IntRange(0, 4).Draw(t, "changes") {
		i := rapid.IntRange(0, c.Len()-1).Draw(t, "permission")
		b[i] = byte(oneOf(c.At(i).Kind.Top()).Draw(t, "level"))
	}
	return engine.Rights(b)
}

func drawLabels(t *rapid.T) map[string]string {
	return rapid.MapOfN(rapid.StringMatching(`[a-z]{1,5}`), text, 0, 3).Draw(t, "labels")
}

func drawPerson(t *rapid.T, i int) engine.Person {
	return engine.Person{
		Address: text.Draw(t, "address"), Kind: oneOf(engine.Contractor).Draw(t, "kind"),
		Email: fmt.Sprintf("p%02d@x.example", i), Name: text.Draw(t, "name"),
		Status: oneOf(engine.PersonLeft).Draw(t, "status"), Roles: oneOf[engine.Roles](3).Draw(t, "roles"),
		FormerEmails: rapid.SliceOfN(text, 0, 2).Draw(t, "former"), Labels: drawLabels(t), Pos: drawPos(t),
	}
}

func drawClient(t *rapid.T, i int) engine.Client {
	c := engine.Client{
		Address: text.Draw(t, "address"), Name: text.Draw(t, "name"), HubID: int64(i + 1), Domain: text.Draw(t, "domain"),
		AccountType: rapid.SampledFrom(engine.AccountTypes).Draw(t, "type"), Mode: oneOf(engine.Observe).Draw(t, "mode"),
		SuperAdmins: rapid.SliceOfN(text, 0, 2).Draw(t, "super admins"),
		ManagedMRR:  rapid.Float64Range(0, 1e9).Draw(t, "mrr"), Labels: drawLabels(t),
	}
	for range rapid.IntRange(0, 2).Draw(t, "links") {
		c.Links = append(c.Links, engine.Link{
			Admin: text.Draw(t, "admin"), ApprovedBy: text.Draw(t, "by"),
			ApprovedOn: date.Draw(t, "on"), EndedOn: date.Draw(t, "ended"), Pos: drawPos(t),
		})
	}
	return c
}

func drawGrant(t *rapid.T, p *engine.Plan, person int32) *engine.Grant {
	if rapid.Bool().Draw(t, "no grant") {
		return nil
	}
	set := &p.Sets[rapid.IntRange(0, len(p.Sets)-1).Draw(t, "set")]
	g := &engine.Grant{
		Person: person, Set: set.Name, Unknown: set.Unknown,
		Status: oneOf(engine.Deactivated).Draw(t, "status"), Seat: oneOf(engine.SeatPartner).Draw(t, "seat"),
		Unlinked: rapid.Bool().Draw(t, "unlinked"), KeepBilling: rapid.Bool().Draw(t, "billing"),
		Starts: date.Draw(t, "starts"), Expires: date.Draw(t, "expires"),
	}
	if rapid.IntRange(0, 9).Draw(t, "other set") == 0 {
		g.Set = "nowhere_listed"
	}
	if !g.Unknown {
		g.Rights = drawRights(t, p.Catalogue, set.Rights)
	}
	g.Details = drawDetails(t)
	if rapid.Bool().Draw(t, "origin") {
		g.Origin = &engine.Origin{Block: text.Draw(t, "block"), Team: text.Draw(t, "team"), Definition: text.Draw(t, "definition"),
			Wish: text.Draw(t, "wish"), Observed: rapid.Bool().Draw(t, "observed")}
		g.Pos = drawPos(t)
	}
	return g
}

// drawDetails gives nil rather than details that say nothing.
func drawDetails(t *rapid.T) *engine.Details {
	d := &engine.Details{
		Teams: rapid.SliceOfN(text, 0, 2).Draw(t, "teams"), Reason: text.Draw(t, "reason"), AssetsKnown: rapid.Bool().Draw(t, "known"),
	}
	slices.Sort(d.Teams)
	if d.AssetsKnown {
		for range rapid.IntRange(0, 2).Draw(t, "assets") {
			d.Assets = append(d.Assets, engine.Asset{Kind: text.Draw(t, "kind"), Name: text.Draw(t, "name"), Count: rapid.IntRange(0, 99).Draw(t, "count")})
		}
	}
	if len(d.Teams) == 0 && d.Reason == "" && !d.AssetsKnown {
		return nil
	}
	return d
}

func drawStep(t *rapid.T, p *engine.Plan) engine.Step {
	who := rapid.Int32Range(engine.Nobody, int32(len(p.People)-1))
	s := engine.Step{
		Client: rapid.Int32Range(engine.Nobody, int32(len(p.Clients)-1)).Draw(t, "client"), Seq: rapid.Int32().Draw(t, "seq"),
		Person: who.Draw(t, "person"), Actor: who.Draw(t, "actor"), Action: oneOf(engine.ActionForget).Draw(t, "action"),
		Effect: oneOf(engine.Both).Draw(t, "effect"), Cause: oneOf(engine.CauseConfig).Draw(t, "cause"),
		Via: oneOf(engine.ViaClientAccount).Draw(t, "via"), InBase: rapid.Bool().Draw(t, "in base"), Pos: drawPos(t),
	}
	s.Before, s.After = drawGrant(t, p, s.Person), drawGrant(t, p, s.Person)
	var more engine.StepDetails
	for range rapid.IntRange(0, 2).Draw(t, "fields") {
		more.Fields = append(more.Fields, engine.Field{Name: text.Draw(t, "name"), Before: text.Draw(t, "before"), After: text.Draw(t, "after")})
	}
	if s.After != nil && !s.After.Unknown && rapid.Bool().Draw(t, "held back") {
		if wanted := drawRights(t, p.Catalogue, s.After.Rights); wanted != s.After.Rights {
			more.Wanted = wanted
		}
	}
	if more.Wanted != "" || len(more.Fields) > 0 {
		s.Details = &more
	}
	return s
}

func drawFinding(t *rapid.T, p *engine.Plan) engine.Finding {
	return engine.Finding{
		Rule: text.Draw(t, "rule"), Severity: oneOf(engine.Warning).Draw(t, "severity"), Overridden: rapid.Bool().Draw(t, "overridden"),
		Client:  rapid.Int32Range(engine.Nobody, int32(len(p.Clients)-1)).Draw(t, "client"),
		Person:  rapid.Int32Range(engine.Nobody, int32(len(p.People)-1)).Draw(t, "person"),
		Message: text.Draw(t, "message"), Hint: text.Draw(t, "hint"), Pos: drawPos(t),
	}
}

// drawLimits draws the usual limits as well, which are not written.
func drawLimits(t *rapid.T) engine.Limits {
	if rapid.Bool().Draw(t, "usual limits") {
		return engine.DefaultLimits()
	}
	return engine.Limits{
		MaxRemovals:      engine.Limit{Value: rapid.IntRange(0, 99).Draw(t, "max removals"), Percent: rapid.Bool().Draw(t, "percent")},
		MinPartnerAdmins: rapid.IntRange(0, 3).Draw(t, "least"), MaxSuperAdmins: rapid.IntRange(0, 3).Draw(t, "most"),
		Protected: rapid.SliceOfN(text, 0, 2).Draw(t, "protected"),
		Approvals: []engine.Approval{{HubID: rapid.Int64().Draw(t, "approved hub"), Email: text.Draw(t, "leaver"), UpTo: rapid.IntRange(0, 9).Draw(t, "up to"), Expires: 739921}},
	}
}

// drawPlan draws a plan in which everything is named that it lists.
func drawPlan(t *rapid.T) *engine.Plan {
	custom := []engine.Permission{}
	if rapid.Bool().Draw(t, "custom") {
		custom = append(custom, engine.Permission{Name: "crm.zzz.edit", Kind: oneOf(engine.Scope).Draw(t, "kind"), Description: text.Draw(t, "description"), Custom: true})
	}
	c, err := engine.BuiltinCatalogue().With(custom)
	if err != nil {
		t.Fatal(err)
	}
	p := &engine.Plan{
		AsOf:         time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "as of"), rapid.Int64Range(0, 999999999).Draw(t, "nano")).UTC(),
		ConfigDigest: text.Draw(t, "digest"), Catalogue: c, Lineage: text.Draw(t, "lineage"), Serial: rapid.Int64().Draw(t, "serial"),
		Agency: text.Draw(t, "agency"), AgencyHubID: rapid.Int64().Draw(t, "hub"), EmailDomains: rapid.SliceOfN(text, 0, 2).Draw(t, "domains"),
		Overrides: rapid.SliceOfN(text, 0, 2).Draw(t, "overrides"), SkipBlocked: rapid.Bool().Draw(t, "skip"), Narrowed: rapid.Bool().Draw(t, "narrowed"),
		Removals: rapid.Int().Draw(t, "removals"), HeldBack: rapid.IntRange(0, 99).Draw(t, "held"), Observed: rapid.IntRange(0, 9).Draw(t, "observed"), Effect: oneOf(engine.Both).Draw(t, "effect"),
		Limits: drawLimits(t), Base: text.Draw(t, "base"), As: text.Draw(t, "as"),
		OnlyClients: rapid.SliceOfN(rapid.Int64(), 0, 2).Draw(t, "only clients"), OnlyPeople: rapid.SliceOfN(text, 0, 2).Draw(t, "only people"),
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "people") {
		p.People = append(p.People, drawPerson(t, i))
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "clients") {
		p.Clients = append(p.Clients, engine.PlanClient{Client: drawClient(t, i), SubsetRule: oneOf(engine.Clamp).Draw(t, "rule"), Pos: drawPos(t)})
		p.Skipped = append(p.Skipped, engine.Skipped{Client: int32(i), Rules: rapid.SliceOfN(text, 0, 2).Draw(t, "rules")})
	}
	drawSets(t, p)
	for range rapid.IntRange(0, 5).Draw(t, "steps") {
		p.Steps = append(p.Steps, drawStep(t, p))
	}
	drawRest(t, p)
	return p
}

func drawSets(t *rapid.T, p *engine.Plan) {
	p.Sets = engine.BuiltinSets(p.Catalogue)
	p.Sets = append(p.Sets,
		engine.PermissionSet{Name: text.Draw(t, "name") + "!", Description: text.Draw(t, "description"), Rights: drawRights(t, p.Catalogue, ""), Definition: text.Draw(t, "definition"), Pos: drawPos(t)},
		engine.PermissionSet{Name: "unknown", Unknown: true})
	for _, set := range p.Sets {
		p.Waiting = append(p.Waiting, engine.Waiting{Set: set.Name, For: text.Draw(t, "for"), Pos: drawPos(t)})
	}
}

func drawRest(t *rapid.T, p *engine.Plan) {
	p.Kept = append(p.Kept, engine.Kept{Person: int32(len(p.People) - 1), Action: oneOf(engine.ActionForget).Draw(t, "action"), Mode: oneOf(engine.Observe).Draw(t, "mode")})
	p.Violations = append(p.Violations, drawFinding(t, p))
	p.Warnings = append(p.Warnings, drawFinding(t, p), drawFinding(t, p))
	p.Relationships = append(p.Relationships, engine.RelationshipChange{
		Before: oneOf(engine.RelationshipEnded).Draw(t, "before"), After: oneOf(engine.RelationshipEnded).Draw(t, "after"),
		EndsOn: date.Draw(t, "ends"), Assumed: rapid.Bool().Draw(t, "assumed")})
	p.Causes = append(p.Causes, engine.CauseCount{Kind: oneOf(engine.CauseConfig).Draw(t, "cause"), Name: text.Draw(t, "name"), Grants: 3, Clients: 2,
		Permissions: []engine.PermissionChange{{Permission: "crm.export", Before: "off", After: "on"}}})
	p.InProgress = append(p.InProgress, engine.InProgress{Run: 7, Since: date.Draw(t, "since"), Steps: []string{"7.4", "7.5"}, Actors: []int32{0, engine.Nobody}})
	p.Replaces = append(p.Replaces, engine.Replaced{Run: 6, Stay: 2, FallAway: 1, AreNew: 3})
	who := &engine.Person{Address: p.People[0].Label(), Email: p.People[0].Email}
	if who.Address == who.Email {
		who.Address = ""
	}
	p.EndsSoon = append(p.EndsSoon,
		engine.Upcoming{Kind: engine.UpcomingEnds, Day: 740000, Client: &engine.Client{Address: text.Draw(t, "address") + ".", HubID: 7}, Person: who, Set: text.Draw(t, "set"), Then: text.Draw(t, "then"), Until: date.Draw(t, "until"), Reason: text.Draw(t, "reason"), Lead: text.Draw(t, "lead"), Pos: drawPos(t)},
		engine.Upcoming{Kind: engine.UpcomingLinkEnds, Day: 740001, Client: &engine.Client{HubID: 8}, What: text.Draw(t, "what")})
	p.Scheduled = append(p.Scheduled,
		engine.Scheduled{Person: 0, Email: p.People[0].Email, Set: text.Draw(t, "set"), Starts: 740000, Expires: date.Draw(t, "expires"), Effect: oneOf(engine.Both).Draw(t, "effect"), Pos: drawPos(t)},
		engine.Scheduled{Person: engine.Nobody, Email: "gone@x.example", Approved: true, Starts: 740001, Rule: "policy:p", Refused: text.Draw(t, "refused")})
	p.Clients[0].Begins = []engine.BeginApproval{{Email: "gone@x.example", Starts: 740001, Expires: date.Draw(t, "expires"), Digest: "d"}}
	p.Facts.People = []int32{0}
	p.Facts.Clients = []int32{int32(len(p.Clients) - 1)}
	p.Facts.Renames = []engine.SetRename{{From: text.Draw(t, "from"), To: text.Draw(t, "to")}}
	if rapid.Bool().Draw(t, "sets") {
		p.Facts.Sets = []engine.RecordedSet{{Name: text.Draw(t, "name"), Levels: engine.Levels{{Permission: "crm.export", Level: "on"}}, Definition: "d"}, {Name: "u", Unknown: true}}[:rapid.IntRange(0, 2).Draw(t, "n")]
	}
}
