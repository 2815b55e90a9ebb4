package runs_test

import (
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/runs"
)

// Teams are said where a step changes them: in the account's own settings, since
// the Client Access Manager has none. People with other teams are another dialog.
func TestClicksOfTeams(t *testing.T) {
	grant := func(set string, teams ...string) *engine.RecordedGrant {
		return &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: set}, Details: &engine.Details{Teams: teams}}
	}
	task := func(via engine.Via, action engine.Action, before, after *engine.RecordedGrant) *runs.Task {
		s := &engine.RunStep{Action: action, Email: "bob@x.example", Actor: "ann@x.example", Via: via, Before: before, After: after}
		return &runs.Task{Standing: runs.Standing{Step: s, Via: via}, Name: "Acme", HubID: 7}
	}
	then := " Then: Client account Acme > Settings > Users & Teams > bob@x.example. Main team: North. Additional teams: South. Save."
	for _, test := range []struct {
		task *runs.Task
		want string // the end of the clicks
	}{
		{task(engine.ViaClientAccessManager, engine.ActionAdd, nil, grant("reader", "North", "South")), "Add employees." + then},
		{task(engine.ViaClientAccessManager, engine.ActionAdd, nil, grant("reader")), "Add employees."},
		{task(engine.ViaClientAccount, engine.ActionAdd, nil, grant("reader", "North")), "Permissions: reader. Main team: North. Send."},
		{task(engine.ViaClientAccount, engine.ActionChange, grant("reader", "South"), grant("reader", "North")), "Permissions: reader. Main team: North. Save."},
		{task(engine.ViaClientAccessManager, engine.ActionChange, grant("reader", "North"), grant("writer", "North")), "Change permission set. writer. Confirm."},
	} {
		if clicks, _ := test.task.Clicks(); !strings.HasSuffix(clicks, test.want) {
			t.Errorf("got %q, want it to end with %q", clicks, test.want)
		}
	}
	north, south := task(engine.ViaClientAccessManager, engine.ActionAdd, nil, grant("reader", "North")), task(engine.ViaClientAccessManager, engine.ActionAdd, nil, grant("reader", "South"))
	if north.Dialog() == south.Dialog() {
		t.Error("people with other teams are in one dialog")
	}
}
