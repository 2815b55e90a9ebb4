package engine

import (
	"testing"
	"time"
)

// A removal is known as the step of the run is that made it: no grant is left
// that could say so. A claim that was refused is told, and settles nothing.
func TestEventsOfRuns(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	before := &RunPart{Run: Run{Number: 7}, HubID: 42, Steps: []RunStep{{Run: 7, Seq: 1, Email: "bob@x.example", Actor: "maria@x.example"}, {Run: 7, Seq: 2, Email: "eve@x.example"}}}
	after := before.Clone()
	after.Steps[0].State = StepDone
	after.Steps[0].Events = []StepEvent{{At: at, Kind: "done", By: "maria@x.example", Because: "SOW-1", Evidence: EvidenceTold}}
	after.Steps[1].Events = []StepEvent{{At: at, Kind: EventSaid, By: "eve@x.example", Because: "done"}}
	c := &Changes{
		Grants: []GrantChange{{HubID: 42, Email: "bob@x.example", Step: StepInfo{Action: ActionRemove}, Before: &RecordedGrant{Rights: &RecordedRights{Set: "editor"}}}},
		Parts:  []RunPartChange{{Before: before, After: after}},
	}
	events := EventsOf(c, &Access{})
	if len(events) != 3 {
		t.Fatalf("%d events, want 3: %+v", len(events), events)
	}
	if e := events[0].Evidence; e == nil || e.Kind != EvidenceTold || e.By != "maria@x.example" || e.Step != "7.1" {
		t.Errorf("the removal is known by %+v", e)
	}
	for i, want := range []string{"task 7.1 done", "task 7.2 said"} {
		if e := events[1+i]; e.Kind != EventRun || e.HubID != 42 || e.Run.Words() != want {
			t.Errorf("event %d is %+v, want %q", 1+i, e.Run, want)
		}
	}
	opened := EventsOf(&Changes{Parts: []RunPartChange{{After: before}}}, &Access{})
	if len(opened) != 1 || opened[0].Run.Words() != "run 7 opened" || !opened[0].Came {
		t.Errorf("opening tells %+v", opened)
	}
}
