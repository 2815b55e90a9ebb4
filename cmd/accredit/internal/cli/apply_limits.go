package cli

import (
	"reflect"

	"accredit/engine"
	"accredit/engine/verify"
)

// judgedByState is a saved plan with no wider guardrails than those that state
// keeps. Where nobody looks at the configuration, what a file says of them is
// not believed: whoever can edit it could let anything through.
func judgedByState(p *engine.Plan, access *engine.Access) (*engine.Plan, error) {
	strict := *p
	strict.Limits = p.Limits.Recorded(access, presentIn(p))
	holds := verify.Plan(access, p) == nil
	if !holds || reflect.DeepEqual(strict.Limits, p.Limits) {
		return &strict, nil // what does not hold anyway is refused where it is recorded
	}
	if err := verify.Plan(access, &strict); err != nil {
		return nil, &exitErr{exitBlocked, withHint(err,
			"It was made with wider guardrails than the last apply. Name the configuration as well, so that they are looked at: accredit apply PLANFILE DIR.")}
	}
	return &strict, nil
}

// presentIn returns a function that gives the address that a recorded one has
// after a plan.
func presentIn(p *engine.Plan) func(email string) string {
	moved := map[string]string{}
	for i := range p.Steps {
		st := &p.Steps[i]
		if st.Client != engine.Nobody {
			break
		}
		for _, f := range st.More().Fields {
			if f.Name == "email" {
				moved[f.Before] = f.After
			}
		}
	}
	return func(email string) string {
		if now, ok := moved[email]; ok {
			return now
		}
		return email
	}
}
