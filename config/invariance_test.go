package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// world4 is a random configuration without its labels: what T4 renames.
type world4 struct {
	people  []person4
	teams   [][]int // people
	clients []client4
	outer   []access4
}

type person4 struct {
	kind, status, label string
	hasDefault          bool
}

type client4 struct {
	label    string
	linked   []int
	accesses []access4
}

type access4 struct {
	people, teams, except []int
	byLabel               bool
	set                   string // empty: default
	clients               []int  // outside a client; empty: by label
	starts, expires       string
	adjusted              bool
	overrides             int // of the access blocks in the client, less one
}

func drawWorld(t *rapid.T) world4 {
	pick := func(name string, n int) []int {
		return rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, min(2, n), rapid.ID[int]).Draw(t, name)
	}
	word := func(name string, words ...string) string { return rapid.SampledFrom(words).Draw(t, name) }
	var w world4
	for range rapid.IntRange(2, 5).Draw(t, "people") {
		w.people = append(w.people, person4{word("kind", "employee", "contractor"), word("status", "active", "active", "deactivated", "left"),
			word("label", "x", "y"), rapid.Bool().Draw(t, "default")})
	}
	for range rapid.IntRange(1, 3).Draw(t, "teams") {
		w.teams = append(w.teams, pick("members", len(w.people)))
	}
	access := func(labelled int) access4 {
		return access4{
			people: pick("people", len(w.people)), teams: pick("teams", len(w.teams)), except: pick("except", len(w.people)),
			byLabel: word("selector", "no", "no", "no", "yes") == "yes", set: word("set", "", "own", "view_only", "partner_admin"),
			starts: word("starts", "", "", "2026-12-10"), expires: word("expires", "", "", "2026-12-05", "2026-12-01"),
			adjusted: rapid.Bool().Draw(t, "adjusted"), overrides: rapid.IntRange(0, labelled).Draw(t, "overrides"),
		}
	}
	for range rapid.IntRange(1, 3).Draw(t, "clients") {
		c := client4{label: word("label", "x", "y"), linked: pick("links", len(w.people))}
		for i := range rapid.IntRange(0, 2).Draw(t, "accesses") {
			c.accesses = append(c.accesses, access(i))
		}
		w.clients = append(w.clients, c)
	}
	for range rapid.IntRange(0, 1).Draw(t, "outer") {
		a := access(0)
		a.clients = pick("clients", len(w.clients))
		w.outer = append(w.outer, a)
	}
	return w
}

// namesOf gives the labels of one rendering.
type namesOf func(kind string, i int) string

func list4(indexes []int, name func(int) string) string {
	var names []string
	for _, i := range indexes {
		names = append(names, name(i))
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// blocks writes the configuration, one text a block.
func (w *world4) blocks(name namesOf) []string {
	out := []string{
		"agency {\n  name = \"A\"\n  hub_id = 7\n  email_domains = [\"a.example\"]\n}\n",
		"permission_set \"own\" {\n  permissions = { \"crm.*\" = \"own\" }\n}\n",
	}
	person := func(i int) string { return w.people[i].kind + "." + name("p", i) }
	for i, p := range w.people {
		text := fmt.Sprintf("%s %q {\n  email = \"p%d@a.example\"\n  name = \"Person %d\"\n  status = %q\n  labels = { l = %q }\n", p.kind, name("p", i), i, i, p.status, p.label)
		if p.hasDefault {
			text += "  default_permission_set = permission_set.own\n"
		}
		out = append(out, text+"}\n")
	}
	for i, members := range w.teams {
		out = append(out, fmt.Sprintf("team %q {\n  members = %s\n}\n", name("t", i), list4(members, person)))
	}
	for i, c := range w.clients {
		text := fmt.Sprintf("client %q {\n  name = \"Client %d\"\n  hub_id = %d\n  labels = { l = %q }\n", name("c", i), i, 100+i, c.label)
		for _, p := range c.linked {
			text += "  access_link {\n    admin = " + person(p) + "\n    approved_by = \"o@c.example\"\n    approved_on = \"2026-11-01\"\n  }\n"
		}
		for j, a := range c.accesses {
			text += "  " + w.access(a, name(fmt.Sprintf("a%d", i), j), name, func(k int) string {
				return "client." + name("c", i) + ".access." + name(fmt.Sprintf("a%d", i), k)
			})
		}
		out = append(out, text+"}\n")
	}
	for i, a := range w.outer {
		out = append(out, w.access(a, name("o", i), name, nil))
	}
	return out
}

func (w *world4) access(a access4, label string, name namesOf, inner func(int) string) string {
	person := func(i int) string { return w.people[i].kind + "." + name("p", i) }
	text := fmt.Sprintf("access %q {\n", label)
	if a.byLabel {
		text += "  people = { l = \"x\" }\n"
	} else {
		people := strings.TrimSuffix(list4(a.people, person), "]")
		teams := strings.TrimPrefix(list4(a.teams, func(i int) string { return "team." + name("t", i) }), "[")
		if len(a.people) > 0 && len(a.teams) > 0 {
			people += ", "
		}
		text += "  people = " + people + teams + "\n"
	}
	text += "  except = " + list4(a.except, person) + "\n"
	if a.set != "" {
		text += "  permission_set = permission_set." + a.set + "\n"
	}
	if inner == nil {
		clients := "{ l = \"x\" }"
		if len(a.clients) > 0 {
			clients = list4(a.clients, func(i int) string { return "client." + name("c", i) })
		}
		text += "  clients = " + clients + "\n"
	} else if a.overrides > 0 {
		text += "  overrides = [" + inner(a.overrides-1) + "]\n"
	}
	if a.adjusted {
		text += "  add = { \"marketing.blog.publish\" = true }\n"
	}
	return text + fmt.Sprintf("  starts = %q\n  expires = %q\n}\n", a.starts, a.expires)
}

// TestLabelsOrderAndFilesDoNotMatter is T4: labels renamed, blocks reordered,
// split over files and commented give the same wishes.
func TestLabelsOrderAndFilesDoNotMatter(t *testing.T) {
	dir := t.TempDir()
	valid := 0
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		plain := w.blocks(func(kind string, i int) string { return fmt.Sprintf("%s_%d", kind, i) })
		first := loadBlocks(t, dir, plain, func(int) string { return "main.hcl" })

		salt := rapid.StringMatching(`[a-z]{1,4}`).Draw(t, "salt")
		renamed := w.blocks(func(kind string, i int) string { return fmt.Sprintf("%s%s-%d", salt, kind, 9-i) })
		for i := range renamed {
			renamed[i] = "# comment " + salt + "\n\n" + renamed[i]
		}
		shuffled := rapid.Permutation(renamed).Draw(t, "order")
		files := rapid.SliceOfN(rapid.SampledFrom([]string{"a.hcl", "z.hcl", "clients/m.hcl"}), len(shuffled), len(shuffled)).Draw(t, "files")
		second := loadBlocks(t, dir, shuffled, func(i int) string { return files[i] })

		if diff := cmp.Diff(summaries(first.Diagnostics), summaries(second.Diagnostics)); diff != "" {
			t.Fatalf("mistakes differ:\n%s\n%s\n%s", diff, printDiagnostics(first.Diagnostics), printDiagnostics(second.Diagnostics))
		}
		if first.Desired == nil {
			return
		}
		valid++
		if first.Desired.Digest == second.Desired.Digest {
			t.Fatal("the digest does not see the difference")
		}
		if diff := cmp.Diff(bare(first.Desired), bare(second.Desired)); diff != "" {
			t.Fatalf("wishes differ:\n%s", diff)
		}
	})
	if valid == 0 {
		t.Error("no random configuration was valid")
	}
}

// loadBlocks writes each block into a file and loads the directory.
func loadBlocks(t *rapid.T, dir string, blocks []string, file func(int) string) *Result {
	sub, err := os.MkdirTemp(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(sub)
	texts := map[string]string{}
	for i, b := range blocks {
		texts[file(i)] += b
	}
	for name, text := range texts {
		path := filepath.Join(sub, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Load(sub, Options{Now: today})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func summaries(ds Diagnostics) []string {
	var list []string
	for _, d := range ds {
		list = append(list, d.Summary)
	}
	slices.Sort(list)
	return list
}

// bare leaves out what names labels and places.
func bare(d *engine.Desired) *engine.Desired {
	d.Digest, d.Agency.Pos, d.Catalogue = "", engine.Pos{}, nil
	for i := range d.People {
		d.People[i].Address, d.People[i].Pos = "", engine.Pos{}
	}
	for i := range d.Sets {
		d.Sets[i].Pos = engine.Pos{}
	}
	for i := range d.Clients {
		c := &d.Clients[i]
		c.Address, c.Pos = "", engine.Pos{}
		clear(c.Idle)
		for j := range c.Links {
			c.Links[j].Pos = engine.Pos{}
		}
		for j := range c.Grants {
			c.Grants[j].Origin, c.Grants[j].Pos = bareOrigin(c.Grants[j].Origin), engine.Pos{}
		}
		for j := range c.Schedule {
			c.Schedule[j].Origin, c.Schedule[j].Pos = bareOrigin(c.Schedule[j].Origin), engine.Pos{}
		}
		for j := range c.Lapsed {
			c.Lapsed[j].Origin, c.Lapsed[j].Pos = bareOrigin(c.Lapsed[j].Origin), engine.Pos{}
		}
	}
	return d
}

func bareOrigin(o *engine.Origin) *engine.Origin {
	return &engine.Origin{Definition: o.Definition, Wish: o.Wish}
}
