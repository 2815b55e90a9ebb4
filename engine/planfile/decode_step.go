package planfile

import (
	"errors"
	"fmt"

	"accredit/engine"
)

func (d *planDecoder) step(doc stepDoc) error {
	client, errClient := d.about(doc.aboutDoc)
	person, errPerson := d.who(doc.Email)
	actor, errActor := d.who(doc.Actor)
	action, errAction := engine.ParseAction(doc.Action)
	effect, errEffect := engine.ParseEffect(doc.Effect)
	cause, errCause := engine.ParseCause(doc.Cause)
	before, errBefore := d.grant(doc.Before, person)
	after, errAfter := d.grant(doc.After, person)
	err := errors.Join(errClient, errPerson, errActor, errAction, errEffect, errCause, errBefore, errAfter)
	if err != nil {
		return err
	}
	s := engine.Step{
		Client: client, Seq: doc.Seq, Person: person, Actor: actor,
		Action: action, Effect: effect, Cause: cause,
		Before: before, After: after, InBase: doc.InBase, Pos: doc.Source.pos(),
	}
	if doc.Via != nil {
		if s.Via, err = engine.ParseVia(*doc.Via); err != nil {
			return err
		}
	}
	if s.Details, err = d.stepDetails(doc, after); err != nil {
		return err
	}
	d.plan.Steps = append(d.plan.Steps, s)
	return nil
}

// stepDetails reads what few steps have; nil where this one has none of it.
func (d *planDecoder) stepDetails(doc stepDoc, after *engine.Grant) (*engine.StepDetails, error) {
	wanted, err := d.wanted(after, doc.Permissions)
	if err != nil || wanted == "" && len(doc.Fields) == 0 && doc.ApprovedIn == "" {
		return nil, err
	}
	details := &engine.StepDetails{Wanted: wanted, ApprovedIn: doc.ApprovedIn}
	for _, f := range doc.Fields {
		details.Fields = append(details.Fields, engine.Field(f))
	}
	return details, nil
}

// wanted reads what the step holds back; the rest is as after the step.
func (d *planDecoder) wanted(after *engine.Grant, docs []permissionChangeDoc) (engine.Rights, error) {
	held := map[string]string{}
	for _, doc := range docs {
		if doc.Wanted != "" {
			held[doc.Permission] = doc.Wanted
		}
	}
	switch {
	case len(held) == 0:
		return "", nil
	case after == nil:
		return "", errors.New("something is held back and nothing is left")
	}
	return d.over(after.Rights, held)
}

// grant reads one side of a step; nil stays nil.
func (d *planDecoder) grant(doc *grantDoc, person int32) (*engine.Grant, error) {
	if doc == nil {
		return nil, nil
	}
	status, errStatus := engine.ParseStatus(doc.Status)
	seat, errSeat := engine.ParseSeat(doc.Seat)
	starts, errStarts := engine.ParseDate(doc.Starts)
	expires, errExpires := engine.ParseDate(doc.Expires)
	rights, errRights := d.over(d.sets[doc.PermissionSet], doc.Rights)
	if err := errors.Join(errStatus, errSeat, errStarts, errExpires, errRights); err != nil {
		return nil, fmt.Errorf("grant of %q: %w", doc.PermissionSet, err)
	}
	if doc.Unknown {
		rights = ""
	}
	g := &engine.Grant{
		Person: person, Set: doc.PermissionSet, Rights: rights, Status: status, Seat: seat,
		Unknown: doc.Unknown, Unlinked: doc.Linked != nil && !*doc.Linked, KeepBilling: doc.KeepBilling,
		Starts: starts, Expires: expires, Details: doc.details(),
	}
	if o := doc.Origin; o != nil {
		g.Origin = &engine.Origin{Block: o.Block, Team: o.Team, Definition: o.Definition, Wish: o.Wish, Observed: o.Observed}
		g.Pos = o.Source.pos()
	}
	return g, nil
}

// details gives nil where the grant has none.
func (doc *grantDoc) details() *engine.Details {
	if len(doc.Teams) == 0 && doc.Reason == "" && doc.Assets == nil {
		return nil
	}
	details := &engine.Details{Teams: unlisted(doc.Teams), Reason: doc.Reason, AssetsKnown: doc.Assets != nil}
	for _, a := range doc.Assets {
		details.Assets = append(details.Assets, engine.Asset(a))
	}
	return details
}

func (d *planDecoder) waiting(doc waitingDoc) error {
	client, person, err := d.both(doc.aboutDoc, doc.whoDoc)
	d.plan.Waiting = append(d.plan.Waiting, engine.Waiting{
		Client: client, Person: person, Set: doc.PermissionSet, For: doc.For, Pos: doc.Source.pos(),
	})
	return err
}

func (d *planDecoder) kept(doc keptDoc) error {
	client, person, err := d.both(doc.aboutDoc, doc.whoDoc)
	action, errAction := engine.ParseAction(doc.Action)
	mode, errMode := engine.ParseMode(doc.Mode)
	d.plan.Kept = append(d.plan.Kept, engine.Kept{
		Client: client, Person: person, Action: action, Mode: mode, Before: doc.Before, After: doc.After, Pos: doc.Source.pos(),
	})
	return errors.Join(err, errAction, errMode)
}

func (d *planDecoder) finding(doc findingDoc, list *[]engine.Finding) error {
	client, errClient := d.about(doc.aboutDoc)
	person, errPerson := d.who(doc.Email)
	severity := engine.Error
	if doc.Severity != severity.String() {
		severity = engine.Warning
	}
	*list = append(*list, engine.Finding{
		Rule: doc.Rule, Severity: severity, Overridden: doc.Overridden, Client: client, Person: person,
		Message: doc.Message, Hint: doc.Hint, Pos: doc.Source.pos(),
	})
	return errors.Join(errClient, errPerson)
}

func (d *planDecoder) skipped(doc skippedDoc) error {
	client, err := d.about(doc.aboutDoc)
	d.plan.Skipped = append(d.plan.Skipped, engine.Skipped{Client: client, Rules: unlisted(doc.Rules)})
	return err
}

func (d *planDecoder) relationship(doc relationshipDoc) error {
	client, err := d.about(doc.aboutDoc)
	before, errBefore := engine.ParseRelationship(doc.Before)
	after, errAfter := engine.ParseRelationship(doc.After)
	ends, errEnds := engine.ParseDate(doc.EndsOn)
	d.plan.Relationships = append(d.plan.Relationships, engine.RelationshipChange{
		Client: client, Before: before, After: after, EndsOn: ends, Assumed: doc.Assumed,
	})
	return errors.Join(err, errBefore, errAfter, errEnds)
}

func (d *planDecoder) cause(doc causeDoc) error {
	kind, err := engine.ParseCause(doc.Kind)
	c := engine.CauseCount{Kind: kind, Name: doc.Name, Grants: doc.Grants, Clients: doc.Clients}
	for _, change := range doc.Permissions {
		c.Permissions = append(c.Permissions, engine.PermissionChange(change))
	}
	d.plan.Causes = append(d.plan.Causes, c)
	return err
}
