package state

import (
	"time"

	"accredit/engine"
)

// Filter chooses revisions. Zero fields choose everything; several fields
// must all hold.
type Filter struct {
	HubIDs []int64  // revisions that changed one of these clients or access there
	Emails []string // revisions that changed one of these people or their access

	From, To int64 // serials, both included; 0: open
	Since    time.Time
	Until    time.Time // included
	ApplyID  string
	Limit    int // of entries; 0: all

	RevisionsOnly bool // leave out the changes
}

// Entry is a revision and what it changed. With HubIDs or Emails in the
// filter only changes of those are listed.
//
// Changes of grants stand in the order of the steps within each client, and
// clients by hub id. Person in Before and After is engine.Nobody. What went
// with a dropped client or person stands there as forgotten.
type Entry struct {
	Revision Revision
	Changes  *engine.Changes // nil with RevisionsOnly
}

// Told is the entry as people are told of it. Clients that it does not change
// itself get their label from names, an access of any moment.
func (e *Entry) Told(names *engine.Access) engine.HistoryEntry {
	r := &e.Revision
	told := engine.HistoryEntry{
		Serial: r.Serial, At: r.At, Kind: string(r.Kind), Who: r.Who, Command: r.Command, Reason: r.Reason,
		ConfigDigest: r.ConfigDigest, GitCommit: r.GitCommit, Catalogue: r.Catalogue,
		Overrides: r.Overrides, Signers: r.Signers, Removals: r.Removals, Grants: r.Grants, Hash: r.Hash,
	}
	for _, hubID := range r.Skipped {
		told.Skipped = append(told.Skipped, names.ClientLabel(hubID))
	}
	if e.Changes != nil {
		told.Events = engine.EventsOf(e.Changes, names)
	}
	return told
}
