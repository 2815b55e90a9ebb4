package cli

import (
	"context"
	"runtime/debug"
	"slices"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/state"
)

// partReading reads what is recorded of some clients while the configuration of
// the same ones is resolved: neither waits for the other but for who the people
// are.
type partReading struct {
	whole  context.Context // of the command
	ctx    context.Context // of this reading
	cancel context.CancelFunc
	store  state.Store
	now    time.Time
	people chan []string // e-mails of those whom the configuration names
	group  engine.Parallel

	begun  bool
	usual  int // percentage of the collector before
	access *engine.Access
	err    error
}

func newPartReading(ctx context.Context, s state.Store, now time.Time) *partReading {
	p := &partReading{whole: ctx, store: s, now: now, people: make(chan []string, 1)}
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
		p.access, p.err = p.store.Read(p.ctx, state.ReadOptions{Now: p.now, Only: &state.Part{Clients: hubIDs, People: p.wait}})
	})
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
	if res.Subset == nil || !p.begun {
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
	if res.Subset == nil || plan.IsOfPeople() {
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
	return &state.Part{Clients: res.Subset.Clients, People: func() []string { return addressesOf(res) }}
}

// addressesOf lists the e-mails, former ones included, of everybody whom a
// subset of a configuration speaks of, and of people without a block.
func addressesOf(res *config.Result) []string {
	d, list := res.Desired, slices.Clone(res.Subset.People)
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
