package planfile

import "accredit/engine"

// step converts one step. Reason, end, seat and assets are those of the grant
// after it, or of the one before where none is left.
func (e *planEncoder) step(s *engine.Step) stepDoc {
	doc := stepDoc{
		aboutDoc: e.about(s.Client), Seq: s.Seq,
		Action: s.Action.String(), Effect: s.Effect.String(), Cause: s.Cause.String(),
		whoDoc: e.who(s.Person),
		Before: e.grant(s.Before), After: e.grant(s.After),
		Permissions: newPermissionChangeDocs(e.changes.Of(s)),
		Seat:        engine.SeatUnknown.String(),
		InBase:      s.InBase,
		ApprovedIn:  s.More().ApprovedIn,
		Source:      newSourceDoc(s.Pos),
	}
	if s.Actor != engine.Nobody {
		doc.Actor = &e.People[s.Actor].Email
	}
	if s.Via != engine.NoVia {
		via := s.Via.String()
		doc.Via = &via
	}
	for _, f := range s.More().Fields {
		doc.Fields = append(doc.Fields, fieldDoc(f))
	}
	grant := s.After
	if grant == nil {
		grant = s.Before
	}
	if grant != nil {
		doc.Reason, doc.Expires, doc.Seat = grant.More().Reason, grant.Expires.String(), grant.Seat.String()
	}
	if s.Before != nil && (s.Action == engine.ActionRemove || s.Action == engine.ActionDeactivate) {
		doc.Assets = newAssetDocs(s.Before.More())
	}
	return doc
}

// grant converts one side of a step; nil stays nil.
func (e *planEncoder) grant(g *engine.Grant) *grantDoc {
	if g == nil {
		return nil
	}
	more := g.More()
	doc := &grantDoc{
		PermissionSet: g.Set, Status: g.Status.String(), Seat: g.Seat.String(),
		Unknown: g.Unknown, KeepBilling: g.KeepBilling,
		Teams: more.Teams, Reason: more.Reason, Assets: newAssetDocs(more),
		Starts: g.Starts.String(), Expires: g.Expires.String(),
		Origin: newOriginDoc(g),
	}
	if g.Unlinked {
		doc.Linked = new(bool)
	}
	if !g.Unknown {
		contents, _ := e.ContentsOf(g.Set)
		if contents != g.Rights {
			doc.Rights = levelMap(engine.DeviationsOf(e.Catalogue, g.Rights, contents))
		}
	}
	return doc
}

func newOriginDoc(g *engine.Grant) *originDoc {
	o := g.Origin
	if o == nil {
		return nil
	}
	return &originDoc{
		Block: o.Block, Team: o.Team, Definition: o.Definition, Wish: o.Wish, Observed: o.Observed,
		Source: newSourceDoc(g.Pos),
	}
}

// newAssetDocs gives nil where the assets are not known.
func newAssetDocs(d *engine.Details) []assetDoc {
	if !d.AssetsKnown {
		return nil
	}
	docs := make([]assetDoc, 0, len(d.Assets))
	for _, a := range d.Assets {
		docs = append(docs, assetDoc(a))
	}
	return docs
}

func newPermissionChangeDocs(list []engine.PermissionChange) []permissionChangeDoc {
	docs := make([]permissionChangeDoc, 0, len(list))
	for _, c := range list {
		docs = append(docs, permissionChangeDoc(c))
	}
	return docs
}

func newCauseDoc(c *engine.CauseCount) causeDoc {
	return causeDoc{
		Kind: c.Kind.String(), Name: c.Name, Grants: c.Grants, Clients: c.Clients,
		Permissions: newPermissionChangeDocs(c.Permissions),
	}
}

func newSummaryDoc(s engine.Summary) summaryDoc {
	return summaryDoc{
		Add:        s.Actions[engine.ActionAdd],
		Link:       s.Actions[engine.ActionLink],
		Adopt:      s.Actions[engine.ActionAdopt],
		Change:     s.Actions[engine.ActionChange],
		Migrate:    s.Actions[engine.ActionMigrate],
		Deactivate: s.Actions[engine.ActionDeactivate],
		Reactivate: s.Actions[engine.ActionReactivate],
		Remove:     s.Actions[engine.ActionRemove],
		Record:     s.Actions[engine.ActionRecord],
		Forget:     s.Actions[engine.ActionForget],
		Clients:    s.Clients,
		Effect:     s.Effect.String(),
		Kept:       s.Kept,
		Waiting:    s.Waiting,
		HeldBack:   s.HeldBack,
		Violations: s.Violations,
		Warnings:   s.Warnings,
		Observed:   s.Observed,
	}
}
