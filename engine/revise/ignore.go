package revise

import (
	"slices"

	"accredit/engine"
)

// Ignore lists what writing these differences as ignored changes; those whose
// day has passed are dropped. Of one that is ignored already only the new
// decision stays.
func Ignore(a *engine.Access, day engine.Date, list []engine.Ignored) *engine.Changes {
	fresh := slices.Clone(list)
	slices.SortFunc(fresh, engine.CompareIgnored)
	out := &engine.Changes{}
	for i := range a.Ignored {
		was := &a.Ignored[i]
		if _, again := slices.BinarySearchFunc(fresh, *was, engine.CompareIgnored); !again && was.Until < day {
			out.Ignored = append(out.Ignored, engine.IgnoreChange{Before: was})
		}
	}
	for i := range fresh {
		change := engine.IgnoreChange{After: &fresh[i]}
		if at, found := slices.BinarySearchFunc(a.Ignored, fresh[i], engine.CompareIgnored); found {
			if a.Ignored[at] == fresh[i] {
				continue
			}
			change.Before = &a.Ignored[at]
		}
		out.Ignored = append(out.Ignored, change)
	}
	return out
}
