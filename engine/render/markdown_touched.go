package render

import (
	"cmp"
	"slices"
	"strings"

	"accredit/engine"
)

// touch says what a plan does to one person in one client, all its steps
// taken together.
type touch struct {
	client, person int32
	action         engine.Action
	effect         engine.Effect
	had            bool   // a grant before
	before, after  string // permission sets; empty: none
	unknown        bool   // what the set after it gives is not known
}

// touched lists whom the steps give something, or take something from: by any
// of their steps, but nothing is taken from those who had nothing.
func touched(sections []markdownSection, effect engine.Effect) []touch {
	var list []touch
	for _, section := range sections {
		if section.client == engine.Nobody {
			continue
		}
		for _, t := range touches(section.steps) {
			if t.effect&effect != 0 && (t.had || effect == engine.Expands) {
				list = append(list, t)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b touch) int { return cmp.Compare(rank(a.action), rank(b.action)) })
	return list
}

// rank puts those first from whom access is taken away.
func rank(a engine.Action) int {
	switch a {
	case engine.ActionRemove:
		return 0
	case engine.ActionDeactivate:
		return 1
	}
	return 2
}

// touches takes the steps of one client together by person. Of several
// actions the first counts, but for one that takes access away.
func touches(steps []*engine.Step) []touch {
	at := map[int32]int{}
	var list []touch
	for _, s := range steps {
		if s.Person == engine.Nobody {
			continue
		}
		i, seen := at[s.Person]
		if !seen {
			i = len(list)
			at[s.Person] = i
			list = append(list, touch{client: s.Client, person: s.Person, action: s.Action})
			if s.Before != nil {
				list[i].had, list[i].before = true, s.Before.Set
			}
		}
		t := &list[i]
		t.effect |= s.Effect
		if t.after = ""; s.After != nil {
			t.after, t.unknown = s.After.Set, s.After.Unknown
		}
		if s.Action == engine.ActionRemove || s.Action == engine.ActionDeactivate && t.action != engine.ActionRemove {
			t.action = s.Action
		}
	}
	return list
}

// notFromThis begins the heading of what the change under review does not
// explain.
const notFromThis = "Not from this change: "

// touchWords are the words for whoever loses or gains something.
type touchWords struct {
	heading string
	verb    func(engine.Action) string
	folded  bool // many rows are folded up
}

// list ends a list of rows.
func (w touchWords) list(rows string) string {
	if w.folded && strings.Count(rows, "\n") > fewRows {
		return "<details><summary>All of them</summary>\n\n" + rows + "\n</details>\n\n"
	}
	return rows + "\n"
}

var losing = touchWords{"Who loses access", func(a engine.Action) string {
	switch a {
	case engine.ActionRemove:
		return "removed"
	case engine.ActionDeactivate:
		return "deactivated"
	case engine.ActionRecord:
		return "for less time"
	}
	return "can do less"
}, false}

var gaining = touchWords{"Who gains access", func(a engine.Action) string {
	switch a {
	case engine.ActionAdd:
		return "added"
	case engine.ActionAdopt:
		return "adopted"
	case engine.ActionLink:
		return "linked"
	case engine.ActionReactivate:
		return "active again"
	case engine.ActionRecord:
		return "for longer"
	}
	return "can do more"
}, true}
