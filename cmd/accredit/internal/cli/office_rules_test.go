package cli

import (
	"maps"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
	"accredit/state"
)

// rulesKept is I5, by a naive reading of docs/rules.md R1 and R2: a step that was
// recorded took and gave nothing that its actor did not hold just before it, and no
// client with a known super admin lost its last one.
func (v *invariants) rulesKept(parts []engine.RunPart) {
	v.t.Helper()
	v.store(func(store state.Store) {
		latest := v.judged
		for i := range parts {
			for j := range parts[i].Steps {
				s := &parts[i].Steps[j]
				if s.State != engine.StepDone || s.Serial <= v.judged {
					continue
				}
				latest = max(latest, s.Serial)
				before, err := store.ReadAt(v.t.Context(), s.Serial-1)
				if err != nil {
					v.t.Fatal(err)
				}
				after, err := store.ReadAt(v.t.Context(), s.Serial)
				if err != nil {
					v.t.Fatal(err)
				}
				v.stepKeeps(before, after, parts[i].HubID, s)
			}
		}
		v.judged = latest
	})
}

func (v *invariants) stepKeeps(before, after *engine.Access, hubID int64, s *engine.RunStep) {
	v.t.Helper()
	if supersOf(before, hubID) > 0 && supersOf(after, hubID) == 0 {
		v.t.Errorf("I5: %s took the last super admin of %d", s.ID(), hubID)
	}
	actor := levelsIn(before, hubID, s.Actor)
	admin := actor["account.super_admin"] > 0 || actor["partner.admin"] > 0
	if s.Via == engine.ViaAPI && (s.Actor == s.Email || !admin) {
		v.t.Errorf("I5: %s: %s had no key that may do that", s.ID(), s.Actor)
	}
	if s.Action != engine.ActionAdd && s.Action != engine.ActionChange {
		return
	}
	was, is := levelsIn(before, hubID, s.Email), levelsIn(after, hubID, s.Email)
	names := map[string]bool{}
	for name := range was {
		names[name] = true
	}
	for name := range is {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if was[name] != is[name] && max(was[name], is[name]) > actor[name] {
			v.t.Errorf("I5: %s: %s does not hold %s", s.ID(), s.Actor, name)
		}
	}
}

// levelsIn are the levels above the lowest that somebody uses in a client.
func levelsIn(a *engine.Access, hubID int64, email string) map[string]engine.Level {
	levels := map[string]engine.Level{}
	c := a.Client(hubID)
	if c == nil {
		return levels
	}
	catalogue := engine.CatalogueOf(a)
	for i := range c.Grants {
		if a.People[c.Grants[i].Person].Email != email {
			continue
		}
		rights := catalogue.Grant(&c.Grants[i], 0).Effective()
		for at, p := range catalogue.All() {
			if l := rights.Level(at); l > 0 {
				levels[p.Name] = l
			}
		}
	}
	return levels
}

// supersOf counts the known super admins of a client.
func supersOf(a *engine.Access, hubID int64) int {
	c := a.Client(hubID)
	if c == nil {
		return 0
	}
	n := len(c.SuperAdmins)
	for i := range c.Grants {
		if levelsIn(a, hubID, a.People[c.Grants[i].Person].Email)["account.super_admin"] > 0 {
			n++
		}
	}
	return n
}

// shows reports whether an account shows what a step makes, as far as HubSpot's API
// tells it; nil: nobody is there.
func (o *office) shows(u *fakehub.UserView, s stepAt) bool {
	if s.After == nil || u == nil {
		return s.After == nil && u == nil
	}
	switch set := s.After.Rights.Set; set {
	case engine.SetSuperAdmin:
		return u.SuperAdmin
	case engine.SetPartnerAdmin:
		return true // it is not told
	default:
		if len(u.Sets) != 1 || !sameName(u.Sets[0], shownSet(set)) {
			return false
		}
	}
	var was []string
	if s.Before != nil {
		was = engine.DetailsOf(s.Before.Details).Teams
	}
	wanted := engine.DetailsOf(s.After.Details).Teams
	return slices.Equal(was, wanted) || slices.Equal(o.teamNames(s.hubID, u), slices.Sorted(slices.Values(wanted)))
}

// teamNames are the names of the teams of a user, sorted.
func (o *office) teamNames(hubID int64, u *fakehub.UserView) []string {
	ids := slices.Clone(u.SecondaryTeamIDs)
	if u.PrimaryTeamID != "" {
		ids = append(ids, u.PrimaryTeamID)
	}
	var list []string
	for _, a := range o.hub.World().Accounts {
		for _, team := range a.Teams {
			if a.HubID == hubID && slices.Contains(ids, team.ID) {
				list = append(list, team.Name)
			}
		}
	}
	slices.Sort(list)
	return list
}

// shownSet is what HubSpot calls a permission set in the configurations of offices.
func shownSet(set string) string {
	if set == "am" {
		return "Account mgr"
	}
	return set
}

func sameName(a, b string) bool {
	fold := strings.NewReplacer("_", " ", "-", " ")
	return strings.EqualFold(fold.Replace(a), fold.Replace(b))
}
