package engine

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Options narrow and steer a plan. The zero value plans everything.
type Options struct {
	As          string    // e-mail of the only person who may act
	Overrides   []string  // rules to override, see Overridable
	SkipBlocked bool      // leave clients with violations out
	Clients     []int64   // hub ids; steps of other clients are left out
	People      []string  // e-mails; steps of other people are left out
	Elsewhere   Elsewhere // clients that neither side has because they are unchanged
	Progress    func(done, total int)
}

// planner holds what planning every client shares. It is not changed while
// clients are planned, so that they can be planned at the same time.
type planner struct {
	d        *Desired
	a        *Access
	o        Options
	observes bool // what is wanted is what was observed
	roster   *roster
	day      Date
	sets     map[string]*PermissionSet // declared ones and built-in ones
	state    map[string]*RecordedSet
	renamed  map[string]string // recorded name → declared name
	grown    map[string]bool   // sets that give something else although they are written as before
	// readdressed are people who are new at the address of somebody recorded
	// without a block, who may be the same.
	readdressed map[int32]int32
	// undeclared are hub ids of recorded clients with access and without a
	// block, by address: the id in a block with that address may be mistyped.
	undeclared map[string]int64
	forget     struct {
		clients map[int64]Pos
		people  map[int32]Pos
	}
	as    int32 // Nobody: anybody
	trial bool  // a way out is being tried
}

// MakePlan compares what is wanted with what is recorded and finds the steps,
// their order and who makes them. State of another agency and an unknown
// Options.As are errors; everything else that stands in the way is in the plan.
func MakePlan(d *Desired, a *Access, o Options) (*Plan, error) {
	if a.Agency.HubID != 0 && a.Agency.HubID != d.Agency.HubID {
		return nil, fmt.Errorf("this state belongs to agency %s (hub %d), the configuration to %s (hub %d): choose another state with --state",
			a.Agency.Name, a.Agency.HubID, d.Agency.Name, d.Agency.HubID)
	}
	p, err := newPlanner(d, a, o)
	if err != nil {
		return nil, err
	}
	clientPairs := p.pairClients()
	room := newStepSpace(clientPairs)
	results, resolvers := p.planClients(clientPairs)
	return p.assemble(results, resolvers, room), nil
}

func newPlanner(d *Desired, a *Access, o Options) (*planner, error) {
	p := &planner{d: d, a: a, o: o, roster: newRoster(d, a), day: d.Day(), as: Nobody}
	if o.As != "" {
		if p.as = p.roster.find(o.As); p.as == Nobody {
			return nil, fmt.Errorf("nobody here has the e-mail %s: --as takes the address of a declared or recorded person", o.As)
		}
	}
	p.sets = make(map[string]*PermissionSet, len(d.Sets))
	for i := range d.Sets {
		p.sets[d.Sets[i].Name] = &d.Sets[i]
	}
	p.state = make(map[string]*RecordedSet, len(a.Sets))
	for i := range a.Sets {
		p.state[a.Sets[i].Name] = &a.Sets[i]
	}
	p.renamed, p.grown = p.renamedSets(), p.grownSets()
	p.forget.clients, p.forget.people = map[int64]Pos{}, map[int32]Pos{}
	for _, r := range d.Removed {
		if r.HubID != 0 {
			p.forget.clients[r.HubID] = r.Pos
		} else if i := p.roster.find(r.Email); i != Nobody && !p.roster.declared[i] {
			p.forget.people[i] = r.Pos
		}
	}
	p.readdressed, p.undeclared = p.roster.findReaddressed(), p.findUndeclared()
	return p, nil
}

// findUndeclared finds the recorded clients with access that no block declares
// and none forgets, by their address.
func (p *planner) findUndeclared() map[string]int64 {
	var found map[string]int64
	i := 0
	for j := range p.a.Clients {
		rec := &p.a.Clients[j]
		for i < len(p.d.Clients) && p.d.Clients[i].HubID < rec.HubID {
			i++
		}
		declared := i < len(p.d.Clients) && p.d.Clients[i].HubID == rec.HubID
		if _, forgotten := p.forget.clients[rec.HubID]; declared || forgotten || rec.Address == "" || len(rec.Grants) == 0 {
			continue
		}
		if found == nil {
			found = map[string]int64{}
		}
		found[rec.Address] = rec.HubID
	}
	return found
}

// renamedSets finds set names that vanished from the configuration while one
// with equal rights appeared: one set, renamed (docs/rules.md, "Steps").
func (p *planner) renamedSets() map[string]string {
	renamed := map[string]string{}
	taken := map[string]bool{}
	for i := range p.a.Sets {
		old := &p.a.Sets[i]
		if p.sets[old.Name] != nil || old.Unknown {
			continue
		}
		rights, _ := old.Levels.Over(p.d.Catalogue, "")
		for j := range p.d.Sets {
			fresh := &p.d.Sets[j]
			if fresh.Builtin || fresh.Unknown || p.state[fresh.Name] != nil || taken[fresh.Name] || !fresh.Rights.Equal(rights) {
				continue
			}
			renamed[old.Name], taken[fresh.Name] = fresh.Name, true
			break
		}
	}
	return renamed
}

// clientPair is one client on both sides: declared, recorded, or both.
type clientPair struct {
	hubID    int64
	desired  *DesiredClient
	recorded *RecordedClient
	steps    []Step // room for those of a new client
}

func (p *planner) pairClients() []clientPair {
	clientPairs := make([]clientPair, 0, max(len(p.d.Clients), len(p.a.Clients)))
	i, j := 0, 0
	for i < len(p.d.Clients) || j < len(p.a.Clients) {
		switch {
		case j == len(p.a.Clients) || i < len(p.d.Clients) && p.d.Clients[i].HubID < p.a.Clients[j].HubID:
			clientPairs = append(clientPairs, clientPair{hubID: p.d.Clients[i].HubID, desired: &p.d.Clients[i]})
			i++
		case i == len(p.d.Clients) || p.a.Clients[j].HubID < p.d.Clients[i].HubID:
			clientPairs = append(clientPairs, clientPair{hubID: p.a.Clients[j].HubID, recorded: &p.a.Clients[j]})
			j++
		default:
			clientPairs = append(clientPairs, clientPair{hubID: p.d.Clients[i].HubID, desired: &p.d.Clients[i], recorded: &p.a.Clients[j]})
			i, j = i+1, j+1
		}
	}
	return clientPairs
}

// planClients plans each client, in parallel: clients are independent. The
// order of the results is that of the books.
func (p *planner) planClients(clientPairs []clientPair) ([]*clientPlan, []*resolver) {
	results := make([]*clientPlan, len(clientPairs))
	var next, done atomic.Int64
	var wg Parallel
	var progress sync.Mutex
	tell := func(total int) {
		progress.Lock()
		defer progress.Unlock()
		if p.o.Progress != nil {
			p.o.Progress(total, len(clientPairs))
		}
	}
	const chunk = 64
	var resolvers []*resolver
	for range min(runtime.GOMAXPROCS(0), len(clientPairs)/chunk+1) {
		resolver := newResolver(p)
		resolvers = append(resolvers, resolver)
		wg.Go(func() {
			for {
				from := int(next.Add(chunk)) - chunk
				if from >= len(clientPairs) {
					return
				}
				to := min(from+chunk, len(clientPairs))
				for i := from; i < to; i++ {
					results[i] = p.planClient(&clientPairs[i], resolver)
				}
				tell(int(done.Add(int64(to - from))))
			}
		})
	}
	wg.Wait()
	return results, resolvers
}

// overridden reports whether the command line overrides the rule.
func (p *planner) overridden(rule string) bool {
	return slices.ContainsFunc(p.o.Overrides, func(o string) bool {
		return o == rule || o == "policy:*" && strings.HasPrefix(rule, RulePolicyPrefix) || o == "test:*" && strings.HasPrefix(rule, RuleTestPrefix)
	})
}

// grownSets finds the sets whose wildcards match something else than when they
// were recorded, because the catalogue changed (docs/rules.md R12).
func (p *planner) grownSets() map[string]bool {
	grown := map[string]bool{}
	for name, rec := range p.state {
		set := p.sets[name]
		if set == nil || rec.Definition == "" || rec.Definition != set.Definition {
			continue
		}
		rights, _ := rec.Levels.Over(p.d.Catalogue, "")
		grown[name] = !rights.Equal(set.Rights)
	}
	return grown
}

// lastDay is the day of the last revision; zero where there is none.
func (p *planner) lastDay() Date {
	if n := len(p.a.Recent); n > 0 {
		return DateOf(p.a.Recent[n-1].At)
	}
	return 0
}
