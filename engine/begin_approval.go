package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// BeginApproval is access that begins on a later day and was approved when a
// plan that listed it was applied (docs/runs.md, "What comes later"). On the day
// the step counts for nothing that was approved before.
type BeginApproval struct {
	Email   string
	Starts  Date
	Expires Date   // last day; zero: no end
	Digest  string // of set, rights, status and teams
}

// CompareBeginApprovals orders approvals by e-mail and first day, which name one.
func CompareBeginApprovals(a, b BeginApproval) int {
	return cmp.Or(strings.Compare(a.Email, b.Email), cmp.Compare(a.Starts, b.Starts))
}

// ApprovalOf returns the approval that would cover a grant of somebody.
func ApprovalOf(c *Catalogue, email string, g *Grant) BeginApproval {
	h := sha256.New()
	write := func(s string) {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	write(g.Set)
	write(g.Status.Wanted().String())
	if g.Unknown {
		write("unknown")
	}
	for _, l := range LevelsOf(c, g.Rights) {
		write(l.Permission)
		write(l.Level)
	}
	write("teams")
	for _, team := range g.More().Teams {
		write(team)
	}
	return BeginApproval{Email: email, Starts: g.Starts, Expires: g.Expires, Digest: hex.EncodeToString(h.Sum(nil)[:16])}
}

// BeganApproved reports whether somebody's access was approved as a begin whose
// first day has come. Its first day may be later than that of the block: what
// overrode it has ended.
func (c *RecordedClient) BeganApproved(is BeginApproval, day Date) bool {
	return slices.ContainsFunc(c.Begins, func(b BeginApproval) bool {
		return b.Starts <= day && b.Email == is.Email && b.Expires == is.Expires && b.Digest == is.Digest
	})
}
