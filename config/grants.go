package config

import (
	"cmp"
	"slices"
	"strings"

	"accredit/engine"
)

// candidate is one block that reaches one person in one client.
type candidate struct {
	person, via int32
	block       *accessBlock
}

// clientGrants is one client while its grants are decided.
type clientGrants struct {
	l          *loader
	c          *client
	d          *engine.DesiredClient
	candidates []candidate // by person
	copying    []copying   // what is being looked up, for cycles
	origins    []*engine.Origin
}

// resolveGrants decides who has what in a client today.
func (l *loader) resolveGrants(s *scratch, c *client, d *engine.DesiredClient, blocks []*accessBlock) {
	m := &clientGrants{l: l, c: c, d: d, origins: s.origins[:0]}
	defer func() { s.origins = m.origins }()
	n := 0
	for _, b := range blocks {
		if n += len(b.members); len(b.members) == 0 {
			d.Idle = append(d.Idle, b.address)
		}
	}
	m.candidates = s.candidates[:0]
	for _, b := range blocks {
		for _, who := range b.members {
			m.candidates = append(m.candidates, candidate{who.person, who.via, b})
		}
	}
	s.candidates = m.candidates
	if len(blocks) > 1 {
		slices.SortStableFunc(m.candidates, func(a, b candidate) int { return int(a.person - b.person) })
	}
	d.Grants = make([]engine.Grant, 0, n+len(c.links))
	for from := 0; from < n; {
		to := from + 1
		for to < n && m.candidates[to].person == m.candidates[from].person {
			to++
		}
		m.decide(l.people[m.candidates[from].person], m.candidates[from:to])
		from = to
	}
	m.linkGrants()
	if l.options.Compared || m.beginsLater() || unchangedUntil(l.today, l.agency.Ahead(), c, blocks) == l.today+1 { // a date is near
		m.schedule()
	}
	if len(d.Grants) < n/2 {
		d.Grants = slices.Clone(d.Grants)
	}
}

// decide finds the one block that counts for a person today.
func (m *clientGrants) decide(p *person, all []candidate) {
	if p.hasLeft() {
		return
	}
	m.d.HasPeople = true
	list := m.withoutLinked(p, all)
	if len(all) > 1 {
		m.l.findOverlaps(m.c, p, m.standing(p, all))
	}
	before := len(m.d.Lapsed)
	for _, candidate := range list {
		if !candidate.block.period.Contains(m.l.today) {
			m.lapse(p, candidate)
		}
	}
	slices.SortFunc(m.d.Lapsed[before:], compareLapsed)
	if winner := m.inForce(list); winner != nil {
		m.grant(p, winner)
	}
}

// withoutLinked leaves out the blocks that reach a linked admin only through
// a team or a label: their link makes them partner admin.
func (m *clientGrants) withoutLinked(p *person, all []candidate) []candidate {
	if m.linkOf(p) == nil {
		return all
	}
	var list []candidate
	for _, candidate := range all {
		if candidate.via == byName {
			list = append(list, candidate)
		}
	}
	return list
}

// linkOf finds the link that gives a person access in the client today: the
// one approved last.
func (m *clientGrants) linkOf(p *person) *link {
	var found *link
	for i := range m.c.links {
		k := &m.c.links[i]
		if k.person == p && k.counts(m.l.today) && (found == nil || k.ApprovedOn >= found.ApprovedOn) {
			found = k
		}
	}
	return found
}

// inForce gives the block that counts today: in force, and overridden by none
// that is.
func (m *clientGrants) inForce(list []candidate) *candidate {
	for i := range list {
		if list[i].block.period.Contains(m.l.today) && !m.isOverridden(list, i) {
			return &list[i]
		}
	}
	return nil
}

func (m *clientGrants) isOverridden(list []candidate, i int) bool {
	for j := range list {
		if j != i && list[j].block.period.Contains(m.l.today) && list[j].block.doesOverride(list[i].block, m.c) {
			return true
		}
	}
	return false
}

// lapse notes a block that gives the person nothing today.
func (m *clientGrants) lapse(p *person, k candidate) {
	lapsed := engine.Lapsed{Person: p.index, Period: k.block.period, Pos: k.block.pos}
	o, ok := m.outcome(p, k.block)
	if !ok {
		return
	}
	lapsed.Set = o.set.Name
	lapsed.Origin = m.shapeOf(k.block, o, k.via, m.statusOf(p, k.block)).origin
	m.d.Lapsed = append(m.d.Lapsed, lapsed)
}

// compareLapsed orders what one person has lost or is yet to get, so that the
// order of the blocks does not show.
func compareLapsed(a, b engine.Lapsed) int {
	return cmp.Or(cmp.Compare(a.Period.From, b.Period.From), cmp.Compare(a.Period.To, b.Period.To), cmp.Compare(a.Set, b.Set),
		cmp.Compare(a.Origin.Wish, b.Origin.Wish), cmp.Compare(a.Origin.Block, b.Origin.Block))
}

func (m *clientGrants) statusOf(p *person, b *accessBlock) engine.Status {
	if p.Status == engine.PersonDeactivated {
		return engine.Deactivated
	}
	return b.status
}

// grant enters a person's access through a block.
func (m *clientGrants) grant(p *person, k *candidate) {
	if g, ok := m.grantOf(p, k); ok {
		m.d.Grants = append(m.d.Grants, g)
	}
}

// grantOf is a person's access through a block.
func (m *clientGrants) grantOf(p *person, k *candidate) (engine.Grant, bool) {
	o, ok := m.outcome(p, k.block)
	if !ok {
		return engine.Grant{}, false
	}
	status := m.statusOf(p, k.block)
	s := m.shapeOf(k.block, o, k.via, status)
	seat := engine.SeatFor(p.Email, m.l.agency.EmailDomains)
	return engine.Grant{
		Person: p.index, Set: o.set.Name, Rights: o.rights, Status: status,
		Seat: seat, Unlinked: k.block.unlinked && seat != engine.SeatPartner, Unknown: o.set.Unknown, KeepBilling: o.keepBilling,
		Starts: k.block.period.From, Expires: k.block.period.To, Details: k.block.details, Origin: s.origin, Pos: k.block.pos,
	}, true
}

// linkGrants makes the admins of approved links partner admin, except where a
// block names them.
func (m *clientGrants) linkGrants() {
	if len(m.c.links) == 0 {
		return
	}
	before := len(m.d.Grants)
	seen := map[*person]bool{}
	for i := range m.c.links {
		p := m.c.links[i].person
		if p == nil || p.hasLeft() {
			continue
		}
		m.d.HasPeople = true
		k := m.linkOf(p)
		if seen[p] || k == nil || m.isNamed(p) {
			continue
		}
		seen[p] = true
		m.grant(p, m.asBlock(p, k))
	}
	if len(m.d.Grants) > before {
		slices.SortFunc(m.d.Grants, func(a, b engine.Grant) int { return int(a.Person - b.Person) })
	}
}

// asBlock is what an approved link declares, as a block would.
func (m *clientGrants) asBlock(p *person, k *link) *candidate {
	b := &accessBlock{address: m.c.Address + ".access_link", pos: k.Pos, at: k.at, set: m.l.setsByName[engine.SetPartnerAdmin]}
	return &candidate{p.index, byName, b}
}

// of gives the blocks that reach a person in the client.
func (m *clientGrants) of(p *person) []candidate {
	from, _ := slices.BinarySearchFunc(m.candidates, p.index, func(k candidate, person int32) int { return int(k.person - person) })
	to := from
	for to < len(m.candidates) && m.candidates[to].person == p.index {
		to++
	}
	return m.candidates[from:to]
}

func (m *clientGrants) isNamed(p *person) bool {
	return slices.ContainsFunc(m.of(p), func(k candidate) bool { return k.via == byName })
}

// shape is what the grants of one block have in common: most blocks have one.
type shape struct {
	set     *permissionSet
	rights  engine.Rights
	via     int32
	status  engine.Status
	billing bool
	origin  *engine.Origin
}

// wish is what a grant wants, apart from who, where and why: its digest tells
// later whether the configuration changed.
type wish struct {
	set     *permissionSet
	rights  engine.Rights
	status  engine.Status
	billing bool
	details *engine.Details // for its teams
}

func (m *clientGrants) shapeOf(b *accessBlock, o outcome, via int32, status engine.Status) *shape {
	for i := range b.shapes {
		s := &b.shapes[i]
		if s.set == o.set && s.via == via && s.status == status && s.billing == o.keepBilling && s.rights == o.rights {
			return s
		}
	}
	origin := engine.Origin{Block: b.address, Definition: o.set.Definition}
	if via >= 0 {
		origin.Team = m.l.teams[via].in.address
	}
	origin.Wish = m.l.wishOf(wish{o.set, o.rights, status, o.keepBilling, b.details})
	b.shapes = append(b.shapes, shape{o.set, o.rights, via, status, o.keepBilling, m.share(origin)})
	return &b.shapes[len(b.shapes)-1]
}

// share gives an origin that the client's grants may have in common: blocks
// without a label have one address.
func (m *clientGrants) share(origin engine.Origin) *engine.Origin {
	for _, known := range m.origins {
		if *known == origin {
			return known
		}
	}
	if len(m.origins) < sharedOrigins {
		m.origins = append(m.origins, &origin)
	}
	return &origin
}

// sharedOrigins bounds the search for an equal one.
const sharedOrigins = 16

func (l *loader) wishOf(w wish) string {
	if digest, ok := l.wishes[w]; ok {
		return digest
	}
	lines := []string{"set " + w.set.Name, "status " + w.status.String()}
	for _, level := range engine.LevelsOf(l.catalogue, w.rights) {
		lines = append(lines, level.Permission+" "+level.Level)
	}
	if w.details != nil {
		for _, team := range w.details.Teams {
			lines = append(lines, "team "+team)
		}
	}
	if w.billing {
		lines = append(lines, "keep_billing")
	}
	digest := shortDigest(strings.Join(lines, "\n"))
	l.wishes[w] = digest
	return digest
}
