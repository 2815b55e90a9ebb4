package engine

import "slices"

// clientState is who has what in one client at one moment, while steps are tried
// one after the other. People are positions in its list; an actor from
// outside the client has none.
type clientState struct {
	p         *planner
	people    []int32  // plan indexes, ascending
	grants    []*Grant // of people; nil: none
	ownSupers int      // known super admins among the client's own people
	preferred []int32  // acting admins, preferred first
	others    []int32  // everybody else who might act, by e-mail
	assuming  bool     // nobody's roles are known: admins count as able to use the Client Access Manager
}

// at returns the position of a person, or -1.
func (s *clientState) at(person int32) int {
	i, ok := slices.BinarySearch(s.people, person)
	if !ok {
		return -1
	}
	return i
}

// grantOf returns a person's grant at this moment, or nil.
func (s *clientState) grantOf(person int32) *Grant {
	if i := s.at(person); i >= 0 {
		return s.grants[i]
	}
	return nil
}

// clone copies the client state for trying something.
func (s *clientState) clone() *clientState {
	c := *s
	c.grants = slices.Clone(s.grants)
	return &c
}

func (s *clientState) isSuper(g *Grant) bool { return s.p.d.Catalogue.IsSuperAdmin(g.Effective()) }

// givesSuper reports whether the grant makes a super admin, now or once an
// invitation is accepted.
func (s *clientState) givesSuper(g *Grant) bool { return s.p.d.Catalogue.IsSuperAdmin(g.Given()) }

func (s *clientState) isPartner(g *Grant) bool { return s.p.d.Catalogue.IsPartnerAdmin(g.Effective()) }

// isAdmin reports whether the grant lets somebody act in the client.
func (s *clientState) isAdmin(g *Grant) bool { return s.isSuper(g) || s.isPartner(g) }

// superAdmins counts the known super admins, see docs/rules.md R2.
func (s *clientState) superAdmins() int {
	n := s.ownSupers
	for _, g := range s.grants {
		if s.isSuper(g) {
			n++
		}
	}
	return n
}
