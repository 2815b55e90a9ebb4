package edit

import (
	"fmt"

	"accredit/config"
	"accredit/engine"
)

// extend finds the edit for ExtendAccess.
func (e *accessEditor) extend() error {
	g, err := e.ending()
	if err != nil {
		return err
	}
	switch until := e.asked.Until; {
	case g.Expires == until && (e.asked.Reason == "" || g.More().Reason == e.asked.Reason):
		return nil
	case g.Expires > until:
		return &Refused{
			fmt.Sprintf("%s has it until %s already (%s), which is later", e.person().Address, g.Expires, g.Pos),
			"To end it earlier, change the date there.",
		}
	}
	means := func(res *config.Result) bool {
		is := grantIn(res.Desired, clientIn(res.Desired, e.asked.HubID), e.asked.Email)
		return is != nil && is.Expires == e.asked.Until && (e.asked.Reason == "" || is.More().Reason == e.asked.Reason) &&
			sameAccess(is, g) && e.lasts(res, is) && e.sameAfter(res, e.asked.Until)
	}
	return e.try(means, e.moveEnd(g), e.longerThanShared(g), e.longerThanOuter(g))
}

// ending is what the person has today, or had by a block of their own that has
// ended, so that a later date brings it back.
func (e *accessEditor) ending() (*engine.Grant, error) {
	if err := e.canHave(); err != nil {
		return nil, err
	}
	c, p := e.client(), e.person()
	switch g := e.grant(); {
	case g == nil:
	case g.Expires == 0:
		return nil, &Refused{fmt.Sprintf("the access of %s in %s has no end (%s)", p.Address, c.Address, g.Pos), "There is nothing to extend."}
	default:
		return g, nil
	}
	for i := range c.Lapsed {
		l := &c.Lapsed[i]
		if &e.res.Desired.People[l.Person] == p && l.Period.To != 0 && l.Period.To < e.res.Desired.Day() {
			return nil, &Refused{
				fmt.Sprintf("the access of %s in %s ended on %s (%s)", p.Address, c.Address, l.Period.To, l.Pos),
				"Give it again with accredit grant, or change the date there.",
			}
		}
	}
	return nil, &Refused{fmt.Sprintf("%s has no access in %s that could be extended", p.Address, c.Address), "Give it with accredit grant."}
}

// lasts reports whether a configuration gives the person the same on every day
// until the end that is asked for.
func (e *accessEditor) lasts(res *config.Result, g *engine.Grant) bool {
	days := e.days(res)
	for _, day := range turns(days) {
		if day <= e.asked.Until && !sameAccess(on(days, day), g) {
			return false
		}
	}
	return true
}

// moveEnd changes the date in the block that is about nobody else.
func (e *accessEditor) moveEnd(g *engine.Grant) attempt {
	return func(dr *draft) error {
		pl, err := e.own(dr, g.Pos)
		if err != nil {
			return err
		}
		return e.setDetails(pl)
	}
}

// longerThanShared gives the person a block of their own, as the one that is
// about others, too, but with the later date, and leaves them out of that.
func (e *accessEditor) longerThanShared(g *engine.Grant) attempt {
	return func(dr *draft) error {
		b, err := e.continued(g)
		if err != nil {
			return err
		}
		return e.splitOff(dr, g, b)
	}
}

// longerThanOuter gives the person a block of their own that overrides the one
// that is about other clients, too.
func (e *accessEditor) longerThanOuter(g *engine.Grant) attempt {
	return func(dr *draft) error {
		b, err := e.continued(g)
		if err != nil {
			return err
		}
		return e.writeBlock(dr, g, b)
	}
}

// continued is a block that gives what a grant gives, with the later date.
func (e *accessEditor) continued(g *engine.Grant) (accessBlockText, error) {
	choice := &setChoice{set: g.Set}
	for i := range e.res.Desired.Sets {
		if set := &e.res.Desired.Sets[i]; set.Name == g.Set && !set.Unknown {
			choice = e.adjust(set, g.Rights)
		}
	}
	if choice == nil {
		return accessBlockText{}, &Refused{
			fmt.Sprintf("what %s has is %s as adjusted at %s, and cannot be said in a block of their own", e.person().Address, g.Set, g.Pos),
			"Write the block by hand.",
		}
	}
	return accessBlockText{choice: choice, grant: e.details(g), now: g, keepBilling: g.KeepBilling, unlinked: g.Unlinked}, nil
}
