package edit

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

type blockSyntax = hclsyntax.Block

// changeBlock changes the block that names only this person, in this client.
func (a *adopter) changeBlock(dr *draft, c *engine.DesiredClient, person *engine.Person, g *engine.Grant, it *engine.DriftItem) error {
	pl, err := dr.find(g.Pos)
	if err != nil {
		return err
	}
	if pl.block.Type != "access" || !pl.reachesOnly(c) || !pl.namesOnly(person) {
		return errNotHere
	}
	want := it.Now()
	if !it.IsMetBy(a.res.Desired.Catalogue, altered(g, func(g *engine.Grant) { g.Status, g.Details = want.Status.Wanted(), want.Details })) {
		s, err := a.chooseSet(dr, g.Set, it)
		if err != nil {
			return err
		}
		if pl, err = dr.find(g.Pos); err != nil { // the set may have been declared in the same file
			return err
		}
		if s.set != g.Set || pl.block.Body.Attributes["copy_from"] != nil {
			pl.set(pl.block, "copy_from", "")
			pl.set(pl.block, "permission_set", "permission_set."+s.set)
		}
		pl.set(pl.block, "add", s.addText())
		pl.set(pl.block, "remove", s.removeText())
	}
	if status := want.Status.Wanted(); status != g.Status {
		pl.set(pl.block, "status", statusText(status))
	}
	if !slices.Equal(want.More().Teams, g.More().Teams) {
		pl.set(pl.block, "teams", textList(want.More().Teams))
	}
	pl.close()
	return nil
}

func altered(g *engine.Grant, f func(*engine.Grant)) *engine.Grant {
	c := *g
	f(&c)
	return &c
}

func statusText(s engine.Status) string {
	if s == engine.Active {
		return ""
	}
	return textValue(s.String())
}

// exceptAndBlock leaves the person out of a block of the client that is about
// others, too, and gives them one of their own.
func (a *adopter) exceptAndBlock(dr *draft, c *engine.DesiredClient, person *engine.Person, g *engine.Grant, it *engine.DriftItem) error {
	pl, err := dr.find(g.Pos)
	if err != nil {
		return err
	}
	if pl.block.Type != "access" || pl.parent == nil || !pl.reachesOnly(c) {
		return errNotHere
	}
	s, err := a.chooseSet(dr, g.Set, it)
	if err != nil {
		return err
	}
	if pl, err = dr.find(g.Pos); err != nil {
		return err
	}
	if err := pl.leaveOut(person); err != nil {
		return err
	}
	pl.insertAfter(pl.block, accessBlockText{people: person.Address, choice: s, grant: g, now: it.Now()}.String())
	pl.close()
	return nil
}

// addBlock gives the person a block: in the client's, or at the top where the
// client comes from for_each. A block that gives them something else and is
// not about this client alone is overridden.
func (a *adopter) addBlock(dr *draft, c *engine.DesiredClient, person *engine.Person, g *engine.Grant, it *engine.DriftItem) error {
	s, err := a.chooseSet(dr, setOf(g), it)
	if err != nil {
		return err
	}
	b := accessBlockText{choice: s, grant: g, now: it.Now()}
	if person == nil {
		if b.people, err = a.addPerson(dr, it); err != nil {
			return err
		}
	} else {
		b.people = person.Address
	}
	if g != nil {
		if b.overrides, err = overridden(dr, c, g); err != nil {
			return err
		}
	}
	pl, err := dr.find(c.Pos)
	if err != nil {
		return err
	}
	if pl.plain {
		pl.insertInto(pl.block, b.String())
	} else {
		b.clients = c.Address
		b.label = a.freeLabel("access", labelFrom(lastPart(c.Address)+"_"+lastPart(b.people)))
		pl.insertAfter(pl.block, b.String())
	}
	pl.close()
	return nil
}

// overridden is how overrides names the block that gives a grant; nothing for
// an access link, to which a block that names the person is preferred.
func overridden(dr *draft, c *engine.DesiredClient, g *engine.Grant) (string, error) {
	pl, err := dr.find(g.Pos)
	switch {
	case err != nil:
		return "", err
	case pl.block.Type == "access_link":
		return "", nil
	case pl.parent != nil && len(pl.block.Labels) == 0:
		return c.Address, nil
	}
	return g.From().Block, nil
}

func setOf(g *engine.Grant) string {
	if g == nil {
		return ""
	}
	return g.Set
}

// removeBlock takes out the block that is about nobody else, or ends an access
// link.
func (a *adopter) removeBlock(dr *draft, c *engine.DesiredClient, person *engine.Person, g *engine.Grant) error {
	pl, err := dr.find(g.Pos)
	if err != nil {
		return err
	}
	switch {
	case pl.block.Type == "access_link" && pl.plain:
		pl.set(pl.block, "ended_on", textValue(a.res.Desired.Day().String()))
	case pl.block.Type == "access" && pl.reachesOnly(c) && pl.namesOnly(person):
		pl.removeBlock(pl.block)
	default:
		return errNotHere
	}
	pl.close()
	return nil
}

// removeFromLists takes the person out of the people of the client's block, or
// the client out of the clients of the person's.
func (a *adopter) removeFromLists(dr *draft, c *engine.DesiredClient, person *engine.Person, g *engine.Grant) error {
	pl, err := dr.find(g.Pos)
	if err != nil {
		return err
	}
	name, element := "people", person.Address
	if pl.block.Type != "access" || !pl.plain {
		return errNotHere
	}
	if !pl.reachesOnly(c) {
		name, element = "clients", c.Address
	}
	list, ok := literalList(pl.block, name)
	if !ok {
		return errNotHere
	}
	i := pl.indexOf(list, element)
	if i < 0 || name == "clients" && !pl.namesOnly(person) || len(list.Exprs) == 1 {
		return errNotHere
	}
	pl.removeFrom(list, i)
	pl.close()
	return nil
}

// addExcept leaves the person out of the client's block.
func (a *adopter) addExcept(dr *draft, c *engine.DesiredClient, person *engine.Person, g *engine.Grant) error {
	pl, err := dr.find(g.Pos)
	if err != nil {
		return err
	}
	if pl.block.Type != "access" || !pl.reachesOnly(c) {
		return fmt.Errorf("the block at %s is for other clients as well: take %s out of it by hand, for %s only", g.Pos, person.Address, c.Address)
	}
	if err := pl.leaveOut(person); err != nil {
		return err
	}
	pl.close()
	return nil
}

// leaveOut adds the person to except, and takes them out of people where they
// are named there beside others.
func (pl *place) leaveOut(person *engine.Person) error {
	a := pl.block.Body.Attributes["except"]
	if a == nil {
		pl.set(pl.block, "except", "["+person.Address+"]")
		return nil
	}
	list, ok := literalList(pl.block, "except")
	if !ok {
		return fmt.Errorf("except of the block at %s:%d is no list as written: change it by hand", pl.name, pl.block.TypeRange.Start.Line)
	}
	pl.addTo(list, person.Address)
	return nil
}

// ownSuperAdmin brings the list of the client's own super admins up to date.
func (a *adopter) ownSuperAdmin(dr *draft, c *engine.DesiredClient, it *engine.DriftItem) error {
	pl, err := dr.find(c.Pos)
	if err != nil {
		return err
	}
	if !pl.plain {
		return fmt.Errorf("%s comes from for_each: change what it goes over", c.Address)
	}
	email := textValue(it.Email)
	list, ok := literalList(pl.block, "super_admins")
	switch {
	case pl.block.Body.Attributes["super_admins"] == nil && it.Class == engine.DriftSuperAdminAppeared:
		pl.set(pl.block, "super_admins", "["+email+"]")
	case !ok:
		return fmt.Errorf("super_admins of %s is no list as written: change it by hand", c.Address)
	case it.Class == engine.DriftSuperAdminAppeared:
		pl.addTo(list, email)
	default:
		i := slices.IndexFunc(list.Exprs, func(x hclsyntax.Expression) bool { return strings.EqualFold(pl.source(x), email) })
		if i < 0 {
			return fmt.Errorf("super_admins of %s does not name %s as written: change it by hand", c.Address, it.Email)
		}
		pl.removeFrom(list, i)
	}
	pl.close()
	return nil
}
