package runs

import (
	"slices"
	"time"

	"accredit/engine"
)

// Standing says how one step of an open part stands now. It is worked out from
// what is recorded, and never stored.
type Standing struct {
	Step      *engine.RunStep
	Ready     bool
	Via       engine.Via // through what the actor would make it now
	ByHand    engine.Via // through what they make it where HubSpot's API does not
	WaitsFor  []string   // ids of earlier steps that make it possible
	BlockedBy []string   // ids of steps that failed, lapsed or are blocked themselves
	Blocked   string     // why it cannot be made; empty: it is ready, waits, or is settled
	Stale     bool       // it has lapsed: Blocked says why
	Also      []string   // e-mails of those whom an edit changes, too, though another step takes the set of them later
	Edit      []string   // ids of the steps that one act in HubSpot makes, this one included; nil: it is alone
}

// Look tells how every step of a part stands at a moment.
func Look(a *engine.Access, c *engine.Catalogue, part *engine.RunPart, now time.Time) []Standing {
	return newGrounds(a, c, now).look(part)
}

// look tells how every step of a part stands.
func (gs *grounds) look(part *engine.RunPart) []Standing {
	g := gs.of(part)
	if g == nil {
		list := make([]Standing, len(part.Steps))
		for i := range part.Steps {
			list[i] = Standing{Step: &part.Steps[i]}
			if part.Steps[i].IsPending() {
				list[i].Blocked = "the client is not recorded any more"
			}
		}
		return list
	}
	return g.look(part)
}

// look finds the rest, the open steps that can be made in their order, and which
// of them can be made first.
func (g *ground) look(part *engine.RunPart) []Standing {
	g.known = map[*engine.RunStep]knownStep{}
	defer func() { g.known = nil }()
	list := make([]Standing, len(part.Steps))
	var rest []int
	end := g.replay.Clone()
	for i := range part.Steps {
		s := &part.Steps[i]
		list[i] = Standing{Step: s, Via: s.Via, ByHand: engine.ViaClientAccessManager}
		if !s.IsPending() {
			continue
		}
		if lapsed := g.stale(s); lapsed != "" {
			list[i].Blocked, list[i].Stale = lapsed, true
			continue
		}
		if _, reason := g.try(end, s); reason != "" {
			list[i].Blocked = reason
			continue
		}
		rest = append(rest, i)
	}
	for i := range list {
		if list[i].Blocked != "" && !list[i].Stale {
			list[i].BlockedBy = g.blockers(part, list, i)
		}
	}
	for at, i := range rest {
		g.readiness(part, list, rest, at, &list[i], end.Bounds())
	}
	g.join(part, list, rest)
	hold(part, list)
	return list
}

// daysToDo is how long a task may take from when it is ready, until it is
// overdue.
const daysToDo = 3

// setDue gives the steps that have become ready the day on which they are due,
// and takes it from those that wait again.
func (g *ground) setDue(part *engine.RunPart) (changed bool) {
	list := g.look(part)
	for i := range list {
		s := list[i].Step
		switch {
		case list[i].Ready && s.Due == 0:
			s.Due, changed = g.day+daysToDo, true
		case s.IsPending() && !list[i].Ready && s.Due != 0:
			s.Due, changed = 0, true
		}
	}
	return changed
}

// readiness asks whether a step of the rest can be made now, and the others of
// the rest in their order after it.
func (g *ground) readiness(part *engine.RunPart, list []Standing, rest []int, at int, is *Standing, end engine.AdminBounds) {
	r := g.replay.Clone()
	via, first := g.try(r, is.Step)
	if first != "" {
		is.WaitsFor = g.needed(part, rest[:at], is.Step)
		return
	}
	if is.Via = via; via == engine.ViaAPI {
		is.ByHand = g.byHand(is.Step)
	}
	for _, other := range rest {
		if s := &part.Steps[other]; s != is.Step {
			if _, reason := g.try(r, s); reason != "" {
				is.WaitsFor = []string{s.ID()}
				return
			}
		}
	}
	if g.worsens(is.Step, part.Admins, end) {
		is.Blocked = "with what failed or lapsed the client would have fewer admins than was approved"
		is.BlockedBy = unsettled(part, list)
		return
	}
	is.Ready = true
}

// worsens reports whether the rest ends with other admins than was approved, and
// the step is one that makes it so.
func (g *ground) worsens(s *engine.RunStep, approved, end engine.AdminBounds) bool {
	before, after := g.bounds(s.Before), g.bounds(s.After)
	return after.Partners < before.Partners && end.Partners < approved.Partners ||
		after.Supers > before.Supers && end.Supers > approved.Supers ||
		after.Active < before.Active && end.Active == 0 && approved.Active > 0
}

// bounds counts what one grant is.
func (g *ground) bounds(rec *engine.RecordedGrant) engine.AdminBounds {
	var n engine.AdminBounds
	is := g.catalogue.Grant(rec, 0)
	if is == nil || is.Status != engine.Active {
		return n
	}
	n.Active = 1
	switch rights := is.Effective(); {
	case g.catalogue.IsSuperAdmin(rights):
		n.Supers = 1
	case g.catalogue.IsPartnerAdmin(rights):
		n.Partners = 1
	}
	return n
}

// needed lists the earlier steps of the rest without which a step cannot be
// made. Where no single one is, it is all of them.
func (g *ground) needed(part *engine.RunPart, before []int, s *engine.RunStep) []string {
	var ids []string
	for _, out := range before {
		r := g.replay.Clone()
		for _, i := range before {
			if i != out {
				g.try(r, &part.Steps[i])
			}
		}
		if _, reason := g.try(r, s); reason != "" {
			ids = append(ids, part.Steps[out].ID())
		}
	}
	if len(ids) == 0 {
		for _, i := range before {
			ids = append(ids, part.Steps[i].ID())
		}
	}
	return ids
}

// blockers lists the steps that failed, lapsed, were canceled or are blocked and
// without which this one could be made.
func (g *ground) blockers(part *engine.RunPart, list []Standing, at int) []string {
	var ids []string
	for out := range list[:at] {
		if !isOut(&list[out]) {
			continue
		}
		r := g.replay.Clone()
		for i := range list[:at] {
			if s := &part.Steps[i]; i == out || s.IsPending() && list[i].Blocked == "" {
				g.try(r, s)
			}
		}
		if _, reason := g.try(r, &part.Steps[at]); reason == "" {
			ids = append(ids, part.Steps[out].ID())
		}
	}
	if len(ids) > 0 {
		return ids
	}
	// Several together: all of them are made, in their order.
	r := g.replay.Clone()
	for i := range list[:at] {
		if s := &part.Steps[i]; s.State != engine.StepDone {
			if _, reason := g.try(r, s); reason == "" && isOut(&list[i]) {
				ids = append(ids, s.ID())
			}
		}
	}
	if _, reason := g.try(r, &part.Steps[at]); reason != "" {
		return nil
	}
	return ids
}

// isOut reports whether a step is left out of the rest.
func isOut(s *Standing) bool {
	return s.Step.State == engine.StepFailed || s.Step.State == engine.StepCanceled || s.Blocked != ""
}

func unsettled(part *engine.RunPart, list []Standing) []string {
	var ids []string
	for i := range list {
		if isOut(&list[i]) {
			ids = append(ids, part.Steps[i].ID())
		}
	}
	return ids
}

// find returns the standing of a step.
func find(list []Standing, run int64, seq int32) *Standing {
	i := slices.IndexFunc(list, func(s Standing) bool { return s.Step.Run == run && s.Step.Seq == seq })
	if i < 0 {
		return nil
	}
	return &list[i]
}
