package engine

import "slices"

// Modes (docs/rules.md R10). enforce: the configuration is the whole truth.
// additive: wanted is join(recorded, declared). observe: only adopt and record.

// applyMode changes what is wanted of a pair to what the client's mode allows
// and notes the difference that it leaves.
func (c *clientPlan) applyMode(pr *pair) {
	switch c.mode {
	case Additive:
		c.keepAdditive(pr)
	case Observe:
		c.keepObserved(pr)
	}
}

// keepAdditive raises, and lowers nothing.
func (c *clientPlan) keepAdditive(pr *pair) {
	cur, want := pr.cur, pr.want
	if cur == nil {
		return
	}
	if want == nil {
		c.keep(pr, ActionRemove)
		pr.want = cur
		return
	}
	if cur.Unknown || want.Unknown || want.Status == Deactivated {
		// What is not known cannot be joined, and who is off gains nothing.
		switch {
		case cur.Status != Deactivated && want.Status == Deactivated:
			c.keep(pr, ActionDeactivate)
		case cur.Status != Deactivated && (cur.Unknown != want.Unknown || cur.Set != want.Set):
			c.keep(pr, ActionChange)
		}
		pr.want = cur
		return
	}
	joined := with(want, func(g *Grant) {
		g.Rights, g.Set, g.Unknown = cur.Rights.Join(want.Rights), cur.Set, cur.Unknown
		if c.p.d.Catalogue.IsSuperAdmin(g.Rights) {
			g.Set = SetSuperAdmin
		}
		if cur.Status != Deactivated {
			g.Status = cur.Status
		}
		g.Starts = min(cur.Starts, want.Starts)
		if g.Expires = max(cur.Expires, want.Expires); cur.Expires == 0 || want.Expires == 0 {
			g.Expires = 0
		}
		if d := *want.More(); len(cur.More().Teams) > 0 {
			d.Teams = slices.Compact(slices.Sorted(slices.Values(slices.Concat(cur.More().Teams, d.Teams))))
			g.Details = &d
		}
	})
	if !joined.Rights.Equal(want.Rights) {
		if c.p.d.Catalogue.IsSuperAdmin(cur.Effective()) && c.p.d.Catalogue.IsPartnerAdmin(want.Effective()) {
			c.keep(pr, ActionMigrate)
		} else {
			c.keep(pr, ActionChange)
		}
		if cur.From().Observed { // what is kept was done outside, whatever else is recorded of it
			origin := *want.From()
			origin.Observed = true
			joined.Origin = &origin
		}
	}
	pr.want = joined
}

// keepObserved plans nothing but what touches nobody.
func (c *clientPlan) keepObserved(pr *pair) {
	for _, st := range c.p.stagesOf(pr, false) {
		if !st.isFact() {
			c.keep(pr, st.action)
			pr.want = pr.cur
			return
		}
	}
}

func (c *clientPlan) keep(pr *pair, action Action) {
	k := Kept{Person: pr.person, Action: action, Mode: c.mode, Pos: pr.pos}
	if pr.cur != nil {
		k.Before = pr.cur.Set
	}
	if pr.want != nil {
		k.After = pr.want.Set
	}
	c.kept = append(c.kept, k)
}
