package engine

// Settled is a client in which a plan found nothing to do and nothing to say.
// As long as neither what is wanted there nor what is recorded changes, nor
// anything outside the clients, nor a day comes on which one of its dates
// counts, the next plan finds the same; so it may leave the client out, and
// count it as Elsewhere.
type Settled struct {
	HubID    int64
	Grants   int // recorded
	Active   int // of them
	Observed bool
}

// Elsewhere counts clients that a plan does not look at because they are
// settled: what the rules about the whole need to know of them.
type Elsewhere struct{ Clients, Grants, Active, Observed int }

// Add counts one more.
func (e *Elsewhere) Add(s *Settled) {
	e.Clients++
	e.Grants += s.Grants
	e.Active += s.Active
	if s.Observed {
		e.Observed++
	}
}

// SettledClients lists the clients, by hub id, in which a plan found nothing
// to do and nothing to say. It is false where that does not hold of people,
// permission sets and the agency as a whole, or where the plan was narrowed or
// steered: then the plan says nothing of the next one.
func SettledClients(p *Plan, d *Desired, a *Access) ([]Settled, bool) {
	if p.Narrowed || p.SkipBlocked || p.As != "" || len(p.Overrides) > 0 || a.Serial == 0 || a.Catalogue != p.Catalogue.Version ||
		len(p.Facts.Sets) > 0 || a.Agency.Name != p.Agency {
		return nil, false
	}
	busy, _, whole := p.Named()
	if whole {
		return nil, false
	}
	list := make([]Settled, 0, len(p.Clients))
	i, j := 0, 0
	for at := range p.Clients {
		c := &p.Clients[at]
		for i < len(d.Clients) && d.Clients[i].HubID < c.HubID {
			i++
		}
		for j < len(a.Clients) && a.Clients[j].HubID < c.HubID {
			j++
		}
		if busy[at] || i == len(d.Clients) || d.Clients[i].HubID != c.HubID || j == len(a.Clients) || a.Clients[j].HubID != c.HubID {
			continue
		}
		if rec := &a.Clients[j]; len(rec.Grants) > 0 && rec.EndsOn == 0 {
			list = append(list, settled(rec, c.Mode))
		}
	}
	return list, true
}

func settled(rec *RecordedClient, mode Mode) Settled {
	s := Settled{HubID: rec.HubID, Grants: len(rec.Grants), Observed: mode == Observe}
	for i := range rec.Grants {
		if rec.Grants[i].Status == Active {
			s.Active++
		}
	}
	return s
}
