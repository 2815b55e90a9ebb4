package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/state"
	"accredit/state/sqlite"

	"github.com/google/go-cmp/cmp"
)

// Two people save plans for clients of their own, while others tick, fail and take
// back tasks, look at accounts and apply elsewhere. In whatever order all that
// happens, applying a saved plan ends where planning again does, and a plan is
// stale exactly where something that it touches was written since
// (docs/reliability.md T26).
func TestSavedPlansBeside(t *testing.T) {
	count := map[string]int{}
	for seed := range uint64(suite.Sample(150, 1)) {
		if base, err := strconv.ParseUint(os.Getenv("ACCREDIT_SEED"), 10, 64); err == nil {
			seed += base
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) { newBeside(t, seed).live(count) })
		if t.Failed() {
			t.Fatalf("again with: ACCREDIT_SEED=%d go test ./cmd/accredit/internal/cli -run %s", seed, t.Name())
		}
	}
	for _, what := range []string{"fresh", "stale"} {
		if count[what] == 0 {
			t.Errorf("no plan was %s: %v", what, count)
		}
	}
	t.Log(count)
}

// beside is an agency of some clients with two states: in one the saved plans are
// applied, in the other their clients are planned again.
type beside struct {
	t     *testing.T
	rng   *rand.Rand
	dir   string
	cfg   string
	saved [2]*savedOf
	at    time.Time
	known map[string]*recordedWhole // by state; nil: something was run there since
	log   []string
}

// savedOf is a saved plan: of which clients, and what was recorded then.
type savedOf struct {
	path    string
	clients []string
	then    *recordedWhole
	done    bool
}

type recordedWhole struct {
	Access *engine.Access
	Runs   []engine.RunPart
}

const besideClients = 5

func newBeside(t *testing.T, seed uint64) *beside {
	b := &beside{t: t, rng: rand.New(rand.NewPCG(seed, 26)), dir: t.TempDir(), known: map[string]*recordedWhole{}, at: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
	b.cfg = filepath.Join(b.dir, "cfg")
	if err := os.Mkdir(b.cfg, 0o755); err != nil {
		t.Fatal(err)
	}
	newcomer := b.rng.IntN(3) == 0
	contents := "crm.contacts.view"
	all := make([]string, besideClients)
	for i := range all {
		all[i] = b.client(i, false)
	}
	b.write(contents, newcomer && b.rng.IntN(2) == 0, all)
	b.must("first", "apply", b.cfg, "--auto-approve", "--override", "max-removals")
	for range b.rng.IntN(8) {
		b.event("first", b.rng.Uint64(), b.tick)
	}
	if b.rng.IntN(6) == 0 {
		contents = "crm.companies.view"
	}
	for i := range all {
		if b.rng.IntN(4) > 0 {
			all[i] = b.client(i, newcomer)
		}
	}
	b.write(contents, newcomer, all)
	b.save()
	for _, name := range []string{"saved", "again"} {
		data, err := os.ReadFile(b.state("first"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(b.state(name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// client declares one: who has what, and how it is carried out.
func (b *beside) client(i int, newcomer bool) string {
	var text strings.Builder
	fmt.Fprintf(&text, "client \"c%d\" {\n  name = \"C%d\"\n  hub_id = %d\n  execution = %q\n  super_admins = [\"owner@c.example\"]\n", i, i, 10+i, []string{"run", "record"}[i%2])
	text.WriteString("  access_link {\n    admin = employee.ann\n    approved_by = \"owner@c.example\"\n    approved_on = \"2026-11-01\"\n  }\n")
	for p := range 5 {
		if set := []string{"", "view_only", "reader", "partner_admin"}[b.rng.IntN(4)]; set != "" && (p < 4 || newcomer) {
			fmt.Fprintf(&text, "  access {\n    people = [employee.p%d]\n    permission_set = permission_set.%s\n  }\n", p, set)
		}
	}
	return text.String() + "}\n"
}

// write writes the configuration. The newcomer is p4.
func (b *beside) write(contents string, newcomer bool, clients []string) {
	text := "agency {\n  name = \"A\"\n  hub_id = 1\n  email_domains = [\"x.example\"]\n}\n" +
		"employee \"ann\" {\n  email = \"ann@x.example\"\n  name = \"Ann\"\n  roles = [\"manage_partner_employees\"]\n}\n" +
		"permission_set \"reader\" {\n  permissions = { \"" + contents + "\" = \"all\" }\n}\n"
	for p := range 5 {
		if p < 4 || newcomer {
			text += fmt.Sprintf("employee \"p%d\" {\n  email = \"p%[1]d@x.example\"\n  name = \"P%[1]d\"\n}\n", p)
		}
	}
	if err := os.WriteFile(filepath.Join(b.cfg, "a.hcl"), []byte(text+strings.Join(clients, "")), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

func (b *beside) state(name string) string { return filepath.Join(b.dir, name+".db") }

// run runs the program on a state as ann, at the moment of the agency.
func (b *beside) run(on string, args ...string) (int, string) {
	var out bytes.Buffer
	env := func(name string) string { return map[string]string{"ACCREDIT_USER": "ann@x.example"}[name] }
	args = append(slices.Clone(args), "--state", b.state(on), "--now", b.at.Format(time.RFC3339))
	b.known[on] = nil
	code := run(b.t.Context(), streams{in: strings.NewReader(""), out: &out, err: &out, env: env}, &leftovers{}, args)
	return code, out.String()
}

func (b *beside) must(on string, args ...string) {
	b.t.Helper()
	if code, out := b.run(on, args...); code != exitOK {
		b.t.Fatalf("%q: exit code %d\n%s\n%s", args, code, out, b.read(filepath.Join(b.cfg, "a.hcl")))
	}
}

func (b *beside) read(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(data)
}

// save saves two plans, mostly of clients that the other does not have.
func (b *beside) save() {
	order := b.rng.Perm(besideClients)
	at := 1 + b.rng.IntN(2)
	for i, list := range [][]int{order[:at], order[at : at+1+b.rng.IntN(2)]} {
		if i == 1 && b.rng.IntN(4) == 0 {
			list = append(slices.Clone(list), order[0])
		}
		s := &savedOf{path: filepath.Join(b.dir, fmt.Sprintf("plan%d.json", i)), then: b.recorded("first")}
		for _, c := range list {
			s.clients = append(s.clients, "--client", fmt.Sprintf("c%d", c))
		}
		b.must("first", append([]string{"plan", b.cfg, "--out", s.path, "--override", "max-removals"}, s.clients...)...)
		b.saved[i] = s
	}
}

// recorded reads a state, without the plans that runs came from.
func (b *beside) recorded(on string) *recordedWhole {
	b.t.Helper()
	if r := b.known[on]; r != nil {
		return r
	}
	s, err := sqlite.Open(b.t.Context(), b.state(on), sqlite.Options{})
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = s.Close() }() // it was only read
	r := &recordedWhole{}
	if r.Access, err = s.Read(b.t.Context(), state.ReadOptions{Now: b.at}); err != nil {
		b.t.Fatal(err)
	}
	if r.Runs, err = s.Runs(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	r.Access.Hash = ""
	for _, list := range [][]engine.RunPart{r.Access.Parts, r.Runs} {
		for i := range list {
			list[i].Plan, list[i].Serial, list[i].GitCommit = "", 0, ""
		}
	}
	b.known[on] = r
	return r
}

// live lets everything happen, and compares the states after each.
func (b *beside) live(count map[string]int) {
	for round := 0; round < 30 && (!b.saved[0].done || !b.saved[1].done); round++ {
		b.at = b.at.Add(time.Minute)
		choice, luck := b.rng.IntN(8), b.rng.Uint64()
		switch {
		case choice < 2 && !b.saved[choice].done:
			b.applySaved(b.saved[choice], count)
		case choice == 2:
			b.both(luck, b.look)
		case choice == 3 && luck%3 == 0:
			b.both(luck, b.elsewhere)
		default:
			b.both(luck, b.tick)
		}
		saved, again := b.recorded("saved"), b.recorded("again")
		if diff := cmp.Diff(saved, again); diff != "" {
			b.t.Fatalf("%s\nthe states differ (-saved +planned again):\n%s", strings.Join(b.log, "\n"), diff)
		}
	}
}

// applySaved applies a saved plan to one state, and plans again on the other.
func (b *beside) applySaved(s *savedOf, count map[string]int) {
	touched := s.touched(b.recorded("saved"))
	args := []string{"apply", s.path}
	if b.rng.IntN(2) == 0 {
		args = append(args, b.cfg)
	}
	again := append([]string{"apply", b.cfg, "--auto-approve", "--override", "max-removals"}, s.clients...)
	code, out := b.run("saved", args...)
	b.log = append(b.log, fmt.Sprintf("%q: %d, touched: %s", args, code, touched))
	if (code == exitStale) != (touched != "") {
		b.t.Fatalf("%s\nit was touched: %q, and\n%s", strings.Join(b.log, "\n"), touched, out)
	}
	if code == exitStale {
		count["stale"]++
		code, out = b.run("saved", again...)
	} else {
		count["fresh"]++
	}
	wantCode, want := b.run("again", again...)
	if code != wantCode {
		b.t.Fatalf("%s\nexit code %d\n%s\nplanned again: exit code %d\n%s", strings.Join(b.log, "\n"), code, out, wantCode, want)
	}
	s.done = true
}

// touched says what of a plan was written since, by comparing what is recorded.
func (s *savedOf) touched(now *recordedWhole) string {
	then := s.then
	if !reflect.DeepEqual(then.Access.Sets, now.Access.Sets) || !reflect.DeepEqual(then.Access.Agency, now.Access.Agency) {
		return "sets or the agency"
	}
	for i := range now.Access.People {
		is := &now.Access.People[i]
		at := slices.IndexFunc(then.Access.People, func(p engine.Person) bool { return p.Email == is.Email })
		if at < 0 && is.Roles != 0 || at >= 0 && !reflect.DeepEqual(then.Access.People[at], *is) {
			return is.Email
		}
	}
	for i := 1; i < len(s.clients); i += 2 {
		if !reflect.DeepEqual(then.client(s.clients[i]), now.client(s.clients[i])) {
			return s.clients[i]
		}
	}
	return ""
}

// client is all that is recorded of a client by its label, but how it is known.
func (r *recordedWhole) client(label string) any {
	type one struct {
		Client engine.RecordedClient
		Names  []string
		Runs   []engine.RunPart
	}
	is := one{}
	for i := range r.Access.Clients {
		if c := r.Access.Clients[i]; c.HubID == 10+int64(label[1]-'0') {
			c.ComparedAt = time.Time{}
			c.Grants = slices.Clone(c.Grants)
			for j := range c.Grants {
				is.Names = append(is.Names, r.Access.People[c.Grants[j].Person].Email)
				c.Grants[j].Evidence, c.Grants[j].Person = nil, 0
			}
			is.Client = c
		}
	}
	for i := range r.Runs {
		if r.Runs[i].HubID == 10+int64(label[1]-'0') {
			is.Runs = append(is.Runs, r.Runs[i])
		}
	}
	return is
}

// both lets the same happen on both states.
func (b *beside) both(luck uint64, happens func(string, *rand.Rand) []string) {
	first, second := b.event("saved", luck, happens), b.event("again", luck, happens)
	b.log = append(b.log, first)
	if first != second {
		b.t.Fatalf("%s\nand planned again: %s", strings.Join(b.log, "\n"), second)
	}
}

func (b *beside) event(on string, luck uint64, happens func(string, *rand.Rand) []string) string {
	args := happens(on, rand.New(rand.NewPCG(luck, 1)))
	if args == nil {
		return "nothing"
	}
	code, _ := b.run(on, args...)
	return fmt.Sprintf("%q: %d", args, code)
}

// tick says something of a task.
func (b *beside) tick(on string, rng *rand.Rand) []string {
	var ids []string
	for _, p := range b.recorded(on).Runs {
		for i := range p.Steps {
			ids = append(ids, p.Steps[i].ID())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	args := []string{"task", []string{"done", "done", "done", "fail", "undo"}[rng.IntN(5)], ids[rng.IntN(len(ids))], "--because", "so", "--chdir", b.cfg}
	if rng.IntN(2) == 0 {
		args = append(args, "--by", "ann@x.example")
	}
	return args
}

// look compares an account with what is recorded of it: all is there.
func (b *beside) look(on string, rng *rand.Rand) []string {
	r := b.recorded(on)
	if len(r.Access.Clients) == 0 {
		return nil
	}
	c := &r.Access.Clients[rng.IntN(len(r.Access.Clients))]
	text := "Hub ID,Email,Permission set\n" + fmt.Sprint(c.HubID) + ",owner@c.example,Super Admin\n"
	for i := range c.Grants {
		text += fmt.Sprintf("%d,%s,%s\n", c.HubID, r.Access.People[c.Grants[i].Person].Email, c.Grants[i].Rights.Set)
	}
	path := filepath.Join(b.dir, "export.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		b.t.Fatal(err)
	}
	return []string{"run", "check", "--observed", path, "--observed-at", b.at.Format(time.RFC3339), "--auto-approve", "--chdir", b.cfg}
}

// elsewhere applies in some client what is configured.
func (b *beside) elsewhere(_ string, rng *rand.Rand) []string {
	return []string{"apply", b.cfg, "--auto-approve", "--override", "max-removals", "--client", fmt.Sprintf("c%d", rng.IntN(besideClients))}
}
