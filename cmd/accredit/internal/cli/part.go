package cli

import (
	"context"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/state"
)

// partReading reads what is recorded of some clients while the configuration of
// the same ones is resolved: neither waits for the other but for who the people
// are. What did not change since the cache was written it takes from there.
type partReading struct {
	whole   context.Context // of the command
	ctx     context.Context // of this reading
	cancel  context.CancelFunc
	store   state.Store
	cache   *config.Cache
	changed state.Changed // since the cache was written
	now     time.Time
	people  chan []string // e-mails of those whom the configuration names
	group   sync.WaitGroup

	begun  bool
	usual  int // percentage of the collector before
	access *engine.Access
	kept   int // clients that were taken from the cache
	err    error
}

func newPartReading(ctx context.Context, s state.Store, cache *config.Cache, changed state.Changed, now time.Time) *partReading {
	p := &partReading{whole: ctx, store: s, cache: cache, changed: changed, now: now, people: make(chan []string, 1)}
	p.ctx, p.cancel = context.WithCancel(ctx)
	return p
}

// partGCPercent is how far the heap may grow between two collections while a
// part is planned: it is so small that collecting would be much of the work.
const partGCPercent = 800

// begin reads the clients with these hub ids; nil: everything will be read.
func (p *partReading) begin(hubIDs []int64) {
	if hubIDs == nil {
		p.end()
		return
	}
	p.begun, p.usual = true, debug.SetGCPercent(partGCPercent)
	p.group.Go(func() {
		if p.access, p.err = p.readSince(hubIDs); p.access == nil && p.err == nil {
			p.access, p.err = p.read(&state.Part{Clients: hubIDs, People: p.wait})
		}
	})
}

// read reads a part of the state.
func (p *partReading) read(part *state.Part) (*engine.Access, error) {
	return p.store.Read(p.ctx, state.ReadOptions{Now: p.now, Only: part})
}

// readSince reads the clients that changed since the cache was written and who
// joined since from state, and the rest from beside the cache. Nil without an
// error: that is not there, or damaged.
func (p *partReading) readSince(hubIDs []int64) (*engine.Access, error) {
	var changed, same []int64
	for _, id := range hubIDs {
		if _, ok := slices.BinarySearch(p.changed.Clients, id); ok {
			changed = append(changed, id)
		} else {
			same = append(same, id)
		}
	}
	recorded, err := p.cache.Recorded(same)
	if err != nil {
		return nil, nil
	}
	defer recorded.Close()
	joined := func() (list []string) {
		for _, email := range p.wait() {
			if _, ok := slices.BinarySearch(p.changed.Joined, email); ok {
				list = append(list, email)
			}
		}
		return list
	}
	now, err := p.read(&state.Part{Clients: changed, People: joined})
	if err != nil {
		return nil, err
	}
	before, err := recorded.Access(p.wait())
	if err != nil || p.ctx.Err() != nil {
		return nil, p.ctx.Err()
	}
	p.kept = len(before.Clients)
	return engine.Join(now, before), nil
}

// wait gives the e-mails once they are known.
func (p *partReading) wait() []string {
	select {
	case list := <-p.people:
		p.people <- list // for whoever asks again
		return list
	case <-p.ctx.Done():
		return nil
	}
}

// finish gives the state that belongs to a configuration: of the same part, or
// all of it.
func (p *partReading) finish(res *config.Result) (*engine.Access, error) {
	if res.Part == nil || !p.begun {
		p.end()
		return p.store.Read(p.whole, state.ReadOptions{Now: p.now})
	}
	p.people <- addressesOf(res)
	p.group.Wait()
	p.begun = p.err != nil
	return p.access, p.err
}

// end stops what was begun and is not finished.
func (p *partReading) end() {
	p.cancel()
	p.group.Wait()
	if p.begun {
		p.collectAsUsual()
		p.begun = false
	}
}

// collectAsUsual ends what begin set.
func (p *partReading) collectAsUsual() { debug.SetGCPercent(p.usual) }

// touched is the part of the state that applying a plan touches, where it was
// made of a part and nothing of it is about people everywhere; else nil.
func touched(res *config.Result, access *engine.Access, plan *engine.Plan) *state.Part {
	if res.Part == nil || plan.IsOfPeople() {
		return nil
	}
	written := map[string]bool{}
	for _, i := range plan.Facts.People {
		written[plan.People[i].Email] = true
	}
	for i := range access.People {
		if written[access.People[i].Email] {
			return nil
		}
	}
	return &state.Part{Clients: res.Part.Clients, People: func() []string { return addressesOf(res) }}
}

// addressesOf lists the e-mails, former ones included, of everybody whom a part
// of a configuration speaks of, and of those who may act all the same.
func addressesOf(res *config.Result) []string {
	d, list := res.Desired, slices.Clone(res.Part.Holders)
	for i := range d.People {
		list = append(append(list, d.People[i].Email), d.People[i].FormerEmails...)
	}
	for i := range d.Removed {
		if email := d.Removed[i].Email; email != "" {
			list = append(list, email)
		}
	}
	return list
}
