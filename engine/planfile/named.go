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

// namedClients tells which clients the plan names: a book of thousands is not
// repeated for one change. People are all listed, since checking a step needs
// everybody who has access beside those it is about.
func namedClients(p *engine.Plan) []bool {
	named := make([]bool, len(p.Clients))
	name := func(i int32) {
		if i != engine.Nobody {
			named[i] = true
		}
	}
	for i := range p.Steps {
		name(p.Steps[i].Client)
	}
	for _, w := range p.Waiting {
		name(w.Client)
	}
	for _, k := range p.Kept {
		name(k.Client)
	}
	for i := range p.Violations {
		name(p.Violations[i].Client)
	}
	for i := range p.Warnings {
		name(p.Warnings[i].Client)
	}
	for _, s := range p.Skipped {
		name(s.Client)
	}
	for _, r := range p.Relationships {
		name(r.Client)
	}
	for _, i := range p.Facts.Clients {
		name(i)
	}
	return named
}
