package edit

import (
	"fmt"
	"strings"

	"accredit/engine"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// label gives every person an address and every client a label: those that
// they have, else ones made of their names, each once.
func (c *configuring) label() (people, clients []string) {
	taken := map[string]bool{}
	people = make([]string, len(c.a.People))
	for i := range c.a.People {
		if p := &c.a.People[i]; isAddress(p.Address, p.Kind.String()) && !taken[p.Address] {
			people[i], taken[p.Address] = p.Address, true
		}
	}
	for i := range c.a.People {
		p := &c.a.People[i]
		local, domain, _ := strings.Cut(p.Email, "@")
		if people[i] == "" {
			people[i] = free(taken, p.Kind.String()+".", c.Label(local), c.Label(local+"_"+domain))
		}
	}
	clients = make([]string, len(c.a.Clients))
	for i := range c.a.Clients {
		if rec := &c.a.Clients[i]; isAddress(rec.Address, "client") && !taken[rec.Address] {
			clients[i], taken[rec.Address] = rec.Address, true
		}
	}
	for i := range c.a.Clients {
		rec := &c.a.Clients[i]
		if clients[i] == "" {
			name := c.Label(rec.Name)
			clients[i] = free(taken, "client.", name, fmt.Sprintf("%s_%d", name, rec.HubID))
		}
		clients[i] = strings.TrimPrefix(clients[i], "client.")
	}
	return people, clients
}

// isAddress reports whether an address is that of a block of a type, and not
// one of many that for_each makes.
func isAddress(address, kind string) bool {
	got, label, _ := strings.Cut(address, ".")
	return got == kind && label == engine.LowerASCII(label) && hclsyntax.ValidIdentifier(label)
}

// free takes the first name that is free; numbers are added to the last one.
func free(taken map[string]bool, prefix string, names ...string) string {
	for n := 1; ; n++ {
		for _, name := range names {
			if n > 1 {
				name = fmt.Sprintf("%s_%d", name, n)
			}
			if !taken[prefix+name] {
				taken[prefix+name] = true
				return prefix + name
			}
		}
	}
}
