package render_test

import (
	"fmt"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/render"
)

// Who goes is named before the many who come, names are bounded and escaped.
func TestObservedIsBounded(t *testing.T) {
	grant := &engine.RecordedGrant{Rights: engine.NewRecordedRights("view_only", false, nil, nil)}
	changes := &engine.Changes{}
	for hub := int64(1); hub <= 60; hub++ {
		changes.Clients = append(changes.Clients, engine.ClientChange{After: &engine.RecordedClient{Client: engine.Client{HubID: hub, Name: "Clíent\x1b"}}})
		changes.Grants = append(changes.Grants, engine.GrantChange{HubID: hub, Email: fmt.Sprintf("p%d@x.example", hub), After: grant})
	}
	changes.Grants = append(changes.Grants, engine.GrantChange{HubID: 30, Email: "gone@x.example", Before: grant})
	var b strings.Builder
	if err := render.Observed(&b, &engine.Access{}, changes); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{
		"Clíent\\u{1b} (1): 1 comes\n  + p1@x.example  view_only\n",
		"Clíent\\u{1b} (30): 1 comes, 1 goes\n  - gone@x.example  view_only\n",
		"and 20 more: 20 come\nOnly 20 of 61 differences are named.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	if strings.Contains(text, "p20@x.example") || strings.Contains(text, "\x1b") {
		t.Errorf("too much:\n%s", text)
	}
}
