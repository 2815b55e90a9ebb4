package mine

import (
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
)

// cells groups the people of each client by what they hold there.
func (m *miner) cells() {
	m.byClient = make([][]cell, len(m.a.Clients))
	for i := range m.a.Clients {
		c := &m.a.Clients[i]
		at := map[string]int{}
		for j := range c.Grants {
			g := &c.Grants[j]
			linked := m.isLinked(c, g.Person)
			if linked && isPlainAdmin(g) {
				continue // the link declares it
			}
			key := m.signature(g)
			k, known := at[key]
			if !known {
				k = len(m.byClient[i])
				at[key] = k
				m.byClient[i] = append(m.byClient[i], cell{like: g})
			}
			if group := &m.byClient[i][k]; linked {
				group.named = append(group.named, g.Person)
			} else {
				group.people = append(group.people, g.Person)
			}
		}
	}
}

// signature tells apart what grants give, as a configuration says it.
func (m *miner) signature(g *engine.RecordedGrant) string {
	d := engine.DetailsOf(g.Details)
	key := strconv.AppendQuote([]byte(m.text(g.Rights)), d.Reason)
	for _, team := range d.Teams {
		key = strconv.AppendQuote(key, team)
	}
	key = strconv.AppendInt(append(key, ' '), int64(g.Status.Wanted()), 10)
	key = strconv.AppendInt(append(key, ' '), int64(g.Starts), 10)
	return string(strconv.AppendInt(append(key, ' '), int64(g.Expires), 10))
}

// text is what tells rights apart; many grants share one.
func (m *miner) text(r *engine.RecordedRights) string {
	text, known := m.texts[r]
	if !known {
		text = rightsText(r)
		m.texts[r] = text
	}
	return text
}

// customViews lists the permissions to view that somebody holds and that the
// built-in catalogue does not have.
func (m *miner) customViews() []string {
	if m.views != nil {
		return m.views
	}
	m.views = []string{}
	known, seen := engine.BuiltinCatalogue(), map[*engine.RecordedRights]bool{}
	look := func(levels engine.Levels) {
		for _, pl := range levels {
			if _, there := known.Index(pl.Permission); !there && strings.HasSuffix(pl.Permission, ".view") && !slices.Contains(m.views, pl.Permission) {
				m.views = append(m.views, pl.Permission)
			}
		}
	}
	for i := range m.a.Sets {
		look(m.a.Sets[i].Levels)
	}
	for i := range m.a.Clients {
		for j := range m.a.Clients[i].Grants {
			if r := m.a.Clients[i].Grants[j].Rights; !seen[r] {
				seen[r] = true
				look(r.Levels)
			}
		}
	}
	slices.Sort(m.views)
	return m.views
}

// contents are the levels of a recorded set.
func (m *miner) contents(set string) engine.Levels {
	if s := m.sets[set]; s != nil {
		return s.Levels
	}
	return nil
}

// isLinked reports whether an approved link of the client declares the person
// its partner admin: a block then reaches them only by name.
func (m *miner) isLinked(c *engine.RecordedClient, person int32) bool {
	p := &m.a.People[person]
	return p.Status != engine.PersonLeft && slices.ContainsFunc(c.Links, func(l engine.Link) bool {
		return counts(&l, m.day) && (l.Admin == p.Email || slices.Contains(p.FormerEmails, l.Admin))
	})
}

// counts reports whether a link gives its admin access on a day.
func counts(l *engine.Link, day engine.Date) bool {
	return l.ApprovedOn != 0 && l.ApprovedOn <= day && (l.EndedOn == 0 || day < l.EndedOn)
}

// isPlainAdmin reports whether a grant is what an approved link declares.
func isPlainAdmin(g *engine.RecordedGrant) bool {
	d := engine.DetailsOf(g.Details)
	return g.Rights.Set == engine.SetPartnerAdmin && !g.Rights.Unknown && len(g.Rights.Levels) == 0 && g.Status == engine.Active &&
		g.Starts == 0 && g.Expires == 0 && len(d.Teams) == 0 && d.Reason == ""
}

// links gives the client's links, without those that would give somebody
// access who has none recorded there.
func (m *miner) links(c *engine.RecordedClient) []engine.Link {
	var links []engine.Link
	for _, l := range c.Links {
		holds := slices.ContainsFunc(c.Grants, func(g engine.RecordedGrant) bool {
			p := &m.a.People[g.Person]
			return l.Admin == p.Email || slices.Contains(p.FormerEmails, l.Admin)
		})
		if holds || !counts(&l, m.day) {
			links = append(links, l)
		}
	}
	return links
}

// adjustments says rights as additions to a set and removals from it. It is
// not exact where the set has more of a permission than the rights have, and
// these some.
func (m *miner) adjustments(r *engine.RecordedRights) (add engine.Levels, remove []string, exact bool) {
	contents := engine.ContentsToday(r.Set, m.contents(r.Set)).ByPermission()
	exact = r.Set != engine.SetSuperAdmin || len(r.Levels) == 0
	if r.Set == engine.SetViewOnly && !r.Unknown {
		has := r.Levels.ByPermission()
		for _, permission := range m.customViews() {
			if has[permission] == "" {
				remove = append(remove, permission) // declared, it would be in the set
			}
		}
	}
	for _, pl := range r.Deviations(m.contents(r.Set)) {
		if engine.IsLowestLevel(pl.Level) {
			remove = append(remove, pl.Permission)
			continue
		}
		add = append(add, pl)
		kind, known := engine.KindOfLevel(pl.Level)
		was, has := contents[pl.Permission]
		level, _ := kind.Level(pl.Level)
		above, _ := kind.Level(was)
		exact = exact && known && (!has || level > above) && (r.Set != engine.SetPartnerAdmin || level == kind.Top())
	}
	return add, remove, exact
}
