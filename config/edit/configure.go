package edit

import (
	"fmt"
	"slices"
	"strings"

	"accredit/config"
	"accredit/engine"

	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Configured is what a configuration for recorded access needs beside it.
type Configured struct {
	Agency       engine.Agency     // name, hub id, e-mail domains and mode
	Descriptions map[string]string // of permission sets, by name
	Comment      []string          // lines at the top of agency.hcl

	HubspotNames map[string]string           // what accounts call permission sets, by name of the set
	SetNames     map[int64]map[string]string // what one account calls them otherwise, by hub id

	// Label makes an identifier of a name, for the labels of people and
	// clients that have none yet.
	Label func(string) string
}

// Configure writes a configuration for recorded access, in the blocks of a
// proposal that was mined from it: agency.hcl, people.hcl, permission_sets.hcl,
// teams.hcl and a file for each client. Every person must have a kind, and
// people and clients a name. It does not check what it writes: load it.
func Configure(a *engine.Access, p *engine.Proposal, o Configured) []config.File {
	c := &configuring{Configured: o, a: a, p: p}
	c.people, c.clients = c.label()
	var files []config.File
	files = append(files, c.agency())
	files = append(files, split("people", len(a.People), c.person)...)
	files = append(files, c.sets()...)
	files = append(files, split("teams", len(p.Teams), c.team)...)
	for i := range a.Clients {
		files = append(files, c.client(i))
	}
	for i := range files {
		files[i].Content, _ = Format(files[i].Name, files[i].Content)
	}
	return files
}

// configuring writes one configuration.
type configuring struct {
	Configured
	a       *engine.Access
	p       *engine.Proposal
	people  []string // addresses
	clients []string // labels
}

// splitAt is the size at which another file is begun, well below what one file
// may have.
const splitAt = 256 << 10

// split writes n blocks into as many files as they need: name.hcl, name_2.hcl.
func split(name string, n int, block func(i int) *hclwrite.Block) []config.File {
	var files []config.File
	f := hclwrite.NewEmptyFile()
	size := 0
	end := func() {
		if size == 0 {
			return
		}
		file := config.File{Name: name + ".hcl", Content: f.Bytes()}
		if len(files) > 0 {
			file.Name = fmt.Sprintf("%s_%d.hcl", name, len(files)+1)
		}
		files = append(files, file)
		f, size = hclwrite.NewEmptyFile(), 0
	}
	for i := range n {
		b := block(i)
		if size > 0 {
			f.Body().AppendNewline()
		}
		f.Body().AppendBlock(b)
		if size += len(b.BuildTokens(nil).Bytes()); size >= splitAt {
			end()
		}
	}
	end()
	return files
}

func (c *configuring) agency() config.File {
	f := hclwrite.NewEmptyFile()
	for _, line := range c.Comment {
		f.Body().AppendUnstructuredTokens(comment(line))
	}
	b := newBlock("agency")
	b.text("name", c.Agency.Name)
	b.number("hub_id", c.Agency.HubID)
	b.texts("email_domains", c.Agency.EmailDomains)
	if c.Agency.Mode != engine.Enforce {
		b.text("mode", c.Agency.Mode.String())
	}
	if c.Agency.Execution != engine.ExecuteRecord {
		b.text("execution", c.Agency.Execution.String())
	}
	f.Body().AppendBlock(b.Block)
	return config.File{Name: "agency.hcl", Content: f.Bytes()}
}

func (c *configuring) person(i int) *hclwrite.Block {
	p := &c.a.People[i]
	kind, name, _ := strings.Cut(c.people[i], ".")
	b := newBlock(kind, name)
	b.text("email", p.Email)
	b.text("name", p.Name)
	b.texts("roles", p.Roles.Names())
	if p.Status != engine.PersonActive {
		b.text("status", p.Status.String())
	}
	b.labels(p.Labels)
	b.texts("former_emails", p.FormerEmails)
	return b.Block
}

func (c *configuring) team(i int) *hclwrite.Block {
	b := newBlock("team", c.p.Teams[i].Name)
	b.references("members", c.addresses(c.p.Teams[i].Members))
	return b.Block
}

// addresses are those of people.
func (c *configuring) addresses(people []int32) []string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = c.people[p]
	}
	slices.Sort(list)
	return list
}

// sets writes the permission sets, before them the permissions that the
// catalogue does not have.
func (c *configuring) sets() []config.File {
	added := c.permissions()
	var sets []*engine.RecordedSet
	for i := range c.a.Sets {
		if !engine.IsBuiltinSet(c.a.Sets[i].Name) {
			sets = append(sets, &c.a.Sets[i])
		}
	}
	return split("permission_sets", len(added)+len(sets), func(i int) *hclwrite.Block {
		if i < len(added) {
			b := newBlock("permission", added[i].Permission)
			kind, _ := engine.KindOfLevel(added[i].Level)
			b.text("kind", kind.String())
			return b.Block
		}
		return c.set(sets[i-len(added)])
	})
}

func (c *configuring) set(s *engine.RecordedSet) *hclwrite.Block {
	b := newBlock("permission_set", s.Name)
	b.text("hubspot_name", c.HubspotNames[s.Name])
	b.text("description", c.Descriptions[s.Name])
	if s.Unknown {
		b.truth("unknown", true)
		return b.Block
	}
	levels := s.Levels
	if base := c.mined(s); base != nil {
		b.references("extends", []string{"permission_set." + base.Name})
		levels = slices.DeleteFunc(slices.Clone(levels), func(pl engine.PermissionLevel) bool { return slices.Contains(base.Levels, pl) })
	}
	b.levels("permissions", levels)
	return b.Block
}

// mined finds the set that another one was mined from (engine/mine.Sets): that
// of its name without the number, if it gives no more of anything.
func (c *configuring) mined(s *engine.RecordedSet) *engine.RecordedSet {
	name := strings.TrimRight(s.Name, "0123456789")
	if name == s.Name || !strings.HasSuffix(name, "_") {
		return nil
	}
	at := slices.IndexFunc(c.a.Sets, func(o engine.RecordedSet) bool { return o.Name+"_" == name && !o.Unknown })
	if at < 0 {
		return nil
	}
	base := &c.a.Sets[at]
	for _, pl := range base.Levels {
		kind, _ := engine.KindOfLevel(pl.Level)
		least, _ := kind.Level(pl.Level)
		if !slices.ContainsFunc(s.Levels, func(o engine.PermissionLevel) bool {
			level, ok := kind.Level(o.Level)
			return o.Permission == pl.Permission && ok && level >= least
		}) {
			return nil
		}
	}
	return base
}

// permissions lists the permissions that are recorded and not in the
// catalogue, each with a level that it has somewhere.
func (c *configuring) permissions() engine.Levels {
	known := engine.BuiltinCatalogue()
	seen := map[string]bool{}
	var list engine.Levels
	look := func(levels engine.Levels) {
		for _, pl := range levels {
			if _, there := known.Index(pl.Permission); !there && !seen[pl.Permission] {
				seen[pl.Permission] = true
				list = append(list, pl)
			}
		}
	}
	for i := range c.a.Sets {
		look(c.a.Sets[i].Levels)
	}
	for i := range c.p.Clients {
		for j := range c.p.Clients[i].Blocks {
			look(c.p.Clients[i].Blocks[j].Add)
		}
	}
	list.Sort()
	return list
}
