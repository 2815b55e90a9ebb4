package compare

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
)

// compareRules lists what differs and gives nobody access: what governs
// changes, and what nobody has yet.
func (c *comparer) compareRules() {
	c.compareNamed("agency", agencyRules(c.b), agencyRules(c.a))
	c.compareNamed("guardrail", guardrailRules(c.b), guardrailRules(c.a))
	c.compareNamed("removal_approval", approvals(c.b), approvals(c.a))
	c.compareNamed("permission", customPermissions(c.b), customPermissions(c.a))
	c.compareNamed("permission_set", c.setNames(c.b), c.setNames(c.a))
	c.compareNamed("policy", policies(c.b), policies(c.a))
	c.compareNamed("test", tests(c.b), tests(c.a))
	c.compareNamed("removed", removals(c.b), removals(c.a))
}

// described is a thing with a name, in words, and where it stands.
type described struct {
	text string
	pos  engine.Pos
}

func (c *comparer) compareNamed(kind string, before, after map[string]described) {
	both := maps.Clone(before)
	maps.Copy(both, after)
	for _, name := range slices.Sorted(maps.Keys(both)) {
		was, is := before[name], after[name]
		if was.text != is.text {
			c.out.Rules = append(c.out.Rules, engine.RuleDifference{Kind: kind, Name: name, Before: was.text, After: is.text, Pos: both[name].pos})
		}
	}
}

func agencyRules(s *side) map[string]described {
	a := &s.Agency
	list := map[string]described{}
	add := func(name, text string) { list[name] = described{text, a.Pos} }
	add("name", a.Name)
	add("hub_id", strconv.FormatInt(a.HubID, 10))
	add("email_domains", strings.Join(a.EmailDomains, ", "))
	add("acting_admins", s.emails(a.ActingAdmins))
	add("subset_rule", a.SubsetRule.String())
	add("mode", a.Mode.String())
	add("execution", a.Execution.String())
	return list
}

func guardrailRules(s *side) map[string]described {
	g := &s.Agency.Guardrails
	pos := g.Pos
	if pos.IsZero() {
		pos = s.Agency.Pos
	}
	email := func(person int32) string { return s.People[person].Email }
	list := map[string]described{}
	for _, r := range engine.Rules() {
		if r.Argument != "" {
			list[r.Name] = described{r.Text(g, email), pos}
		}
	}
	return list
}

func approvals(s *side) map[string]described {
	list := map[string]described{}
	for _, a := range s.Agency.Guardrails.Approvals {
		name := a.Email
		if a.HubID != 0 {
			name = "hub " + strconv.FormatInt(a.HubID, 10)
		}
		text := fmt.Sprintf("up to %d", a.UpTo)
		if a.Expires != 0 {
			text += " until " + a.Expires.String()
		}
		if a.Reason != "" {
			text += ", " + a.Reason
		}
		if other := list[name].text; other != "" {
			text = other + "; " + text
		}
		list[name] = described{text, a.Pos}
	}
	return list
}

func customPermissions(s *side) map[string]described {
	list := map[string]described{}
	for _, p := range s.Catalogue.Custom() {
		list[p.Name] = described{text: p.Kind.String()}
	}
	return list
}

// setNames lists the declared sets, under the name that they have afterwards,
// by whether their contents are known: what contents differ is a cause.
func (c *comparer) setNames(s *side) map[string]described {
	list := map[string]described{}
	for i := range s.Sets {
		set := &s.Sets[i]
		if set.Builtin {
			continue
		}
		name := set.Name
		if to, ok := c.renamed[name]; ok && s == c.b {
			name = to
		}
		text := "declared"
		if set.Unknown {
			text = "contents unknown"
		}
		list[name] = described{text, set.Pos}
	}
	return list
}

func policies(s *side) map[string]described {
	list := map[string]described{}
	for i := range s.Policies {
		p := &s.Policies[i]
		text := fmt.Sprintf("%s about each %s", p.Severity, p.Subject)
		if p.Definition != "" {
			text += ", condition " + p.Definition
		}
		list[p.Name] = described{text, p.Pos}
	}
	return list
}

func tests(s *side) map[string]described {
	list := map[string]described{}
	for i := range s.Tests {
		t := &s.Tests[i]
		text := fmt.Sprintf("%s in hub %d: allow %s; deny %s", s.People[t.Person].Email, t.HubID, s.needs(t.Allow), s.needs(t.Deny))
		list[t.Name] = described{text, t.Pos}
	}
	return list
}

func (s *side) needs(list []engine.Need) string {
	texts := make([]string, 0, len(list))
	for _, n := range list {
		p := s.Catalogue.At(n.Permission)
		texts = append(texts, p.Name+" "+p.Kind.Name(n.Level))
	}
	slices.Sort(texts)
	if len(texts) == 0 {
		return "nothing"
	}
	return strings.Join(texts, ", ")
}

func removals(s *side) map[string]described {
	list := map[string]described{}
	for _, r := range s.Removed {
		name := r.Email
		if r.HubID != 0 {
			name = "hub " + strconv.FormatInt(r.HubID, 10)
		}
		list[name] = described{"no longer managed, nobody is touched", r.Pos}
	}
	return list
}
