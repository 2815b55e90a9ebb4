package engine

import (
	"slices"
	"sync"
)

// NewRecordedRights records what a grant gives: the contents of its set, as
// listed, changed by the deviations. For super_admin and partner_admin, which
// are read against today's catalogue, the deviations are recorded alone; for
// view_only the contents are today's, whatever the caller says.
func NewRecordedRights(set string, unknown bool, contents, deviations Levels) *RecordedRights {
	if unknown {
		return &RecordedRights{Set: set, Unknown: true}
	}
	levels := slices.Clone(deviations)
	if !FollowsCatalogue(set) {
		levels = ContentsToday(set, contents).changedBy(deviations)
	}
	levels.Sort()
	return &RecordedRights{Set: set, Levels: levels}
}

// Deviations is the inverse of NewRecordedRights: where the recorded levels
// differ from the contents of the set, sorted. A permission that the set has
// and the grant has not stands with its lowest level.
func (r *RecordedRights) Deviations(contents Levels) Levels {
	if r.Unknown {
		return nil
	}
	if FollowsCatalogue(r.Set) {
		return slices.Clone(r.Levels)
	}
	contents = ContentsToday(r.Set, contents)
	has, gives := contents.ByPermission(), r.Levels.ByPermission()
	var deviations Levels
	for _, pl := range r.Levels {
		if has[pl.Permission] != pl.Level {
			deviations = append(deviations, pl)
		}
	}
	for _, pl := range contents {
		if _, kept := gives[pl.Permission]; kept {
			continue
		}
		if kind, ok := KindOfLevel(pl.Level); ok {
			deviations = append(deviations, PermissionLevel{pl.Permission, kind.Name(0)})
		}
	}
	deviations.Sort()
	return deviations
}

// ContentsToday returns the contents that a recorded set is compared with:
// those of view_only are today's. It is exported for engine/mine, which says
// rights as a set with additions and removals.
func ContentsToday(set string, contents Levels) Levels {
	if set == SetViewOnly {
		return builtinLevels()[SetViewOnly]
	}
	return contents
}

// ByName lists what recorded rights give, by name. The built-in sets that are
// read against today's catalogue are those of the built-in one.
func (r *RecordedRights) ByName() Levels {
	if r.Unknown || !FollowsCatalogue(r.Set) {
		return r.Levels
	}
	return builtinLevels()[r.Set].changedBy(r.Levels)
}

// builtinLevels are the contents of the built-in sets in the built-in catalogue.
var builtinLevels = sync.OnceValue(func() map[string]Levels {
	c := BuiltinCatalogue()
	m := map[string]Levels{}
	for _, set := range BuiltinSets(c) {
		m[set.Name] = LevelsOf(c, set.Rights)
	}
	return m
})

// changedBy gives the levels with some of them replaced, added or, where the
// replacement is a lowest level, dropped.
func (ls Levels) changedBy(deviations Levels) Levels {
	levels := ls.ByPermission()
	for _, pl := range deviations {
		levels[pl.Permission] = pl.Level
	}
	changed := make(Levels, 0, len(levels))
	for permission, level := range levels {
		if !IsLowestLevel(level) {
			changed = append(changed, PermissionLevel{permission, level})
		}
	}
	return changed
}

// ByPermission maps each permission to its level.
func (ls Levels) ByPermission() map[string]string {
	m := make(map[string]string, len(ls))
	for _, pl := range ls {
		m[pl.Permission] = pl.Level
	}
	return m
}

// IsLowestLevel reports whether the level gives nothing, whatever the kind.
func IsLowestLevel(level string) bool {
	kind, ok := KindOfLevel(level)
	return ok && kind.Name(0) == level
}
