package engine

// Summary counts the plan (docs/interface.md, "Plan, as JSON"). Every action has a
// count, if only zero.
func (p *Plan) Summary() Summary {
	s := Summary{
		Actions:  make(map[Action]int, len(actionNames)),
		Effect:   p.Effect,
		HeldBack: p.HeldBack,
		Kept:     len(p.Kept),
		Waiting:  len(p.Waiting),
		Warnings: len(p.Warnings),
		Observed: p.Observed,
	}
	for _, a := range Actions() {
		s.Actions[a] = 0
	}
	changed := make([]bool, len(p.Clients))
	for i := range p.Steps {
		step := &p.Steps[i]
		s.Actions[step.Action]++
		if step.Client != Nobody && !changed[step.Client] {
			changed[step.Client] = true
			s.Clients++
		}
	}
	for i := range p.Violations {
		if !p.Violations[i].Overridden {
			s.Violations++
		}
	}
	return s
}
