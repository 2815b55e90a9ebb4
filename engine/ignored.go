package engine

import "cmp"

// Ignored is a difference between what should be and what is that somebody
// decided to leave as it is for a while. It speaks of one difference only: as
// soon as that is another one, or the day has passed, it says nothing.
type Ignored struct {
	HubID   int64  // of the client; zero: a person's own record
	Email   string // of the person; empty: the client's own record
	Digest  string // DriftItem.Digest
	Until   Date   // last day
	On      Date   // the day on which it was decided
	Who     string
	Because string
}

// IgnoreChange writes or drops an ignored difference. Before or After may be
// nil; hub id, e-mail and digest of both are the same.
type IgnoreChange struct{ Before, After *Ignored }

// CompareIgnored orders ignored differences by hub id, e-mail and digest,
// which name one.
func CompareIgnored(a, b Ignored) int {
	return cmp.Or(cmp.Compare(a.HubID, b.HubID), cmp.Compare(a.Email, b.Email), cmp.Compare(a.Digest, b.Digest))
}
