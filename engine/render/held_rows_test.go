package render

import (
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

// What a step leaves out is said once for all of which the same is to be said.
func TestHeldRows(t *testing.T) {
	kept := engine.PermissionChange{Permission: "crm.export", Before: "on", After: "on", Wanted: "off"}
	lacking := engine.PermissionChange{Permission: "reports.access", Before: "off", After: "off", Wanted: "on"}
	partly := engine.PermissionChange{Permission: "crm.deals.edit", Before: "own", After: "team", Wanted: "all"}
	cases := map[string]struct {
		changes []engine.PermissionChange
		actor   string
		want    []string
	}{
		"one that the actor lacks": {[]engine.PermissionChange{lacking}, "pat@x.example",
			[]string{"not given: reports.access (pat@x.example does not have it; HubSpot drops it silently)"}},
		"several that nobody has": {[]engine.PermissionChange{lacking, partly}, "",
			[]string{"not given: reports.access, crm.deals.edit all (no admin of ours there has them; HubSpot drops them silently)"}},
		"what stays": {[]engine.PermissionChange{kept}, "pat@x.example",
			[]string{"stays on: crm.export (no admin of ours there can take it away)"}},
		"nothing": {[]engine.PermissionChange{{Permission: "crm.export", Before: "off", After: "on"}}, "pat@x.example", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range heldRows(c.changes, c.actor, false) {
				got = append(got, r.text)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A name of a client is replaced where it stands as a word, and the finding is
// said once.
func TestFindingsAreGrouped(t *testing.T) {
	p := &engine.Plan{Clients: []engine.PlanClient{
		{Client: engine.Client{HubID: 7, Name: "Acme", Address: "client.acme"}},
		{Client: engine.Client{HubID: 8, Name: "Acme Two", Address: "client.two"}},
		{Client: engine.Client{HubID: 9, Name: "In", Address: "client.in"}},
	}}
	say := func(client int32, name, id string) engine.Finding {
		return engine.Finding{Rule: "actor", Client: client, Person: engine.Nobody, Message: "Nobody in " + name + " acts.", Hint: "Write removed { hub_id = " + id + " }."}
	}
	got := groupedFindings(p, []engine.Finding{say(0, "Acme", "7"), say(1, "Acme Two", "8"), say(2, "In", "9"), {Rule: "actor", Client: 0, Person: engine.Nobody, Message: "Acmeville"}})
	want := []engine.Finding{
		{Rule: "actor", Client: engine.Nobody, Person: engine.Nobody,
			Message: "3 clients (client.acme, client.two, client.in): Nobody there acts.", Hint: "Write removed { hub_id = ... }."},
		{Rule: "actor", Client: 0, Person: engine.Nobody, Message: "Acmeville"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
