package engine

import "slices"

// Who may act, and who does (docs/rules.md, "Steps" and R3).
//
// The order of preference: --as alone; else the client's acting admins, then
// the agency's; else anybody eligible, those who can use the Client Access
// Manager first, then by e-mail. Who is leaving acts last of all.

// mayAct reports whether the actor may make the stage at this moment, rights
// aside: what the subset rule says of it is canDo's.
func (s *clientState) mayAct(actor int32, st *stage) bool {
	if !s.p.roster.mayAct(s.p.a, actor) {
		return false
	}
	own := s.grantOf(actor)
	return s.may(actor, own, s.manages(actor, own), st)
}

// manages reports whether the person can use the Client Access Manager for this
// client: a role holder, or while that is assumed, whoever is admin there.
func (s *clientState) manages(actor int32, own *Grant) bool {
	return s.p.roster.people[actor].Roles != 0 || s.assuming && s.isAdmin(own)
}

// may is the table of docs/rules.md, "Steps": who makes what.
func (s *clientState) may(actor int32, own *Grant, manages bool, st *stage) bool {
	super, admin, self := s.isSuper(own), s.isAdmin(own), actor == st.person
	switch st.action {
	case ActionMigrate:
		return self && super && manages || !self && !st.keepsBilling && (super || admin && manages)
	case ActionDeactivate, ActionRemove:
		return manages || !self && (super || admin && !s.isSuper(st.before))
	case ActionReactivate, ActionAdd, ActionChange:
		return !self && (super || admin && s.givesSuper(st.before) == s.givesSuper(st.after))
	}
	return !self && admin
}

// assumesRoles reports whether the actor may make the stage only because
// nobody's roles are known.
func (s *clientState) assumesRoles(actor int32, st *stage) bool {
	own := s.grantOf(actor)
	return len(s.p.roster.roleHolders) == 0 && !s.may(actor, own, false, st)
}

// canDo reports whether the actor may make the stage and brings it about whole.
func (s *clientState) canDo(actor int32, st *stage) bool {
	if !s.mayAct(actor, st) {
		return false
	}
	if !st.bound() {
		return true
	}
	return CanBring(st.before.Given(), st.after.Given(), s.grantOf(actor).Effective())
}

// throughManager reports whether the actor makes the stage through the Client
// Access Manager; else it is the client account's own user settings.
func (s *clientState) throughManager(actor int32, st *stage) bool {
	if s.p.roster.people[actor].Roles == 0 {
		return false
	}
	switch {
	case st.action == ActionDeactivate, st.action == ActionRemove:
		return true
	case st.action == ActionMigrate && actor == st.person:
		return true
	}
	return s.isPartner(s.grantOf(actor))
}

func (s *clientState) via(actor int32, st *stage) Via {
	if s.throughManager(actor, st) || s.assumesRoles(actor, st) {
		return ViaClientAccessManager
	}
	return ViaClientAccount
}

// actor returns the most preferred person who can do the stage now, or Nobody.
func (s *clientState) actor(st *stage) int32 {
	found := Nobody
	s.eachActor(st, func(a int32) bool {
		if s.canDo(a, st) {
			found = a
			return false
		}
		return true
	})
	return found
}

// eachActor calls f with everybody who might make the stage, most preferred
// first, until f returns false. Where nobody's roles are known, those come last
// who need the Client Access Manager for it.
func (s *clientState) eachActor(st *stage, f func(int32) bool) {
	if !s.eachKnown(st, f) || len(s.p.roster.roleHolders) > 0 || !st.byManager() {
		return
	}
	s.assuming = true
	s.eachKnown(st, f)
	s.assuming = false
}

// eachKnown is eachActor without looking twice. It reports whether f never
// returned false.
func (s *clientState) eachKnown(st *stage, f func(int32) bool) bool {
	if s.p.as != Nobody {
		return f(s.p.as)
	}
	for _, leaving := range []bool{false, true} {
		for _, a := range s.preferred {
			if s.p.roster.leaving(a) == leaving && s.grantOf(a) != nil && !f(a) {
				return false
			}
		}
		for _, manager := range []bool{true, false} {
			for _, a := range s.others {
				if s.p.roster.leaving(a) == leaving && s.throughManager(a, st) == manager && !f(a) {
					return false
				}
			}
		}
	}
	return true
}

// passesOver reports whether somebody acts although an acting admin has a
// grant here. Acting admins without one are no choice at all.
func (s *clientState) passesOver(actor int32) bool {
	return !slices.Contains(s.preferred, actor) &&
		slices.ContainsFunc(s.preferred, func(a int32) bool { return s.grantOf(a) != nil })
}
