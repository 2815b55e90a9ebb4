package config

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
	"github.com/zclconf/go-cty/cty"
)

// wanted is a level as somebody wrote it: of which kind, and which.
type wanted struct {
	kind  engine.Kind
	level engine.Level
}

// String writes the level by name.
func (w wanted) String() string { return w.kind.Name(w.level) }

// as reads the level for a permission of another kind, which only a wildcard
// may do: a scope level turns toggles on (none: off), true gives all.
func (w wanted) as(k engine.Kind) engine.Level {
	switch {
	case w.kind == k:
		return w.level
	case w.level == 0:
		return 0
	}
	return k.Top()
}

// choice is one line of a permissions map, or one name of a list.
type choice struct {
	pattern string
	wanted  wanted
	at      span
	literal int  // characters of the pattern that are not *
	wild    bool // the pattern has a *
}

func newChoice(pattern string, at span) choice {
	stars := strings.Count(pattern, "*")
	return choice{pattern: pattern, at: at, literal: len(pattern) - stars, wild: stars > 0}
}

// matches reports whether the choice speaks of a permission. No wildcard
// speaks of those that are given by name only.
func (c *choice) matches(name string) bool {
	if !c.wild {
		return c.pattern == name
	}
	return !engine.ByNameOnly(name) && engine.MatchGlob(c.pattern, name)
}

// levelWords are all levels that can be written.
var levelWords = []string{"none", "own", "team", "all", "on", "off", "true", "false"}

// parseLevel reads a level: a truth value or a word.
func parseLevel(v cty.Value) (wanted, bool) {
	text, ok := plainString(v)
	if !ok || v.Type() == cty.Number {
		return wanted{}, false
	}
	switch text {
	case "true":
		text = "on"
	case "false":
		text = "off"
	}
	kind, ok := engine.KindOfLevel(text)
	if !ok {
		return wanted{}, false
	}
	level, _ := kind.Level(text)
	return wanted{kind, level}, true
}

// levels reads a map of permissions and levels, such as permissions and add.
func (r *reader) levels(name string) []choice {
	var list []choice
	r.pairs(name, func(key string, v cty.Value, at pairPlace) {
		c := newChoice(key, at.key)
		if v.IsNull() || v.Type() == cty.String && v.AsString() == "" {
			return
		}
		var ok bool
		if c.wanted, ok = parseLevel(v); !ok {
			hint := "Use none, own, team or all for a scope, true or false for a toggle."
			if text, ok := plainString(v); ok {
				if meant := r.l.didYouMean(text, slices.Values(levelWords)); meant != "" {
					hint = meant
				}
			}
			r.report(at.value, "Unknown level", hint, "The level of %q cannot be %s.", key, describe(v))
			return
		}
		if r.checkChoice(&c) && r.checkLevel(&c, at.value) {
			list = append(list, c)
		}
	})
	return list
}

// permissionNames reads a list of permissions, such as except and remove.
func (r *reader) permissionNames(name string) []choice {
	var list []choice
	r.texts(name, func(s string, at span) {
		c := newChoice(s, at)
		if r.checkChoice(&c) {
			list = append(list, c)
		}
	})
	return list
}

// sparedBy names a permission that a wildcard reads as if it took it away,
// and does not, since it is given and taken by name only.
func sparedBy(names []choice, rights engine.Rights, catalogue *engine.Catalogue) (*choice, string) {
	for i := range names {
		c := &names[i]
		for j, p := range catalogue.All() {
			if c.wild && engine.ByNameOnly(p.Name) && rights.Level(j) > 0 && engine.MatchGlob(c.pattern, p.Name) {
				return c, p.Name
			}
		}
	}
	return nil, ""
}

// checkChoice makes sure that a choice speaks of something.
func (r *reader) checkChoice(c *choice) bool {
	if c.wild {
		return r.checkWildcard(c)
	}
	if _, ok := r.l.catalogue.Index(c.pattern); !ok {
		r.report(c.at, "Unknown permission", r.l.permissionHint(c.pattern), "There is no permission %q.", c.pattern)
		return false
	}
	return true
}

// checkLevel makes sure that a permission named outright can have its level.
func (r *reader) checkLevel(c *choice, at span) bool {
	i, ok := r.l.catalogue.Index(c.pattern)
	if !ok || r.l.catalogue.At(i).Kind == c.wanted.kind {
		return true
	}
	p := r.l.catalogue.At(i)
	hint := "Write true or false."
	if p.Kind == engine.Scope {
		hint = `Write "none", "own", "team" or "all".`
	}
	r.report(at, "Level of another kind", hint, "%s is a %s and cannot have the level %q.", p.Name, p.Kind, c.wanted)
	return false
}

func (r *reader) checkWildcard(c *choice) bool {
	for _, p := range r.l.catalogue.All() {
		if c.matches(p.Name) {
			return true
		}
	}
	for _, p := range r.l.catalogue.All() {
		if engine.MatchGlob(c.pattern, p.Name) {
			r.report(c.at, "Wildcard matches nothing", fmt.Sprintf("Name it: %q.", p.Name),
				"No permission that a wildcard may stand for matches %q; %s is given by name only.", c.pattern, p.Name)
			return false
		}
	}
	r.report(c.at, "Wildcard matches nothing", r.l.permissionHint(c.pattern), "No permission matches %q.", c.pattern)
	return false
}

// permissionHint suggests a permission, or a pattern with a known beginning.
func (l *loader) permissionHint(name string) string {
	if l.permissionList == nil {
		seen := map[string]bool{}
		for _, p := range l.catalogue.All() {
			l.permissionList = append(l.permissionList, p.Name)
			for i, c := range p.Name {
				if glob := p.Name[:i] + ".*"; c == '.' && !seen[glob] {
					seen[glob] = true
					l.permissionGlobs = append(l.permissionGlobs, glob)
				}
			}
		}
	}
	known := l.permissionList
	if strings.Contains(name, "*") {
		known = l.permissionGlobs
	}
	if hint := l.didYouMean(name, slices.Values(known)); hint != "" {
		return hint
	}
	return "accredit list permissions shows them all; a permission block adds one that HubSpot has and the catalogue lacks."
}

// choose gives a map's level for a permission: an exact name beats a wildcard,
// of two wildcards the one with more literal characters. A tie between
// different levels has no answer.
func choose(choices []choice, p engine.Permission) (best, tie *choice) {
	for i := range choices {
		c := &choices[i]
		if !c.matches(p.Name) {
			continue
		}
		switch {
		case !c.wild:
			return c, nil
		case best == nil || c.literal > best.literal:
			best, tie = c, nil
		case c.literal == best.literal && c.wanted.as(p.Kind) != best.wanted.as(p.Kind):
			tie = c
		}
	}
	return best, tie
}
