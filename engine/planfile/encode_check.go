package planfile

import (
	"io"
	"time"

	"accredit/engine"
	"accredit/engine/runs"
)

// Checked is what a comparison of runs with accounts found.
type Checked struct {
	Lineage  string
	Serial   int64 // of the state afterwards
	Proofs   []runs.Proof
	Raised   []engine.GrantChange
	Blocked  []runs.Standing
	Settled  []runs.Settled // what was said, and is settled by what was seen
	Unread   []engine.UnreadClient
	Compared map[int64]time.Time // accounts that were read whole
}

const runCheckSchema = "accredit.run-check/v1"

type checkedStepDoc struct {
	ID         string   `json:"id"`
	HubID      int64    `json:"hub_id"`
	Action     string   `json:"action"`
	Email      string   `json:"email"`
	Proved     bool     `json:"proved"`
	ToldOf     []string `json:"told_of"`
	Reason     string   `json:"reason"` // why it is not proved
	Source     string   `json:"source"`
	ObservedAt string   `json:"observed_at"`
}

type raisedDoc struct {
	HubID    int64        `json:"hub_id"`
	Email    string       `json:"email"`
	Before   *evidenceDoc `json:"before"`
	Evidence *evidenceDoc `json:"evidence"`
}

type blockedStepDoc struct {
	ID        string   `json:"id"`
	Blocked   string   `json:"blocked"`
	BlockedBy []string `json:"blocked_by"`
}

type settledDoc struct {
	ID     string `json:"id"`
	By     string `json:"by"`
	At     string `json:"at"`
	Reason string `json:"reason"`
	Source string `json:"source"`
}

type unreadDoc struct {
	HubID  int64  `json:"hub_id"`
	Source string `json:"source"`
	Reason string `json:"reason"`
}

type runCheckDocument struct {
	Schema  string           `json:"schema"`
	State   stateDoc         `json:"state"`
	Steps   []checkedStepDoc `json:"steps"`
	Raised  []raisedDoc      `json:"raised"`
	Blocked []blockedStepDoc `json:"blocked"`
	Settled []settledDoc     `json:"settled"`
	Unread  []unreadDoc      `json:"unread"`
}

// EncodeChecked writes what a comparison found.
func EncodeChecked(w io.Writer, c *Checked) error {
	doc := runCheckDocument{runCheckSchema, stateDoc{Lineage: c.Lineage, Serial: c.Serial}, []checkedStepDoc{}, []raisedDoc{}, []blockedStepDoc{}, []settledDoc{}, []unreadDoc{}}
	for i := range c.Proofs {
		p := &c.Proofs[i]
		is := checkedStepDoc{
			ID: p.Step.ID(), HubID: p.HubID, Action: p.Step.Action.String(), Email: p.Step.Email,
			Proved: p.Proved(), ToldOf: listed(p.Shown), Reason: p.Why, Source: p.Source,
		}
		if !p.At.IsZero() {
			is.ObservedAt = momentText(p.At)
		}
		doc.Steps = append(doc.Steps, is)
	}
	for i := range c.Raised {
		g := &c.Raised[i]
		doc.Raised = append(doc.Raised, raisedDoc{g.HubID, g.Email, newEvidenceDoc(g.Before.Evidence), newEvidenceDoc(g.After.Evidence)})
	}
	for i := range c.Blocked {
		b := &c.Blocked[i]
		doc.Blocked = append(doc.Blocked, blockedStepDoc{b.Step.ID(), b.Blocked, listed(b.BlockedBy)})
	}
	for i := range c.Settled {
		u := &c.Settled[i]
		doc.Settled = append(doc.Settled, settledDoc{u.Step.ID(), u.Event.By, momentText(u.Event.At), u.Why, u.Source})
	}
	for i := range c.Unread {
		doc.Unread = append(doc.Unread, unreadDoc{c.Unread[i].HubID, c.Unread[i].Source, c.Unread[i].Why})
	}
	return encodeIndented(w, doc)
}
