package sqlstore

import (
	"fmt"
	"slices"

	"accredit/engine"
)

// What the grants of a run hold is long, and nearly always the same: a set's levels
// stand in each step that gives it. In a packed document each stands once. What is
// hashed is the document that is not packed: how a state keeps it says nothing.

// rightsDocument is an entry of the table. AsSet, from 1, is one of the part's
// sets that says the same.
type rightsDocument struct {
	AsSet   int      `json:"as_set,omitempty"`
	Set     string   `json:"set,omitempty"`
	Unknown bool     `json:"unknown,omitempty"`
	Levels  []string `json:"levels,omitempty"`
}

func (d *rightsDocument) rights(sets []engine.RecordedSet) (*engine.RecordedRights, error) {
	switch {
	case d.AsSet < 0 || d.AsSet > len(sets) || d.AsSet > 0 && (d.Set != "" || d.Unknown || len(d.Levels) > 0):
		return nil, fmt.Errorf("rights refer to set %d of %d", d.AsSet, len(sets))
	case d.AsSet > 0:
		set := &sets[d.AsSet-1]
		return &engine.RecordedRights{Set: set.Name, Unknown: set.Unknown, Levels: set.Levels}, nil
	}
	levels, err := levelsOf(d.Levels)
	if err != nil {
		return nil, err
	}
	return &engine.RecordedRights{Set: d.Set, Unknown: d.Unknown, Levels: levels}, nil
}

// rights are those of a grant: its own, or of the table of its document.
func (d *grantDocument) rights(of []*engine.RecordedRights) (*engine.RecordedRights, error) {
	switch {
	case d.Of == 0 && d.Set != nil:
		own := rightsDocument{Set: *d.Set, Unknown: d.Unknown, Levels: d.Levels}
		return own.rights(nil)
	case d.Of < 1 || d.Of > len(of) || d.Set != nil || d.Unknown || len(d.Levels) > 0:
		return nil, fmt.Errorf("a grant refers to rights %d of %d", d.Of, len(of))
	}
	return of[d.Of-1], nil
}

// packedPart is the document of a part with each of its rights once.
func packedPart(p *engine.RunPart) *partDocument {
	d := documentOfPart(p)
	if d == nil {
		return nil
	}
	for i := range d.Steps {
		s := &d.Steps[i]
		for _, g := range []*grantDocument{s.Before, s.After, s.Record} {
			if g != nil {
				g.Of = d.refer(rightsDocument{Set: *g.Set, Unknown: g.Unknown, Levels: g.Levels})
				g.Set, g.Unknown, g.Levels = nil, false, nil
			}
		}
	}
	for i := range d.Rights {
		r := &d.Rights[i]
		same := slices.IndexFunc(d.Sets, func(s setDocument) bool {
			return s.Name == r.Set && s.Unknown == r.Unknown && slices.Equal(s.Levels, r.Levels)
		})
		if same >= 0 {
			*r = rightsDocument{AsSet: same + 1}
		}
	}
	return d
}

// refer finds rights in the table, from 1, or adds them. A client has few that
// differ.
func (d *partDocument) refer(r rightsDocument) int {
	at := slices.IndexFunc(d.Rights, func(x rightsDocument) bool {
		return x.Set == r.Set && x.Unknown == r.Unknown && slices.Equal(x.Levels, r.Levels)
	})
	if at < 0 {
		at = len(d.Rights)
		d.Rights = append(d.Rights, r)
	}
	return at + 1
}
