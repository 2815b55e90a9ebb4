package sqlstore

import (
	"fmt"

	"accredit/engine"
)

// Kinds of rows in the table of changes.
const (
	kindAgency  = "agency"
	kindSet     = "set"
	kindPerson  = "person"
	kindClient  = "client"
	kindGrants  = "grants" // all of one client, in the order of the steps
	kindIgnored = "ignored"
	kindPart    = "run"      // the part of a run in a client
	kindSeen    = "evidence" // as grants, where nothing but evidence changed
)

// changeRow is a row of the table of changes.
type changeRow struct {
	kind     string
	hubID    int64  // of a client and of grants
	subject  string // e-mail or name of a set, as it is afterwards
	document string
}

// revisionChanges are the changes of one revision, decoded.
type revisionChanges struct {
	agency  *changeDocument[agencyDocument]
	sets    []engine.SetChange
	people  []engine.PersonChange
	clients []engine.ClientChange
	grants  []clientRecords
	ignored []engine.IgnoreChange
	parts   []engine.RunPartChange
}

// clientRecords are the changes of grants in one client.
type clientRecords struct {
	hubID   int64
	records []record
}

// add decodes a row.
func (rc *revisionChanges) add(row changeRow, rights map[int64]*engine.RecordedRights) error {
	var err error
	switch row.kind {
	case kindAgency:
		rc.agency = &changeDocument[agencyDocument]{}
		return fromJSON(row.document, rc.agency)
	case kindSet:
		var c engine.SetChange
		c.Before, c.After, err = readPair(row.document, (*setDocument).set)
		rc.sets = append(rc.sets, c)
	case kindPerson:
		var c engine.PersonChange
		c.Before, c.After, err = readPair(row.document, (*personDocument).person)
		rc.people = append(rc.people, c)
	case kindClient:
		var c engine.ClientChange
		c.Before, c.After, err = readPair(row.document, (*clientDocument).client)
		rc.clients = append(rc.clients, c)
	case kindGrants, kindSeen:
		var records []record
		records, err = readScroll(row.document, rights)
		rc.grants = append(rc.grants, clientRecords{row.hubID, records})
	case kindIgnored:
		var c engine.IgnoreChange
		c.Before, c.After, err = readPair(row.document, (*ignoredDocument).ignored)
		rc.ignored = append(rc.ignored, c)
	case kindPart:
		var c engine.RunPartChange
		c.Before, c.After, err = readPair(row.document, (*partDocument).part)
		rc.parts = append(rc.parts, c)
	default:
		err = fmt.Errorf("history has a change of a kind that is not known: %q", row.kind)
	}
	return err
}

func readPair[D, T any](document string, value func(*D) (*T, error)) (before, after *T, err error) {
	var doc changeDocument[D]
	if err := fromJSON(document, &doc); err != nil {
		return nil, nil, err
	}
	if before, err = value(doc.Before); err != nil {
		return nil, nil, err
	}
	after, err = value(doc.After)
	return before, after, err
}

// changes gives them as the engine knows them.
func (rc *revisionChanges) changes(removals int) *engine.Changes {
	c := &engine.Changes{Sets: rc.sets, People: rc.people, Clients: rc.clients, Ignored: rc.ignored, Parts: rc.parts, Removals: removals}
	if a := rc.agency; a != nil && a.After != nil {
		before := agencyDocument{}
		if a.Before != nil {
			before = *a.Before
		}
		if a.After.Name != before.Name {
			c.Agency = a.After.Name
		}
		if a.After.HubID != before.HubID {
			c.HubID = a.After.HubID
		}
		if a.After.Catalogue != before.Catalogue {
			c.Catalogue = a.After.Catalogue
		}
		if a.After.Guardrails != before.Guardrails {
			bounds, _ := a.After.Guardrails.bounds() // it was read before it was written
			is := engine.DefaultBounds()
			if bounds != nil {
				is = *bounds
			}
			c.Bounds = &is
		}
	}
	for _, client := range rc.grants {
		for i := range client.records {
			r := &client.records[i]
			c.Grants = append(c.Grants, engine.GrantChange{
				HubID: client.hubID, Email: r.email, Step: r.step, Before: r.before, After: r.after, GoneOn: r.goneOn,
			})
		}
	}
	return c
}
