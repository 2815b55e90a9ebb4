package compare

import (
	"cmp"
	"slices"
	"strings"

	"accredit/engine"
)

// Configurations compares two configurations that were resolved for the same moment,
// grant by grant, on every day from then on. People are told apart by e-mail
// and former e-mails, clients by hub id, sets by name and, where one only got
// another name, by rights: what is merely written otherwise is no difference.
func Configurations(before, after *engine.Desired) *engine.Comparison {
	c := &comparer{b: newSide(before), a: newSide(after), day: after.Day()}
	c.out = &engine.Comparison{
		AsOf: after.AsOf, Agency: after.Agency.Name, BeforeDigest: before.Digest, AfterDigest: after.Digest,
		Catalogue: jointCatalogue(before.Catalogue, after.Catalogue),
	}
	c.b.read(c.out.Catalogue)
	c.a.read(c.out.Catalogue)
	c.joinSets()
	c.joinPeople()
	c.joinClients()
	c.comparePeople()
	for i := range c.out.Clients {
		c.compareClient(int32(i))
	}
	c.listCauses()
	c.compareRules()
	return c.out
}

// comparer holds the two sides while they are compared.
type comparer struct {
	b, a    *side
	day     engine.Date
	out     *engine.Comparison
	sets    map[string]*engine.PermissionSet // of either side, after first
	renamed map[string]string                // set name before → after
	changed map[string][]engine.PermissionChange
}

// side is one configuration, with its rights read against both catalogues.
type side struct {
	*engine.Desired
	people  []int32                         // index into Comparison.People
	clients map[int64]*engine.DesiredClient // by hub id
	sets    map[string]*engine.PermissionSet
	rights  map[sideRights]engine.Rights
	joint   *engine.Catalogue
	holders map[string]engine.Rights // contents of the sets that are read against today's catalogue
}

type sideRights struct {
	set    string // only where it matters
	rights engine.Rights
}

func newSide(d *engine.Desired) *side {
	s := &side{Desired: d, clients: map[int64]*engine.DesiredClient{}, sets: map[string]*engine.PermissionSet{}, rights: map[sideRights]engine.Rights{}}
	for i := range d.Clients {
		s.clients[d.Clients[i].HubID] = &d.Clients[i]
	}
	return s
}

// read resolves the sets against the joint catalogue.
func (s *side) read(joint *engine.Catalogue) {
	s.joint, s.holders = joint, map[string]engine.Rights{}
	for _, set := range engine.BuiltinSets(joint) {
		if engine.FollowsCatalogue(set.Name) {
			s.holders[set.Name] = set.Rights
		}
	}
	for i := range s.Sets {
		set := s.Sets[i]
		set.Rights = s.over(set.Name, set.Rights)
		s.sets[set.Name] = &set
	}
}

// over reads rights of this side against the joint catalogue. Super admins and
// partner admins hold what only the other side's catalogue has, as a fact
// (docs/rules.md R12).
func (s *side) over(set string, r engine.Rights) engine.Rights {
	if s.joint == s.Catalogue || r == "" {
		return r
	}
	key := sideRights{rights: r}
	if engine.FollowsCatalogue(set) {
		key.set = set
	}
	if known, ok := s.rights[key]; ok {
		return known
	}
	b := make([]byte, s.joint.Len())
	for i, p := range s.joint.All() {
		if at, ok := s.find(p); ok {
			b[i] = byte(r.Level(at))
		} else if key.set != "" {
			b[i] = byte(s.holders[set].Level(i))
		}
	}
	s.rights[key] = engine.Rights(b)
	return s.rights[key]
}

// find finds a permission of the joint catalogue in that of this side, by name
// and kind: levels of two kinds cannot be compared.
func (s *side) find(p engine.Permission) (int, bool) {
	name, _ := strings.CutSuffix(p.Name, formerKind(p.Kind))
	at, ok := s.Catalogue.Index(name)
	return at, ok && s.Catalogue.At(at).Kind == p.Kind
}

// formerKind is what the name of a permission ends with that is another one
// now, of the same name and another kind. No permission is called so.
func formerKind(k engine.Kind) string { return " (" + k.String() + ")" }

// jointCatalogue has the permissions of both. One that is declared with two
// kinds is two permissions, and compareRules says so.
func jointCatalogue(before, after *engine.Catalogue) *engine.Catalogue {
	var more []engine.Permission
	for _, p := range before.Custom() {
		at, ok := after.Index(p.Name)
		switch {
		case !ok:
			more = append(more, p)
		case after.At(at).Kind != p.Kind:
			p.Name += formerKind(p.Kind)
			more = append(more, p)
		}
	}
	joint, _ := after.With(more) // names are new and unique
	return joint
}

// joinSets finds the sets that only got another name, and those of which the
// contents differ.
func (c *comparer) joinSets() {
	c.renamed, c.changed, c.sets = map[string]string{}, map[string][]engine.PermissionChange{}, map[string]*engine.PermissionSet{}
	taken := map[string]bool{}
	for i := range c.b.Sets {
		old := c.b.sets[c.b.Sets[i].Name]
		c.sets[old.Name] = old
		is := c.a.sets[old.Name]
		if is == nil && !old.Unknown {
			is = c.successor(old, taken)
		}
		switch {
		case is == nil:
		case is.Name != old.Name:
			c.renamed[old.Name], taken[is.Name] = is.Name, true
		case !is.Builtin && !old.Unknown && !is.Unknown && !is.Rights.Equal(old.Rights):
			c.changed[is.Name] = permissionDifferences(c.out.Catalogue, old.Rights, is.Rights)
		}
	}
	for name, set := range c.a.sets {
		c.sets[name] = set
	}
	for name, set := range c.sets {
		if c.renamed[name] == "" {
			c.out.Sets = append(c.out.Sets, *set)
		}
	}
	slices.SortFunc(c.out.Sets, func(x, y engine.PermissionSet) int { return cmp.Compare(x.Name, y.Name) })
}

// successor is the set that appeared with the rights of one that vanished.
func (c *comparer) successor(old *engine.PermissionSet, taken map[string]bool) *engine.PermissionSet {
	for i := range c.a.Sets {
		fresh := c.a.sets[c.a.Sets[i].Name]
		if !fresh.Builtin && !fresh.Unknown && c.b.sets[fresh.Name] == nil && !taken[fresh.Name] && fresh.Rights.Equal(old.Rights) {
			return fresh
		}
	}
	return nil
}

func permissionDifferences(cat *engine.Catalogue, before, after engine.Rights) []engine.PermissionChange {
	var list []engine.PermissionChange
	for i := range cat.Len() {
		if b, a := before.Level(i), after.Level(i); a != b {
			p := cat.At(i)
			list = append(list, engine.PermissionChange{Permission: p.Name, Before: p.Kind.Name(b), After: p.Kind.Name(a)})
		}
	}
	return list
}

// joinPeople lists everybody of both sides once. Somebody before whose e-mail
// is one of somebody's former e-mails is that somebody.
func (c *comparer) joinPeople() {
	now := map[string]string{} // e-mail before → after
	for i := range c.a.People {
		p := &c.a.People[i]
		now[p.Email] = p.Email
		c.out.People = append(c.out.People, *p)
	}
	for i := range c.a.People {
		for _, former := range c.a.People[i].FormerEmails {
			if now[former] == "" {
				now[former] = c.a.People[i].Email
			}
		}
	}
	for i := range c.b.People {
		p := &c.b.People[i]
		if now[p.Email] == "" {
			now[p.Email] = p.Email
			c.out.People = append(c.out.People, *p)
		}
	}
	slices.SortFunc(c.out.People, func(x, y engine.Person) int { return strings.Compare(x.Email, y.Email) })
	index := map[string]int32{}
	for i := range c.out.People {
		index[c.out.People[i].Email] = int32(i)
	}
	for _, s := range []*side{c.b, c.a} {
		for i := range s.People {
			s.people = append(s.people, index[now[s.People[i].Email]])
		}
	}
}

func (c *comparer) joinClients() {
	for _, s := range []*side{c.a, c.b} {
		for i := range s.Clients {
			d := &s.Clients[i]
			if s == c.a || c.a.clients[d.HubID] == nil {
				c.out.Clients = append(c.out.Clients, engine.PlanClient{Client: d.Client, SubsetRule: d.SubsetRule, Pos: d.Pos})
			}
		}
	}
	slices.SortFunc(c.out.Clients, func(x, y engine.PlanClient) int { return cmp.Compare(x.HubID, y.HubID) })
}
