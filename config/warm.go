package config

import (
	"slices"

	"accredit/engine"
)

// Part says that a configuration was read in part: what is not, byte for
// byte, as it was when the cache was written, and what that needs.
type Part struct {
	// Clients are the hub ids that Desired speaks for, sorted: those that it
	// has, those that are no longer declared where and as they were, and those
	// that only state has.
	Clients []int64
	// Holders are the e-mails of people who are recorded with roles and have no
	// block: they may still act where something changes.
	Holders []string
	// Elsewhere counts the clients that are left out, which are settled.
	Elsewhere engine.Elsewhere

	warmer *warmer // to include more people
}

// warmer is a run that uses the cache.
type warmer struct {
	l      *loader
	m      *memory
	now    []int32 // number of a file now, by that in the memory; -1: gone
	before []int32 // the reverse; -1: new
	stale  []bool  // clients of the memory that have to be looked at again
	reopen []bool  // files of the memory with such clients
	reread []bool  // files that were parsed
	same   []bool  // clients of the memory that stand in such a file as they stood
	outer          // what stands outside the clients in such files

	gathered []int32 // numbers among all of those whom Desired has
}

// mostStale is how many clients may be read again before reading everything is
// as good: a tenth of them.
func (m *memory) mostStale() int { return max(4, m.known.n/10) }

// loadPart reads a part of the configuration by means of the cache. False:
// everything has to be read, because something outside the clients changed,
// too much did, or there is a mistake to report.
func loadPart(t *tree, o Options, names listing) (*engine.Desired, *Part, *loader) {
	if !mayBePart(&o, names) {
		return nil, nil, nil
	}
	l := newLoader(t, o)
	w := &warmer{l: l, m: o.Cache.memory}
	l.warm = w
	if !w.matchFiles(names.sources) || !w.findStale() {
		return nil, nil, nil
	}
	parsed, ok := w.readFiles()
	if !ok || !w.compareOuter(parsed) || !w.declare(parsed) {
		return nil, nil, nil
	}
	part := w.part()
	if len(part.Clients)-w.m.orphan.n > w.m.mostStale() || part.Elsewhere.Grants == 0 || !w.readHeads(part) {
		return nil, nil, nil
	}
	reading := o.Reading
	if reading == nil {
		reading = func([]int64) {}
	}
	reading(part.Clients)
	desired := w.resolve()
	if l.doubt || l.diags.HasErrors() {
		reading(nil)
		return nil, nil, nil
	}
	return desired, part, l
}

// readHeads reads the clients' own attributes, and adds the clients to the
// part. False: one of them is somebody else's.
func (w *warmer) readHeads(p *Part) bool {
	l := w.l
	l.beginResolving()
	l.byEmail = map[string]*person{}
	l.people = make([]*person, w.m.people.n+len(w.joined))
	l.readAgency()
	l.allClients()
	l.claimHubIDs()
	for _, c := range l.clients {
		p.Clients = append(p.Clients, c.HubID)
	}
	slices.Sort(p.Clients)
	p.Clients = slices.Compact(p.Clients)
	return w.isApart() && !l.doubt && !l.diags.HasErrors()
}

func mayBePart(o *Options, names listing) bool {
	return o.Cache != nil && o.Cache.memory != nil && !o.Compared && len(o.Vars)+len(o.Instead)+len(names.variables)+len(names.stray) == 0 &&
		engine.DateOf(o.Now) >= o.Cache.day
}

// part counts the clients that are left out and lists the others.
func (w *warmer) part() *Part {
	p := &Part{Clients: []int64{}, warmer: w}
	for i := range w.m.orphan.n {
		r := w.m.orphan.record(i)
		p.Clients = append(p.Clients, int64(r.number()))
	}
	for i := range w.m.holder.n {
		r := w.m.holder.record(i)
		p.Holders = append(p.Holders, r.text())
	}
	for _, id := range w.l.options.Recheck {
		if w.m.hubID(id) < 0 {
			p.Clients = append(p.Clients, id) // it came after the cache was written
		}
	}
	for i := range w.m.known.n {
		if c := w.m.client(i); w.same[i] || w.isUnread(c.file) {
			p.Elsewhere.Add(&c.Settled)
		} else {
			p.Clients = append(p.Clients, c.HubID)
		}
	}
	return p
}

// isElsewhere reports whether a client of the memory is left out: it stands
// where it stood, as it stood.
func (w *warmer) isElsewhere(client int) bool {
	return w.same[client] || w.isUnread(w.m.client(client).file)
}

// isUnread reports whether a file of the memory is what it was, and was not
// parsed.
func (w *warmer) isUnread(file int) bool {
	now := w.now[file]
	return now >= 0 && !w.reread[now]
}
