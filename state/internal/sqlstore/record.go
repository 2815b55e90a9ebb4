package sqlstore

import (
	"fmt"
	"slices"

	"accredit/engine"
)

// record is one change of one grant in history.
type record struct {
	email         string
	step          engine.StepInfo
	before, after *engine.RecordedGrant
	goneOn        engine.Date
	wasGone       *engine.Gone // remembered before the change
}

// isEvidence reports whether a record changes nothing but how a step is known.
func (r *record) isEvidence() bool {
	if r.before == nil || r.after == nil {
		return false
	}
	was, is := *r.before, *r.after
	same := was.Rights == is.Rights || was.Rights.Set == is.Rights.Set && was.Rights.Unknown == is.Rights.Unknown && slices.Equal(was.Rights.Levels, is.Rights.Levels)
	was.Evidence, is.Evidence, was.Rights, is.Rights = nil, nil, nil, nil
	return same && was == is
}

// scroll packs the records of one client in one revision: tables of what many
// records share, then the records. Rights stand by their number: rows of
// rights are never changed or deleted, and the hash of the revision that
// brings one covers it.
type scroll struct {
	records rowPacker
	whole   rowPacker // of String
	n       int

	evidenceOnly bool // nothing but evidence changed

	steps   table[engine.StepInfo]
	intents table[intent]
	origins table[blockOrigin]
	details table[string]

	texts map[extra]string
}

// table numbers equal values from 1, in the order in which they come.
type table[T comparable] struct {
	list []T
	ids  map[T]int64
}

func (t *table[T]) id(v T) int64 {
	if n := len(t.list); n > 0 && t.list[n-1] == v {
		return int64(n)
	}
	if id, ok := t.ids[v]; ok {
		return id
	}
	if t.ids == nil {
		t.ids = map[T]int64{}
	}
	t.list = append(t.list, v)
	t.ids[v] = int64(len(t.list))
	return int64(len(t.list))
}

func (t *table[T]) clear() {
	t.list = t.list[:0]
	t.ids = emptied(t.ids)
}

func (s *scroll) reset() {
	s.records.reset()
	s.n, s.evidenceOnly = 0, true
	s.steps.clear()
	s.intents.clear()
	s.origins.clear()
	s.details.clear()
}

// add packs a record; rightsID gives the number of rights.
func (s *scroll) add(r *record, rightsID func(*engine.RecordedRights) int64) {
	p := &s.records
	s.n++
	s.evidenceOnly = s.evidenceOnly && r.isEvidence()
	p.text(r.email)
	p.int(s.steps.id(r.step))
	s.grant(r.before, rightsID)
	s.grant(r.after, rightsID)
	p.int(int64(r.goneOn))
	p.flag(r.wasGone != nil)
	if r.wasGone != nil {
		p.int(int64(r.wasGone.On))
		p.int(s.originID(r.wasGone.Origin))
	}
}

func (s *scroll) grant(g *engine.RecordedGrant, rightsID func(*engine.RecordedRights) int64) {
	p := &s.records
	p.flag(g != nil)
	if g == nil {
		return
	}
	p.int(rightsID(g.Rights))
	p.int(int64(g.Status))
	p.int(int64(g.Seat))
	p.flag(g.Unlinked)
	p.int(int64(g.Starts))
	p.int(int64(g.Expires))
	p.int(int64(g.RecordedOn))
	p.int(s.originID(g.Origin))
	p.int(s.extraID(extraOf(g)))
}

func (s *scroll) originID(o *engine.Origin) int64 {
	if o == nil {
		return 0
	}
	return s.origins.id(blockOrigin{o.Block, s.intents.id(intentOf(o))})
}

// blockOrigin is an origin with the number of its intent.
type blockOrigin struct {
	block    string
	intentID int64
}

func (s *scroll) extraID(x extra) int64 {
	if x == (extra{}) {
		return 0
	}
	text, ok := s.texts[x]
	if !ok {
		if s.texts == nil {
			s.texts = map[extra]string{}
		}
		text = x.text()
		s.texts[x] = text
	}
	return s.details.id(text)
}

// String gives the packed records.
func (s *scroll) String() string {
	p := &s.whole
	p.reset()
	p.int(int64(len(s.steps.list)))
	for _, st := range s.steps.list {
		p.text(st.Action.String())
		p.text(st.Effect.String())
		p.text(st.Cause.String())
		p.text(st.Actor)
		p.text(st.Via.String())
	}
	p.int(int64(len(s.intents.list)))
	for _, i := range s.intents.list {
		p.text(i.team)
		p.text(i.definition)
		p.text(i.wish)
		p.flag(i.observed)
	}
	p.int(int64(len(s.origins.list)))
	for _, o := range s.origins.list {
		p.text(o.block)
		p.int(o.intentID)
	}
	p.texts(s.details.list)
	p.int(int64(s.n))
	p.b = append(p.b, s.records.b...)
	return string(p.b)
}

// scrollReader unpacks what a scroll packed.
type scrollReader struct {
	u       rowUnpacker
	rights  map[int64]*engine.RecordedRights
	steps   []engine.StepInfo
	origins []*engine.Origin
	extras  []extra
}

// readScroll gives the records of a document, in order.
func readScroll(document string, rights map[int64]*engine.RecordedRights) ([]record, error) {
	r := scrollReader{u: rowUnpacker{s: document}, rights: rights}
	if err := r.tables(); err != nil {
		return nil, err
	}
	records := make([]record, 0, r.u.count())
	for range cap(records) {
		rec, err := r.record()
		if err != nil {
			return nil, err
		}
		records = append(records, rec)
	}
	return records, r.u.err
}

func (r *scrollReader) tables() error {
	for range r.u.count() {
		step, err := readStep(&r.u)
		if err != nil {
			return err
		}
		r.steps = append(r.steps, step)
	}
	var intents []intent
	for range r.u.count() {
		intents = append(intents, intent{r.u.text(), r.u.text(), r.u.text(), r.u.flag()})
	}
	for range r.u.count() {
		block := r.u.text()
		shared, err := entry(intents, r.u.int(), "intent")
		if err != nil {
			return err
		}
		r.origins = append(r.origins, shared.origin(block))
	}
	for range r.u.count() {
		x, err := readExtra(r.u.text())
		if err != nil {
			return err
		}
		r.extras = append(r.extras, x)
	}
	return r.u.err
}

func readStep(u *rowUnpacker) (engine.StepInfo, error) {
	action, effect, cause, actor, via := u.text(), u.text(), u.text(), u.text(), u.text()
	if u.err != nil {
		return engine.StepInfo{Actor: actor}, u.err
	}
	return parseStep(action, effect, cause, actor, via)
}

func parseStep(action, effect, cause, actor, via string) (engine.StepInfo, error) {
	s := engine.StepInfo{Actor: actor}
	var err error
	if s.Action, err = engine.ParseAction(action); err != nil {
		return s, err
	}
	if s.Effect, err = engine.ParseEffect(effect); err != nil {
		return s, err
	}
	if s.Cause, err = engine.ParseCause(cause); err != nil {
		return s, err
	}
	s.Via, err = engine.ParseVia(via)
	return s, err
}

func (r *scrollReader) record() (record, error) {
	rec := record{email: r.u.text()}
	var err error
	if rec.step, err = entry(r.steps, r.u.int(), "step"); err != nil {
		return rec, err
	}
	if rec.before, err = r.grant(); err != nil {
		return rec, err
	}
	if rec.after, err = r.grant(); err != nil {
		return rec, err
	}
	rec.goneOn = engine.Date(r.u.int())
	if r.u.flag() {
		rec.wasGone = &engine.Gone{Person: engine.Nobody, On: engine.Date(r.u.int())}
		rec.wasGone.Origin, err = r.origin()
	}
	return rec, err
}

func (r *scrollReader) grant() (*engine.RecordedGrant, error) {
	if !r.u.flag() {
		return nil, r.u.err
	}
	id := r.u.int()
	g := &engine.RecordedGrant{
		Person: engine.Nobody, Rights: r.rights[id],
		Status: engine.Status(r.u.int()), Seat: engine.Seat(r.u.int()), Unlinked: r.u.flag(),
		Starts: engine.Date(r.u.int()), Expires: engine.Date(r.u.int()), RecordedOn: engine.Date(r.u.int()),
	}
	if g.Rights == nil {
		return nil, fmt.Errorf("history names rights %d, which are missing", id)
	}
	var err error
	if g.Origin, err = r.origin(); err != nil {
		return nil, err
	}
	if n := r.u.int(); n != 0 {
		var x extra
		x, err = entry(r.extras, n, "details")
		g.Details, g.Evidence = x.details, x.evidence
	}
	return g, err
}

func (r *scrollReader) origin() (*engine.Origin, error) {
	n := r.u.int()
	if n == 0 {
		return nil, r.u.err
	}
	return entry(r.origins, n, "origin")
}

// entry returns the n-th entry of a table, counted from 1.
func entry[T any](list []T, n int64, what string) (T, error) {
	if n < 1 || n > int64(len(list)) {
		var none T
		return none, fmt.Errorf("history is damaged: there is no %s %d", what, n)
	}
	return list[n-1], nil
}
