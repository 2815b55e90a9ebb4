package engine

import "slices"

// The effect of a step (docs/rules.md R11) compares what somebody can do before
// and after it. A later or dropped end and an earlier start expand, the
// reverse reduces. What an unknown set gives is not known: it counts as both
// when it comes, and reduces when it goes.

// EffectOf compares two grants of one person in one client; nil is no grant.
func EffectOf(before, after *Grant) Effect {
	return EffectOfRights(before, after) | EffectOfTeams(before, after) | EffectOfDates(before, after)
}

// EffectOfTeams compares the teams of a grant that is there before and after: who
// holds a right at level team reaches what these teams own. A team more expands,
// a team less reduces.
func EffectOfTeams(before, after *Grant) Effect {
	if before == nil || after == nil || before.Status == Deactivated || after.Status == Deactivated {
		return EffectNone
	}
	effect := EffectNone
	was, is := before.More().Teams, after.More().Teams
	if !containsAll(was, is) && after.reachesTeams(before) {
		effect |= Expands
	}
	if !containsAll(is, was) && before.reachesTeams(after) {
		effect |= Reduces
	}
	return effect
}

func containsAll(list, items []string) bool {
	return !slices.ContainsFunc(items, func(item string) bool { return !slices.Contains(list, item) })
}

// reachesTeams reports whether the grant holds a right at level team that the
// other one does not hold for everything anyway. What an unknown set gives may
// be one.
func (g *Grant) reachesTeams(other *Grant) bool {
	if g.Unknown {
		return true
	}
	for i := range len(g.Rights) {
		if g.Rights.Level(i) == Team && (other.Unknown || other.Rights.Level(i) <= Team) {
			return true
		}
	}
	return false
}

func EffectOfRights(before, after *Grant) Effect {
	wasUnknown := before != nil && before.Unknown && before.Status != Deactivated
	isUnknown := after != nil && after.Unknown && after.Status != Deactivated
	switch {
	case wasUnknown && isUnknown && before.Set == after.Set:
		return EffectNone
	case isUnknown:
		return Both
	case wasUnknown && after.Given().IsEmpty():
		return Reduces
	case wasUnknown:
		return Both
	}
	return compareRights(before.Given(), after.Given())
}

func compareRights(before, after Rights) Effect {
	effect := EffectNone
	if !after.AtMost(before) {
		effect |= Expands
	}
	if !before.AtMost(after) {
		effect |= Reduces
	}
	return effect
}

// EffectOfDates compares the periods of a grant that is there before and after.
func EffectOfDates(before, after *Grant) Effect {
	if before == nil || after == nil {
		return EffectNone
	}
	effect := EffectNone
	switch {
	case before.Expires == after.Expires:
	case after.Expires == 0, before.Expires != 0 && after.Expires > before.Expires:
		effect |= Expands
	default:
		effect |= Reduces
	}
	switch {
	case before.Starts == after.Starts:
	case after.Starts < before.Starts:
		effect |= Expands
	default:
		effect |= Reduces
	}
	return effect
}
