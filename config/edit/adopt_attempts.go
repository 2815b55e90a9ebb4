package edit

import (
	"errors"
	"fmt"

	"accredit/engine"
)

// attempts lists the ways to declare what is there, the smallest first; where
// there is none, why.
func (a *adopter) attempts(it *engine.DriftItem) ([]attempt, string) {
	d := a.res.Desired
	c, person := clientIn(d, it.HubID), personIn(d, it.Email)
	switch {
	case it.Class == engine.DriftNotApplied:
		return nil, "it is declared and was not applied: apply it, or change the configuration"
	case c == nil:
		return nil, "the client has no block: declare it first, or import it with --write"
	case it.Own():
		return []attempt{func(dr *draft) error { return a.ownSuperAdmin(dr, c, it) }}, ""
	case it.Now() == nil:
		return a.toRemove(c, person, it)
	case it.Class == engine.DriftLapsed:
		return nil, "the declared period is over: give its block a later date, or put it back with --revert"
	case person != nil && person.Status == engine.PersonLeft:
		return nil, fmt.Sprintf("%s has left by %s: put it back with --revert, or change the status there", person.Address, person.Pos)
	}
	return a.toGive(c, person, it)
}

// toGive lists the ways to give somebody what they have.
func (a *adopter) toGive(c *engine.DesiredClient, person *engine.Person, it *engine.DriftItem) ([]attempt, string) {
	g := grantIn(a.res.Desired, c, it.Email)
	attempts := []attempt{
		func(dr *draft) error { return a.changeBlock(dr, c, person, g, it) },
		func(dr *draft) error { return a.exceptAndBlock(dr, c, person, g, it) },
		func(dr *draft) error { return a.addBlock(dr, c, person, g, it) },
	}
	if g == nil {
		attempts = attempts[2:]
	}
	return attempts, ""
}

// toRemove lists the ways to give somebody nothing.
func (a *adopter) toRemove(c *engine.DesiredClient, person *engine.Person, it *engine.DriftItem) ([]attempt, string) {
	g := grantIn(a.res.Desired, c, it.Email)
	if g == nil || person == nil {
		return nil, "" // nobody declares them: met already
	}
	return []attempt{
		func(dr *draft) error { return a.removeBlock(dr, c, person, g) },
		func(dr *draft) error { return a.removeFromLists(dr, c, person, g) },
		func(dr *draft) error { return a.addExcept(dr, c, person, g) },
	}, ""
}

// errNotHere says that an attempt does not fit what is written.
var errNotHere = errors.New("no small edit declares just that: write it by hand")

// place is a block that gives somebody access, and the client block around it.
type place struct {
	*page
	block  *blockSyntax
	parent *blockSyntax // nil: at the top
	plain  bool         // neither of them has for_each
}

// find finds the block that begins at a position.
func (dr *draft) find(pos engine.Pos) (*place, error) {
	p, err := dr.open(pos.File)
	if err != nil {
		return nil, err
	}
	for _, b := range p.body.Blocks {
		if b.TypeRange.Start.Line == int(pos.Line) && b.TypeRange.Start.Column == int(pos.Column) {
			return &place{p, b, nil, b.Body.Attributes["for_each"] == nil}, nil
		}
		for _, inner := range b.Body.Blocks {
			if inner.TypeRange.Start.Line == int(pos.Line) && inner.TypeRange.Start.Column == int(pos.Column) {
				return &place{p, inner, b, b.Body.Attributes["for_each"] == nil}, nil
			}
		}
	}
	return nil, fmt.Errorf("%s has no block", pos)
}

// reachesOnly reports whether the block is about one client only: inside it,
// or at the top with nothing but its address.
func (pl *place) reachesOnly(c *engine.DesiredClient) bool {
	if !pl.plain {
		return false
	}
	if pl.parent != nil {
		return true
	}
	list, ok := literalList(pl.block, "clients")
	return ok && len(list.Exprs) == 1 && pl.source(list.Exprs[0]) == c.Address
}

// namesOnly reports whether the block names one person and nobody else.
func (pl *place) namesOnly(person *engine.Person) bool {
	list, ok := literalList(pl.block, "people")
	return ok && len(list.Exprs) == 1 && pl.source(list.Exprs[0]) == person.Address
}
