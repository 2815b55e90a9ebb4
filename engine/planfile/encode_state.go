package planfile

import (
	"bufio"
	"io"

	"accredit/engine"
)

// grantStateDoc is a recorded grant. Unknown is written only where it differs
// from the set's; Assets is nil where they are not known.
type grantStateDoc struct {
	Email         string            `json:"email"`
	PermissionSet string            `json:"permission_set"`
	Status        string            `json:"status"`
	Seat          string            `json:"seat"`
	Linked        bool              `json:"linked"`
	Unknown       *bool             `json:"unknown,omitempty"`
	Rights        map[string]string `json:"rights"`
	Teams         []string          `json:"teams"`
	Reason        string            `json:"reason"`
	Starts        string            `json:"starts"`
	Expires       string            `json:"expires"`
	Assets        []assetDoc        `json:"assets,omitzero"`
	Evidence      *evidenceDoc      `json:"evidence"`
}

// EncodeState writes the state as JSON, relationships being those of the day.
// It holds one grant in memory at a time.
func EncodeState(w io.Writer, a *engine.Access, day engine.Date) error {
	return encodeState(w, &stateEncoder{a: a, day: day})
}

// EncodeObserved writes what an account showed as a state document that says when
// somebody looked, and how much of it was told: read again, it is the same
// observation. The document has that one client.
func EncodeObserved(w io.Writer, a *engine.Access, how *engine.Observed, day engine.Date) error {
	return encodeState(w, &stateEncoder{a: a, day: day, how: how})
}

func encodeState(w io.Writer, e *stateEncoder) error {
	b := bufio.NewWriterSize(w, bufferSize)
	d, a := newDocument(b), e.a
	e.d, e.sets = d, map[string]*engine.RecordedSet{}
	e.deviations = engine.NewDeviationLister(e.sets)
	d.open("{")
	e.head()
	d.openField("clients", "[")
	for i := range a.Clients {
		e.client(&a.Clients[i])
	}
	d.close("]")
	d.close("}")
	d.write("\n")
	if d.err != nil {
		return d.err
	}
	return b.Flush()
}

type stateEncoder struct {
	a    *engine.Access
	d    *document
	day  engine.Date
	sets map[string]*engine.RecordedSet
	how  *engine.Observed // nil: it is what is recorded

	deviations *engine.DeviationLister
}

// head writes all but the clients. Built-in sets are not listed.
func (e *stateEncoder) head() {
	d, a := e.d, e.a
	d.field("schema", stateSchema)
	d.field("lineage", a.Lineage)
	d.field("serial", a.Serial)
	d.field("catalogue", a.Catalogue)
	if e.how != nil {
		d.field("observed_at", momentText(e.how.At))
		d.field("observed", newToldDoc(e.how))
	}
	d.field("agency", agencyDoc{Name: a.Agency.Name, HubID: a.Agency.HubID})
	d.openField("permission_sets", "[")
	for i := range a.Sets {
		set := &a.Sets[i]
		if engine.IsBuiltinSet(set.Name) {
			continue
		}
		e.sets[set.Name] = set
		doc := newRecordedSetDoc(set)
		doc.Definition = ""
		d.element(doc)
	}
	d.close("]")
	d.openField("people", "[")
	for i := range a.People {
		doc := newPersonDoc(&a.People[i])
		doc.Address, doc.Source = "", nil
		d.element(doc)
	}
	d.close("]")
}

func (e *stateEncoder) client(c *engine.RecordedClient) {
	d := e.d
	links := newLinkDocs(c.Links)
	for i := range links {
		links[i].Source = nil
	}
	d.open("{")
	d.field("hub_id", c.HubID)
	d.field("name", c.Name)
	d.field("domain", c.Domain)
	d.field("relationship", c.Relationship(e.day).String())
	d.field("last_activity", c.LastActivity.String())
	d.field("ends_on", c.EndsOn.String())
	d.field("super_admins", listed(c.SuperAdmins))
	d.field("mode", c.Mode.String())
	if c.Execution != engine.ExecuteRecord {
		d.field("execution", c.Execution.String())
	}
	d.field("account_type", c.AccountType)
	d.field("managed_mrr", c.ManagedMRR)
	d.field("labels", labelled(c.Labels))
	d.field("access_links", links)
	d.openField("grants", "[")
	for i := range c.Grants {
		d.element(e.grant(&c.Grants[i]))
	}
	d.close("]")
	d.close("}")
}

func (e *stateEncoder) grant(g *engine.RecordedGrant) grantStateDoc {
	more := (&engine.Grant{Details: g.Details}).More()
	doc := grantStateDoc{
		Email: e.a.People[g.Person].Email, PermissionSet: g.Rights.Set,
		Status: g.Status.String(), Seat: g.Seat.String(), Linked: !g.Unlinked,
		Teams: listed(more.Teams), Reason: more.Reason,
		Starts: g.Starts.String(), Expires: g.Expires.String(), Assets: newAssetDocs(more),
		Evidence: newEvidenceDoc(g.Evidence),
	}
	setUnknown := false
	if set := e.sets[g.Rights.Set]; set != nil {
		setUnknown = set.Unknown
	}
	if g.Rights.Unknown != setUnknown {
		doc.Unknown = &g.Rights.Unknown
	}
	doc.Rights = levelMap(e.deviations.Of(g.Rights))
	return doc
}
