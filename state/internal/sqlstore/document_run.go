package sqlstore

import (
	"fmt"
	"strings"
	"time"

	"accredit/engine"
)

// The parts of runs: one document each, which says all of it.

type partDocument struct {
	Run        int64         `json:"run"`
	HubID      int64         `json:"hub_id"`
	Plan       string        `json:"plan"`
	Serial     int64         `json:"serial"`
	At         string        `json:"at"`
	By         string        `json:"by"`
	Reason     string        `json:"reason,omitempty"`
	GitCommit  string        `json:"git_commit,omitempty"`
	SubsetRule string        `json:"subset_rule"`
	Partners   int           `json:"partners"`
	Supers     int           `json:"supers"`
	Active     int           `json:"active"`
	Sets       []setDocument `json:"sets,omitempty"`
	// Rights are what its grants hold, each once, where the document is packed.
	Rights []rightsDocument `json:"rights,omitempty"`
	Steps  []stepDocument   `json:"steps"`
}

type stepDocument struct {
	Run    int64          `json:"run"`
	Seq    int32          `json:"seq"`
	Mark   string         `json:"mark"`
	Action string         `json:"action"`
	Effect string         `json:"effect"`
	Cause  string         `json:"cause"`
	Via    string         `json:"via,omitempty"`
	Email  string         `json:"email"`
	Actor  string         `json:"actor,omitempty"`
	Before *grantDocument `json:"before,omitempty"`
	After  *grantDocument `json:"after,omitempty"`
	Record *grantDocument `json:"record,omitempty"`
	Wanted []string       `json:"wanted,omitempty"`
	Due    string         `json:"due,omitempty"`

	Leaving      bool     `json:"leaving,omitempty"`
	LeavingRoles []string `json:"leaving_roles,omitempty"`

	State  string          `json:"state"`
	Serial int64           `json:"serial,omitempty"`
	Events []eventDocument `json:"events,omitempty"`
}

type grantDocument struct {
	Of         int              `json:"of,omitempty"` // which of Rights, from 1, instead of its own
	Set        *string          `json:"set,omitempty"`
	Unknown    bool             `json:"unknown,omitempty"`
	Levels     []string         `json:"levels,omitempty"`
	Status     string           `json:"status"`
	Seat       string           `json:"seat"`
	Unlinked   bool             `json:"unlinked,omitempty"`
	Starts     string           `json:"starts,omitempty"`
	Expires    string           `json:"expires,omitempty"`
	RecordedOn string           `json:"recorded_on,omitempty"`
	Details    *detailsDocument `json:"details,omitempty"`
	Origin     *originDocument  `json:"origin,omitempty"`
}

type originDocument struct {
	Block      string `json:"block,omitempty"`
	Team       string `json:"team,omitempty"`
	Definition string `json:"definition,omitempty"`
	Wish       string `json:"wish,omitempty"`
	Observed   bool   `json:"observed,omitempty"`
}

type eventDocument struct {
	At        string `json:"at"`
	Kind      string `json:"kind"`
	By        string `json:"by"`
	EnteredBy string `json:"entered_by,omitempty"`
	Because   string `json:"because,omitempty"`
	On        string `json:"on,omitempty"`
	Evidence  string `json:"evidence,omitempty"`
	Source    string `json:"source,omitempty"`
}

type evidenceDocument struct {
	Kind      string   `json:"kind"`
	At        string   `json:"at"`
	By        string   `json:"by,omitempty"`
	EnteredBy string   `json:"entered_by,omitempty"`
	Source    string   `json:"source,omitempty"`
	ToldOf    []string `json:"told_of,omitempty"`
	Step      string   `json:"step,omitempty"`
}

func documentOfPart(p *engine.RunPart) *partDocument {
	if p == nil {
		return nil
	}
	d := &partDocument{
		Run: p.Number, HubID: p.HubID, Plan: p.Plan, Serial: p.Serial, At: timeText(p.At), By: p.By, Reason: p.Reason,
		GitCommit: p.GitCommit, SubsetRule: p.SubsetRule.String(),
		Partners: p.Admins.Partners, Supers: p.Admins.Supers, Active: p.Admins.Active,
		Steps: make([]stepDocument, 0, len(p.Steps)),
	}
	for i := range p.Sets {
		d.Sets = append(d.Sets, *documentOfSet(&p.Sets[i]))
	}
	for i := range p.Steps {
		d.Steps = append(d.Steps, documentOfStep(&p.Steps[i]))
	}
	return d
}

func documentOfStep(s *engine.RunStep) stepDocument {
	d := stepDocument{
		Run: s.Run, Seq: s.Seq, Mark: s.Mark, Action: s.Action.String(), Effect: s.Effect.String(), Cause: s.Cause.String(), Via: s.Via.String(),
		Email: s.Email, Actor: s.Actor, Before: documentOfGrant(s.Before), After: documentOfGrant(s.After), Record: documentOfGrant(s.Record),
		Wanted: levelList(s.Wanted), Due: s.Due.String(), State: s.State.String(), Serial: s.Serial,
		Leaving: s.Leaving, LeavingRoles: s.LeavingRoles.Names(),
	}
	for _, e := range s.Events {
		d.Events = append(d.Events, eventDocument{timeText(e.At), e.Kind, e.By, e.EnteredBy, e.Because, e.On, e.Evidence.String(), e.Source})
	}
	return d
}

func documentOfGrant(g *engine.RecordedGrant) *grantDocument {
	if g == nil {
		return nil
	}
	d := &grantDocument{
		Set: &g.Rights.Set, Unknown: g.Rights.Unknown, Levels: levelList(g.Rights.Levels), Status: g.Status.String(), Seat: g.Seat.String(),
		Unlinked: g.Unlinked, Starts: g.Starts.String(), Expires: g.Expires.String(), RecordedOn: g.RecordedOn.String(),
	}
	if g.Details != nil || g.Evidence != nil {
		d.Details = documentOfDetails(g.Details, g.Evidence)
	}
	if o := g.Origin; o != nil {
		d.Origin = &originDocument{o.Block, o.Team, o.Definition, o.Wish, o.Observed}
	}
	return d
}

func documentOfEvidence(e *engine.Evidence) *evidenceDocument {
	if e == nil {
		return nil
	}
	return &evidenceDocument{e.Kind.String(), timeText(e.At), e.By, e.EnteredBy, e.Source, e.ToldOf, e.Step}
}

func (d *evidenceDocument) evidence() (*engine.Evidence, error) {
	if d == nil {
		return nil, nil
	}
	e := &engine.Evidence{By: d.By, EnteredBy: d.EnteredBy, Source: d.Source, ToldOf: d.ToldOf, Step: d.Step}
	var err error
	if e.Kind, err = engine.ParseEvidenceKind(d.Kind); err != nil {
		return nil, err
	}
	e.At, err = parseMoment(d.At)
	return e, err
}

// toldText writes evidence that is told and says nothing but when and by whom;
// other evidence is the empty text.
func toldText(e *engine.Evidence) string {
	if e == nil || e.Kind != engine.EvidenceTold || e.By == "" || e.EnteredBy != "" || e.Source != "" || len(e.ToldOf) > 0 || e.Step != "" {
		return ""
	}
	return e.At.UTC().Format(time.RFC3339Nano) + " " + e.By
}

// parseTold reads what toldText wrote.
func parseTold(text string) (*engine.Evidence, error) {
	moment, by, _ := strings.Cut(text, " ")
	at, err := time.Parse(time.RFC3339Nano, moment)
	if err != nil || by == "" {
		return nil, fmt.Errorf("%q does not say when and by whom it was told", text)
	}
	return &engine.Evidence{Kind: engine.EvidenceTold, At: at.UTC(), By: by}, nil
}

// parseMoment reads what timeText wrote.
func parseMoment(text string) (time.Time, error) {
	at, err := parseTime(text)
	if err != nil {
		return at, fmt.Errorf("%q is not a moment", text)
	}
	return at, nil
}

func (d *partDocument) part() (*engine.RunPart, error) {
	if d == nil {
		return nil, nil
	}
	p := &engine.RunPart{
		Run:   engine.Run{Number: d.Run, Plan: d.Plan, Serial: d.Serial, By: d.By, Reason: d.Reason, GitCommit: d.GitCommit},
		HubID: d.HubID, Admins: engine.AdminBounds{Partners: d.Partners, Supers: d.Supers, Active: d.Active},
		Steps: make([]engine.RunStep, len(d.Steps)),
	}
	var err error
	if p.At, err = parseMoment(d.At); err != nil {
		return nil, err
	}
	if p.SubsetRule, err = engine.ParseSubsetRule(d.SubsetRule); err != nil {
		return nil, err
	}
	for i := range d.Sets {
		set, err := d.Sets[i].set()
		if err != nil {
			return nil, err
		}
		p.Sets = append(p.Sets, *set)
	}
	of := make([]*engine.RecordedRights, len(d.Rights))
	for i := range d.Rights {
		if of[i], err = d.Rights[i].rights(p.Sets); err != nil {
			return nil, err
		}
	}
	for i := range d.Steps {
		if err := d.Steps[i].read(&p.Steps[i], of); err != nil {
			return nil, fmt.Errorf("step %d.%d: %w", d.Steps[i].Run, d.Steps[i].Seq, err)
		}
	}
	return p, nil
}

func (d *stepDocument) read(s *engine.RunStep, of []*engine.RecordedRights) error {
	*s = engine.RunStep{Run: d.Run, Seq: d.Seq, Mark: d.Mark, Email: d.Email, Actor: d.Actor, Serial: d.Serial, Leaving: d.Leaving}
	for _, name := range d.LeavingRoles {
		role, err := engine.ParseRole(name)
		if err != nil {
			return err
		}
		s.LeavingRoles |= role
	}
	info, err := parseStep(d.Action, d.Effect, d.Cause, d.Actor, d.Via)
	if err != nil {
		return err
	}
	s.Action, s.Effect, s.Cause, s.Via = info.Action, info.Effect, info.Cause, info.Via
	for _, g := range []struct {
		to  **engine.RecordedGrant
		doc *grantDocument
	}{{&s.Before, d.Before}, {&s.After, d.After}, {&s.Record, d.Record}} {
		if *g.to, err = g.doc.grant(of); err != nil {
			return err
		}
	}
	if len(d.Wanted) > 0 {
		if s.Wanted, err = levelsOf(d.Wanted); err != nil {
			return err
		}
	}
	if s.Due, err = engine.ParseDate(d.Due); err != nil {
		return err
	}
	if s.State, err = engine.ParseStepState(d.State); err != nil {
		return err
	}
	for _, e := range d.Events {
		at, err := parseMoment(e.At)
		if err != nil {
			return err
		}
		is := engine.StepEvent{At: at, Kind: e.Kind, By: e.By, EnteredBy: e.EnteredBy, Because: e.Because, On: e.On, Source: e.Source}
		if is.Evidence, err = engine.ParseEvidenceKind(e.Evidence); err != nil {
			return err
		}
		s.Events = append(s.Events, is)
	}
	return nil
}

func (d *grantDocument) grant(of []*engine.RecordedRights) (*engine.RecordedGrant, error) {
	if d == nil {
		return nil, nil
	}
	rights, err := d.rights(of)
	if err != nil {
		return nil, err
	}
	g := &engine.RecordedGrant{Person: engine.Nobody, Rights: rights, Unlinked: d.Unlinked}
	if g.Status, err = engine.ParseStatus(d.Status); err != nil {
		return nil, err
	}
	if g.Seat, err = engine.ParseSeat(d.Seat); err != nil {
		return nil, err
	}
	for _, date := range []struct {
		to   *engine.Date
		text string
	}{{&g.Starts, d.Starts}, {&g.Expires, d.Expires}, {&g.RecordedOn, d.RecordedOn}} {
		if *date.to, err = engine.ParseDate(date.text); err != nil {
			return nil, err
		}
	}
	if d.Details != nil {
		if g.Details, g.Evidence, err = d.Details.details(); err != nil {
			return nil, err
		}
	}
	if o := d.Origin; o != nil {
		g.Origin = &engine.Origin{Block: o.Block, Team: o.Team, Definition: o.Definition, Wish: o.Wish, Observed: o.Observed}
	}
	return g, nil
}
