package resume

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"accredit/engine"
	"accredit/engine/runs"
)

// Target is a client whose part is resumed.
type Target struct {
	HubID   int64
	Account Account
}

// Options say how.
type Options struct {
	Parallel int           // accounts at once
	MaxAge   time.Duration // steps that were approved longer ago are not sent
	Now      func() time.Time
	Wait     func(context.Context, time.Duration) error // waits, or returns the context's error
	Progress func(Line)                                 // of each line as it comes; nil: nobody looks
}

// Line is what came of a step, or of a client.
type Line struct {
	HubID   int64
	ID      string // empty: it is about the client as a whole
	Action  engine.Action
	Email   string
	State   State
	Why     string
	Seen    []string // of what is made: what was seen
	Settled bool     // the request was another process's, or of an earlier time
	Err     error    // of a client that was not reached
}

// State is how a step or a client is left.
type State uint8

// Made and seen; made as HubSpot answered; handed to a person; refused, and not
// tried again; open, and why; unclear; a client that was not reached; one where
// another process is at work.
const (
	Seen State = iota
	Answered
	Handed
	Failed
	Open
	Unclear
	Unreached
	Rival
)

var stateNames = [...]string{"seen", "answered", "handed", "failed", "open", "unclear", "unreached", "rival"}

// States lists every state, as they are counted.
func States() []State {
	list := make([]State, len(stateNames))
	for i := range list {
		list[i] = State(i)
	}
	return list
}

// String returns the name.
func (s State) String() string { return stateNames[s] }

// Run resumes the parts of clients. Clients are independent of each other; within
// one, requests leave one after the other. When the context ends nothing more is
// sent, and what is in flight is awaited and written down. Lines are by client, and
// in the order in which they came.
func Run(ctx context.Context, targets []Target, j Journal, o Options) []Line {
	lines := make([][]Line, len(targets))
	var group sync.WaitGroup
	free := make(chan struct{}, max(1, o.Parallel))
	var progress sync.Mutex
	for i := range targets {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			r := &resuming{Target: targets[i], j: j, o: o, tries: map[string]int{}, left: map[string]bool{}}
			r.say = func(l Line) {
				l.HubID = targets[i].HubID
				lines[i] = append(lines[i], l)
				if o.Progress != nil {
					progress.Lock()
					defer progress.Unlock()
					o.Progress(l)
				}
			}
			r.run(ctx)
		})
	}
	group.Wait()
	return slices.Concat(lines...)
}

// resuming is one client while it is resumed.
type resuming struct {
	Target
	j     Journal
	o     Options
	say   func(Line)
	tries map[string]int  // requests of a step by this process
	left  map[string]bool // steps that stay as they are
}

func (r *resuming) run(ctx context.Context) {
	if err := r.Account.Check(ctx); err != nil {
		r.stop(ctx, err)
		return
	}
	for ctx.Err() == nil {
		tasks, err := r.j.Look(ctx, r.HubID)
		if err != nil {
			r.stop(ctx, err)
			return
		}
		more, err := r.next(ctx, tasks)
		if err != nil {
			r.stop(ctx, err)
			return
		}
		if !more {
			return
		}
	}
	r.stop(ctx, ctx.Err())
}

// stop says why the rest of a client is left.
func (r *resuming) stop(ctx context.Context, err error) {
	state := Unreached
	switch {
	case ctx.Err() != nil:
		err = errors.New("interrupted before it was reached")
	case errors.Is(err, ErrRival):
		state = Rival
	}
	r.say(Line{State: state, Why: err.Error(), Err: err})
}

// next does one thing in the client; more: there may be another one.
func (r *resuming) next(ctx context.Context, tasks []runs.Task) (more bool, err error) {
	if out := slices.IndexFunc(tasks, func(t runs.Task) bool { return t.Step.IsOut() }); out >= 0 {
		return r.settle(ctx, &tasks[out])
	}
	t := r.choose(tasks)
	if t == nil {
		return false, nil
	}
	if age := r.o.Now().Sub(t.Part.At); r.o.MaxAge > 0 && age > r.o.MaxAge {
		r.leave(t, Open, fmt.Sprintf("it was approved %s ago, longer than --max-age: plan and apply again", age.Round(time.Minute)))
		return true, nil
	}
	return true, r.make(ctx, t)
}

// order is in which order the API makes steps: first what takes away.
var order = map[engine.Action]int{engine.ActionRemove: 1, engine.ActionChange: 2, engine.ActionAdd: 3}

// choose returns the step to send next; nil: there is none.
func (r *resuming) choose(tasks []runs.Task) *runs.Task {
	var best *runs.Task
	for i := range tasks {
		t := &tasks[i]
		if !t.Ready || t.Via != engine.ViaAPI || r.left[t.Step.ID()] {
			continue
		}
		if best == nil || cmp.Compare(order[t.Step.Action], order[best.Step.Action]) < 0 {
			best = t
		}
	}
	return best
}

// settle finds out what came of a request that another process or an earlier time
// sent. While its sender may wait for the answer, it is left alone.
func (r *resuming) settle(ctx context.Context, t *runs.Task) (more bool, err error) {
	now := r.o.Now()
	if !runs.IsUnclear(t.Step, now) {
		return false, fmt.Errorf("%w: the request of %s is out since %s", ErrRival, t.Step.ID(), t.Step.SentAt().Format("15:04:05"))
	}
	a, err := r.Account.Settle(ctx, t)
	if err != nil {
		return false, fmt.Errorf("the request of %s is unclear, and the account was not read: %w", t.Step.ID(), err)
	}
	if err := r.learn(ctx, t, a); err != nil {
		return false, err
	}
	line := r.line(t, a)
	line.Settled = true
	r.say(line)
	return a.Outcome != runs.NotKnown && a.Stop == "", nil
}

// make sends one step.
func (r *resuming) make(ctx context.Context, t *runs.Task) error {
	d, err := r.Account.Decide(ctx, t)
	switch {
	case err != nil:
		return err
	case d.What == Wait:
		r.leave(t, Open, d.Why)
		return nil
	case d.What == Settled:
		return r.note(ctx, t, d.Answer)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.j.Send(ctx, t); err != nil {
		return err
	}
	r.tries[t.Step.ID()]++
	// It has left: whatever happens, what comes of it is awaited and written down.
	return r.note(ctx, t, r.Account.Send(context.WithoutCancel(ctx), d))
}

// maxTries is how often a request is tried that HubSpot refuses for a while.
const maxTries = 5

// note writes down what came of a step, and says so.
func (r *resuming) note(ctx context.Context, t *runs.Task, a Answer) error {
	id := t.Step.ID()
	again := a.Outcome == runs.NotMade && a.Again > 0
	if again && r.tries[id] >= maxTries {
		again, a.Outcome = false, runs.Handed
		a.Why = fmt.Sprintf("%s (tried %d times)", a.Why, r.tries[id])
	}
	if err := r.learn(ctx, t, a); err != nil {
		return err
	}
	if again {
		return r.o.Wait(ctx, a.Again)
	}
	r.left[id] = true
	r.say(r.line(t, a))
	if a.Stop != "" {
		return errors.New(a.Stop)
	}
	return nil
}

func (r *resuming) learn(ctx context.Context, t *runs.Task, a Answer) error {
	if a.Outcome == runs.NotKnown && t.Step.State == engine.StepUnclear {
		return nil // it is written down already
	}
	if a.At.IsZero() {
		a.At = r.o.Now()
	}
	return r.j.Learn(context.WithoutCancel(ctx), t, a)
}

func (r *resuming) leave(t *runs.Task, s State, why string) {
	r.left[t.Step.ID()] = true
	r.say(Line{ID: t.Step.ID(), Action: t.Step.Action, Email: t.Step.Email, State: s, Why: why})
}

func (r *resuming) line(t *runs.Task, a Answer) Line {
	l := Line{ID: t.Step.ID(), Action: t.Step.Action, Email: t.Step.Email, Why: a.Why, Seen: a.ToldOf}
	switch a.Outcome {
	case runs.Made:
		if l.State = Answered; a.Evidence == engine.EvidenceSeen {
			l.State = Seen
		}
	case runs.NotMade:
		l.State = Open
	case runs.NotKnown:
		if l.State = Unclear; !a.Later.IsZero() {
			l.Why += ": it can be settled from " + a.Later.UTC().Format("15:04:05") + " UTC"
		}
	case runs.Refused:
		l.State = Failed
	case runs.Handed:
		l.State = Handed
	}
	return l
}
