package planfile

import (
	"bufio"
	"io"
	"time"

	"accredit/engine"
)

// bufferSize is how much of a document is collected before it is written.
const bufferSize = 64 << 10

// Encode writes the plan as JSON, version being that of the program. It holds
// one step in memory at a time.
func Encode(w io.Writer, p *engine.Plan, version string) error {
	b := bufio.NewWriterSize(w, bufferSize)
	if err := encodeOpen(b, p, version); err != nil {
		return err
	}
	if _, err := b.WriteString("\n}\n"); err != nil {
		return err
	}
	return b.Flush()
}

// encodeOpen writes the plan up to its last field, without the end of the
// object, so that a digest can follow.
func encodeOpen(w io.Writer, p *engine.Plan, version string) error {
	d := newDocument(w)
	e := newPlanEncoder(p, d)
	d.open("{")
	e.head(version)
	e.tables()
	d.openField("causes", "[")
	for i := range p.Causes {
		d.element(newCauseDoc(&p.Causes[i]))
	}
	d.close("]")
	d.openField("steps", "[")
	for i := range p.Steps {
		d.element(e.step(&p.Steps[i]))
	}
	d.close("]")
	e.rest()
	e.facts()
	return d.err
}

// planEncoder converts the values of one plan to those of the document.
type planEncoder struct {
	*engine.Plan
	d       *document
	changes *engine.PermissionLister
}

func newPlanEncoder(p *engine.Plan, d *document) *planEncoder {
	return &planEncoder{p, d, engine.NewPermissionLister(p)}
}

// head writes what identifies the plan, and its totals.
func (e *planEncoder) head(version string) {
	d := e.d
	d.field("schema", planSchema)
	d.field("version", version)
	d.field("as_of", e.AsOf.UTC().Format(time.RFC3339Nano))
	d.field("config", configDoc{Digest: e.ConfigDigest, Catalogue: e.Catalogue.Version})
	d.field("state", stateDoc{Lineage: e.Lineage, Serial: e.Serial, Hash: e.StateHash})
	d.field("agency", agencyDoc{Name: e.Agency, HubID: e.AgencyHubID, EmailDomains: e.EmailDomains})
	d.field("summary", newSummaryDoc(e.Summary()))
	d.field("overrides", listed(e.Overrides))
	d.field("skip_blocked", e.SkipBlocked)
	d.field("narrowed", e.Narrowed)
	if len(e.OnlyClients) > 0 {
		d.field("only_clients", e.OnlyClients)
	}
	if len(e.OnlyPeople) > 0 {
		d.field("only_people", e.OnlyPeople)
	}
	if e.As != "" {
		d.field("as", e.As)
	}
	if !e.Limits.IsDefault() {
		d.field("guardrails", newLimitsDoc(&e.Limits))
	}
	d.field("removals", e.Removals)
	if e.Base != "" {
		d.field("base", e.Base)
	}
}

// tables writes what the rest refers to by name.
func (e *planEncoder) tables() {
	d := e.d
	d.openField("permissions", "[")
	for _, p := range e.Catalogue.Custom() {
		d.element(permissionDoc{Name: p.Name, Kind: p.Kind.String(), Description: p.Description})
	}
	d.close("]")
	named := namedSets(e.Plan)
	d.openField("permission_sets", "[")
	for i := range e.Sets {
		if named[e.Sets[i].Name] {
			d.element(newSetDoc(e.Catalogue, &e.Sets[i]))
		}
	}
	d.close("]")
	clients, people, _ := e.Named()
	d.openField("people", "[")
	for i := range e.People {
		if people[i] {
			d.element(newPersonDoc(&e.People[i]))
		}
	}
	d.close("]")
	d.openField("clients", "[")
	for i := range e.Clients {
		if clients[i] {
			d.element(newClientDoc(&e.Clients[i]))
		}
	}
	d.close("]")
}

// rest writes what stands beside the steps.
func (e *planEncoder) rest() {
	d := e.d
	d.openField("waiting", "[")
	for _, w := range e.Waiting {
		d.element(waitingDoc{e.about(w.Client), e.who(w.Person), w.Set, w.For, newSourceDoc(w.Pos)})
	}
	d.close("]")
	d.openField("kept", "[")
	for _, k := range e.Kept {
		d.element(keptDoc{e.about(k.Client), e.who(k.Person), k.Action.String(), k.Mode.String(), k.Before, k.After, newSourceDoc(k.Pos)})
	}
	d.close("]")
	e.findings("violations", e.Violations)
	e.findings("warnings", e.Warnings)
	d.openField("skipped", "[")
	for _, s := range e.Skipped {
		d.element(skippedDoc{e.about(s.Client), listed(s.Rules)})
	}
	d.close("]")
	d.openField("relationships", "[")
	for _, r := range e.Relationships {
		d.element(relationshipDoc{e.about(r.Client), r.Before.String(), r.After.String(), r.EndsOn.String(), r.Assumed})
	}
	d.close("]")
	e.runs()
	e.scheduled()
	e.endsSoon()
}

func (e *planEncoder) findings(name string, list []engine.Finding) {
	e.d.openField(name, "[")
	for i := range list {
		e.d.element(e.finding(&list[i]))
	}
	e.d.close("]")
}

func (e *planEncoder) finding(f *engine.Finding) findingDoc {
	return findingDoc{
		Rule: f.Rule, Severity: f.Severity.String(), Overridden: f.Overridden,
		aboutDoc: e.about(f.Client), whoDoc: e.who(f.Person),
		Message: f.Message, Hint: f.Hint, Source: newSourceDoc(f.Pos),
	}
}

// facts writes what apply does without a step.
func (e *planEncoder) facts() { e.d.field("facts", e.factsOf()) }

func (e *planEncoder) factsOf() factsDoc {
	facts := factsDoc{People: []string{}, Clients: []int64{}, Renames: []renameDoc{}}
	if e.Facts.Sets != nil {
		facts.PermissionSets = []setDoc{}
	}
	for _, r := range e.Facts.Renames {
		facts.Renames = append(facts.Renames, renameDoc(r))
	}
	for _, i := range e.Facts.People {
		facts.People = append(facts.People, e.People[i].Email)
	}
	for _, i := range e.Facts.Clients {
		facts.Clients = append(facts.Clients, e.Clients[i].HubID)
	}
	for i := range e.Facts.Sets {
		facts.PermissionSets = append(facts.PermissionSets, newRecordedSetDoc(&e.Facts.Sets[i]))
	}
	return facts
}

// about names a client of the plan, or none.
func (e *planEncoder) about(client int32) aboutDoc {
	if client == engine.Nobody {
		return aboutDoc{}
	}
	c := &e.Clients[client]
	label := c.Label()
	return aboutDoc{Client: &label, HubID: &c.HubID}
}

// who names a person of the plan, or nobody.
func (e *planEncoder) who(person int32) whoDoc {
	if person == engine.Nobody {
		return whoDoc{}
	}
	p := &e.People[person]
	label := p.Label()
	return whoDoc{Person: &label, Email: &p.Email}
}
