package planfile

import (
	"io"

	"accredit/engine/resume"
)

const resumedSchema = "accredit.run-resume/v1"

type resumedDoc struct {
	Client  string   `json:"client"`
	HubID   int64    `json:"hub_id"`
	ID      *string  `json:"id"` // null: it is about the client as a whole
	Action  string   `json:"action"`
	Email   string   `json:"email"`
	State   string   `json:"state"`
	Reason  string   `json:"reason"`
	ToldOf  []string `json:"told_of"`
	Settled bool     `json:"settled"` // a request of an earlier time
}

type resumedDocument struct {
	Schema  string         `json:"schema"`
	Summary map[string]int `json:"summary"` // lines by state
	Lines   []resumedDoc   `json:"lines"`
}

// EncodeResumed writes what came of steps that HubSpot's API was to make.
func EncodeResumed(w io.Writer, lines []resume.Line, label func(int64) string) error {
	doc := resumedDocument{resumedSchema, map[string]int{}, []resumedDoc{}}
	for _, s := range resume.States() {
		doc.Summary[s.String()] = 0
	}
	for i := range lines {
		l := &lines[i]
		is := resumedDoc{Client: label(l.HubID), HubID: l.HubID, State: l.State.String(), Reason: l.Why, ToldOf: listed(l.Seen), Settled: l.Settled}
		if l.ID != "" {
			is.ID, is.Action, is.Email = &l.ID, l.Action.String(), l.Email
		}
		doc.Summary[l.State.String()]++
		doc.Lines = append(doc.Lines, is)
	}
	return encodeIndented(w, doc)
}
