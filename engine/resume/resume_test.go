package resume_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/resume"
	"accredit/engine/runs"
)

var now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// book is a journal in memory, with everything that was asked of it, and of the
// account, in their order.
type book struct {
	steps []*engine.RunStep
	log   []string
	lose  string // Send of this step is another process's
}

func (b *book) Look(context.Context, int64) ([]runs.Task, error) {
	part := &engine.RunPart{Run: engine.Run{Number: 1, At: now.Add(-time.Hour)}, HubID: 7}
	isOut := slices.ContainsFunc(b.steps, func(s *engine.RunStep) bool { return s.IsOut() })
	var list []runs.Task
	for _, s := range b.steps {
		via := s.Via
		if runs.IsHanded(s) {
			via = engine.ViaClientAccessManager
		}
		list = append(list, runs.Task{Part: part, HubID: 7, Standing: runs.Standing{Step: s, Via: via, Ready: s.State == engine.StepOpen && !isOut}})
	}
	return list, nil
}

func (b *book) Send(_ context.Context, t *runs.Task) error {
	s := t.Step
	if s.Email == b.lose {
		return fmt.Errorf("%w: sent by somebody else", resume.ErrRival)
	}
	b.log = append(b.log, "sent "+s.Email)
	s.State, s.Events = engine.StepSent, append(s.Events, engine.StepEvent{At: now, Kind: "sent"})
	return nil
}

func (b *book) Learn(_ context.Context, t *runs.Task, a resume.Answer) error {
	s := t.Step
	words := map[runs.Outcome]string{runs.Made: "made", runs.NotMade: "not made", runs.NotKnown: "not known", runs.Refused: "refused", runs.Handed: "handed"}
	b.log = append(b.log, words[a.Outcome]+" "+s.Email)
	s.State = map[runs.Outcome]engine.StepState{runs.Made: engine.StepDone, runs.NotMade: engine.StepOpen, runs.NotKnown: engine.StepUnclear, runs.Refused: engine.StepFailed}[a.Outcome]
	kind := s.State.String()
	if a.Outcome == runs.Handed {
		s.State, kind = engine.StepOpen, engine.EventHanded
	}
	s.Events = append(s.Events, engine.StepEvent{At: now, Kind: kind, Because: a.Why})
	return nil
}

// account answers as it was told, by e-mail; the last answer stays.
type account struct {
	b       *book
	check   error
	decides map[string]resume.Decision
	answers map[string][]resume.Answer
	settles map[string]resume.Answer
	during  func() // while a request is in flight
}

func (a *account) Check(context.Context) error { return a.check }

func (a *account) Decide(_ context.Context, t *runs.Task) (resume.Decision, error) {
	d := a.decides[t.Step.Email]
	d.Request = t.Step.Email
	return d, nil
}

func (a *account) Send(ctx context.Context, d resume.Decision) resume.Answer {
	email := d.Request.(string)
	a.b.log = append(a.b.log, "request "+email)
	if a.during != nil {
		a.during()
	}
	if ctx.Err() != nil {
		a.b.log = append(a.b.log, "cut off "+email)
	}
	list := a.answers[email]
	if len(list) == 0 {
		return resume.Answer{Outcome: runs.Made, Evidence: engine.EvidenceSeen}
	}
	if len(list) > 1 {
		a.answers[email] = list[1:]
	}
	return list[0]
}

func (a *account) Settle(_ context.Context, t *runs.Task) (resume.Answer, error) {
	a.b.log = append(a.b.log, "read "+t.Step.Email)
	if answer, ok := a.settles[t.Step.Email]; ok {
		return answer, nil
	}
	return resume.Answer{}, errors.New("no answer")
}

func step(seq int32, action engine.Action, email string) *engine.RunStep {
	return &engine.RunStep{Run: 1, Seq: seq, Action: action, Email: email, Via: engine.ViaAPI, State: engine.StepOpen}
}

func resumed(ctx context.Context, a *account, b *book) (lines []string) {
	a.b = b
	o := resume.Options{
		Parallel: 2, MaxAge: 24 * time.Hour, Now: func() time.Time { return now },
		Wait: func(ctx context.Context, d time.Duration) error {
			b.log = append(b.log, "wait "+d.String())
			return ctx.Err()
		},
	}
	for _, l := range resume.Run(ctx, []resume.Target{{HubID: 7, Account: a}}, b, o) {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.State, l.Email, l.Why)))
	}
	return lines
}

func TestRun(t *testing.T) {
	answer := func(o runs.Outcome, why string) []resume.Answer { return []resume.Answer{{Outcome: o, Why: why}} }
	out := func(state engine.StepState, ago time.Duration) *engine.RunStep {
		s := step(1, engine.ActionAdd, "ann")
		s.State, s.Events = state, []engine.StepEvent{{At: now.Add(-ago), Kind: "sent"}}
		return s
	}
	tests := []struct {
		name       string
		steps      []*engine.RunStep
		account    account
		lose       string
		log, lines []string
	}{
		{
			name:  "what takes away leaves first, each written down before it leaves",
			steps: []*engine.RunStep{step(1, engine.ActionAdd, "ann"), step(2, engine.ActionChange, "ben"), step(3, engine.ActionRemove, "cat")},
			log:   []string{"sent cat", "request cat", "made cat", "sent ben", "request ben", "made ben", "sent ann", "request ann", "made ann"},
			lines: []string{"seen cat", "seen ben", "seen ann"},
		},
		{
			name:    "the wrong account gets no request",
			steps:   []*engine.RunStep{step(1, engine.ActionAdd, "ann")},
			account: account{check: errors.New("it is account 8")},
			lines:   []string{"unreached  it is account 8"},
		},
		{
			name:  "what is so already is not sent; what waits stays open; what was handed is not tried again",
			steps: []*engine.RunStep{step(1, engine.ActionAdd, "ann"), step(2, engine.ActionAdd, "ben"), step(3, engine.ActionAdd, "cat"), step(4, engine.ActionAdd, "dan")},
			account: account{decides: map[string]resume.Decision{
				"ann": {What: resume.Settled, Answer: resume.Answer{Outcome: runs.Made, Evidence: engine.EvidenceSeen}},
				"ben": {What: resume.Wait, Why: "waits for the first login"},
				"cat": {What: resume.Settled, Answer: resume.Answer{Outcome: runs.Handed, Why: "no such set"}},
				"dan": {What: resume.Settled, Answer: resume.Answer{Outcome: runs.Refused, Why: "they are a super admin there"}},
			}},
			log:   []string{"made ann", "handed cat", "refused dan"},
			lines: []string{"seen ann", "open ben waits for the first login", "handed cat no such set", "failed dan they are a super admin there"},
		},
		{
			name:  "another process is faster",
			steps: []*engine.RunStep{step(1, engine.ActionAdd, "ann"), step(2, engine.ActionAdd, "ben")},
			lose:  "ann",
			lines: []string{"rival  another process is at it: sent by somebody else"},
		},
		{
			name:  "a request that is out is left to its sender",
			steps: []*engine.RunStep{out(engine.StepSent, 9*time.Minute), step(2, engine.ActionAdd, "ben")},
			lines: []string{"rival  another process is at it: the request of 1.1 is out since 08:51:00"},
		},
		{
			name:    "one whose sender is dead is settled by reading, and then the next is sent",
			steps:   []*engine.RunStep{out(engine.StepSent, 11*time.Minute), step(2, engine.ActionAdd, "ben")},
			account: account{settles: map[string]resume.Answer{"ann": {Outcome: runs.Made, Evidence: engine.EvidenceSeen}}},
			log:     []string{"read ann", "made ann", "sent ben", "request ben", "made ben"},
			lines:   []string{"seen ann", "seen ben"},
		},
		{
			name:    "while nobody knows, nothing else is sent there",
			steps:   []*engine.RunStep{step(1, engine.ActionAdd, "ann"), step(2, engine.ActionAdd, "ben")},
			account: account{answers: map[string][]resume.Answer{"ann": answer(runs.NotKnown, "no answer")}, settles: map[string]resume.Answer{"ann": {Outcome: runs.NotKnown, Why: "absent", Later: now.Add(2 * time.Minute)}}},
			log:     []string{"sent ann", "request ann", "not known ann", "read ann"},
			lines:   []string{"unclear ann no answer", "unclear ann absent: it can be settled from 09:02:00 UTC"},
		},
		{
			name:  "what is unclear and cannot be read stays so",
			steps: []*engine.RunStep{out(engine.StepUnclear, time.Minute), step(2, engine.ActionAdd, "ben")},
			log:   []string{"read ann"},
			lines: []string{"unreached  the request of 1.1 is unclear, and the account was not read: no answer"},
		},
		{
			name:    "what was surely not made is not sent twice by one process",
			steps:   []*engine.RunStep{step(1, engine.ActionAdd, "ann")},
			account: account{answers: map[string][]resume.Answer{"ann": answer(runs.NotMade, "HubSpot asks to wait")}},
			log:     []string{"sent ann", "request ann", "not made ann"},
			lines:   []string{"open ann HubSpot asks to wait"},
		},
		{
			name:    "what may come right is tried again, and handed in the end",
			steps:   []*engine.RunStep{step(1, engine.ActionAdd, "ann")},
			account: account{answers: map[string][]resume.Answer{"ann": {{Outcome: runs.NotMade, Why: "no seat", Again: 30 * time.Second}}}},
			log: append(slices.Repeat([]string{"sent ann", "request ann", "not made ann", "wait 30s"}, 4),
				"sent ann", "request ann", "handed ann"),
			lines: []string{"handed ann no seat (tried 5 times)"},
		},
		{
			name:    "after a surprise nothing more is written there",
			steps:   []*engine.RunStep{step(1, engine.ActionChange, "ann"), step(2, engine.ActionAdd, "ben")},
			account: account{answers: map[string][]resume.Answer{"ann": {{Outcome: runs.Refused, Why: "other teams", Stop: "the account does not do as documented"}}}},
			log:     []string{"sent ann", "request ann", "refused ann"},
			lines:   []string{"failed ann other teams", "unreached  the account does not do as documented"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := &book{steps: test.steps, lose: test.lose}
			lines := resumed(t.Context(), &test.account, b)
			if !slices.Equal(b.log, test.log) {
				t.Errorf("log\n got %q\nwant %q", b.log, test.log)
			}
			if !slices.Equal(lines, test.lines) {
				t.Errorf("lines\n got %q\nwant %q", lines, test.lines)
			}
		})
	}
}

// An interrupt lets the request in flight end, writes down its answer, and sends
// nothing more.
func TestInterrupt(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	b := &book{steps: []*engine.RunStep{step(1, engine.ActionAdd, "ann"), step(2, engine.ActionAdd, "ben")}}
	lines := resumed(ctx, &account{during: stop}, b)
	if want := []string{"sent ann", "request ann", "made ann"}; !slices.Equal(b.log, want) {
		t.Errorf("got %q, want %q", b.log, want)
	}
	if want := []string{"seen ann", "unreached  interrupted before it was reached"}; !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
}

// What was approved long ago is not sent.
func TestMaxAge(t *testing.T) {
	b := &book{steps: []*engine.RunStep{step(1, engine.ActionAdd, "ann")}}
	a := &account{b: b}
	lines := resume.Run(t.Context(), []resume.Target{{HubID: 7, Account: a}}, b, resume.Options{MaxAge: 59 * time.Minute, Now: func() time.Time { return now }})
	if len(b.log) > 0 || len(lines) != 1 || lines[0].State != resume.Open || !strings.Contains(lines[0].Why, "approved 1h0m0s ago") {
		t.Errorf("log %q, lines %+v", b.log, lines)
	}
}
