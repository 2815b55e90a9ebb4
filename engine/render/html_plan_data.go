package render

import (
	"slices"
	"strings"

	"accredit/engine"
)

// pageData is what the script html/plan.js works on: columns of numbers, which
// are small, and lists of text that they point into. Clients, people, sets and
// texts are indexes into their lists; -1 is nobody or nothing, text 0 is empty.
type pageData struct {
	Based    bool            `json:"based"` // steps say whether the change under review explains them
	Whole    bool            `json:"whole"` // everybody's access is here, so that it can be counted
	Texts    []string        `json:"texts"`
	Actions  []pageAction    `json:"actions"` // by number
	Effects  []pageEffect    `json:"effects"`
	Causes   []string        `json:"causes"`
	Vias     []string        `json:"vias"`
	People   peopleColumns   `json:"people"`
	Clients  clientColumns   `json:"clients"`
	Sets     setColumns      `json:"sets"`
	Changes  [][][6]int32    `json:"changes"` // lists of: permission, before, after, wanted, why, mark; texts
	Steps    stepColumns     `json:"steps"`
	Grants   grantColumns    `json:"grants"`
	Beside   besideColumns   `json:"beside"`
	Findings findingsColumns `json:"findings"`
}

type pageAction struct {
	Name string `json:"name"`
	Mark string `json:"mark"`
	Tone string `json:"tone"`
}

type peopleColumns struct {
	Email []string `json:"email"`
	Name  []string `json:"name"`
	Kind  []string `json:"kind"`
}

type clientColumns struct {
	Label []string `json:"label"`
	Name  []string `json:"name"`
	Hub   []int64  `json:"hub"`
	More  []int32  `json:"more"` // domain and mode, a text
	Place []int32  `json:"place"`
}

type setColumns struct {
	Name  []string  `json:"name"`
	Short []string  `json:"short"`
	Style []string  `json:"style"`
	Says  []int32   `json:"says"`
	Gives [][]int32 `json:"gives"` // permission, level, permission, level ...
}

type stepColumns struct {
	Client  []int32 `json:"client"`
	Seq     []int32 `json:"seq"`
	Person  []int32 `json:"person"`
	Actor   []int32 `json:"actor"`
	Via     []int32 `json:"via"`
	Action  []int32 `json:"action"`
	Effect  []int32 `json:"effect"`
	Cause   []int32 `json:"cause"`
	Before  []int32 `json:"before"`
	After   []int32 `json:"after"`
	Off     []int32 `json:"off"` // 1: deactivated before, 2: after
	Facts   []int32 `json:"facts"`
	Assets  []int32 `json:"assets"`
	Changes []int32 `json:"changes"` // -1: none
	Place   []int32 `json:"place"`
	InBase  []int32 `json:"inBase,omitempty"`
}

type grantColumns struct {
	Client []int32 `json:"client"`
	Person []int32 `json:"person"`
	Set    []int32 `json:"set"`
	Off    []int32 `json:"off"` // 1: deactivated
	Facts  []int32 `json:"facts"`
}

// besideColumns are grants that wait (mark ?), are kept as they are (k) or are
// blocked by a violation (!).
type besideColumns struct {
	Client []int32  `json:"client"`
	Person []int32  `json:"person"`
	Set    []int32  `json:"set"`
	Mark   []string `json:"mark"`
	Says   []int32  `json:"says"`
}

// findingsColumns are the violations that block, so that their clients can be
// marked and found.
type findingsColumns struct {
	Client []int32 `json:"client"`
	Person []int32 `json:"person"`
}

// pageDataMaker fills the columns.
type pageDataMaker struct {
	*planPageMaker
	data     *pageData
	texts    map[string]int32
	sets     map[string]int32
	changes  map[changeKey]int32
	deviates map[*engine.RecordedRights]string
	recorded map[string]*engine.RecordedSet
}

// changeKey is all that the list of changed permissions of a step depends on.
type changeKey struct {
	action                engine.Action
	set                   string
	before, after, wanted engine.Rights
	known                 bool
}

// pageVias says through what a step is made, by number.
var pageVias = [...]string{"", "through the Client Access Manager", "in the client account's own user settings", "by HubSpot's API"}

func (m *planPageMaker) data(access *engine.Access) *pageData {
	whole := len(m.chosen.left)+m.chosen.grantsLeft == 0 && (m.Lineage == "" || len(access.Clients) > 0)
	d := &pageDataMaker{
		planPageMaker: m,
		data:          &pageData{Based: m.Base != "", Whole: whole, Texts: []string{""}, Effects: pageEffects(), Vias: pageVias[:]},
		texts:         map[string]int32{"": 0}, sets: map[string]int32{},
		changes: map[changeKey]int32{}, deviates: map[*engine.RecordedRights]string{},
		recorded: make(map[string]*engine.RecordedSet, len(access.Sets)),
	}
	for i := range access.Sets {
		d.recorded[access.Sets[i].Name] = &access.Sets[i]
	}
	d.names()
	d.permissionSets()
	for _, i := range m.chosen.steps {
		d.step(&m.Steps[i])
	}
	for i := range m.chosen.grants {
		d.grant(&m.chosen.grants[i])
	}
	d.besides()
	for i := range m.Violations {
		if f := &m.Violations[i]; f.Blocks() {
			d.data.Findings.Client = append(d.data.Findings.Client, m.clients.of(f.Client))
			d.data.Findings.Person = append(d.data.Findings.Person, m.people.of(f.Person))
		}
	}
	return d.data
}

// text gives the index of safe text.
func (d *pageDataMaker) text(s string) int32 {
	at, ok := d.texts[s]
	if !ok {
		at = int32(len(d.data.Texts))
		d.texts[s] = at
		d.data.Texts = append(d.data.Texts, s)
	}
	return at
}

// names lists actions, causes, people and clients.
func (d *pageDataMaker) names() {
	for _, a := range append([]engine.Action{engine.NoAction}, engine.Actions()...) {
		mark, _ := symbol(a)
		d.data.Actions = append(d.data.Actions, pageAction{a.String(), mark, tone(mark)})
	}
	for c := engine.NoCause; c <= engine.CauseConfig; c++ {
		d.data.Causes = append(d.data.Causes, strings.ReplaceAll(c.String(), "_", " "))
	}
	for _, i := range d.people.named {
		p, list := &d.People[i], &d.data.People
		list.Email = append(list.Email, Terminal(p.Email))
		list.Name = append(list.Name, Terminal(p.Name))
		list.Kind = append(list.Kind, p.Kind.String())
	}
	for _, i := range d.clients.named {
		c, list := &d.Clients[i], &d.data.Clients
		list.Label = append(list.Label, d.client(i))
		list.Name = append(list.Name, Terminal(c.Name))
		list.Hub = append(list.Hub, c.HubID)
		more := nonEmpty(Terminal(c.Domain))
		if c.Mode != engine.Enforce {
			more = append(more, "mode "+c.Mode.String())
		}
		list.More = append(list.More, d.text(strings.Join(more, ", ")))
		list.Place = append(list.Place, d.text(Terminal(c.Pos.String())))
	}
}

// permissionSets lists the sets that the page names, by name.
func (d *pageDataMaker) permissionSets() {
	for _, name := range d.namedSets() {
		d.sets[name] = int32(len(d.data.Sets.Name))
		d.data.Sets.Name = append(d.data.Sets.Name, name)
	}
	list := &d.data.Sets
	list.Short = shortNames(list.Name)
	custom := 0
	for i, name := range list.Name {
		set := d.permissionSet(name)
		list.Style = append(list.Style, setStyle(name, set.Unknown, custom))
		if !engine.IsBuiltinSet(name) && !set.Unknown {
			custom++
		}
		list.Says = append(list.Says, d.text(Terminal(set.Description)))
		gives := []int32{}
		for _, pl := range engine.LevelsOf(d.Catalogue, set.Rights) {
			gives = append(gives, d.text(Terminal(pl.Permission)), d.text(pl.Level))
		}
		list.Gives = append(list.Gives, gives)
		list.Name[i] = Terminal(name)
	}
}

// permissionSet finds a set of the plan; one that it does not list is unknown.
func (d *pageDataMaker) permissionSet(name string) *engine.PermissionSet {
	for i := range d.Sets {
		if d.Sets[i].Name == name {
			return &d.Sets[i]
		}
	}
	return &engine.PermissionSet{Name: name, Unknown: true}
}

func (d *pageDataMaker) namedSets() []string {
	seen := map[string]bool{}
	for _, i := range d.chosen.steps {
		for _, g := range []*engine.Grant{d.Steps[i].Before, d.Steps[i].After} {
			if g != nil {
				seen[g.Set] = true
			}
		}
	}
	for i := range d.chosen.grants {
		seen[d.chosen.grants[i].grant.Rights.Set] = true
	}
	for i := range d.Waiting {
		seen[d.Waiting[i].Set] = true
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
