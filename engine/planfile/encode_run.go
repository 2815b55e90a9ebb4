package planfile

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/runs"
)

// Runs as JSON (docs/interface.md, docs/runs.md).

const (
	runSchema  = "accredit.run/v1"
	runsSchema = "accredit.runs/v1"
)

type runDoc struct {
	Schema  string         `json:"schema"`
	Number  int64          `json:"number"`
	State   stateDoc       `json:"state"`
	Plan    string         `json:"plan"`
	Opened  openedDoc      `json:"opened"`
	Status  string         `json:"status" enum:"open|closed"`
	Summary map[string]int `json:"summary"`
	Steps   []runStepDoc   `json:"steps"`
}

type openedDoc struct {
	At     string `json:"at"`
	By     string `json:"by"`
	Reason string `json:"reason"`
	Commit string `json:"commit"`
	Dirty  bool   `json:"dirty"`
}

type runStepDoc struct {
	ID          string                `json:"id"`
	Mark        string                `json:"mark"`
	Client      string                `json:"client"`
	HubID       int64                 `json:"hub_id"`
	Seq         int32                 `json:"seq"`
	Action      string                `json:"action"`
	Person      string                `json:"person"`
	Email       string                `json:"email"`
	Actor       string                `json:"actor"`
	Via         string                `json:"via"`
	State       string                `json:"state" enum:"step_state"`
	Ready       bool                  `json:"ready"`
	WaitsFor    []string              `json:"waits_for"`
	BlockedBy   []string              `json:"blocked_by"`
	Blocked     string                `json:"blocked,omitempty"`
	Due         string                `json:"due"`
	Overdue     int                   `json:"overdue_days,omitempty"`
	Before      *recordedDoc          `json:"before"`
	After       *recordedDoc          `json:"after"`
	Permissions []permissionChangeDoc `json:"permissions"`
	Clicks      string                `json:"clicks"`
	Group       int                   `json:"group"`
	Edit        []string              `json:"edit,omitempty"` // ids of the steps that one act makes, this one included
	Events      []runEventDoc         `json:"events"`
	Evidence    *evidenceDoc          `json:"evidence"`
}

// recordedDoc is one side of a step of a run. Rights are all levels.
type recordedDoc struct {
	PermissionSet string            `json:"permission_set"`
	Status        string            `json:"status"`
	Seat          string            `json:"seat"`
	Unknown       bool              `json:"unknown,omitempty"`
	Teams         []string          `json:"teams,omitempty"`
	Starts        string            `json:"starts,omitempty"`
	Expires       string            `json:"expires,omitempty"`
	Rights        map[string]string `json:"rights"`
}

type runEventDoc struct {
	At        string `json:"at"`
	By        string `json:"by"`
	EnteredBy string `json:"entered_by"`
	State     string `json:"state"`
	Reason    string `json:"reason"`
	On        string `json:"on,omitempty"`
	Source    string `json:"source,omitempty"`
}

type evidenceDoc struct {
	Kind      string   `json:"kind" enum:"evidence"`
	At        string   `json:"at"`
	By        string   `json:"by"`
	EnteredBy string   `json:"entered_by"`
	Source    string   `json:"source"`
	ToldOf    []string `json:"told_of"`
	Step      string   `json:"step"`
}

func newEvidenceDoc(e *engine.Evidence) *evidenceDoc {
	if e == nil {
		return nil
	}
	return &evidenceDoc{e.Kind.String(), momentText(e.At), e.By, e.EnteredBy, e.Source, listed(e.ToldOf), e.Step}
}

// EvidenceDoc is how something is known, in JSON.
type EvidenceDoc = evidenceDoc

// Evidence is the JSON of how something is known: null where nothing is.
func Evidence(e *engine.Evidence) *EvidenceDoc { return newEvidenceDoc(e) }

func momentText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// EncodeRun writes one run.
func EncodeRun(w io.Writer, v *runs.View, c *engine.Catalogue) error {
	return encodeIndented(w, newRunDoc(v, c))
}

type runsDocument struct {
	Schema string   `json:"schema"`
	Runs   []runDoc `json:"runs"`
}

// EncodeRuns writes several runs.
func EncodeRuns(w io.Writer, list []runs.View, c *engine.Catalogue) error {
	doc := runsDocument{runsSchema, []runDoc{}}
	for i := range list {
		doc.Runs = append(doc.Runs, newRunDoc(&list[i], c))
	}
	return encodeIndented(w, doc)
}

// EncodeValue writes any value as JSON that does nothing to a terminal: for
// answers that have no document of their own.
func EncodeValue(w io.Writer, v any) error { return encodeIndented(w, v) }

func encodeIndented(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(harmless(b.Bytes()))
	return err
}

func newRunDoc(v *runs.View, c *engine.Catalogue) runDoc {
	commit, dirty := strings.CutSuffix(v.GitCommit, engine.CommitDirty)
	doc := runDoc{
		Schema: runSchema, Number: v.Number, State: stateDoc{Lineage: v.Lineage, Serial: v.Serial}, Plan: v.Plan,
		Opened: openedDoc{momentText(v.Run.At), v.By, v.Reason, commit, dirty}, Status: "closed", Summary: map[string]int{}, Steps: []runStepDoc{},
	}
	if v.IsOpen() {
		doc.Status = "open"
	}
	states, unseen := v.Summary()
	for _, s := range engine.StepStates() {
		doc.Summary[s.String()] = states[s]
	}
	doc.Summary["unseen"] = unseen
	groups := map[string]int{}
	for i := range v.Tasks {
		t := &v.Tasks[i]
		key := t.Dialog()
		if groups[key] == 0 {
			groups[key] = len(groups) + 1
		}
		doc.Steps = append(doc.Steps, newRunStepDoc(t, c, groups[key]))
	}
	return doc
}

func newRunStepDoc(t *runs.Task, c *engine.Catalogue, group int) runStepDoc {
	s := t.Step
	clicks, _ := t.Clicks()
	doc := runStepDoc{
		ID: s.ID(), Mark: s.Mark, Client: t.Client, HubID: t.HubID, Seq: s.Seq, Action: s.Action.String(), Person: s.Email, Email: s.Email,
		Actor: s.Actor, Via: t.Via.String(), State: s.State.String(), Ready: t.Ready, WaitsFor: listed(t.WaitsFor), BlockedBy: listed(t.BlockedBy),
		Blocked: t.Blocked, Due: s.Due.String(), Overdue: t.Overdue, Before: newRecordedDoc(c, s.Before), After: newRecordedDoc(c, s.After),
		Permissions: newPermissionChangeDocs(t.Permissions(c)), Clicks: clicks, Group: group, Edit: t.Edit, Events: []runEventDoc{}, Evidence: newEvidenceDoc(t.Evidence),
	}
	if t.Person != nil {
		doc.Person = t.Person.Label()
	}
	for _, e := range s.Events {
		doc.Events = append(doc.Events, runEventDoc{momentText(e.At), e.By, e.EnteredBy, e.Kind, e.Because, e.On, e.Source})
	}
	return doc
}

func newRecordedDoc(c *engine.Catalogue, g *engine.RecordedGrant) *recordedDoc {
	if g == nil {
		return nil
	}
	is := c.Grant(g, 0)
	doc := &recordedDoc{
		PermissionSet: g.Rights.Set, Status: g.Status.String(), Seat: g.Seat.String(), Unknown: g.Rights.Unknown,
		Teams: engine.DetailsOf(g.Details).Teams, Starts: g.Starts.String(), Expires: g.Expires.String(), Rights: map[string]string{},
	}
	if !g.Rights.Unknown {
		doc.Rights = levelMap(engine.LevelsOf(c, is.Rights))
	}
	return doc
}
