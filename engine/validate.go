package engine

// Validate checks the policies and tests on what a configuration declares,
// without state: as if all of it were given. It reports what blocks and what
// only warns.
func Validate(d *Desired) (violations, warnings []Finding) {
	access := &Access{}
	p, err := newPlanner(d, access, Options{})
	if err != nil {
		return nil, nil
	}
	v := &review{p: p, plan: &Plan{}}
	for _, b := range p.pairClients() {
		c := &clientPlan{p: p, hubID: b.hubID, desired: b.desired, mode: b.desired.Mode, quiet: true}
		v.clients = append(v.clients, c)
		v.plan.Clients = append(v.plan.Clients, c.entry())
	}
	for _, f := range append(checkPolicies(v), checkTests(v)...) {
		if f.Severity == Warning {
			warnings = append(warnings, f)
		} else {
			violations = append(violations, f)
		}
	}
	return violations, warnings
}
