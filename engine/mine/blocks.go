package mine

import (
	"slices"

	"accredit/engine"
)

// client writes the blocks of one client: one for each thing that its people
// hold, and says who holds something else than their team.
func (m *miner) client(i int32) {
	c := &m.a.Clients[i]
	out := &m.out.Clients[i]
	out.Links = m.links(c)
	for k := range m.byClient[i] {
		group := &m.byClient[i][k]
		group.cover = m.cover(group.people)
		group.cover.except = without(group.cover.except, group.named) // who is named is wanted
		out.Blocks = append(out.Blocks, m.block(group))
	}
	var outliers []engine.Outlier
	for k := range m.byClient[i] {
		outliers = append(outliers, m.outliers(i, &m.byClient[i][k])...)
	}
	slices.SortStableFunc(outliers, func(a, b engine.Outlier) int { return int(a.Person - b.Person) })
	m.out.Outliers = append(m.out.Outliers, slices.CompactFunc(outliers, func(a, b engine.Outlier) bool { return a.Person == b.Person })...)
}

func (m *miner) block(group *cell) engine.ProposedBlock {
	g := group.like
	b := engine.ProposedBlock{
		Teams: slices.Clone(group.cover.pods), Except: group.cover.except,
		People: append(slices.Clone(group.cover.people), group.named...),
		Set:    g.Rights.Set, Status: g.Status.Wanted(), Starts: g.Starts, Expires: g.Expires,
	}
	for _, pod := range group.cover.pods {
		m.pods[pod].used++
		if m.pods[pod].sets == nil {
			m.pods[pod].sets = map[string]int{}
		}
		m.pods[pod].sets[g.Rights.Set]++
	}
	slices.Sort(b.People)
	if d := engine.DetailsOf(g.Details); len(d.Teams) > 0 || d.Reason != "" {
		b.Details = &engine.Details{Teams: d.Teams, Reason: d.Reason}
	}
	var exact bool
	b.Add, b.Remove, exact = m.adjustments(g.Rights)
	b.Inexact = !exact
	return b
}

// outliers lists who is left out of a block of their team, and what they have
// instead.
func (m *miner) outliers(client int32, group *cell) []engine.Outlier {
	var list []engine.Outlier
	for _, pod := range group.cover.pods {
		peers := len(m.pods[pod].people) - len(without(m.pods[pod].people, group.people))
		for _, person := range group.cover.except {
			if _, member := slices.BinarySearch(m.pods[pod].people, person); !member {
				continue
			}
			o := engine.Outlier{Client: client, Person: person, PeerSet: group.like.Rights.Set, Peers: peers}
			grants := m.a.Clients[client].Grants
			if at := slices.IndexFunc(grants, func(g engine.RecordedGrant) bool { return g.Person == person }); at >= 0 {
				o.Set = grants[at].Rights.Set
				o.More = hasMore(&grants[at], group.like)
			}
			list = append(list, o)
		}
	}
	return list
}

// hasMore reports whether one grant gives more than another, as far as it is
// known: of unknown contents only the two admins are more than others.
func hasMore(g, than *engine.RecordedGrant) bool {
	if g.Status != engine.Active {
		return false
	}
	if than.Status != engine.Active {
		return true
	}
	if a, b := adminRank(g.Rights), adminRank(than.Rights); a != b {
		return a > b
	}
	if g.Rights.Unknown || than.Rights.Unknown {
		return false
	}
	c := engine.BuiltinCatalogue()
	has, _ := g.Rights.Levels.Over(c, "")
	peers, _ := than.Rights.Levels.Over(c, "")
	return peers.AtMost(has) && !has.Equal(peers)
}

func adminRank(r *engine.RecordedRights) int {
	switch {
	case r.Unknown:
		return 0
	case r.Set == engine.SetSuperAdmin:
		return 2
	case engine.GivesPartnerAdmin(r):
		return 1
	}
	return 0
}
