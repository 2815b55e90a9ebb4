package statetest

import (
	"errors"
	"testing"

	"accredit/engine"
	"accredit/state"
)

// testClosedPart writes to a part that is closed, twice from one reading: what the
// first said is not lost to the second, who is told.
func testClosedPart(t *testing.T, place Place) {
	s, other := place(t, 0), place(t, 0)
	apply(t, s, state.Revision{}, Small())
	p := &engine.RunPart{Run: engine.Run{Number: 1, Plan: "sha256:x", At: noon, By: "ann@northwind.example"}, HubID: 7,
		Steps: []engine.RunStep{{Run: 1, Seq: 1, Mark: "3fa9", Action: engine.ActionAdd, Effect: engine.Expands, Cause: engine.CauseConfig,
			Email: "ben@northwind.example", Actor: "ann@northwind.example", State: engine.StepCanceled}}}
	apply(t, s, state.Revision{}, &engine.Changes{Parts: []engine.RunPartChange{{After: p}}})
	say := func(s state.Store, on *engine.RunPart, what string) error {
		after := on.Clone()
		after.Steps[0].Events = append(after.Steps[0].Events, engine.StepEvent{At: noon, Kind: engine.EventSaid, By: "ann@northwind.example", Because: what})
		_, err := s.Apply(t.Context(), state.Revision{At: noon, Kind: state.KindStep}, always(&engine.Changes{Parts: []engine.RunPartChange{{Before: on, After: after}}}))
		return err
	}
	if err := say(s, p, "first"); err != nil {
		t.Fatal(err)
	}
	if err := say(other, p, "second"); !errors.Is(err, state.ErrMoved) {
		t.Errorf("written over what was said: %v, want ErrMoved", err)
	}
	all, err := other.Runs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := say(other, &all[0], "second"); err != nil {
		t.Fatal(err)
	}
	if all, err = s.Runs(t.Context()); err != nil || len(all) != 1 || len(all[0].Steps[0].Events) != 2 {
		t.Errorf("%+v, %v: want two events", all, err)
	}
	sound(t, s)
}
