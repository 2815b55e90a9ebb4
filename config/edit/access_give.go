package edit

import (
	"fmt"

	"accredit/config"
	"accredit/engine"
)

// give finds the edit for GiveAccess.
func (e *accessEditor) give() error {
	set := e.set()
	if set == nil {
		return &Refused{Why: fmt.Sprintf("there is no permission set %q", e.asked.Set)}
	}
	if err := e.canHave(); err != nil {
		return err
	}
	g := e.grant()
	if e.has(set, g) {
		return nil
	}
	means := func(res *config.Result) bool { return e.isGiven(res, set) }
	if g == nil {
		return e.try(means, append(e.again(), e.ownBlock(nil))...)
	}
	if e.asked.Until != 0 && !isJust(g, set) {
		if err := e.mayComeBack(g); err != nil {
			return err
		}
		return e.try(func(res *config.Result) bool { return means(res) && e.sameAfter(res, e.asked.Until) }, e.ownBlock(g))
	}
	return e.try(means, e.changeOwn(g), e.outOfShared(g), e.ownBlock(g))
}

// request finds the edit for RequestAccess.
func (e *accessEditor) request() error {
	g, set := e.grant(), e.set()
	switch {
	case set == nil || !isJust(g, set):
		return e.give()
	case g.Expires == 0 || g.Expires >= e.asked.Until:
		return nil
	}
	return e.extend()
}

// mayComeBack refuses to give somebody something for the time being who is
// admin by an access link: a block that names them is preferred to the link
// also when it has ended.
func (e *accessEditor) mayComeBack(g *engine.Grant) error {
	pl, err := e.draft.find(g.Pos)
	if err != nil || pl.block.Type != "access_link" {
		return err
	}
	return &Refused{
		fmt.Sprintf("%s is partner admin by the access link at %s, and would be none any more after %s", e.person().Address, pl, e.asked.Until),
		"Grant it without --until, and revoke it when it is over.",
	}
}

// again changes the block of their own by which the person had access until it
// ended: with a later date it gives it again.
func (e *accessEditor) again() []attempt {
	var list []attempt
	d := e.res.Desired
	for _, l := range e.client().Lapsed {
		if &d.People[l.Person] == e.person() && l.Period.To != 0 && l.Period.To < d.Day() {
			list = append(list, e.changeOwn(&engine.Grant{Set: l.Set, Pos: l.Pos}))
		}
	}
	return list
}

func (e *accessEditor) set() *engine.PermissionSet {
	sets := e.res.Desired.Sets
	for i := range sets {
		if sets[i].Name == e.asked.Set {
			return &sets[i]
		}
	}
	return nil
}

// canHave refuses what no access block can give.
func (e *accessEditor) canHave() error {
	switch p := e.person(); p.Status {
	case engine.PersonLeft:
		return &Refused{fmt.Sprintf("%s has left by %s", p.Address, p.Pos), "If they are back, change the status there first."}
	case engine.PersonDeactivated:
		return &Refused{fmt.Sprintf("%s is deactivated in every client by %s", p.Address, p.Pos), "Change the status there first."}
	}
	return nil
}

// isJust reports whether a grant gives a set and nothing else.
func isJust(g *engine.Grant, set *engine.PermissionSet) bool {
	return g != nil && g.Set == set.Name && g.Rights.Equal(set.Rights) && g.Status == engine.Active
}

// has reports whether somebody has today what is asked for: no more than was
// asked where a date or a reason was given, and no less where it was not.
func (e *accessEditor) has(set *engine.PermissionSet, g *engine.Grant) bool {
	return isJust(g, set) && (e.asked.Until == 0 || g.Expires == e.asked.Until) && (e.asked.Reason == "" || g.More().Reason == e.asked.Reason)
}

// isGiven reports whether a configuration gives the person what is asked for,
// from today until its end.
func (e *accessEditor) isGiven(res *config.Result, set *engine.PermissionSet) bool {
	days := e.days(res)
	today := res.Desired.Day()
	if !e.has(set, grantIn(res.Desired, clientIn(res.Desired, e.asked.HubID), e.asked.Email)) {
		return false
	}
	last := on(days, today).Expires
	for _, day := range turns(days) {
		if (last == 0 || day <= last) && !isJust(on(days, day), set) {
			return false
		}
	}
	return true
}

// ownBlock gives the person a block in the client's, or at the top where the
// client comes from for_each. What they have already is overridden.
func (e *accessEditor) ownBlock(g *engine.Grant) attempt {
	return func(dr *draft) error {
		return e.writeBlock(dr, g, accessBlockText{choice: &setChoice{set: e.asked.Set}, grant: e.details(nil), now: &engine.Grant{}})
	}
}

// details are the dates and the reason of a block: those that are asked for,
// else those of a grant that it continues.
func (e *accessEditor) details(of *engine.Grant) *engine.Grant {
	g := &engine.Grant{Expires: e.asked.Until, Details: &engine.Details{Reason: e.asked.Reason}}
	if of == nil {
		return g
	}
	g.Starts = of.Starts
	if g.Expires == 0 {
		g.Expires = of.Expires
	}
	if e.asked.Reason == "" {
		g.Details = of.Details
	}
	return g
}

// writeBlock writes a block for the person that counts more than what gives
// them a grant now; nil: nothing does.
func (e *accessEditor) writeBlock(dr *draft, g *engine.Grant, b accessBlockText) error {
	c := e.client()
	b.people = e.person().Address
	var err error
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
		b.label = e.freeLabel("access", labelFrom(lastPart(c.Address)+"_"+lastPart(b.people)))
		pl.insertAfter(pl.block, b.String())
	}
	pl.close()
	return nil
}

// changeOwn changes the block that is about nobody else, in no other client.
func (e *accessEditor) changeOwn(g *engine.Grant) attempt {
	return func(dr *draft) error {
		pl, err := e.own(dr, g.Pos)
		if err != nil {
			return err
		}
		if g.Set != e.asked.Set || pl.block.Body.Attributes["copy_from"] != nil {
			if err := pl.mayReplace("permission_set"); err != nil {
				return err
			}
			pl.set(pl.block, "copy_from", "")
			pl.set(pl.block, "permission_set", "permission_set."+e.asked.Set)
		}
		for _, name := range []string{"add", "remove", "status"} {
			pl.set(pl.block, name, "")
		}
		return e.setDetails(pl)
	}
}

// setDetails writes the date and the reason that are asked for.
func (e *accessEditor) setDetails(pl *place) error {
	for name, value := range map[string]string{"expires": e.asked.Until.String(), "reason": e.asked.Reason} {
		if value == "" {
			continue
		}
		if err := pl.mayReplace(name); err != nil {
			return err
		}
	}
	if e.asked.Reason != "" {
		pl.set(pl.block, "reason", textValue(e.asked.Reason))
	}
	if e.asked.Until != 0 {
		pl.set(pl.block, "expires", textValue(e.asked.Until.String()))
	}
	pl.close()
	return nil
}

// outOfShared leaves the person out of a block of the client that is about
// others, too, and gives them one of their own.
func (e *accessEditor) outOfShared(g *engine.Grant) attempt {
	return func(dr *draft) error {
		return e.splitOff(dr, g, accessBlockText{choice: &setChoice{set: e.asked.Set}, grant: e.details(nil), now: &engine.Grant{}})
	}
}

// splitOff writes a block for the person after one that is about others, too,
// and leaves them out of that.
func (e *accessEditor) splitOff(dr *draft, g *engine.Grant, b accessBlockText) error {
	pl, err := dr.find(g.Pos)
	if err != nil {
		return err
	}
	if pl.block.Type != "access" || pl.parent == nil || !pl.plain || pl.namesOnly(e.person()) {
		return errNotHere
	}
	if err := pl.leaveOut(e.person()); err != nil {
		return err
	}
	b.people = e.person().Address
	pl.insertAfter(pl.block, b.String())
	pl.close()
	return nil
}
