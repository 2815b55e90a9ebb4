package planfile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
)

// checkAgency refuses the agency's own account among the clients.
func (d *stateDecoder) checkAgency() {
	for c := range d.access.Clients {
		if hub := d.access.Clients[c].HubID; hub != 0 && hub == d.access.Agency.HubID {
			d.mistakeAt(fmt.Sprintf("clients[%d]", c), d.starts[c], "hub id %d is the agency's own account, no client", hub)
		}
	}
}

// checkAdjusted refuses rights that deviate from a set of unknown contents.
func (d *stateDecoder) checkAdjusted() {
	unknown := map[string]bool{}
	for i := range d.access.Sets {
		unknown[d.access.Sets[i].Name] = d.access.Sets[i].Unknown
	}
	for c, grants := range d.grants {
		for i := range grants {
			g := &grants[i]
			if unknown[g.set] && g.unknown == nil && len(g.deviations) > 0 {
				d.mistakeAt(fmt.Sprintf("clients[%d].grants[%d]", c, i), g.offset,
					"permission set %q is unknown and cannot be adjusted", g.set)
			}
		}
	}
}

// finish sorts what was read, gives every grant its person and, where the
// document says enough, its rights.
func (d *stateDecoder) finish() *ImportedState {
	a := d.access
	people := d.indexPeople()
	slices.SortFunc(a.Sets, func(x, y engine.RecordedSet) int { return strings.Compare(x.Name, y.Name) })
	sets := make(map[string]*engine.RecordedSet, len(a.Sets))
	for i := range a.Sets {
		sets[a.Sets[i].Name] = &a.Sets[i]
	}
	order := make([]int, len(a.Clients))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(a.Clients[x].HubID, a.Clients[y].HubID) })

	state := &ImportedState{Access: a, ObservedAt: d.observedAt, Told: d.told.observed()}
	resolve := resolver{sets: sets, seen: map[string]*engine.RecordedRights{}}
	clients := make([]engine.RecordedClient, 0, len(order))
	for _, from := range order {
		c := a.Clients[from]
		grants := d.grants[from]
		slices.SortFunc(grants, func(x, y grantRead) int { return strings.Compare(x.email, y.email) })
		for _, g := range grants {
			g.Person = people[g.email]
			open := OpenGrant{Client: len(clients), Grant: len(c.Grants), NoSeat: g.noSeat}
			if g.Rights = resolve.rights(&g); g.Rights == nil {
				open.Set, open.Deviations = g.set, g.deviations
			}
			if open.NoSeat || open.Set != "" {
				state.Open = append(state.Open, open)
			}
			c.Grants = append(c.Grants, g.RecordedGrant)
		}
		clients = append(clients, c)
	}
	a.Clients = clients
	return state
}

// indexPeople adds those whom only a grant names, and sorts by e-mail.
func (d *stateDecoder) indexPeople() map[string]int32 {
	a := d.access
	for _, grants := range d.grants {
		for i := range grants {
			if email := grants[i].email; !d.people[email] {
				d.people[email] = true
				a.People = append(a.People, engine.Person{Email: email})
			}
		}
	}
	slices.SortFunc(a.People, func(x, y engine.Person) int { return strings.Compare(x.Email, y.Email) })
	index := make(map[string]int32, len(a.People))
	for i := range a.People {
		index[a.People[i].Email] = int32(i)
	}
	return index
}

// resolver makes recorded rights; equal ones share their memory.
type resolver struct {
	sets map[string]*engine.RecordedSet
	seen map[string]*engine.RecordedRights
}

// rights gives nil where the document does not know the set.
func (r *resolver) rights(g *grantRead) *engine.RecordedRights {
	set := r.sets[g.set]
	if set == nil && !engine.IsBuiltinSet(g.set) && (g.unknown == nil || !*g.unknown) {
		return nil
	}
	var contents engine.Levels
	unknown := false
	if set != nil {
		contents, unknown = set.Levels, set.Unknown
	}
	if g.unknown != nil {
		unknown = *g.unknown
	}
	key := rightsKey(g.set, unknown, g.deviations)
	if r.seen[key] == nil {
		r.seen[key] = engine.NewRecordedRights(g.set, unknown, contents, g.deviations)
	}
	return r.seen[key]
}

// rightsKey tells rights apart; what stands between quotes cannot be taken
// for a quote.
func rightsKey(set string, unknown bool, deviations engine.Levels) string {
	key := strconv.AppendBool(strconv.AppendQuote(nil, set), unknown)
	for _, pl := range deviations {
		key = strconv.AppendQuote(strconv.AppendQuote(key, pl.Permission), pl.Level)
	}
	return string(key)
}
