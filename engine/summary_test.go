package engine

import "testing"

func TestSummary(t *testing.T) {
	p := &Plan{
		Clients: make([]PlanClient, 3), Effect: Both, HeldBack: 4, Kept: make([]Kept, 1), Waiting: make([]Waiting, 2),
		Steps: []Step{
			{Client: Nobody, Action: ActionRecord}, {Client: 0, Action: ActionAdd}, {Client: 0, Action: ActionAdd}, {Client: 2, Action: ActionRemove},
		},
		Violations: []Finding{{}, {Overridden: true}},
		Warnings:   make([]Finding, 3),
	}
	s := p.Summary()
	if s.Clients != 2 || s.Violations != 1 || s.Warnings != 3 || s.Kept != 1 || s.Waiting != 2 || s.HeldBack != 4 || s.Effect != Both {
		t.Errorf("got %+v", s)
	}
	if s.Actions[ActionAdd] != 2 || s.Actions[ActionRemove] != 1 || s.Actions[ActionRecord] != 1 || len(s.Actions) != len(Actions()) {
		t.Errorf("actions are %v", s.Actions)
	}
}
