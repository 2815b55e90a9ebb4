package runs

import (
	"fmt"
	"slices"

	"accredit/engine"
	"accredit/engine/verify"
)

// A plan that is narrowed to people leaves the open steps of others as they are,
// and is verified with them as one (docs/runs.md, "The next plan").

// Beside lists what cannot stand beside a narrowed plan: open steps of other people
// that could be made, and cannot any more after the steps of the plan; and bounds of
// admins that both together break.
func Beside(a *engine.Access, p *engine.Plan) []engine.Finding {
	var list []engine.Finding
	if len(p.OnlyPeople) == 0 || len(a.Parts) == 0 {
		return nil
	}
	o := &opening{a: a, p: p, run: engine.Run{At: p.AsOf}, base: verify.NewBase(a, p)}
	for _, r := range p.Replaces {
		if open := a.Part(p.Clients[r.Client].HubID); open != nil && p.Clients[r.Client].Execution == engine.ExecuteRun {
			list = append(list, o.beside(r.Client, open)...)
		}
	}
	return list
}

func (o *opening) beside(client int32, open *engine.RunPart) []engine.Finding {
	begin := o.base.Replay(&o.p.Clients[client])
	end := begin.Clone()
	for i := range o.p.Steps {
		if st := &o.p.Steps[i]; st.Client == client && st.Person != engine.Nobody && (!st.IsTask() || end.Make(st) != "") {
			end.Set(st.Person, st.After)
		}
	}
	alone := end.Bounds()
	kept, fallen := o.others(open, end, func(s *engine.RunStep) bool { return o.isSpokenOf(s.Email) })
	var list []engine.Finding
	for _, f := range fallen {
		list = append(list, o.cannotStand(client, f))
	}
	if len(list) == 0 && len(kept) > 0 {
		list = append(list, o.tooFew(client, kept, begin.Bounds(), alone, end.Bounds())...)
	}
	return list
}

// fell is an open step that cannot be made after the steps of a narrowed plan, and
// why.
type fell struct {
	step   *engine.RunStep
	reason string
}

// others lists the open steps of a part that a narrowed plan does not speak of: those
// that still hold after its steps, and those that could be made and cannot any more.
// What could not be made before is in neither. end is the client after the plan's
// steps, and becomes what it is after the others, too.
func (o *opening) others(open *engine.RunPart, end *verify.Replay, isTaken func(*engine.RunStep) bool) (kept []*engine.RunStep, fallen []fell) {
	standings := Look(o.a, o.p.Catalogue, open, o.run.At)
	for i := range open.Steps {
		s := &open.Steps[i]
		if !s.IsPending() || isTaken(s) {
			continue
		}
		st := o.planStep(s)
		reason := "somebody in it is not known any more"
		if st.Person != engine.Nobody && st.Actor != engine.Nobody {
			reason = makeAny(end, &st, waysOf(s))
		}
		switch {
		case reason == "":
			kept = append(kept, s)
		case standings[i].Blocked == "":
			fallen = append(fallen, fell{s, reason})
		}
	}
	return kept, fallen
}

// refuseFallen is the error where open steps of others could not be made any more.
func (o *opening) refuseFallen(open *engine.RunPart, fallen []fell) error {
	if len(fallen) == 0 {
		return nil
	}
	return &verify.Error{Client: o.a.ClientLabel(open.HubID), Reason: fallen[0].step.ID() + " is approved, and could not be made after this plan: " + fallen[0].reason}
}

// isSpokenOf reports whether a narrowed plan is about somebody, under whatever e-mail.
func (o *opening) isSpokenOf(email string) bool {
	if slices.Contains(o.p.OnlyPeople, email) {
		return true
	}
	for i := range o.p.People {
		if p := &o.p.People[i]; slices.Contains(p.FormerEmails, email) {
			return slices.Contains(o.p.OnlyPeople, p.Email)
		}
	}
	return false
}

func (o *opening) cannotStand(client int32, f fell) engine.Finding {
	s, c := f.step, &o.p.Clients[client]
	return o.inProgress(client, s,
		fmt.Sprintf("Task %s in %s (%s %s, by %s) is approved and could not be made after this plan: %s.", s.ID(), c.Label(), s.Action, s.Email, s.Actor, f.reason))
}

// tooFew says that the plan and the open steps each keep a bound of admins, and break
// it together.
func (o *opening) tooFew(client int32, kept []*engine.RunStep, begin, alone, both engine.AdminBounds) []engine.Finding {
	limits, c := &o.p.Limits, &o.p.Clients[client]
	say := func(what string) []engine.Finding {
		ids := idList(kept)
		return []engine.Finding{o.inProgress(client, kept[0], fmt.Sprintf("With what is approved in %s (%s) %s.", c.Label(), ids, what))}
	}
	overridden := func(rule string) bool { return slices.Contains(o.p.Overrides, rule) }
	switch {
	case both.Partners < limits.MinPartnerAdmins && both.Partners < begin.Partners && both.Partners < alone.Partners && alone.Partners < begin.Partners && !overridden(engine.RuleMinPartnerAdmins):
		return say(fmt.Sprintf("this plan leaves %d partner admins there, and min_partner_admins is %d", both.Partners, limits.MinPartnerAdmins))
	case both.Supers > limits.MaxSuperAdmins && both.Supers > begin.Supers && both.Supers > alone.Supers && alone.Supers > begin.Supers && !overridden(engine.RuleMaxSuperAdmins):
		return say(fmt.Sprintf("this plan makes %d super admins of the agency there, and max_super_admins is %d", both.Supers, limits.MaxSuperAdmins))
	case both.Active == 0 && alone.Active > 0 && alone.Active < begin.Active:
		return say("this plan leaves nobody active there")
	}
	return nil
}

func idList(steps []*engine.RunStep) string {
	text := ""
	for i, s := range steps {
		if i > 0 {
			text += ", "
		}
		text += s.ID()
	}
	return text
}

// inProgress is the finding about an open step.
func (o *opening) inProgress(client int32, s *engine.RunStep, message string) engine.Finding {
	person := int32(slices.IndexFunc(o.p.People, func(p engine.Person) bool { return p.Email == s.Email || slices.Contains(p.FormerEmails, s.Email) }))
	return engine.Finding{
		Rule: engine.RuleInProgress, Client: client, Person: max(person, engine.Nobody), Pos: o.p.Clients[client].Pos, Message: message,
		Hint: fmt.Sprintf("Make it first: accredit task show %s.\nCancel what is open there: accredit run cancel %d --client %d --because TEXT.\nPlan the client whole, so that both become one plan.", s.ID(), s.Run, o.p.Clients[client].HubID),
	}
}
