package engine_test

import (
	"testing"
	"time"

	"accredit/engine"
)

// What was refused is settled by what happens to the same person there later,
// under whatever e-mail.
func TestUnsettledClaims(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 21, hour, 0, 0, 0, time.UTC) }
	const was, is = "bob@northwind.example", "robert@northwind.example"
	grant := engine.RecordedGrant{Rights: &engine.RecordedRights{Set: "reader"}}
	event := func(kind string, hour int) engine.StepEvent { return engine.StepEvent{At: at(hour), Kind: kind} }
	for name, test := range map[string]struct {
		later  engine.RunStep // of another run
		change func(*engine.RecordedClient)
		want   int
	}{
		"nothing":          {want: 1},
		"done later":       {later: engine.RunStep{Email: is, Events: []engine.StepEvent{event("done", 11)}}},
		"done before":      {later: engine.RunStep{Email: is, Events: []engine.StepEvent{event("done", 9)}}, want: 1},
		"taken back":       {later: engine.RunStep{Email: was, Events: []engine.StepEvent{event(engine.EventUndone, 11)}}},
		"observed":         {later: engine.RunStep{Email: is, Events: []engine.StepEvent{event(engine.EventSettled, 11)}}},
		"of somebody else": {later: engine.RunStep{Email: "eve@northwind.example", Events: []engine.StepEvent{event("done", 11)}}, want: 1},
		"canceled later":   {later: engine.RunStep{Email: is, Events: []engine.StepEvent{event("canceled", 11)}}, want: 1},
		"recorded anew": {change: func(c *engine.RecordedClient) {
			c.Grants[0].Evidence = &engine.Evidence{Kind: engine.EvidenceSeen, At: at(11)}
		}},
		"recorded before": {change: func(c *engine.RecordedClient) {
			c.Grants[0].Evidence = &engine.Evidence{Kind: engine.EvidenceSeen, At: at(9)}
		}, want: 1},
		"recorded as gone later": {change: func(c *engine.RecordedClient) {
			c.Grants, c.Gone = nil, []engine.Gone{{Person: 0, On: engine.DateOf(at(24))}}
		}},
		"gone on that day": {change: func(c *engine.RecordedClient) {
			c.Grants, c.Gone = nil, []engine.Gone{{Person: 0, On: engine.DateOf(at(9))}}
		}, want: 1},
	} {
		client := engine.RecordedClient{Client: engine.Client{HubID: 7}, Grants: []engine.RecordedGrant{grant}}
		if test.change != nil {
			test.change(&client)
		}
		a := &engine.Access{People: []engine.Person{{Email: is, FormerEmails: []string{was}}}, Clients: []engine.RecordedClient{client}}
		said := engine.RunStep{Run: 1, Seq: 1, Email: was, After: &grant, Events: []engine.StepEvent{event("open", 8), event(engine.EventSaid, 10)}}
		parts := []engine.RunPart{{HubID: 7, Steps: []engine.RunStep{said}}, {HubID: 7, Steps: []engine.RunStep{test.later}}}
		if got := len(engine.UnsettledClaims(a, parts)); got != test.want {
			t.Errorf("%s: %d claims are not settled, want %d", name, got, test.want)
		}
	}
}
