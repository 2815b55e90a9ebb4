package planfile

import "accredit/engine"

// namedSets tells which permission sets the plan names in its steps, causes
// and waiting grants.
func namedSets(p *engine.Plan) map[string]bool {
	named := map[string]bool{}
	for i := range p.Steps {
		for _, g := range []*engine.Grant{p.Steps[i].Before, p.Steps[i].After} {
			if g != nil {
				named[g.Set] = true
			}
		}
	}
	for _, w := range p.Waiting {
		named[w.Set] = true
	}
	for _, c := range p.Causes {
		if c.Kind == engine.CausePermissionSet {
			named[c.Name] = true
		}
	}
	return named
}
