package verify

import "accredit/engine"

// actor gives the reason why the actor may not make the step, or nothing.
func (v *verifier) actor(st *engine.Step) string {
	who := &v.p.People[st.Actor]
	own := v.now[st.Actor]
	super, partner := v.super(own), v.p.Catalogue.IsPartnerAdmin(own.Effective())
	admin := super || partner
	self := st.Actor == st.Person
	holder := v.roles(who) != 0
	assumed := !holder && !v.anyRoles && admin && !v.mayMake(st, own, false)
	switch {
	case !v.there(who):
		return who.Email + " has left the agency"
	case self && (st.Action != engine.ActionMigrate || !super) && !takesOut(st.Action):
		return who.Email + " would change their own access"
	case self && !holder && !assumed:
		return who.Email + " would change their own access, and has no role in the partner account"
	case !v.mayMake(st, own, holder || assumed):
		return who.Email + " may not act there at that moment"
	case st.Via == engine.ViaAPI && (!admin || self || !apiMakes(st.Action) || v.super(st.Before) || v.givesSuper(st.After)):
		return who.Email + " has no key with which HubSpot's API makes the step"
	case st.Via != engine.ViaAPI && (holder && (throughManager(st, self) || partner) || assumed) != (st.Via == engine.ViaClientAccessManager):
		return who.Email + " would act through something else than the step says"
	case st.Action != engine.ActionAdd && st.Action != engine.ActionChange && st.Action != engine.ActionReactivate:
		return ""
	case v.givesSuper(st.Before) != v.givesSuper(st.After) && !super:
		return who.Email + " is not super admin there at that moment"
	case st.Action == engine.ActionReactivate, st.Before != nil && st.Before.Unknown, st.After.Unknown: // no rule, or cannot tell
		return ""
	case !engine.CanBring(st.Before.Given(), st.After.Given(), own.Effective()):
		return who.Email + " does not have what the step gives or takes"
	}
	return ""
}

// apiMakes reports whether HubSpot's API makes steps of an action.
func apiMakes(a engine.Action) bool {
	return a == engine.ActionAdd || a == engine.ActionChange || a == engine.ActionRemove
}

func takesOut(a engine.Action) bool { return a == engine.ActionRemove || a == engine.ActionDeactivate }

// mayMake reports whether a step may be made by somebody who has their own
// grant there, and who can use the Client Access Manager or not (docs/rules.md,
// "Steps"). Whether they hold what it gives or takes is looked at elsewhere.
func (v *verifier) mayMake(st *engine.Step, own *engine.Grant, manages bool) bool {
	super, self := v.super(own), st.Actor == st.Person
	admin := super || v.p.Catalogue.IsPartnerAdmin(own.Effective())
	switch {
	case takesOut(st.Action):
		return manages || !self && (super || admin && !v.super(st.Before))
	case st.Action == engine.ActionMigrate && self:
		return super && manages
	case st.Action == engine.ActionMigrate && v.p.Catalogue.HasBilling(st.After.Rights) && !v.p.Catalogue.HasBilling(v.admins[engine.SetPartnerAdmin]):
		return false // billing is kept by the person themself
	case st.Action == engine.ActionMigrate:
		return super || admin && manages
	}
	return admin && !self
}

// throughManager reports whether a role in the partner account is enough to use
// the Client Access Manager for the step.
func throughManager(st *engine.Step, self bool) bool {
	return takesOut(st.Action) || st.Action == engine.ActionMigrate && self
}

// findRoles notes whether anybody of the agency has any roles.
func (v *verifier) findRoles() {
	v.said = map[int32]bool{}
	for i := range v.p.Steps {
		if st := &v.p.Steps[i]; st.Client == engine.Nobody && st.Action == engine.ActionRecord {
			v.said[st.Person] = true
		}
	}
	for i := range v.p.People {
		v.anyRoles = v.anyRoles || v.roles(&v.p.People[i]) != 0
	}
	for i := range v.a.People {
		if _, listed := v.people[v.a.People[i].Email]; !listed {
			v.anyRoles = v.anyRoles || v.a.People[i].Roles != 0
		}
	}
}

// roles are those that the configuration gives a person, and of people without
// a block those that state has: who has none is written as gone without a
// record that says so, and acts before they go.
func (v *verifier) roles(who *engine.Person) engine.Roles {
	at := v.people[who.Email]
	if v.written[at] && (v.said[at] || len(v.were[who.Email]) == 0) {
		return who.Roles
	}
	roles := who.Roles
	for _, was := range v.were[who.Email] {
		roles |= was.Roles
	}
	return roles
}
