package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"accredit/engine"
	"accredit/engine/resume"
	"accredit/engine/runs"
	"accredit/state"
)

// journal writes what run resume sends, and what comes of it, into the state: a
// revision for each, which reads and writes one client alone.
type journal struct {
	a      *app
	store  state.Store
	rev    state.Revision
	people map[int64][]string // by hub id, those whom steps there name, and who has a role

	unknown map[string]bool // e-mails of whoever is recorded without HubSpot's id

	mu sync.Mutex // one transaction at a time, so that none waits for the others' lock
}

// newJournal is about the open parts of an access.
func newJournal(a *app, c *claiming, access *engine.Access) *journal {
	j := &journal{a: a, store: c.store, rev: c.rev, people: map[int64][]string{}, unknown: map[string]bool{}}
	var roles []string
	for i := range access.People {
		j.unknown[access.People[i].Email] = access.People[i].UserID == ""
		if access.People[i].Roles != 0 {
			roles = append(roles, access.People[i].Email)
		}
	}
	for i := range access.Parts {
		p := &access.Parts[i]
		list := append([]string(nil), roles...)
		for k := range p.Steps {
			list = append(list, p.Steps[k].Email, p.Steps[k].Actor)
		}
		j.people[p.HubID] = list
	}
	return j
}

func (j *journal) part(hubID int64) *state.Part {
	return &state.Part{Clients: []int64{hubID}, People: func() []string { return j.people[hubID] }}
}

// Look reads how the steps of a client stand now.
func (j *journal) Look(ctx context.Context, hubID int64) ([]runs.Task, error) {
	now, err := j.a.moment()
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	access, err := j.store.Read(ctx, state.ReadOptions{Now: now, Only: j.part(hubID)})
	if err != nil {
		return nil, err
	}
	var tasks []runs.Task
	for _, v := range runs.NewViews(access, access.Parts, now) {
		tasks = append(tasks, v.Tasks...)
	}
	return tasks, nil
}

// Send writes down that a request leaves.
func (j *journal) Send(ctx context.Context, t *runs.Task) error {
	hubID, id := t.HubID, engine.StepID{Run: t.Step.Run, Seq: t.Step.Seq, Mark: t.Step.Mark}
	err := j.write(ctx, j.part(hubID), func(b *runs.Book, c runs.Claim) error { return b.Send(id, c) })
	if refused := (*runs.Refusal)(nil); errors.As(err, &refused) {
		return fmt.Errorf("%w: %w", resume.ErrRival, err)
	}
	return err
}

// Learn writes down what came of a step.
func (j *journal) Learn(ctx context.Context, t *runs.Task, a resume.Answer) error {
	hubID, id := t.HubID, engine.StepID{Run: t.Step.Run, Seq: t.Step.Seq, Mark: t.Step.Mark}
	part := j.part(hubID)
	if j.identifies(t.Step.Email, a.UserID) {
		part = nil // who a person is concerns every client
	}
	return j.write(ctx, part, func(b *runs.Book, c runs.Claim) error {
		if a.Outcome == runs.Made {
			c.Evidence, c.ToldOf, c.Source = a.Evidence, a.ToldOf, a.Source
		} else {
			c.Because = a.Why
		}
		if part == nil {
			b.Identify(t.Step.Email, a.UserID)
		}
		return b.Learn(id, a.Outcome, c)
	})
}

// identifies reports whether HubSpot's id of somebody becomes known now.
func (j *journal) identifies(email, userID string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	is := userID != "" && j.unknown[email]
	if is {
		delete(j.unknown, email)
	}
	return is
}

func (j *journal) write(ctx context.Context, part *state.Part, note func(*runs.Book, runs.Claim) error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	rev := j.rev
	var err error
	if rev.At, err = j.a.moment(); err != nil {
		return err
	}
	_, err = j.a.recordRevision(ctx, j.store, rev, part, func(now *engine.Access) (*engine.Changes, error) {
		b := runs.NewBook(now, now.Parts, rev.At)
		if err := note(b, runs.Claim{At: rev.At, Who: rev.Who}); err != nil {
			return nil, err
		}
		return b.Changes(), nil
	})
	return err
}
