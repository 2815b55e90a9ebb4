package engine

import (
	"fmt"
	"strconv"
)

// RunEvent is what happened to a run or to one of its steps.
type RunEvent struct {
	ID string // of the step, like 7.12; of a run that was opened its number
	StepEvent
	Actor string // who makes the step
}

// EventOpened is the kind of the event of a run that was opened in a client.
const EventOpened = "opened"

// runEvents tells what changed in a part of a run, step by step.
func runEvents(c *RunPartChange) []Event {
	if c.After == nil {
		return nil
	}
	var events []Event
	if c.Before == nil || c.Before.Number != c.After.Number {
		events = append(events, openedEvent(c.After))
	}
	for i := range c.After.Steps {
		step := &c.After.Steps[i]
		known := 0
		if c.Before != nil {
			if was := c.Before.Find(step.Run, step.Seq); was != nil {
				known = len(was.Events)
			}
		}
		for j := known; j < len(step.Events); j++ {
			if step.Events[j].Kind != StepOpen.String() {
				events = append(events, stepEvent(c.After.HubID, step, &step.Events[j]))
			}
		}
	}
	return events
}

func openedEvent(p *RunPart) Event {
	e := Event{Kind: EventRun, HubID: p.HubID, Came: true}
	e.Run = &RunEvent{ID: strconv.FormatInt(p.Number, 10), StepEvent: StepEvent{At: p.At, Kind: EventOpened, By: p.By, Because: p.Reason}}
	e.differ("steps", "", strconv.Itoa(len(p.Steps)))
	return e
}

func stepEvent(hubID int64, s *RunStep, what *StepEvent) Event {
	return Event{Kind: EventRun, HubID: hubID, Email: s.Email, Run: &RunEvent{s.ID(), *what, s.Actor}}
}

// tellEvidence says where the same access came to be known better.
func (e *Event) tellEvidence(c *GrantChange) {
	if c.Before == nil || c.After == nil || c.Before.Evidence == nil || c.After.Evidence == nil || c.Step.Action != NoAction {
		return
	}
	e.differ("evidence", c.Before.Evidence.Kind.String(), c.After.Evidence.Kind.String())
}

// Words says what happened: opened, done, failed, canceled, undone or said.
func (r *RunEvent) Words() string {
	if r.Kind == EventOpened {
		return fmt.Sprintf("run %s opened", r.ID)
	}
	return fmt.Sprintf("task %s %s", r.ID, r.Kind)
}
