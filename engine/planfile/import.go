package planfile

import (
	"fmt"
	"time"

	"accredit/engine"
)

// ImportedState is a state document as read. Grants for which the document
// alone does not say enough are listed in Open; Complete finishes them.
type ImportedState struct {
	Access     *engine.Access
	Open       []OpenGrant // by client, then person
	ObservedAt time.Time   // when somebody looked at the accounts; zero: it does not say

	// Told says how much the account told; nil: everything.
	Told *engine.Observed
}

// OpenGrant is a grant of Access that is not complete.
type OpenGrant struct {
	Client, Grant int // indexes into Access.Clients and its Grants

	// Set names a permission set that the document does not list and that is
	// not built in: Rights of the grant is nil until the state's set is found.
	// Empty: the rights are there.
	Set        string
	Deviations engine.Levels // from the contents of Set

	NoSeat bool // the document names no seat: that of the e-mail's domain
}

// Complete finds the open permission sets among those of the current state,
// and the seats by the agency's e-mail domains. The error is Mistakes, without
// places, and names every grant whose set is nowhere.
func (s *ImportedState) Complete(sets []engine.RecordedSet, domains []string) error {
	recorded := make(map[string]*engine.RecordedSet, len(sets))
	for i := range sets {
		recorded[sets[i].Name] = &sets[i]
	}
	var mistakes Mistakes
	for _, open := range s.Open {
		grant := &s.Access.Clients[open.Client].Grants[open.Grant]
		email := s.Access.People[grant.Person].Email
		if open.NoSeat {
			grant.Seat = engine.SeatFor(email, domains)
		}
		if open.Set == "" {
			continue
		}
		set := recorded[open.Set]
		if set == nil {
			mistakes = append(mistakes, Mistake{
				Path:    fmt.Sprintf("client %d, %s", s.Access.Clients[open.Client].HubID, email),
				Message: fmt.Sprintf("permission set %q is neither in the document nor in state", open.Set),
			})
			continue
		}
		grant.Rights = engine.NewRecordedRights(set.Name, set.Unknown, set.Levels, open.Deviations)
	}
	if len(mistakes) > 0 {
		return mistakes
	}
	return nil
}
