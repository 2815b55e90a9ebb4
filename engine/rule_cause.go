package engine

// The cause of a step (docs/rules.md R11): the first that fits of drift, rename,
// catalogue, expiry, start, permission_set, team, config. What state keeps of
// a grant's origin tells them apart.

// cause tells why the pair differs.
func (c *clientPlan) cause(pr *pair) Cause {
	switch {
	case pr.link != nil && pr.was == nil:
		return CauseConfig
	case c.drifted(pr):
		return CauseDrift
	case c.catalogueGrew(pr):
		return CauseCatalogue
	case c.expired(pr):
		return CauseExpiry
	case c.started(pr):
		return CauseStart
	case c.setChanged(pr):
		return CausePermissionSet
	case c.teamChanged(pr):
		return CauseTeam
	}
	return CauseConfig
}

// origin is where the recorded grant came from, or the one that is gone.
func (c *clientPlan) origin(pr *pair) *Origin {
	if pr.was != nil {
		return pr.was.From()
	}
	if c.recorded != nil {
		for i := range c.recorded.Gone {
			g := &c.recorded.Gone[i]
			if c.p.roster.ofAccess[g.Person] == pr.person && g.Origin != nil {
				return g.Origin
			}
		}
	}
	return noOrigin
}

// drifted reports whether the difference came from outside: somebody changed
// the grant since it was made, and the wish is still the one that was applied;
// or a grant that nobody ever wished for appeared.
func (c *clientPlan) drifted(pr *pair) bool {
	was := c.origin(pr)
	if !was.Observed {
		return false
	}
	return was.Wish == "" || pr.want != nil && was.Wish == pr.want.From().Wish
}

// catalogueGrew reports whether a wildcard of the set now matches more: the
// set is written as it was and gives something else.
func (c *clientPlan) catalogueGrew(pr *pair) bool {
	return pr.was != nil && pr.want != nil && pr.was.Set == pr.want.Set && c.p.grown[pr.want.Set] &&
		!pr.was.Rights.Equal(pr.want.Rights)
}

func (c *clientPlan) expired(pr *pair) bool {
	if pr.lapsed == nil || pr.lapsed.Period.To == 0 || pr.lapsed.Period.To >= c.p.day {
		return false
	}
	if pr.want == nil {
		return true
	}
	// An overriding block has ended and the overridden one counts again.
	return pr.was != nil && pr.was.From().Block == pr.lapsed.Origin.Block
}

func (c *clientPlan) started(pr *pair) bool {
	if pr.want == nil && pr.lapsed != nil && pr.lapsed.Period.From > c.p.day {
		return true // begins only later
	}
	if pr.want == nil || pr.want.Starts == 0 || c.recorded == nil || !c.recorded.Applied || pr.want.Starts <= c.p.lastDay() {
		return false
	}
	// Blocks without a label have one address; their periods tell them apart.
	return pr.want.From().Block != c.origin(pr).Block || pr.was == nil || pr.was.Starts != pr.want.Starts
}

func (c *clientPlan) setChanged(pr *pair) bool {
	if pr.was == nil || pr.want == nil || pr.was.Set != pr.want.Set || pr.was.Rights.Equal(pr.want.Rights) || c.p.sets[pr.want.Set] == nil {
		return false
	}
	definition := pr.was.From().Definition
	if definition == "" {
		rec := c.p.state[pr.want.Set]
		if rec == nil {
			return false
		}
		definition = rec.Definition
		if definition == "" { // imported: only the contents tell
			contents, _ := rec.Levels.Over(c.p.d.Catalogue, "")
			return !contents.Equal(c.p.sets[pr.want.Set].Rights)
		}
	}
	return definition != pr.want.From().Definition
}

func (c *clientPlan) teamChanged(pr *pair) bool {
	was := c.origin(pr)
	switch {
	case pr.want == nil && pr.was != nil:
		return was.Team != "" && c.blocks()[was.Block] && c.p.roster.declared[pr.person] &&
			c.p.roster.people[pr.person].Status == PersonActive
	case pr.want != nil && pr.was == nil:
		return pr.want.From().Team != "" && c.recordedBlocks()[pr.want.From().Block]
	}
	return false
}

// blocks lists the addresses of the access blocks that give somebody access
// here today, or would if their lists were not empty.
func (c *clientPlan) blocks() map[string]bool {
	if c.blockNames == nil {
		c.blockNames = map[string]bool{}
		if c.desired != nil {
			for i := range c.desired.Grants {
				c.blockNames[c.desired.Grants[i].From().Block] = true
			}
			for _, block := range c.desired.Idle {
				c.blockNames[block] = true
			}
		}
	}
	return c.blockNames
}

// recordedBlocks lists the addresses of the blocks that recorded grants here
// came from.
func (c *clientPlan) recordedBlocks() map[string]bool {
	if c.recordedNames == nil {
		c.recordedNames = map[string]bool{}
		if c.recorded != nil {
			for i := range c.recorded.Grants {
				if o := c.recorded.Grants[i].Origin; o != nil {
					c.recordedNames[o.Block] = true
				}
			}
		}
	}
	return c.recordedNames
}
