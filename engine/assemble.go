package engine

import (
	"cmp"
	"slices"
)

// assemble puts the plans of the clients together, judges the whole, and
// leaves out what was asked to be left out.
func (p *planner) assemble(clients []*clientPlan, resolvers []*resolver, room *stepSpace) *Plan {
	plan := &Plan{
		AsOf: p.d.AsOf, ConfigDigest: p.d.Digest, Catalogue: p.d.Catalogue,
		Lineage: p.a.Lineage, Serial: p.a.Serial, StateHash: p.a.Hash,
		Agency: p.d.Agency.Name, AgencyHubID: p.d.Agency.HubID, EmailDomains: p.d.Agency.EmailDomains,
		People: p.roster.people, Sets: p.namedSets(),
		SkipBlocked: p.o.SkipBlocked, Narrowed: len(p.o.Clients)+len(p.o.People) > 0,
		OnlyClients: p.o.Clients, OnlyPeople: p.o.People, As: p.o.As,
		Limits: p.limits(),
	}
	plan.Overrides = slices.Clone(p.o.Overrides)
	slices.Sort(plan.Overrides)
	plan.Overrides = slices.Compact(plan.Overrides)
	v := &review{p: p, plan: plan, clients: clients, room: room}
	plan.Clients = make([]PlanClient, 0, len(clients))
	for _, c := range clients {
		plan.Clients = append(plan.Clients, c.entry())
		if plan.Clients[len(plan.Clients)-1].Mode == Observe {
			plan.Observed++
		}
		v.before.active += c.before.active
	}
	plan.Observed += p.o.Elsewhere.Observed
	v.before.active += p.o.Elsewhere.Active
	v.gather()
	v.warnDropped(resolvers)
	v.looksRenamed()
	v.warnApart()
	v.warnMoment()
	v.sayIgnored()
	v.findBlocked()
	v.progress()
	v.run()
	v.findBlocked()
	v.leaveOut()
	v.collect()
	v.narrowRest()
	sortFindings(plan.Violations)
	sortFindings(plan.Warnings)
	return plan
}

// entry is the client as the plan shows it.
func (c *clientPlan) entry() PlanClient {
	pc := PlanClient{SubsetRule: c.subset}
	if c.desired == nil {
		pc.Client, pc.Begins = c.recorded.Client, c.recorded.Begins
		return pc
	}
	pc.Client, pc.Pos = c.desired.Client, c.desired.Pos
	if c.recorded != nil {
		pc.Begins = c.recorded.Begins
	}
	pc.Links = c.links()
	SortLinks(pc.Links)
	return pc
}

// SortLinks sorts links as they are recorded and listed: by admin, then approval.
func SortLinks(links []Link) {
	slices.SortFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Admin, b.Admin), cmp.Compare(a.ApprovedOn, b.ApprovedOn))
	})
}

// namedSets lists the declared sets, and those that only state still has, so
// that a plan can be read without either.
func (p *planner) namedSets() []PermissionSet {
	sets := slices.Clone(p.d.Sets)
	for i := range p.a.Sets {
		rec := &p.a.Sets[i]
		if p.sets[rec.Name] != nil {
			continue
		}
		rights, _ := rec.Levels.Over(p.d.Catalogue, "")
		sets = append(sets, PermissionSet{Name: rec.Name, Rights: rights, Unknown: rec.Unknown, Definition: rec.Definition})
	}
	slices.SortFunc(sets, func(a, b PermissionSet) int { return cmp.Compare(a.Name, b.Name) })
	return sets
}

// gather files the findings of the clients under their index.
func (v *review) gather() {
	for at, c := range v.clients {
		i := int32(at)
		for _, f := range c.violations {
			f.Client = i
			v.plan.Violations = append(v.plan.Violations, f)
		}
		for _, f := range c.warnings {
			f.Client = i
			v.plan.Warnings = append(v.plan.Warnings, f)
		}
		for _, w := range c.waiting {
			w.Client = i
			v.plan.Waiting = append(v.plan.Waiting, w)
		}
		for _, k := range c.kept {
			k.Client = i
			v.plan.Kept = append(v.plan.Kept, k)
		}
	}
}

// warnDropped names the permissions that left the catalogue.
func (v *review) warnDropped(resolvers []*resolver) {
	dropped := map[string]bool{}
	for _, r := range resolvers {
		for name := range r.dropped {
			dropped[name] = true
		}
	}
	names := make([]string, 0, len(dropped))
	for name := range dropped {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v.plan.Warnings = append(v.plan.Warnings, Finding{
			Rule: RuleSubset, Severity: Warning, Client: Nobody, Person: Nobody,
			Message: "The permission " + name + " is no longer in the catalogue: what is recorded of it is dropped.",
		})
	}
}

// leaveOut takes away the steps of skipped clients and those that --client
// and --person leave out.
func (v *review) leaveOut() {
	for at, c := range v.clients {
		i := int32(at)
		if rules := v.blocked[i]; v.p.o.SkipBlocked && len(rules) > 0 {
			slices.Sort(rules)
			v.plan.Replaces = slices.DeleteFunc(v.plan.Replaces, func(r Replaced) bool { return r.Client == i })
			v.plan.Skipped = append(v.plan.Skipped, Skipped{Client: i, Rules: rules})
			c.skip()
			continue
		}
		if v.plan.Narrowed {
			v.narrow(i, c)
		}
	}
}

// skip leaves everything of the client as it is.
func (c *clientPlan) skip() {
	c.steps, c.losses, c.relationship, c.facts = nil, nil, nil, false
}

// collect puts the steps together and counts.
func (v *review) collect() {
	plan := v.plan
	v.sayLeavers()
	records, write := v.p.recordPeople()
	write = append(write, v.left...)
	slices.Sort(write)
	plan.Facts.People = v.keepPeople(write)
	records = v.keepRecords(records)
	v.warnMoved(records)
	for i := range records {
		plan.Effect |= records[i].Effect
	}
	v.collectSteps(records)
	v.schedule()
	v.warnNoRoles()
	for at, c := range v.clients {
		i := int32(at)
		if c.relationship != nil {
			r := *c.relationship
			r.Client = i
			plan.Relationships = append(plan.Relationships, r)
			v.sayRelationship(c, &r)
		}
		if c.facts {
			plan.Facts.Clients = append(plan.Facts.Clients, i)
		}
		v.sayNobodyActive(c, i)
		v.sayDormant(c, i)
		if v.wantsClient(c) {
			plan.HeldBack += c.heldBack
		}
		plan.Effect |= c.netEffect()
	}
	plan.stepsEffect = plan.Effect
	for i := range plan.Scheduled {
		if !plan.Scheduled[i].Approved {
			plan.Effect |= plan.Scheduled[i].Effect
		}
	}
	plan.Facts.Sets, plan.Facts.Renames = v.setFacts()
	plan.Causes = CountCauses(plan.Steps, v.setDifference)
	if plan.Narrowed || plan.SkipBlocked {
		plan.Removals, _ = v.countRemovals()
	}
}

// warnNoRoles says, once, that somebody acts of whom it is not known that they
// can: where nobody has any roles, whoever is admin in a client counts as able
// to use the Client Access Manager there.
func (v *review) warnNoRoles() {
	byManager := func(st Step) bool { return st.Via == ViaClientAccessManager }
	if len(v.p.roster.roleHolders) > 0 || !slices.ContainsFunc(v.plan.Steps, byManager) {
		return
	}
	v.plan.Warnings = append(v.plan.Warnings, Finding{
		Rule: RuleActor, Severity: Warning, Client: Nobody, Person: Nobody,
		Message: "We do not know who can use the Client Access Manager, and this plan needs it.",
		Hint:    "Declare roles: write roles = [\"manage_partner_employees\"] for everybody who has that in your partner account.",
	})
}

// collectSteps puts the steps into one list, after those of people, into which
// the clients look from then on.
func (v *review) collectSteps(records []Step) {
	all := v.room.take(len(records), v.clients)
	if all == nil {
		n := len(records)
		for _, c := range v.clients {
			n += len(c.steps)
		}
		all = make([]Step, n)
	}
	if len(all) == 0 {
		return
	}
	end := copy(all, records)
	for at, c := range v.clients {
		from := end
		end += copy(all[from:], c.steps)
		c.steps = all[from:end:end]
		for i := range c.steps {
			c.steps[i].Client = int32(at)
		}
	}
	v.plan.Steps = all
}

// netEffect compares what everybody has before the client's steps and after
// them; what came and went in between does not count.
func (c *clientPlan) netEffect() Effect {
	effect := EffectNone
	if eachOnce(c.steps) {
		for i := range c.steps {
			if st := &c.steps[i]; st.Person != Nobody && !c.isApproved(st.Person) {
				effect |= st.Effect
			}
		}
		return effect
	}
	first := map[int32]*Grant{}
	last := map[int32]*Grant{}
	for i := range c.steps {
		st := &c.steps[i]
		if st.Person == Nobody {
			continue
		}
		if _, seen := last[st.Person]; !seen {
			first[st.Person] = st.Before
		}
		last[st.Person] = st.After
	}
	for person, after := range last {
		if c.isApproved(person) {
			continue
		}
		effect |= EffectOf(first[person], after)
	}
	return effect
}

// eachOnce reports whether everybody has one step at most, for lists so short
// that looking is cheaper than a map.
func eachOnce(steps []Step) bool {
	if len(steps) > 32 {
		return false
	}
	for i := range steps {
		for j := range i {
			if steps[i].Person == steps[j].Person {
				return false
			}
		}
	}
	return true
}

// AddWarnings files more warnings of a plan that is finished, where they
// belong.
func (p *Plan) AddWarnings(list []Finding) {
	p.Warnings = append(p.Warnings, list...)
	sortFindings(p.Warnings)
}

// AddViolations adds what stands in the way of a plan that is made.
func (p *Plan) AddViolations(list []Finding) {
	p.Violations = append(p.Violations, list...)
	sortFindings(p.Violations)
}

func sortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Client, b.Client), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Person, b.Person))
	})
}

// setFacts lists the custom sets as declared, where state has them otherwise,
// and those that only got another name. A narrowed plan adds sets and changes
// none: grants that it leaves out still stand on the recorded ones.
func (v *review) setFacts() (facts []RecordedSet, renames []SetRename) {
	p := v.p
	differs := false
	for i := range p.d.Sets {
		set := &p.d.Sets[i]
		rec := p.state[set.Name]
		if set.Builtin {
			continue
		}
		fresh := RecordedSet{Name: set.Name, Unknown: set.Unknown, Levels: LevelsOf(p.d.Catalogue, set.Rights), Definition: set.Definition}
		if v.plan.Narrowed && rec != nil {
			fresh = *rec
		}
		differs = differs || rec == nil || rec.Definition != fresh.Definition || rec.Unknown != fresh.Unknown || !slices.Equal(rec.Levels, fresh.Levels)
		facts = append(facts, fresh)
	}
	for _, rec := range p.a.Sets {
		if p.sets[rec.Name] != nil {
			continue
		}
		if to, ok := p.renamed[rec.Name]; ok {
			renames = append(renames, SetRename{rec.Name, to})
			differs = true
			continue
		}
		// A set that nobody declares stays while somebody may still have it.
		facts = append(facts, rec)
	}
	if !differs {
		return nil, renames
	}
	slices.SortFunc(facts, func(a, b RecordedSet) int { return cmp.Compare(a.Name, b.Name) })
	return facts, renames
}
