package planfile

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"accredit/engine"
)

// TestHistory: what is written is JSON with every value as it was, hostile
// ones included, and each revision is written as it comes.
func TestHistory(t *testing.T) {
	hostile := "\"}]</script>\x1b[31m\u202e\n=1"
	entry := engine.HistoryEntry{
		Serial: 2, At: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Kind: "apply", Who: hostile, Reason: hostile, Overrides: []string{"protected"},
		Grants: 3, Events: []engine.Event{
			{Kind: engine.EventGrant, HubID: 7, Client: hostile, Email: hostile, Came: true, Step: engine.StepInfo{Action: engine.ActionAdd, Effect: engine.Expands, Actor: hostile},
				Fields: []engine.Field{{Name: "permission_set", After: hostile}}, Permissions: []engine.PermissionChange{{Permission: hostile, Before: "off", After: "on"}}},
			{Kind: engine.EventPerson, Email: "ann@x.example"},
		},
	}
	var b bytes.Buffer
	h := EncodeHistory(&b, "3f0c")
	for range 2 {
		if err := h.Entry(&entry); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schema, Lineage string
		Revisions       []revisionDoc
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if got.Schema != historySchema || got.Lineage != "3f0c" || len(got.Revisions) != 2 {
		t.Fatalf("%+v", got)
	}
	r := got.Revisions[1]
	if r.Who != hostile || r.At != "2026-11-21T09:00:00Z" || len(r.Changes) != 2 || r.Skipped == nil {
		t.Errorf("%+v", r)
	}
	c := r.Changes[0]
	if c.Change != "added" || c.Action != "add" || c.Effect != "expands" || *c.Actor != hostile || c.Fields[0].After != hostile || c.Permissions[0].Permission != hostile {
		t.Errorf("%+v", c)
	}
	if c := r.Changes[1]; c.Action != "" || c.Actor != nil || c.Fields == nil || c.Permissions == nil {
		t.Errorf("%+v", c)
	}
	for _, c := range b.Bytes() {
		if c < ' ' && c != '\n' {
			t.Fatalf("control byte %#x is printed", c)
		}
	}
}
