package runs

import (
	"cmp"
	"slices"
	"time"

	"accredit/engine"
)

// View is one run as it is shown: what is stored of it, and how its steps stand.
type View struct {
	engine.Run
	Lineage string
	Serial  int64 // of the state that was looked at
	At      time.Time
	Tasks   []Task
}

// Task is a step of a run as it is shown.
type Task struct {
	Standing
	HubID    int64
	Client   string // label
	Name     string // of the client, as HubSpot shows it; the label where it is not known
	Part     *engine.RunPart
	Person   *engine.Person // nil: not recorded any more
	Overdue  int            // days after it was due; 0: it is not overdue
	Evidence *engine.Evidence
}

// NewViews tells of every run, by number. all are the parts of every run.
func NewViews(a *engine.Access, all []engine.RunPart, now time.Time) []View {
	grounds := newGrounds(a, engine.CatalogueOf(a), now)
	runs := map[int64]*View{}
	for i := range all {
		p := &all[i]
		if v := runs[p.Number]; v == nil {
			runs[p.Number] = &View{Run: p.Run, Lineage: a.Lineage, Serial: a.Serial, At: now}
		}
	}
	for i := range all {
		p := &all[i]
		for j, is := range grounds.standingsOf(p) {
			if v := runs[p.Steps[j].Run]; v != nil {
				v.Tasks = append(v.Tasks, newTask(a, p, is, now))
			}
		}
	}
	var list []View
	for _, v := range runs {
		slices.SortFunc(v.Tasks, func(x, y Task) int { return cmp.Compare(x.Step.Seq, y.Step.Seq) })
		list = append(list, *v)
	}
	slices.SortFunc(list, func(x, y View) int { return cmp.Compare(x.Number, y.Number) })
	return list
}

// standingsOf tells how the steps of a part stand, be it open or closed.
func (gs *grounds) standingsOf(p *engine.RunPart) []Standing {
	if p.IsOpen() {
		return gs.look(p)
	}
	list := make([]Standing, len(p.Steps))
	for i := range p.Steps {
		list[i] = Standing{Step: &p.Steps[i], Via: p.Steps[i].Via}
	}
	settledEdits(p, list)
	return list
}

func newTask(a *engine.Access, p *engine.RunPart, is Standing, now time.Time) Task {
	t := Task{Standing: is, HubID: p.HubID, Client: a.ClientLabel(p.HubID), Part: p}
	t.Name = t.Client
	if c := a.Client(p.HubID); c != nil && c.Name != "" {
		t.Name = c.Name
	}
	s := is.Step
	for i := range a.People {
		if person := &a.People[i]; person.Email == s.Email || t.Person == nil && slices.Contains(person.FormerEmails, s.Email) {
			t.Person = person
		}
	}
	if day := engine.DateOf(now); s.IsPending() && s.Due != 0 && s.Due < day {
		t.Overdue = int(day - s.Due)
	}
	if s.State == engine.StepDone {
		t.Evidence = evidenceOf(a, p.HubID, s)
	}
	return t
}

// evidenceOf is how it is known that a step was made: what its grant has, where
// it still is that of the step; else what the step's own event says.
func evidenceOf(a *engine.Access, hubID int64, s *engine.RunStep) *engine.Evidence {
	if c := a.Client(hubID); c != nil {
		for j := range c.Grants {
			g := &c.Grants[j]
			if g.Evidence != nil && a.People[g.Person].Email == s.Email && g.Evidence.Step == s.ID() {
				return g.Evidence
			}
		}
	}
	if e := seenIn(s); e != nil {
		return &engine.Evidence{Kind: engine.EvidenceSeen, At: e.At, By: e.By, EnteredBy: e.EnteredBy, Source: e.Source, Step: s.ID()}
	}
	if e := s.Settling(); e != nil && e.Kind == engine.StepDone.String() {
		kind := engine.EvidenceTold
		if e.Evidence != engine.NoEvidence {
			kind = e.Evidence
		}
		return &engine.Evidence{Kind: kind, At: e.At, By: e.By, EnteredBy: e.EnteredBy, Source: e.Source, Step: s.ID()}
	}
	return nil
}

// IsOpen reports whether a step of the run is not settled.
func (v *View) IsOpen() bool {
	return slices.ContainsFunc(v.Tasks, func(t Task) bool { return t.Step.IsPending() })
}

// Summary counts the steps by state, and those that were done and that nobody
// has seen.
func (v *View) Summary() (states map[engine.StepState]int, unseen int) {
	states = map[engine.StepState]int{}
	for i := range v.Tasks {
		t := &v.Tasks[i]
		states[t.Step.State]++
		if t.Step.State == engine.StepDone && t.Evidence != nil && t.Evidence.Kind != engine.EvidenceSeen {
			unseen++
		}
	}
	return states, unseen
}
