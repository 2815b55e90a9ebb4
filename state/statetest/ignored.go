package statetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"accredit/engine"
	"accredit/state"
)

// ignored makes changes of ignored differences: a new one, another decision on
// one that is there, one that is dropped.
func (g *generator) ignored(m *Model) []engine.IgnoreChange {
	g.next++
	fresh := engine.Ignored{
		HubID: int64(g.IntN(3)), Email: g.pick([]string{"", "ann@northwind.example", "zoë@x.example"}), Digest: fmt.Sprintf("sha256:%d", g.next),
		Until: g.date(), On: g.date(), Who: "ops", Because: "\"quoted\" <b>\n5:x ümlaut",
	}
	list := []engine.IgnoreChange{{After: &fresh}}
	for i, name := range slices.SortedFunc(maps.Keys(m.Ignored), engine.CompareIgnored) {
		before := m.Ignored[name]
		switch g.IntN(4) {
		case 0:
			list = append(list, engine.IgnoreChange{Before: &before})
		case 1:
			after := before
			after.Until, after.Because = g.date(), fmt.Sprint(i)
			list = append(list, engine.IgnoreChange{Before: &before, After: &after})
		}
	}
	return list
}

// testIgnored writes a decision, finds it again, and in history by client and
// by person, who need not be recorded.
func testIgnored(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	decided := engine.Ignored{HubID: 99, Email: "stranger@northwind.example", Digest: "sha256:x", Until: 740100, On: 740000, Who: "ops", Because: "asked"}
	apply(t, s, state.Revision{Kind: state.KindIgnore}, &engine.Changes{Ignored: []engine.IgnoreChange{{After: &decided}}})
	if got := read(t, s).Ignored; len(got) != 1 || got[0] != decided {
		t.Fatalf("read %+v", got)
	}
	for _, f := range []state.Filter{{HubIDs: []int64{99}}, {Emails: []string{decided.Email}}, {HubIDs: []int64{99}, Emails: []string{decided.Email}}} {
		if got := serials(t, s, f); !slices.Equal(got, []int64{2}) {
			t.Errorf("history by %+v: %v", f, got)
		}
	}
	for what, c := range map[string]engine.IgnoreChange{
		"it is there already": {After: &decided}, "it is not there": {Before: &engine.Ignored{Digest: "y"}}, "it says nothing": {},
	} {
		_, err := s.Apply(t.Context(), state.Revision{At: noon}, always(&engine.Changes{Ignored: []engine.IgnoreChange{c}}))
		if !errors.Is(err, state.ErrMismatch) {
			t.Errorf("%s: %v, want ErrMismatch", what, err)
		}
	}
	apply(t, s, state.Revision{}, &engine.Changes{Ignored: []engine.IgnoreChange{{Before: &decided}}})
	if a, err := s.ReadAt(t.Context(), 2); err != nil || len(a.Ignored) != 1 || len(read(t, s).Ignored) != 0 {
		t.Errorf("after it was dropped: %v, now %v, %v", a, read(t, s).Ignored, err)
	}
	sound(t, s)
}
