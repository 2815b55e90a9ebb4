package planfile

import (
	"bufio"
	"io"
	"time"

	"accredit/engine"
)

// EncodeDrift writes a drift report as JSON, version being that of the
// program. It holds one item in memory at a time.
func EncodeDrift(w io.Writer, d *engine.Drift, version string) error {
	b := bufio.NewWriterSize(w, bufferSize)
	e := driftEncoder{Drift: d, d: newDocument(b)}
	e.planEncoder = *newPlanEncoder(&engine.Plan{People: d.People, Clients: d.Clients, Sets: d.Sets, Catalogue: d.Catalogue}, e.d)
	e.d.open("{")
	e.head(version)
	e.d.openField("items", "[")
	for i := range d.Items {
		e.d.element(e.item(&d.Items[i]))
	}
	e.d.close("]")
	e.accounts()
	e.findings("violations", d.Violations)
	e.findings("warnings", d.Warnings)
	e.d.close("}")
	e.d.write("\n")
	if e.d.err != nil {
		return e.d.err
	}
	return b.Flush()
}

type driftEncoder struct {
	*engine.Drift
	planEncoder
	d *document
}

// head writes what was compared, and the totals.
func (e *driftEncoder) head(version string) {
	d, x := e.d, e.Drift
	d.field("schema", driftSchema)
	d.field("version", version)
	d.field("as_of", x.AsOf.UTC().Format(time.RFC3339Nano))
	d.field("config", driftConfigDoc{Dir: x.Dir, Digest: x.ConfigDigest, Commit: x.Commit, Catalogue: x.Catalogue.Version})
	d.field("state", stateDoc{Lineage: x.Lineage, Serial: x.Serial})
	d.field("agency", agencyDoc{Name: x.Agency, HubID: x.AgencyHubID})
	d.field("observed", observedDoc{Looked: x.Looked, Sources: listed(x.Sources), Accounts: x.Observed, Of: x.Accounts()})
	d.field("summary", newDriftSummaryDoc(x))
	d.field("digest", x.Digest())
}

func newDriftSummaryDoc(d *engine.Drift) driftSummaryDoc {
	n, ignored := d.Count()
	doc := driftSummaryDoc{
		SuperAdminAppeared: n[engine.DriftSuperAdminAppeared],
		SuperAdminVanished: n[engine.DriftSuperAdminVanished],
		Missing:            n[engine.DriftMissing],
		UnknownPerson:      n[engine.DriftUnknownPerson],
		ChangedOutside:     n[engine.DriftChanged],
		NotDone:            n[engine.DriftNotDone],
		DoneEarly:          n[engine.DriftDoneEarly],
		Lapsed:             n[engine.DriftLapsed],
		NotApplied:         n[engine.DriftNotApplied],
		Ignored:            ignored,
		Unknown:            d.Accounts() - d.Observed,
		Warnings:           len(d.Warnings),
	}
	for i := range d.Violations {
		if d.Violations[i].Blocks() {
			doc.Violations++
		}
	}
	return doc
}

func (e *driftEncoder) item(it *engine.DriftItem) driftItemDoc {
	doc := driftItemDoc{
		aboutDoc: e.about(it.Client), Class: it.Class.String(),
		Declared: e.side(it.Declared), Recorded: e.side(it.Recorded), Observed: e.side(it.Observed),
		Seen: it.Seen, AsDeclared: it.AsDeclared, Permissions: []driftPermissionDoc{}, Stuck: it.Stuck, Digest: it.Digest, Task: it.Task,
		Source: newSourceDoc(it.Pos),
	}
	if it.GoneOn != 0 {
		doc.GoneOn, doc.GoneBy = it.GoneOn.String(), it.GoneBy
	}
	if it.Person != engine.Nobody {
		doc.Person = e.who(it.Person).Person
	}
	if it.Email != "" {
		doc.Email = &it.Email
	}
	for _, p := range it.Permissions {
		doc.Permissions = append(doc.Permissions, driftPermissionDoc(p))
	}
	if it.Action != engine.NoAction {
		action := it.Action.String()
		doc.Action = &action
	}
	if s := it.Perhaps; s != nil {
		doc.Perhaps = &perhapsDoc{Was: s.Was, Is: s.Is, UserID: s.UserID, Name: s.Name}
	}
	for _, e := range it.Logged {
		doc.Logged = append(doc.Logged, loggedDoc{e.Type, e.By, momentText(e.At)})
	}
	for _, f := range it.Fields {
		doc.Fields = append(doc.Fields, fieldDoc(f))
	}
	if ig := it.Ignored; ig != nil {
		doc.Ignored = &ignoredDoc{ig.Until.String(), ig.On.String(), ig.Who, ig.Because}
	}
	return doc
}

// side converts what is declared, recorded or observed. Where it comes from
// says the item's source.
func (e *driftEncoder) side(g *engine.Grant) *grantDoc {
	doc := e.grant(g)
	if doc != nil {
		doc.Origin = nil
	}
	return doc
}

// accounts writes those that are unknown, and those that nobody manages.
func (e *driftEncoder) accounts() {
	d := e.d
	d.openField("unknown", "[")
	for i := range e.Unknown {
		u := &e.Unknown[i]
		d.element(unknownAccountDoc{e.about(u.Client), u.Partly, u.Why})
	}
	d.close("]")
	d.openField("unmanaged", "[")
	for i := range e.Unmanaged {
		d.element(unmanagedDoc(e.Unmanaged[i]))
	}
	d.close("]")
}
