package engine

import "slices"

// CatalogueOf returns the built-in catalogue with the permissions that a state
// names beside: those that a configuration declared. Their kinds follow from
// their levels.
func CatalogueOf(a *Access) *Catalogue {
	builtin := BuiltinCatalogue()
	f := customFinder{known: builtin, kinds: map[string]Kind{}, seen: map[*RecordedRights]bool{}}
	for i := range a.Sets {
		f.look(a.Sets[i].Levels)
	}
	for i := range a.Clients {
		for j := range a.Clients[i].Grants {
			f.lookAt(&a.Clients[i].Grants[j])
		}
	}
	for i := range a.Parts {
		for j := range a.Parts[i].Steps {
			s := &a.Parts[i].Steps[j]
			f.lookAt(s.Before)
			f.lookAt(s.After)
			f.look(s.Wanted)
		}
	}
	names := make([]string, 0, len(f.kinds))
	for name := range f.kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	more := make([]Permission, 0, len(names))
	for _, name := range names {
		more = append(more, Permission{Name: name, Kind: f.kinds[name]})
	}
	c, err := builtin.With(more)
	if err != nil {
		return builtin // cannot be: no name is known
	}
	return c
}

// customFinder finds permissions that a catalogue does not have.
type customFinder struct {
	known *Catalogue
	kinds map[string]Kind
	seen  map[*RecordedRights]bool
}

func (f *customFinder) lookAt(g *RecordedGrant) {
	if g != nil && !f.seen[g.Rights] {
		f.seen[g.Rights] = true
		f.look(g.Rights.Levels)
	}
}

func (f *customFinder) look(levels Levels) {
	for _, pl := range levels {
		if _, there := f.known.Index(pl.Permission); there {
			continue
		}
		if _, isToggle := Toggle.Level(pl.Level); isToggle {
			if _, ok := f.kinds[pl.Permission]; !ok {
				f.kinds[pl.Permission] = Toggle
			}
			continue
		}
		f.kinds[pl.Permission] = Scope
	}
}

// Grant is the grant that a recorded one is against the catalogue, of somebody
// with that index; nil stays nil.
func (c *Catalogue) Grant(rec *RecordedGrant, person int32) *Grant {
	if rec == nil {
		return nil
	}
	var base Rights
	if FollowsCatalogue(rec.Rights.Set) {
		for _, set := range BuiltinSets(c) {
			if set.Name == rec.Rights.Set {
				base = set.Rights
			}
		}
	}
	rights, _ := rec.Rights.Levels.Over(c, base)
	return &Grant{
		Person: person, Set: rec.Rights.Set, Rights: rights, Unknown: rec.Rights.Unknown,
		Status: rec.Status, Seat: rec.Seat, Unlinked: rec.Unlinked, Starts: rec.Starts, Expires: rec.Expires,
		Details: rec.Details, Origin: rec.Origin,
	}
}

// Record is the grant as state keeps it from a day on; nil stays nil. Person is
// not kept.
func (c *Catalogue) Record(g *Grant, day Date) *RecordedGrant {
	if g == nil {
		return nil
	}
	rights := &RecordedRights{Set: g.Set, Unknown: g.Unknown}
	switch {
	case g.Unknown:
	case FollowsCatalogue(g.Set):
		for _, set := range BuiltinSets(c) {
			if set.Name == g.Set {
				rights.Levels = DeviationsOf(c, g.Rights, set.Rights)
			}
		}
	default:
		rights.Levels = LevelsOf(c, g.Rights)
	}
	return &RecordedGrant{
		Person: Nobody, Rights: rights, Status: g.Status, Seat: g.Seat, Unlinked: g.Unlinked,
		Starts: g.Starts, Expires: g.Expires, RecordedOn: day, Details: g.Details, Origin: g.Origin,
	}
}
