package engine

import (
	"testing"
	"time"
)

// TestEvidenceOfChanges: a change is known as its grant's new evidence says, and
// a removal as the step of the run says; what stood there before says nothing.
func TestEvidenceOfChanges(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	told := &Evidence{Kind: EvidenceTold, At: at, By: "maria@x.example", Step: "7.1"}
	copied := *told
	rights := recordedLevels("x")
	was, is := &RecordedGrant{Rights: rights}, &RecordedGrant{Rights: rights, Status: Deactivated, Evidence: told}
	noted := &RecordedGrant{Rights: rights, Status: Deactivated, Evidence: &copied, Expires: 5}
	step := RunStep{Run: 7, Seq: 2, Email: "ann@x.example", Before: noted}
	done := step
	done.State, done.Events = StepDone, []StepEvent{{At: at, Kind: "done", By: "bob@x.example", Evidence: EvidenceTold}}
	parts := []RunPartChange{{Before: &RunPart{HubID: 7, Steps: []RunStep{step}}, After: &RunPart{HubID: 7, Steps: []RunStep{done}}}}
	back := []RunPartChange{{Before: parts[0].After, After: parts[0].Before}}
	already := []RunPartChange{{Before: parts[0].After, After: parts[0].After}}
	for name, c := range map[string]struct {
		before, after *RecordedGrant
		parts         []RunPartChange
		hub           int64
		madeBy        string
		known         bool
	}{
		"a step":                   {was, is, nil, 7, "maria@x.example", true},
		"a note beside":            {is, noted, nil, 7, "", false},
		"nothing known":            {was, &RecordedGrant{Rights: rights, Expires: 5}, nil, 7, "", false},
		"a removal of a run":       {noted, nil, parts, 7, "bob@x.example", true},
		"a removal taken back":     {nil, noted, back, 7, "", false},
		"a removal elsewhere":      {noted, nil, parts, 8, "", false},
		"a removal by an old step": {noted, nil, already, 7, "", false},
		"a removal without a run":  {noted, nil, nil, 7, "", false},
	} {
		changes := &Changes{Grants: []GrantChange{{HubID: c.hub, Email: "ann@x.example", Before: c.before, After: c.after}}, Parts: c.parts}
		var got *Evidence
		for _, e := range EventsOf(changes, &Access{}) {
			if e.Kind == EventGrant {
				got = e.Evidence
			}
		}
		if (got != nil) != c.known || got.MadeBy() != c.madeBy {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestMadeBy: only of a step of a run, and only of who said it themselves.
func TestMadeBy(t *testing.T) {
	for _, c := range []struct {
		is   *Evidence
		want string
	}{
		{nil, ""},
		{&Evidence{Kind: EvidenceTold, By: "maria"}, ""},
		{&Evidence{Kind: EvidenceSeen, By: "maria", Step: "7.1"}, ""},
		{&Evidence{Kind: EvidenceTold, By: "maria", Step: "7.1"}, "maria"},
	} {
		if got := c.is.MadeBy(); got != c.want {
			t.Errorf("%+v: made by %q, want %q", c.is, got, c.want)
		}
	}
}
