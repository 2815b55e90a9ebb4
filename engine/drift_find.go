package engine

import (
	"slices"
	"strings"
)

// FindDrift compares what is declared, what is recorded and, unless it is nil,
// what was observed. Two comparisons with the one diff answer two questions:
// what somebody did outside accredit (observed against recorded, and what an
// import found before and nobody decided on), and what of the configuration
// was not applied (declared against recorded: the steps of the plan, what a
// mode keeps or what waits being none). State of another agency is an error.
func FindDrift(d *Desired, a *Access, o *Observation, opts DriftOptions) (*Drift, error) {
	plan, err := MakePlan(d, a, Options{})
	if err != nil {
		return nil, err
	}
	f := &driftFinder{d: d, a: a, o: o, plan: plan, options: opts, day: d.Day(), at: map[string]int32{}}
	if f.declared, err = newPlanner(d, a, Options{}); err != nil {
		return nil, err
	}
	if f.observed, err = newPlanner(o.asDesired(d), a, Options{}); err != nil {
		return nil, err
	}
	f.observed.observes = true
	f.begin()
	declared, observed := newResolver(f.declared), newResolver(f.observed)
	clientPairs := map[int64]*clientPair{}
	for _, b := range f.observed.pairClients() {
		clientPairs[b.hubID] = &b
	}
	pairs := f.declared.pairClients()
	for i := range pairs {
		f.client(int32(i), &pairs[i], clientPairs[pairs[i].hubID], declared, observed)
	}
	f.pending()
	f.withoutStep(pairs, declared)
	f.finish()
	return f.out, nil
}

// ruleObserved names warnings about what an observation does not tell. It is
// no rule that can be broken.
const ruleObserved = "observed"

// driftFinder holds one comparison.
type driftFinder struct {
	d        *Desired
	a        *Access
	o        *Observation
	plan     *Plan
	options  DriftOptions
	day      Date
	declared *planner // declared against recorded
	observed *planner // observed against recorded
	at       map[string]int32
	out      *Drift
	accounts []*accountDrift // of each client of the plan; nil: not observed
}

// accountDrift is one observed account while it is compared.
type accountDrift struct {
	client   int32
	hubID    int64
	plan     *clientPlan // declared against recorded
	seen     *RecordedClient
	how      *Observed
	pairs    map[int32]*threeWay
	people   []int32 // of pairs, sorted
	reported map[int32]bool

	changed []int32 // people of whom something is reported that nobody ignores
	was, is tally   // the admins as recorded and as seen
}

// threeWay is one person in one observed account.
type threeWay struct {
	declared, recorded, observed *Grant
	lapsed                       *Lapsed
	pos                          Pos
}

func (f *driftFinder) begin() {
	f.out = &Drift{
		AsOf: f.d.AsOf, Agency: f.d.Agency.Name, AgencyHubID: f.d.Agency.HubID, ConfigDigest: f.d.Digest,
		Lineage: f.a.Lineage, Serial: f.a.Serial, Catalogue: f.d.Catalogue,
		People: f.observed.roster.people, Clients: f.plan.Clients, Sets: f.sets(), Looked: f.o != nil,
	}
	for i := range f.out.People {
		f.at[f.out.People[i].Email] = int32(i)
	}
	f.accounts = make([]*accountDrift, len(f.plan.Clients))
}

// sets lists the sets that grants of the report may name, by name.
func (f *driftFinder) sets() []PermissionSet {
	sets := slices.Clone(f.plan.Sets)
	if f.o == nil {
		return sets
	}
	for i := range f.o.Access.Sets {
		s := &f.o.Access.Sets[i]
		if slices.ContainsFunc(sets, func(known PermissionSet) bool { return known.Name == s.Name }) {
			continue
		}
		rights, _ := s.Levels.Over(f.d.Catalogue, "")
		sets = append(sets, PermissionSet{Name: s.Name, Rights: rights, Unknown: s.Unknown})
	}
	slices.SortFunc(sets, func(a, b PermissionSet) int { return strings.Compare(a.Name, b.Name) })
	return sets
}

// client compares one client: its account where somebody saw it.
func (f *driftFinder) client(i int32, declared, observed *clientPair, r, seen *resolver) {
	c := f.declared.openClient(declared)
	f.countAccount(i, declared)
	in, how := f.o.Account(declared.hubID)
	if _, forgotten := f.declared.forget.clients[declared.hubID]; forgotten && declared.desired == nil {
		return
	}
	f.ownSuperAdmins(i, c, in, how)
	if in == nil {
		return
	}
	if how.NoSets {
		f.out.Warnings = append(f.out.Warnings, Finding{
			Rule: ruleObserved, Severity: Warning, Client: i, Person: Nobody,
			Message: how.Source + " names no permission sets. Only who is there, and who is super admin or partner admin, was compared.",
			Hint:    "Export the users with their permission sets.",
		})
	}
	acc := &accountDrift{client: i, hubID: declared.hubID, plan: c, seen: in, how: how, pairs: map[int32]*threeWay{}, reported: map[int32]bool{}}
	for _, pr := range c.wantApproved(c.differences(r)) {
		if _, forgotten := f.declared.forget.people[pr.person]; forgotten {
			continue
		}
		pr.lapsed = c.lapsedOf(pr.person)
		c.placeOf(pr)
		pos := pr.pos
		if pr.want == nil && pr.lapsed != nil {
			pos = pr.lapsed.Pos
		}
		person := f.personAt(f.declared, pr.person)
		acc.pairs[person] = &threeWay{declared: moved(pr.want, person), recorded: moved(pr.was, person), lapsed: pr.lapsed, pos: pos}
	}
	for _, pr := range f.observed.openClient(observed).differences(seen) {
		if f.isForgotten(pr.person) {
			continue
		}
		w := acc.pairs[pr.person]
		if w == nil {
			w = &threeWay{lapsed: f.lapsedOf(c, pr.person)}
			if declared.desired != nil {
				w.pos = declared.desired.Pos
			}
			acc.pairs[pr.person] = w
		}
		if pr.was != nil {
			w.recorded = moved(pr.was, pr.person)
		}
		w.observed = f.filledIn(how, w.recorded, moved(pr.want, pr.person))
	}
	f.recordedLater(acc)
	for person := range acc.pairs {
		acc.people = append(acc.people, person)
	}
	slices.Sort(acc.people)
	f.accounts[i] = acc
	f.outside(acc)
}

// personAt gives the index in the report of a person of the planner that
// compares declared with recorded.
func (f *driftFinder) personAt(p *planner, person int32) int32 {
	return f.at[p.roster.people[person].Email]
}

// isForgotten reports whether a removed block asks to stop managing a person
// of the report.
func (f *driftFinder) isForgotten(person int32) bool {
	i := f.declared.roster.find(f.out.People[person].Email)
	_, forgotten := f.declared.forget.people[i]
	return forgotten && i != Nobody
}

// lapsedOf finds the declared period of a person of the report that is over or
// has not begun.
func (f *driftFinder) lapsedOf(c *clientPlan, person int32) *Lapsed {
	if i := f.declared.roster.find(f.out.People[person].Email); i != Nobody {
		return c.lapsedOf(i)
	}
	return nil
}

// moved is the grant with the person of another list.
func moved(g *Grant, person int32) *Grant {
	if g == nil || g.Person == person {
		return g
	}
	return with(g, func(g *Grant) { g.Person = person })
}

// countAccount files an account as observed or unknown. One that nobody
// declares and in which nobody is recorded is none of ours any more.
func (f *driftFinder) countAccount(i int32, b *clientPair) {
	if f.o == nil || b.desired == nil && len(b.recorded.Grants) == 0 || !f.wantsClient(i) {
		return
	}
	in, how := f.o.Account(b.hubID)
	switch {
	case in == nil:
		f.out.Unknown = append(f.out.Unknown, f.unknown(i, b.hubID))
		return
	case !how.Whole:
		u := f.unknown(i, b.hubID)
		u.Partly = true
		f.out.Unknown = append(f.out.Unknown, u)
	}
	f.out.Observed++
}

// unknown says why nothing, or not all, is known of an account.
func (f *driftFinder) unknown(client int32, hubID int64) UnknownAccount {
	for i := range f.o.Unread {
		if u := &f.o.Unread[i]; u.HubID == hubID {
			return UnknownAccount{Client: client, Why: u.Why, Tried: true}
		}
	}
	return UnknownAccount{Client: client, Why: "nobody looked at it"}
}
