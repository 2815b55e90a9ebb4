package cli

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/hubspot"
)

// nameAll gives people, clients and sets what a configuration needs of them
// and the files did not say, so that state and configuration agree.
func (im *importing) nameAll(a *engine.Access) {
	a.Agency.Name, a.Agency.HubID = im.us.name, im.us.hubID
	im.namePeople(a)
	im.nameClients(a)
	if im.setNames == nil {
		im.setNames = map[string]string{}
	}
	nameSets(a, im.setNames)
}

func (im *importing) namePeople(a *engine.Access) {
	for i := range a.People {
		p := &a.People[i]
		local, domain, _ := strings.Cut(p.Email, "@")
		if p.Kind == engine.UnknownKind {
			p.Kind = engine.Contractor
			if slices.Contains(im.us.domains, domain) {
				p.Kind = engine.Employee
			}
		}
		if p.Name == "" {
			p.Name = local
		}
	}
}

// nameClients lets what was imported start in mode observe, with runs. Our people are no
// super admins of the client's own (docs/rules.md R2).
func (im *importing) nameClients(a *engine.Access) {
	ours := map[string]bool{}
	for i := range a.People {
		ours[a.People[i].Email] = true
	}
	imported := map[int64]bool{}
	for i := range im.observed.Clients {
		imported[im.observed.Clients[i].HubID] = true
	}
	for i := range a.Clients {
		c := &a.Clients[i]
		if c.Name == "" {
			c.Name = fmt.Sprintf("Account %d", c.HubID)
		}
		if imported[c.HubID] {
			c.Mode, c.Execution = engine.Observe, engine.ExecuteRun
		}
		c.SuperAdmins = slices.DeleteFunc(slices.Clone(c.SuperAdmins), func(email string) bool { return ours[email] })
	}
}

// nameSets lists every set that a grant names, and gives those an identifier
// whose name cannot be a label; what these were called goes into names.
func nameSets(a *engine.Access, names map[string]string) {
	listed, taken := map[string]bool{}, map[string]bool{}
	for i := range a.Sets {
		listed[a.Sets[i].Name], taken[a.Sets[i].Name] = true, true
	}
	renamed := map[string]string{}
	rename := func(name string) string {
		if identifier.MatchString(name) {
			return name
		}
		if renamed[name] == "" {
			fresh := hubspot.SetName(name)
			for engine.IsBuiltinSet(fresh) || taken[fresh] {
				fresh += "_2"
			}
			renamed[name], taken[fresh], names[fresh] = fresh, true, name
		}
		return renamed[name]
	}
	for i := range a.Sets {
		a.Sets[i].Name = rename(a.Sets[i].Name)
	}
	copies := map[*engine.RecordedRights]*engine.RecordedRights{}
	for i := range a.Clients {
		for j := range a.Clients[i].Grants {
			g := &a.Clients[i].Grants[j]
			if !listed[g.Rights.Set] && !engine.IsBuiltinSet(g.Rights.Set) {
				listed[g.Rights.Set] = true
				a.Sets = append(a.Sets, engine.RecordedSet{Name: rename(g.Rights.Set), Unknown: g.Rights.Unknown})
			}
			if name := rename(g.Rights.Set); name != g.Rights.Set {
				if copies[g.Rights] == nil {
					rights := *g.Rights
					rights.Set = name
					copies[g.Rights] = &rights
				}
				g.Rights = copies[g.Rights]
			}
		}
	}
	slices.SortFunc(a.Sets, func(x, y engine.RecordedSet) int { return strings.Compare(x.Name, y.Name) })
}
