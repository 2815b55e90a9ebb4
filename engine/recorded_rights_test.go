package engine

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawNamedLevels draws levels of permissions, one of which no catalogue has.
func drawNamedLevels(t *rapid.T, label string, lowest bool) Levels {
	levels := Levels{}
	for _, name := range []string{"crm.contacts.edit", "crm.contacts.view", "crm.deals.edit", "crm.export", "gone.permission"} {
		kind := Scope
		if name == "crm.export" {
			kind = Toggle
		}
		l := Level(rapid.IntRange(0, int(kind.Top())).Draw(t, label))
		if rapid.Bool().Draw(t, label+" has "+name) && (lowest || l > 0) {
			levels = append(levels, PermissionLevel{name, kind.Name(l)})
		}
	}
	return levels
}

var drawSetName = rapid.SampledFrom([]string{"junior", SetViewOnly, SetPartnerAdmin, SetSuperAdmin})

// TestRecordedRightsInverse: recording the deviations of recorded rights
// gives them again, and the other way round.
func TestRecordedRightsInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSetName.Draw(t, "set")
		contents := drawNamedLevels(t, "contents", false)
		rights := NewRecordedRights(set, rapid.IntRange(0, 5).Draw(t, "unknown") == 0, contents, drawNamedLevels(t, "deviations", true))

		deviations := rights.Deviations(contents)
		again := NewRecordedRights(set, rights.Unknown, contents, deviations)
		if again.Set != rights.Set || again.Unknown != rights.Unknown || !slices.Equal(again.Levels, rights.Levels) {
			t.Fatalf("recorded %+v, deviations %v, recorded again %+v", rights, deviations, again)
		}
		if twice := again.Deviations(contents); !slices.Equal(deviations, twice) {
			t.Fatalf("deviations %v, then %v", deviations, twice)
		}
	})
}

// TestRecordedRightsEffective: the rights that a grant gives are those of its
// set, as listed or as of today, over which its deviations are laid.
func TestRecordedRightsEffective(t *testing.T) {
	c := BuiltinCatalogue()
	rapid.Check(t, func(t *rapid.T) {
		set := drawSetName.Draw(t, "set")
		contents := drawNamedLevels(t, "contents", false)
		deviations := drawNamedLevels(t, "deviations", true)
		base, _ := contents.Over(c, "")
		for _, builtin := range BuiltinSets(c) {
			if builtin.Name == set {
				base = builtin.Rights
			}
		}
		want, _ := deviations.Over(c, base)
		from := Rights("")
		if FollowsCatalogue(set) {
			from = base
		}
		rights := NewRecordedRights(set, false, contents, deviations)
		got, _ := rights.Levels.Over(c, from)
		if !got.Equal(want) {
			t.Fatalf("got %v, want %v", LevelsOf(c, got), LevelsOf(c, want))
		}
		lowest := func(pl PermissionLevel) bool { return IsLowestLevel(pl.Level) }
		if !FollowsCatalogue(set) && slices.ContainsFunc(rights.Levels, lowest) {
			t.Fatalf("lowest levels are recorded: %v", rights.Levels)
		}
	})
}

func TestDeviationsNamesLowestLevel(t *testing.T) {
	contents := Levels{{"crm.contacts.edit", "team"}, {"crm.export", "on"}}
	rights := &RecordedRights{Set: "junior", Levels: Levels{{"reports.access", "on"}}}
	want := Levels{{"crm.contacts.edit", "none"}, {"crm.export", "off"}, {"reports.access", "on"}}
	if got := rights.Deviations(contents); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
