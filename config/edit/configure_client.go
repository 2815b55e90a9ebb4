package edit

import (
	"slices"

	"accredit/config"
	"accredit/engine"

	"github.com/hashicorp/hcl/v2/hclwrite"
)

// client writes the file of one client.
func (c *configuring) client(i int) config.File {
	rec, proposed := &c.a.Clients[i], &c.p.Clients[i]
	b := newBlock("client", c.clients[i])
	b.text("name", rec.Name)
	b.number("hub_id", rec.HubID)
	b.text("domain", rec.Domain)
	if rec.AccountType != "" && rec.AccountType != engine.AccountTypes[0] {
		b.text("account_type", rec.AccountType)
	}
	if rec.Mode != c.Agency.Mode {
		b.text("mode", rec.Mode.String())
	}
	if rec.Execution != c.Agency.Execution {
		b.text("execution", rec.Execution.String())
	}
	b.texts("super_admins", rec.SuperAdmins)
	if rec.ManagedMRR != 0 {
		b.amount("managed_mrr", rec.ManagedMRR)
	}
	b.labels(rec.Labels)
	b.names("permission_set_names", c.SetNames[rec.HubID])
	for _, l := range proposed.Links {
		b.append(c.link(&l))
	}
	for k := range proposed.Blocks {
		b.append(c.access(&proposed.Blocks[k]))
	}
	f := hclwrite.NewEmptyFile()
	f.Body().AppendBlock(b.Block)
	return config.File{Name: "clients/" + c.clients[i] + ".hcl", Content: f.Bytes()}
}

// link writes the client's consent. Its admin is named by e-mail where nobody
// of that address is declared.
func (c *configuring) link(l *engine.Link) *blockWriter {
	b := newBlock("access_link")
	at := slices.IndexFunc(c.a.People, func(p engine.Person) bool {
		return p.Email == l.Admin || slices.Contains(p.FormerEmails, l.Admin)
	})
	if at >= 0 {
		b.reference("admin", c.people[at])
	} else {
		b.text("admin", l.Admin)
	}
	b.text("approved_by", l.ApprovedBy)
	b.text("approved_on", l.ApprovedOn.String())
	b.text("ended_on", l.EndedOn.String())
	return b
}

func (c *configuring) access(p *engine.ProposedBlock) *blockWriter {
	b := newBlock("access")
	var people []string
	for _, team := range p.Teams {
		people = append(people, "team."+c.p.Teams[team].Name)
	}
	b.references("people", append(people, c.addresses(p.People)...))
	if len(p.Except) > 0 {
		b.references("except", c.addresses(p.Except))
	}
	b.reference("permission_set", "permission_set."+p.Set)
	if len(p.Add) > 0 {
		b.levels("add", p.Add)
	}
	b.texts("remove", p.Remove)
	if p.Details != nil {
		b.texts("teams", p.Details.Teams)
		b.text("reason", p.Details.Reason)
	}
	b.text("starts", p.Starts.String())
	b.text("expires", p.Expires.String())
	if p.Status != engine.Active {
		b.text("status", p.Status.String())
	}
	return b
}
