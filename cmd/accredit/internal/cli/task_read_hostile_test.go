package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/revise"
	"accredit/engine/runs"
	"accredit/engine/worksheet"
	"accredit/state"
	"accredit/state/statetest"
)

// Comments that were edited, quoted, replayed, written by anybody, of another
// state's tasks, and worksheets that were sorted by half are read one after the
// other. A step changes only where somebody who may say so said it, once, of this
// step; and what was said so is recorded (docs/reliability.md T25).
func TestReadHostile(t *testing.T) {
	base, other := openedForReading(t, enginetest.Now), openedForReading(t, enginetest.Now.Add(time.Second))
	acted, refused, plain := 0, 0, 0
	for seed := range uint64(suite.Sample(10_000, 300)) {
		if first, err := strconv.ParseUint(os.Getenv("ACCREDIT_SEED"), 10, 64); err == nil {
			seed += first
		}
		r := &hostileReader{rng: rand.New(rand.NewPCG(seed, 25)), other: other.parts, model: base.model.Clone(), parts: slices.Clone(base.parts), access: base.access}
		for range 3 {
			if err := r.read(); err != nil {
				t.Fatalf("%v\n%s\nagain with: ACCREDIT_SEED=%d go test ./cmd/accredit/internal/cli -run %s", err, r.text, seed, t.Name())
			}
		}
		acted, refused, plain = acted+r.acted, refused+r.refused, plain+r.plain
	}
	if acted == 0 || refused == 0 || plain == 0 {
		t.Errorf("%d claims acted, %d were refused, %d had to act", acted, refused, plain)
	}
	t.Logf("%d claims acted, %d were refused, %d had to act", acted, refused, plain)
}

// forReading is a state with an open run: in 7 ann adds people, in 8 ben does.
type forReading struct {
	access *engine.Access
	model  *statetest.Model
	parts  []engine.RunPart
}

func openedForReading(t *testing.T, at time.Time) *forReading {
	t.Helper()
	w := enginetest.New(nil)
	w.Person("ann", "manage_partner_employees").Person("ben").Set("reader", "crm.contacts.view=all")
	people := []string{"cat", "dan", "eve"}
	for _, who := range people {
		w.Person(who)
		w.Client(7).Want(who, "reader")
		w.Client(8).Want(who, "reader")
	}
	w.Client(7).Both("ann", "partner_admin").Acting("ann")
	w.Client(8).Both("ben", "partner_admin").Acting("ben")
	d, a := *w.Desired(), *w.Access()
	d.Clients, a.Clients = slices.Clone(d.Clients), slices.Clone(a.Clients)
	for i := range d.Clients {
		d.Clients[i].Execution = engine.ExecuteRun
	}
	p, err := engine.MakePlan(&d, &a, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	changes, err := revise.Applied(&a, runs.Facts(p), nil)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := runs.Open(&a, p, engine.Run{Plan: "p", At: at, By: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	changes.Parts = opened.Changes.Parts
	is := &forReading{access: &a, model: statetest.ModelOf(&a)}
	is.model.Apply(changes)
	for _, c := range changes.Parts {
		is.parts = append(is.parts, *c.After)
	}
	if opened.Steps != 2*len(people) {
		t.Fatalf("%q", enginetest.Lines(p))
	}
	return is
}

// hostileReader reads texts one after the other.
type hostileReader struct {
	rng     *rand.Rand
	access  *engine.Access
	model   *statetest.Model
	parts   []engine.RunPart
	other   []engine.RunPart // of another state, with the same numbers
	revs    int64
	text    string
	said    []saidLine
	acted   int
	refused int
	plain   int // that had to act
}

// saidLine is a line or row that was written: who says what of which step, and
// whether it may act. A line that must act is the only one of its step.
type saidLine struct {
	id        string // with its mark
	what      string
	who       string // e-mail; empty: nobody who is known
	key       string // of the comment
	may, must bool
}

// accounts are numbers in forges. 33 is nobody's.
var accounts = map[int64]string{11: enginetest.Email("ann"), 22: enginetest.Email("ben"), 33: ""}

func (r *hostileReader) read() error {
	r.said = nil
	if r.rng.IntN(4) == 0 {
		r.writeTable()
	} else {
		r.writeComments()
	}
	form, claims, err := worksheet.Read([]byte(r.text))
	if err != nil {
		return nil //nolint:nilerr // nothing in it is a claim
	}
	now := r.model.Access()
	now.Lineage, now.Serial = r.access.Lineage, r.access.Serial+r.revs
	at := enginetest.Now.Add(time.Duration(r.revs+1) * time.Hour)
	book := runs.NewBook(now, r.parts, at)
	reading := &claimReading{form: form, name: "x", now: now, book: book, people: map[config.ForgeID]string{}, c: &claiming{all: r.parts, rev: state.Revision{At: at, Who: enginetest.Email("ann")}}}
	for id, email := range accounts {
		if email != "" {
			reading.people[config.ForgeID{Forge: "github", ID: id}] = email
		}
	}
	reading.decide(claims)
	for i := range reading.answers {
		if reading.answers[i].err != nil {
			r.refused++
		}
	}
	was := r.parts
	if changes := book.Changes(); !changes.IsEmpty() {
		r.revs++
		r.model.Apply(changes)
		r.parts = slices.Clone(was)
		for _, c := range changes.Parts {
			at := slices.IndexFunc(r.parts, func(p engine.RunPart) bool { return p.HubID == c.After.HubID })
			r.parts[at] = *c.After
		}
	}
	return r.judge(was)
}

// judge compares every step with what was said of it.
func (r *hostileReader) judge(was []engine.RunPart) error {
	for i := range was {
		for j := range was[i].Steps {
			before, after := &was[i].Steps[j], &r.parts[i].Steps[j]
			news := after.Events[len(before.Events):]
			if before.State != after.State {
				r.acted++
				e := &news[slices.IndexFunc(news, func(e engine.StepEvent) bool { return e.Kind == after.State.String() })]
				if at := slices.IndexFunc(r.said, func(s saidLine) bool { return s.acts(before, after, e) }); at < 0 {
					return fmt.Errorf("%s became %s, and nobody who may said so: %+v\n%+v\nbefore: %+v", after.MarkedID(), after.State, e, r.said, before.Events)
				}
			}
			for k := range news {
				if !slices.ContainsFunc(r.said, func(s saidLine) bool { return s.id == before.MarkedID() && s.who != "" }) {
					return fmt.Errorf("%s: nobody who is known said %+v", after.MarkedID(), news[k])
				}
				if news[k].Evidence > engine.EvidenceTold {
					return fmt.Errorf("%s: %+v", after.MarkedID(), news[k])
				}
			}
			if after.State == engine.StepDone != r.has(was[i].HubID, after.Email) {
				return fmt.Errorf("%s is %s, and its person has %t", after.MarkedID(), after.State, r.has(was[i].HubID, after.Email))
			}
			for _, s := range r.said {
				if s.must && s.id == before.MarkedID() && before.State == engine.StepOpen {
					r.plain++
					if s.what == worksheet.Done && after.State != engine.StepDone || s.what == worksheet.Fail && after.State != engine.StepFailed {
						return fmt.Errorf("%s was said to be %s by %s, and is %s", s.id, s.what, s.who, after.State)
					}
				}
			}
		}
	}
	return nil
}

func (r *hostileReader) has(hubID int64, email string) bool {
	_, has := r.model.Grants[statetest.Cell{HubID: hubID, Email: email}]
	return has
}

// acts reports whether a line is a reason for what became of a step.
func (s *saidLine) acts(before, after *engine.RunStep, e *engine.StepEvent) bool {
	word := map[string]engine.StepState{worksheet.Done: engine.StepDone, worksheet.Fail: engine.StepFailed}[s.what]
	return s.may && s.id == before.MarkedID() && word == after.State && s.mayOf(before) && e.By == s.who && strings.HasPrefix(e.Source, s.key) &&
		(s.key == "" || !slices.ContainsFunc(before.Events, func(e engine.StepEvent) bool { return strings.HasPrefix(e.Source, s.key) }))
}

// mayOf reports whether somebody may say it of a step: its actor, and that it could
// not be made, which changes no access, ann, who has a role.
func (s *saidLine) mayOf(step *engine.RunStep) bool {
	return s.who == step.Actor || s.what == worksheet.Fail && s.who == enginetest.Email("ann")
}

// step is one of this state's steps, and how it is named.
func (r *hostileReader) step() (*engine.RunPart, *engine.RunStep, string, bool) {
	i := r.rng.IntN(len(r.parts))
	p := &r.parts[i]
	s := &p.Steps[r.rng.IntN(len(p.Steps))]
	switch r.rng.IntN(8) {
	case 0:
		theirs := r.other[i].Steps[r.rng.IntN(len(r.other[i].Steps))].MarkedID()
		return p, s, theirs, false
	case 1:
		return p, s, s.ID(), false
	}
	return p, s, s.MarkedID(), true
}

// alone leaves only lines that are the only one of their step among those that
// must act.
func (r *hostileReader) alone() {
	for i := range r.said {
		for j := range r.said {
			if i != j && r.said[i].id == r.said[j].id {
				r.said[i].must = false
			}
		}
	}
}

func (r *hostileReader) writeComments() {
	type comment map[string]any
	var list []comment
	keys := map[string]bool{}
	for range 1 + r.rng.IntN(4) {
		id, author := 1+r.rng.IntN(6), []int64{11, 22, 33}[r.rng.IntN(3)]
		forge, field := "github", "user"
		if r.rng.IntN(8) == 0 { // the same number is nobody's there
			forge, field = "gitlab", "author"
		}
		edited := r.rng.IntN(4) == 0
		system := forge == "gitlab" && r.rng.IntN(2) == 0
		key := fmt.Sprintf("comment %s %d ", forge, id)
		who := accounts[author]
		if forge == "gitlab" {
			who = ""
		}
		again := keys[key]
		keys[key] = true
		body := r.body(saidLine{who: who, key: key, may: !edited && !system && !again && who != ""})
		is := comment{"id": id, field: map[string]any{"id": author, "login": "x"}, "body": body, "system": system,
			"created_at": "2026-11-22T09:00:00Z", "updated_at": "2026-11-22T09:00:00Z"}
		if edited {
			is["updated_at"] = "2026-11-22T09:00:01Z"
		}
		list = append(list, is)
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	r.text = string(text)
	r.alone()
}

// body writes some lines. A comment of one line outside quotes has to act.
func (r *hostileReader) body(from saidLine) string {
	frames := []string{"%s\n", "%s\n", "> %s\n\n", "```\n%s\n```\n", "<!--\n%s\n-->\n", "    %s\n", "so: %s\n", "\n%s because it was so\n", "- [x] %s\n", "~~~\n%s\n~~~~\n"}
	var b strings.Builder
	lines := 1 + r.rng.IntN(3)
	for range lines {
		frame := frames[r.rng.IntN(len(frames))]
		what := []string{worksheet.Done, worksheet.Done, worksheet.Fail}[r.rng.IntN(3)]
		line := "/accredit " + what
		quoted := !strings.HasPrefix(strings.TrimSpace(frame), "%s") || strings.HasPrefix(frame, " ")
		right := true
		var ids []string
		for range 1 + r.rng.IntN(2) {
			_, _, id, _ := r.step()
			line, ids, right = line+" "+id, append(ids, id), right && strings.Contains(id, "-") // a line is read whole
		}
		if what == worksheet.Fail && !strings.Contains(frame, "because") {
			if r.rng.IntN(3) == 0 {
				right = false
			} else {
				line += " because no seat"
			}
		}
		for _, id := range ids {
			is := from
			is.id, is.what, is.may = id, what, from.may && !quoted && right && r.find(id) != nil
			is.must = is.may && lines == 1 && r.actor(id) == from.who && !r.wasRead(id, from.key)
			r.said = append(r.said, is)
		}
		fmt.Fprintf(&b, frame, line)
	}
	return b.String()
}

func (r *hostileReader) find(id string) *engine.RunStep {
	for i := range r.parts {
		for j := range r.parts[i].Steps {
			if s := &r.parts[i].Steps[j]; s.MarkedID() == id {
				return s
			}
		}
	}
	return nil
}

func (r *hostileReader) actor(id string) string {
	if s := r.find(id); s != nil {
		return s.Actor
	}
	return ""
}

// wasRead reports whether a comment was read of a step.
func (r *hostileReader) wasRead(id, key string) bool {
	s := r.find(id)
	return s != nil && slices.ContainsFunc(s.Events, func(e engine.StepEvent) bool { return strings.HasPrefix(e.Source, key) })
}

// writeTable writes a worksheet that ann sends back, who says at times that ben
// did it. Rows can be sorted by half.
func (r *hostileReader) writeTable() {
	ann := enginetest.Email("ann")
	r.text = "task,client,hub_id,person,result,by,because\n"
	for range 1 + r.rng.IntN(5) {
		p, s, id, right := r.step()
		hubID, person := fmt.Sprint(p.HubID), s.Email
		if r.rng.IntN(4) == 0 {
			q, other, _, _ := r.step()
			hubID, person = fmt.Sprint(q.HubID), other.Email
			right = right && q.HubID == p.HubID && other == s
		}
		what, by, because := []string{worksheet.Done, worksheet.Fail}[r.rng.IntN(2)], "", []string{"", "no seat", "=1+1", "\x1b[2J"}[r.rng.IntN(4)]
		who := ann
		if s.Actor != ann && r.rng.IntN(2) == 0 {
			by, who = s.Actor, s.Actor
		}
		right = right && !strings.Contains(because, "\x1b") && (what == worksheet.Done || because != "")
		is := saidLine{id: id, what: what, who: who, may: right}
		is.must = right && who == s.Actor
		r.said = append(r.said, is)
		r.text += strings.Join([]string{id, "X", hubID, person, what, by, because}, ",") + "\n"
	}
	r.alone()
}
