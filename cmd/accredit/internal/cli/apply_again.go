package cli

import (
	"fmt"
	"slices"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/ahead"
	"accredit/engine/planfile"
	"accredit/engine/render"
)

// loadFor reads the configuration for the moment of a saved plan, which must be
// the one that it was made from.
func (a *app) loadFor(dir string, p *engine.Plan) (*config.Result, error) {
	res, err := a.loadAt(dir, p.AsOf)
	if err != nil {
		return nil, err
	}
	if res.Desired.Digest != p.ConfigDigest {
		return nil, stale("the configuration in %s is no longer the one it was made from", dir)
	}
	return res, nil
}

// planAgain demands that a saved plan is, byte for byte, what the configuration
// gives on the state: what was edited, guardrails, policies and tests included,
// is found here. Who planned, with which version, and which steps --base told
// apart does not matter, nor that others have recorded a newcomer first.
func (a *app) planAgain(what *savedPlan, access *engine.Access, joined []string) error {
	dir, saved, stamp := what.dir, what.plan, what.stamp
	opts := saved.Options()
	p := a.progress("Planning again")
	opts.Progress = p.step
	planned, err := ahead.MakePlan(what.res.Desired, asOf(access, saved.AsOf), opts)
	p.end()
	if err != nil {
		return notGiven(dir, render.Terminal(err.Error()))
	}
	planned.Serial, planned.StateHash = saved.Serial, saved.StateHash // others may have changed meanwhile
	if planned.Base = saved.Base; len(planned.Steps) == len(saved.Steps) {
		for i := range planned.Steps {
			planned.Steps[i].InBase = saved.Steps[i].InBase
		}
	}
	writesJoined(planned, saved, joined)
	digest, err := planfile.Digest(planned, stamp.Version)
	if err != nil || digest == stamp.Digest {
		return err
	}
	differs, err := planfile.Difference(saved, planned)
	if err != nil {
		return err
	}
	return notGiven(dir, differs+" differs")
}

// writesJoined makes a plan write the newcomers whom the saved one writes, and whom
// others have recorded as they are wanted.
func writesJoined(planned, saved *engine.Plan, joined []string) {
	for _, i := range saved.Facts.People {
		email := saved.People[i].Email
		at := int32(slices.IndexFunc(planned.People, func(p engine.Person) bool { return p.Email == email }))
		if at >= 0 && slices.Contains(joined, email) && !slices.Contains(planned.Facts.People, at) {
			planned.Facts.People = append(planned.Facts.People, at)
		}
	}
	slices.Sort(planned.Facts.People)
}

// asOf is what is recorded without the revisions that others made after a moment:
// the plan knew nothing of them. That they touch nothing of it was looked at.
func asOf(access *engine.Access, at time.Time) *engine.Access {
	then := *access
	then.Recent = slices.DeleteFunc(slices.Clone(access.Recent), func(r engine.Recent) bool { return r.At.After(at) })
	return &then
}

func notGiven(dir, what string) error {
	return &exitErr{exitStale, withHint(fmt.Errorf("the configuration in %s makes another plan than the saved one: %s", dir, what), "Plan again, and apply that.")}
}
