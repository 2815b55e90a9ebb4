package revise

import (
	"errors"
	"slices"

	"accredit/engine"
)

// Why a link cannot be taken back.
var (
	ErrNoLink       = errors.New("no access link is recorded")
	ErrDeclaredLink = errors.New("the access link is declared in the configuration")
)

// RevokeLink takes back what was recorded of an access link by mistake: the
// latest that somebody has in a client, asked for or approved. What declared,
// the links of the client's block, has just so is not the state's to take
// back: ErrDeclaredLink. Where nothing of them is recorded: ErrNoLink. Grants
// stay as they are; the next plan says what follows for them.
func RevokeLink(a *engine.Access, hubID int64, admin string, declared []engine.Link) (*engine.Changes, engine.Link, error) {
	at := slices.IndexFunc(a.Clients, func(c engine.RecordedClient) bool { return c.HubID == hubID })
	if at < 0 {
		return nil, engine.Link{}, ErrNoLink
	}
	before := &a.Clients[at]
	found, known := -1, false
	for i, l := range before.Links {
		switch {
		case l.Admin != admin:
		case isDeclared(declared, l):
			known = true
		case found < 0 || l.ApprovedOn == 0 || before.Links[found].ApprovedOn != 0 && l.ApprovedOn > before.Links[found].ApprovedOn:
			found = i
		}
	}
	switch {
	case found < 0 && known:
		return nil, engine.Link{}, ErrDeclaredLink
	case found < 0:
		return nil, engine.Link{}, ErrNoLink
	}
	after := *before
	after.Grants, after.Gone = nil, nil
	after.Links = slices.Delete(slices.Clone(before.Links), found, found+1)
	return &engine.Changes{Clients: []engine.ClientChange{{Before: before, After: &after}}}, before.Links[found], nil
}

func isDeclared(declared []engine.Link, link engine.Link) bool {
	return slices.ContainsFunc(declared, func(l engine.Link) bool { return l.Admin == link.Admin && l.ApprovedOn == link.ApprovedOn })
}
