package planfile

import (
	"bufio"
	"io"
	"time"

	"accredit/engine"
)

// historySchema names the form of a history as JSON.
const historySchema = "accredit.history/v1"

// revisionDoc is a revision of history, without its changes.
type revisionDoc struct {
	Serial       int64      `json:"serial"`
	At           string     `json:"at"`
	Kind         string     `json:"kind"`
	Who          string     `json:"who"`
	Command      string     `json:"command"`
	Reason       string     `json:"reason"`
	ConfigDigest string     `json:"config_digest"`
	GitCommit    string     `json:"git_commit"`
	Catalogue    string     `json:"catalogue"`
	Overrides    []string   `json:"overrides"`
	Signers      []string   `json:"signers"`
	Skipped      []string   `json:"skipped"`
	Removals     int        `json:"removals"`
	Grants       int        `json:"grants"`
	Hash         string     `json:"hash"`
	Changes      []eventDoc `json:"changes"`
}

// eventDoc is one thing that a revision changed. What does not apply to its
// kind is left out.
type eventDoc struct {
	Kind          string           `json:"kind"`
	HubID         int64            `json:"hub_id,omitempty"`
	Client        string           `json:"client,omitempty"`
	Email         string           `json:"email,omitempty"`
	PermissionSet string           `json:"permission_set,omitempty"`
	Change        string           `json:"change" enum:"added|changed|dropped"`
	Action        string           `json:"action,omitempty"`
	Effect        string           `json:"effect,omitempty"`
	Cause         string           `json:"cause,omitempty"`
	Actor         *string          `json:"actor,omitempty"`
	Via           string           `json:"via,omitempty"`
	Fields        []eventField     `json:"fields"`
	Permissions   []permissionDiff `json:"permissions"`
	Evidence      *evidenceDoc     `json:"evidence,omitempty"`
	Run           *historyRunDoc   `json:"run,omitempty"`
}

// historyRunDoc is what happened to a run, or to one of its steps.
type historyRunDoc struct {
	ID string `json:"id"`
	runEventDoc
}

type eventField struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type permissionDiff struct {
	Permission string `json:"permission"`
	Before     string `json:"before"`
	After      string `json:"after"`
}

// HistoryEncoder writes history as JSON, one revision in memory at a time.
type HistoryEncoder struct {
	b *bufio.Writer
	d *document
}

// EncodeHistory begins the document.
func EncodeHistory(w io.Writer, lineage string) *HistoryEncoder {
	b := bufio.NewWriterSize(w, bufferSize)
	h := &HistoryEncoder{b, newDocument(b)}
	h.d.open("{")
	h.d.field("schema", historySchema)
	h.d.field("lineage", lineage)
	h.d.openField("revisions", "[")
	return h
}

// Entry writes one revision.
func (h *HistoryEncoder) Entry(e *engine.HistoryEntry) error {
	doc := revisionDoc{
		Serial: e.Serial, At: e.At.UTC().Format(time.RFC3339Nano), Kind: e.Kind, Who: e.Who, Command: e.Command, Reason: e.Reason,
		ConfigDigest: e.ConfigDigest, GitCommit: e.GitCommit, Catalogue: e.Catalogue,
		Overrides: listed(e.Overrides), Signers: listed(e.Signers), Skipped: listed(e.Skipped), Removals: e.Removals, Grants: e.Grants, Hash: e.Hash,
		Changes: []eventDoc{},
	}
	for i := range e.Events {
		doc.Changes = append(doc.Changes, newEventDoc(&e.Events[i]))
	}
	h.d.element(doc)
	return h.d.err
}

func newEventDoc(e *engine.Event) eventDoc {
	doc := eventDoc{
		Kind: string(e.Kind), HubID: e.HubID, Client: e.Client, Email: e.Email, PermissionSet: e.Set, Change: "changed",
		Fields: []eventField{}, Permissions: []permissionDiff{}, Evidence: newEvidenceDoc(e.Evidence),
	}
	if r := e.Run; r != nil {
		doc.Run = &historyRunDoc{r.ID, runEventDoc{momentText(r.At), r.By, r.EnteredBy, r.Kind, r.Because, r.On, r.Source}}
	}
	switch {
	case e.Came:
		doc.Change = "added"
	case e.Went:
		doc.Change = "dropped"
	}
	if e.Step.Action != engine.NoAction {
		doc.Action, doc.Effect = e.Step.Action.String(), e.Step.Effect.String()
		doc.Cause, doc.Via = e.Step.Cause.String(), e.Step.Via.String()
		if e.Step.Actor != "" {
			doc.Actor = &e.Step.Actor
		}
	}
	for _, f := range e.Fields {
		doc.Fields = append(doc.Fields, eventField(f))
	}
	for _, c := range e.Permissions {
		doc.Permissions = append(doc.Permissions, permissionDiff{c.Permission, c.Before, c.After})
	}
	return doc
}

// Close ends the document.
func (h *HistoryEncoder) Close() error {
	h.d.close("]")
	h.d.close("}")
	h.d.write("\n")
	if h.d.err != nil {
		return h.d.err
	}
	return h.b.Flush()
}
