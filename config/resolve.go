package config

import (
	"slices"
	"strings"

	"accredit/config/internal/expression"
	"accredit/engine"
)

// resolve turns the blocks into what the engine works with. It goes on after
// mistakes, so that all of them are reported.
func (l *loader) resolve() *engine.Desired {
	l.resolveOuter()
	l.resolveClientHeads()
	d := l.newDesired()
	l.resolveBlocksAround(d)
	d.Clients = l.resolveClients()
	for _, p := range l.people {
		d.People = append(d.People, p.Person)
	}
	l.findLookalikes(l.people)
	l.finishDesired(d)
	return d
}

// resolveOuter resolves what no client can change.
func (l *loader) resolveOuter() {
	l.beginResolving()
	l.declareVariables()
	for _, name := range sortedKeys(l.locals) {
		l.local(name, l.locals[name].at)
	}
	l.readAgency()
	l.allPeople()
	l.claimEmails()
	l.claimForgeIDs()
	l.resolveTeams()
	l.readCatalogue()
	l.resolveSets()
	l.readDefaultSets()
	l.resolveAgency()
}

// resolveClientHeads reads what other blocks can ask of clients.
func (l *loader) resolveClientHeads() {
	l.allClients()
	l.claimHubIDs()
}

func (l *loader) newDesired() *engine.Desired {
	return &engine.Desired{AsOf: l.options.Now, Catalogue: l.catalogue, Agency: l.agency}
}

// resolveBlocksAround resolves the blocks outside the clients that reach into
// them or ask about them.
func (l *loader) resolveBlocksAround(d *engine.Desired) {
	d.Removed = l.readRemoved()
	l.findReaching()
	d.Tests = l.readTests()
	d.Policies = l.readPolicies()
}

// beginResolving makes what is filled on the way.
func (l *loader) beginResolving() {
	l.today = engine.DateOf(l.options.Now)
	l.roots = map[string]*named{}
	l.details = map[string]*engine.Details{}
	l.wishes = map[wish]string{}
	l.selectedPeople = map[string][]member{}
	l.selectedClients = map[string][]int32{}
	l.clashes = map[[2]*accessBlock]*clash{}
	l.functions = expression.Functions(l.readData)
}

// finishDesired adds what follows from the rest.
func (l *loader) finishDesired(d *engine.Desired) {
	for _, s := range l.sets {
		d.Sets = append(d.Sets, s.PermissionSet)
	}
	d.Digest = l.digest()
	slices.SortFunc(d.Removed, func(a, b engine.Removed) int { return a.Pos.Compare(b.Pos) })
}

func (l *loader) resolveTeams() {
	for _, in := range l.instances(teamKind) {
		l.teamOf(in)
	}
}

// readCatalogue adds the permission blocks to the built-in catalogue.
func (l *loader) readCatalogue() {
	var more []engine.Permission
	declared := map[string]*block{}
	builtin := engine.BuiltinCatalogue()
	for _, b := range l.registry.permissions {
		r := &reader{l: l, b: b, name: "permission " + b.label, failed: b.incomplete}
		p := engine.Permission{Name: b.label, Custom: true}
		p.Kind, _ = engine.ParseKind(r.choice("kind", []string{"scope", "toggle"}))
		p.Description, _ = r.text("description")
		switch other := declared[b.label]; {
		case b.label == "":
			continue
		case other != nil:
			l.conflict(b.at, other.at, "Duplicate permission", "Remove one of the two.", "The permission %q is declared twice.", b.label)
			continue
		case !isPermissionName(b.label):
			r.report(b.at, "Invalid permission name", "Write <tab>.<thing>.<action> or <tab>.<action>, in small letters, digits and _.", "%q is not a permission name.", b.label)
			continue
		}
		if _, known := builtin.Index(b.label); known {
			r.report(b.at, "Permission is in the catalogue", "Remove the block.", "The built-in catalogue has the permission %q already.", b.label)
			continue
		}
		declared[b.label] = b
		more = append(more, p)
	}
	l.catalogue, _ = builtin.With(more) // names are new and unique
}

// isPermissionName checks for two or three words of small letters, digits and _.
func isPermissionName(name string) bool {
	words := strings.Split(name, ".")
	for _, word := range words {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return false
		}
	}
	return len(words) == 2 || len(words) == 3
}

// findReaching finds which access blocks outside the clients reach each client.
func (l *loader) findReaching() {
	l.reaching = make([][]*accessBlock, len(l.clients))
	for _, a := range l.readTopAccess() {
		for _, i := range a.clients {
			l.reaching[i] = append(l.reaching[i], a)
			l.clients[i].given = append(l.clients[i].given, a.address)
		}
	}
}

// resolveClients gives each client its grants, but for those that are left
// alone. Clients are independent once the blocks outside of them are read.
func (l *loader) resolveClients() []engine.DesiredClient {
	list := make([]engine.DesiredClient, 0, len(l.clients))
	s := &scratch{}
	for i, c := range l.clients {
		if c.apart {
			continue
		}
		list = append(list, engine.DesiredClient{})
		used := l.gathered(func() { l.resolveWhole(s, c, &list[len(list)-1], l.reaching[i]) })
		if l.uses.on {
			c.uses = distinct(append(used, l.uses.of[&c.in.state]...))
		}
		l.reaching[i] = nil
	}
	l.reportClashes()
	for _, c := range l.broken {
		l.checkBroken(s, c)
	}
	return list
}

// resolveWhole resolves everything in a client.
func (l *loader) resolveWhole(s *scratch, c *client, d *engine.DesiredClient, reaching []*accessBlock) {
	said := len(l.diags)
	l.reading = c
	nested := s.open(c.in.decl)
	l.resolveClient(d, c, nested)
	d.MRRKnown = c.hasMRR
	for _, a := range reaching {
		l.useInstance(a.in)
	}
	blocks := append(l.readClientAccess(s, c, nested), reaching...)
	c.until = unchangedUntil(l.today, l.agency.Ahead(), c, blocks)
	l.resolveGrants(s, c, d, blocks)
	l.reading = nil
	c.loud = len(l.diags) > said
}

// checkBroken looks for more mistakes in a client of which an attribute is
// wrong: nobody wants to find them one after the other.
func (l *loader) checkBroken(s *scratch, c *client) {
	nested := s.open(c.in.decl)
	l.resolveClient(&engine.DesiredClient{}, c, nested)
	l.readClientAccess(s, c, nested)
}

// scratch is memory that serves one client after the other.
type scratch struct {
	nested     nestedReader
	blocks     []accessBlock
	list       []*accessBlock
	candidates []candidate
	origins    []*engine.Origin
}

// open gives the blocks in a client, for the time until the next one.
func (s *scratch) open(d *declaration) []*block {
	b := d.block
	if d.forEach == nil {
		nested := s.nested.read(b)
		b.blocks, b.packed = nil, nil // read for good
		return nested
	}
	if b.packed != nil {
		b.blocks, b.packed = b.nested(), nil // the same for all instances
	}
	return b.blocks
}

// access gives room for so many access blocks. Where a conflict was found,
// somebody still holds on to the ones before.
func (s *scratch) access(n int, held bool) []accessBlock {
	if n > cap(s.blocks) || held {
		s.blocks = make([]accessBlock, n)
		return s.blocks
	}
	s.blocks = s.blocks[:n]
	for i := range s.blocks {
		shapes := s.blocks[i].shapes[:0]
		clear(shapes[:cap(shapes)])
		s.blocks[i] = accessBlock{shapes: shapes}
	}
	return s.blocks
}

// readTopAccess reads the access blocks outside of clients.
func (l *loader) readTopAccess() []*accessBlock {
	var list []*accessBlock
	for _, d := range l.registry.lists[accessKind] {
		instances, _ := l.instancesOf(d)
		for _, in := range instances {
			a := &accessBlock{address: in.address, in: in}
			used := l.gathered(func() {
				if l.readAccess(d.block, in.each, a) {
					list = append(list, a)
				}
			})
			if l.uses.on {
				in.elementDigest()
				l.uses.keepUses(&in.state, used)
			}
			in.each = nil // read for good; references see only the address
		}
	}
	return list
}

// readClientAccess reads the access blocks inside a client.
func (l *loader) readClientAccess(s *scratch, c *client, nested []*block) []*accessBlock {
	clientGrants := s.access(len(nested), len(l.clashes) > 0)
	list := s.list[:0]
	var labels map[string]span
	plain := c.Address + ".access"
	for i, b := range nested {
		if b.schema != clientAccessSchema {
			continue
		}
		a := &clientGrants[i]
		a.address, a.home = plain, c
		if b.label != "" {
			a.address = plain + "." + b.label
			if first, twice := labels[b.label]; twice {
				l.conflict(b.at, first, "Duplicate label", "Rename one of the two.", "%s has two access blocks with the label %q.", c.in.decl.address(), b.label)
				continue
			}
			if labels == nil {
				labels = map[string]span{}
			}
			labels[b.label] = b.at
		}
		if l.readAccess(b, c.in.each, a) {
			list = append(list, a)
		}
	}
	s.list = list
	return list
}
