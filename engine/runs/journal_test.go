package runs_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/runs"
)

// openConnected opens a run in a client whose key is ann's: ben and cat are added.
func openConnected(t *testing.T) *carried {
	t.Helper()
	w := enginetest.New(nil).Set("dev", "crm.deals.edit=own")
	for _, name := range []string{"ann", "ben", "cat"} {
		w.Person(name)
	}
	w.Client(1).Both("ann", engine.SetPartnerAdmin).Want("ben", "dev").Want("cat", "dev").Connected("ann", engine.ConnectionWrites...)
	c := openAgency(t, rand.New(rand.NewPCG(1, 1)), w.Desired(), w.Access())
	for i, task := range c.tasks() {
		if task.Via != engine.ViaAPI || !task.Ready {
			t.Fatalf("task %d is made via %s, ready %v: %q", i, task.Via, task.Ready, enginetest.Lines(c.plan))
		}
	}
	return c
}

// journal is a journal entry that must be taken.
func (c *carried) journal(t *testing.T, f func(b *runs.Book, who runs.Claim) error) {
	t.Helper()
	b := c.book()
	if err := f(b, c.by()); err != nil {
		t.Fatal(err)
	}
	c.apply(b.Changes())
}

func (c *carried) by() runs.Claim { return runs.Claim{At: c.at, Who: "robot", Because: "why"} }

// A request is written down before it leaves. While it is out nothing else is sent
// or claimed in that client, and what came of it settles the step.
func TestJournal(t *testing.T) {
	c := openConnected(t)
	first, second := id(c.tasks()[0].Step), id(c.tasks()[1].Step)
	step := func(i int) *engine.RunStep { return &c.access().Parts[0].Steps[i] }
	send := func(b *runs.Book, who runs.Claim) error { return b.Send(first, who) }
	learn := func(id engine.StepID, o runs.Outcome) func(*runs.Book, runs.Claim) error {
		return func(b *runs.Book, who runs.Claim) error { return b.Learn(id, o, who) }
	}
	c.journal(t, send)
	if s := step(0); s.State != engine.StepSent || !s.SentAt().Equal(c.at) || !s.IsOut() || s.LastEvent().By != enginetest.Email("ann") || s.LastEvent().EnteredBy != "robot" {
		t.Fatalf("after sending: %+v", s)
	}
	if err := c.book().Send(first, c.by()); !errors.Is(err, runs.ErrSettled) {
		t.Errorf("a second one sends it, too: %v", err)
	}
	if err := c.book().Send(second, c.by()); !errors.Is(err, runs.ErrNotReady) {
		t.Errorf("a second request leaves beside it: %v", err)
	}
	ann := runs.Claim{At: c.at, Who: enginetest.Email("ann"), Evidence: engine.EvidenceTold}
	if _, err := c.book().Done([]engine.StepID{second}, ann); !errors.Is(err, runs.ErrNotReady) {
		t.Errorf("somebody claims beside it: %v", err)
	}
	if n := c.book().Cancel(1, 1, ann); n != 1 {
		t.Errorf("canceled %d steps: the one that is out stays", n)
	}
	for _, task := range c.tasks() {
		if task.Ready {
			t.Errorf("%s is ready while a request is out", task.Step.ID())
		}
	}
	if s := step(0); runs.IsUnclear(s, c.at.Add(9*time.Minute)) || !runs.IsUnclear(s, c.at.Add(10*time.Minute)) {
		t.Error("a request is unclear at another moment than ten minutes after it left")
	}

	// Nothing was done: it may be sent again.
	c.journal(t, learn(first, runs.NotMade))
	if step(0).State != engine.StepOpen {
		t.Fatalf("what was not made is %s", step(0).State)
	}
	c.journal(t, send)
	c.journal(t, learn(first, runs.NotKnown))
	if s := step(0); s.State != engine.StepUnclear || !s.SentAt().Equal(c.at) || !s.IsOut() {
		t.Fatalf("what nobody knows is %s", s.State)
	}
	c.journal(t, func(b *runs.Book, who runs.Claim) error {
		who.Evidence, who.ToldOf = engine.EvidenceSeen, []string{engine.ShowsMember}
		return b.Learn(first, runs.Made, who)
	})
	if s := step(0); s.State != engine.StepDone || s.Via != engine.ViaAPI || s.After.Seat != engine.SeatUnknown {
		t.Fatalf("what was made is %s via %s, seat %s", s.State, s.Via, s.After.Seat)
	}

	// What is handed is the person's: nobody sends it any more.
	c.journal(t, learn(second, runs.Handed))
	if err := c.book().Send(second, c.by()); !errors.Is(err, runs.ErrNotReady) {
		t.Errorf("what was handed is sent: %v", err)
	}
	if task := c.tasks()[0]; !task.Ready || task.Via == engine.ViaAPI {
		t.Errorf("what was handed is ready %v, via %s", task.Ready, task.Via)
	}
	b := c.book()
	if _, err := b.Done([]engine.StepID{second}, ann); err != nil {
		t.Fatalf("what was handed cannot be claimed: %v", err)
	}
	c.apply(b.Changes())
	c.nothingNew(t, "after both", nil)

	// Whoever claims what the API was to make made it by hand.
	c = openConnected(t)
	b = c.book()
	if _, err := b.Done([]engine.StepID{id(c.tasks()[0].Step)}, runs.Claim{At: c.at, Who: enginetest.Email("ann"), Evidence: engine.EvidenceTold}); err != nil {
		t.Fatal(err)
	}
	c.apply(b.Changes())
	if s := c.access().Parts[0].Steps[0]; s.State != engine.StepDone || s.Via == engine.ViaAPI {
		t.Errorf("what ann claims is %s via %s", s.State, s.Via)
	}
}

// While a request is out a plan makes no steps in that client, whatever is wanted
// there; after an hour it is refused, since nobody can plan from what nobody knows.
func TestPlanWhileOut(t *testing.T) {
	c := openConnected(t)
	first := id(c.tasks()[0].Step)
	c.journal(t, func(b *runs.Book, who runs.Claim) error { return b.Send(first, who) })
	for _, wanted := range []string{"as approved", "nobody"} {
		if wanted == "nobody" {
			c.d.Clients[0].Grants = c.d.Clients[0].Grants[:1]
		}
		for after, refused := range map[time.Duration]bool{2 * time.Minute: false, 59 * time.Minute: false, time.Hour: true, 30 * time.Hour: true} {
			d := *c.d
			d.AsOf = c.at.Add(after)
			p, err := engine.MakePlan(&d, c.access(), c.opts)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Steps) > 0 || len(p.InProgress) != 1 || p.InProgress[0].Out == "" || !p.InProgress[0].OutSince.Equal(c.at) {
				t.Errorf("%s, %s later: %q, in progress %+v", wanted, after, enginetest.Lines(p), p.InProgress)
			}
			if is := len(p.Violations) > 0; is != refused {
				t.Errorf("%s, %s later: violations %q", wanted, after, enginetest.Rules(p.Violations))
			}
		}
	}
	// Nor does a plan that was made before take the part over.
	if _, err := runs.Open(c.access(), c.plan, engine.Run{Plan: "q", At: c.at, By: "ann"}); err == nil {
		t.Error("a part with a request that is out was replaced")
	}
}
