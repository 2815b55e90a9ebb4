package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Comparison is what changes between two configurations, for whom and where.
// It knows no state: nothing of it is a plan, nobody acts, nothing waits.
type Comparison struct {
	AsOf          time.Time
	Catalogue     *Catalogue // of both sides together
	Agency        string
	BeforeDigest  string // of the configurations
	AfterDigest   string
	People        []Person     // of both sides, by e-mail
	Clients       []PlanClient // of both sides, by hub id
	Sets          []PermissionSet
	Steps         []Step // people, then by client: each difference, in the form of a step that nobody makes
	Causes        []CauseCount
	Rules         []RuleDifference
	GrantsAdded   int
	GrantsRemoved int
	GrantsChanged int
	Effect        Effect
}

// RuleDifference is something that differs and gives nobody access: a
// guardrail, a policy, a test, a permission set that came or went. Before is
// empty where it is new, After where it is gone.
type RuleDifference struct {
	Kind, Name    string
	Before, After string
	Pos           Pos
}

// HasDifferences reports whether anything differs but the text.
func (c *Comparison) HasDifferences() bool { return len(c.Steps)+len(c.Causes)+len(c.Rules) > 0 }

// ChangesRules reports whether what governs changes differs: guardrails,
// policies, tests, what a client's block says of them, roles in the partner
// account.
func (c *Comparison) ChangesRules() bool {
	governing := []string{"roles", "mode", "subset_rule", "acting_admins", "super_admins", "hub_id"}
	return len(c.Rules) > 0 || slices.ContainsFunc(c.Steps, func(s Step) bool {
		return slices.ContainsFunc(s.More().Fields, func(f Field) bool { return slices.Contains(governing, f.Name) })
	})
}

// Compare compares two configurations that were resolved for the same moment,
// grant by grant, on every day from then on. People are told apart by e-mail
// and former e-mails, clients by hub id, sets by name and, where one only got
// another name, by rights: what is merely written otherwise is no difference.
func Compare(before, after *Desired) *Comparison {
	c := &comparer{b: newSide(before), a: newSide(after), day: after.Day()}
	c.out = &Comparison{
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
	c.countCauses()
	c.compareRules()
	return c.out
}

// comparer holds the two sides while they are compared.
type comparer struct {
	b, a    *side
	day     Date
	out     *Comparison
	sets    map[string]*PermissionSet // of either side, after first
	renamed map[string]string         // set name before → after
	changed map[string][]PermissionChange
}

// side is one configuration, with its rights read against both catalogues.
type side struct {
	*Desired
	people  []int32                  // index into Comparison.People
	clients map[int64]*DesiredClient // by hub id
	sets    map[string]*PermissionSet
	rights  map[sideRights]Rights
	joint   *Catalogue
	holders map[string]Rights // contents of the sets that are read against today's catalogue
}

type sideRights struct {
	set    string // only where it matters
	rights Rights
}

func newSide(d *Desired) *side {
	s := &side{Desired: d, clients: map[int64]*DesiredClient{}, sets: map[string]*PermissionSet{}, rights: map[sideRights]Rights{}}
	for i := range d.Clients {
		s.clients[d.Clients[i].HubID] = &d.Clients[i]
	}
	return s
}

// read resolves the sets against the joint catalogue.
func (s *side) read(joint *Catalogue) {
	s.joint, s.holders = joint, map[string]Rights{}
	for _, set := range BuiltinSets(joint) {
		if FollowsCatalogue(set.Name) {
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
func (s *side) over(set string, r Rights) Rights {
	if s.joint.Len() == s.Catalogue.Len() || r == "" {
		return r
	}
	key := sideRights{rights: r}
	if FollowsCatalogue(set) {
		key.set = set
	}
	if known, ok := s.rights[key]; ok {
		return known
	}
	b := make([]byte, s.joint.Len())
	for i, p := range s.joint.All() {
		if at, ok := s.Catalogue.Index(p.Name); ok {
			b[i] = byte(min(r.Level(at), p.Kind.Top()))
		} else if key.set != "" {
			b[i] = byte(s.holders[set].Level(i))
		}
	}
	s.rights[key] = Rights(b)
	return s.rights[key]
}

// jointCatalogue has the permissions of both; of one that is declared with
// two kinds the later counts, and compareRules says so.
func jointCatalogue(before, after *Catalogue) *Catalogue {
	var more []Permission
	for _, p := range before.Custom() {
		if _, ok := after.Index(p.Name); !ok {
			more = append(more, p)
		}
	}
	joint, _ := after.With(more) // names are new and unique
	return joint
}

// joinSets finds the sets that only got another name, and those of which the
// contents differ.
func (c *comparer) joinSets() {
	c.renamed, c.changed, c.sets = map[string]string{}, map[string][]PermissionChange{}, map[string]*PermissionSet{}
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
	slices.SortFunc(c.out.Sets, func(x, y PermissionSet) int { return cmp.Compare(x.Name, y.Name) })
}

// successor is the set that appeared with the rights of one that vanished.
func (c *comparer) successor(old *PermissionSet, taken map[string]bool) *PermissionSet {
	for i := range c.a.Sets {
		fresh := c.a.sets[c.a.Sets[i].Name]
		if !fresh.Builtin && !fresh.Unknown && c.b.sets[fresh.Name] == nil && !taken[fresh.Name] && fresh.Rights.Equal(old.Rights) {
			return fresh
		}
	}
	return nil
}

func permissionDifferences(cat *Catalogue, before, after Rights) []PermissionChange {
	var list []PermissionChange
	for i := range cat.Len() {
		if b, a := before.Level(i), after.Level(i); a != b {
			p := cat.At(i)
			list = append(list, PermissionChange{Permission: p.Name, Before: p.Kind.Name(b), After: p.Kind.Name(a)})
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
	slices.SortFunc(c.out.People, func(x, y Person) int { return strings.Compare(x.Email, y.Email) })
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
				c.out.Clients = append(c.out.Clients, PlanClient{Client: d.Client, SubsetRule: d.SubsetRule, Pos: d.Pos})
			}
		}
	}
	slices.SortFunc(c.out.Clients, func(x, y PlanClient) int { return cmp.Compare(x.HubID, y.HubID) })
}
