//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/cmd/accredit/internal/book"
	"accredit/engine/enginetest/suite"

	"github.com/google/go-cmp/cmp"
)

// Whatever is edited, recorded or left to pass, a plan by means of the cache
// is the plan without it: the same bytes, the same messages, the same exit
// code. A good part of the plans must have been made by means of it.
func TestCachedPlanIsThePlan(t *testing.T) {
	runs := suite.Sample(uint64(16), 1)
	parts, all := 0, 0
	for seed := range runs {
		c := newCached(t, seed)
		for range 25 {
			c.edit()
			c.compare()
		}
		parts, all = parts+c.parts, all+c.plans
	}
	t.Logf("%d of %d plans were made by means of the cache", parts, all)
	if parts*4 < all {
		t.Errorf("only %d of %d plans were made by means of the cache", parts, all)
	}
}

// A client that was settled is looked at again when one of its dates comes
// near, counts, or has passed.
func TestCachedPlanKnowsItsDays(t *testing.T) {
	c := newCached(t, 0)
	day := func(n int) string { return c.now.AddDate(0, 0, n).Format(time.DateOnly) }
	for i, change := range [][2]string{
		{"  access {\n", "  access {\n    expires = \"" + day(20) + "\"\n"},
		{"  access {\n", "  access {\n    starts = \"" + day(9) + "\"\n"},
		{"    approved_on", "    ended_on = \"" + day(17) + "\"\n    approved_on"},
		{"  access {\n", "  access_link {\n    admin = employee.p35\n    approved_by = \"o@c.example\"\n    approved_on = \"" + day(12) + "\"\n  }\n  access {\n"},
	} {
		file := filepath.Join(c.dir, "clients", "0", fmt.Sprintf("%d.hcl", 10+i))
		c.write(file, strings.Replace(c.read(file), change[0], change[1], 1))
	}
	if is, _ := c.run(true, "apply", c.dir, "--auto-approve"); is.Code != 0 {
		t.Fatalf("%+v", is)
	}
	if err := os.RemoveAll(filepath.Join(c.dir, ".accredit")); err != nil { // all is settled now
		t.Fatal(err)
	}
	const days = 30
	step := suite.Every(3)
	for range days / step {
		c.compare()
		c.now = c.now.AddDate(0, 0, step)
		c.said = []string{"on " + day(0)}
	}
	if c.parts*step < 20 {
		t.Errorf("only %d of %d plans were made by means of the cache", c.parts, c.plans)
	}
}

// cached is a configuration that is edited, with its state and cache.
type cached struct {
	t                *testing.T
	rng              *rand.Rand
	seed             uint64
	dir, state, home string
	now              time.Time
	files            map[string]string // those that were changed, as they were
	said             []string
	parts, plans     int
	used             bool // the cache, by the first of the plans compared last
}

func newCached(t *testing.T, seed uint64) *cached {
	t.Helper()
	base := t.TempDir()
	c := &cached{
		t: t, rng: rand.New(rand.NewPCG(seed, 6)), seed: seed, dir: filepath.Join(base, "book"), state: filepath.Join(base, "state.db"),
		home: base, now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), files: map[string]string{},
	}
	shape := book.Blocks
	if seed%2 == 1 {
		shape = book.Dense
	}
	if err := (book.Book{Shape: shape, Grants: 1000, PerFile: 1 + int(seed%3)}).Write(c.dir); err != nil {
		t.Fatal(err)
	}
	c.run(true, "apply", c.dir, "--auto-approve", "--override", "max-removals")
	c.compare()
	return c
}

type said struct {
	Out, Err string
	Code     int
}

var logLine = regexp.MustCompile(`(?m)^time=.*\n`)

// run runs the program; what it logs is taken out of what it says.
func (c *cached) run(cache bool, args ...string) (is said, log string) {
	c.t.Helper()
	args = append(args, "--state", c.state, "--now", c.now.Format(time.RFC3339), "--log-level", "debug")
	if !cache {
		args = append(args, "--no-cache")
	}
	env := map[string]string{"ACCREDIT_USER": "tester", "HOME": c.home, "XDG_CACHE_HOME": ""}
	if !startsPrograms() {
		is.Out, log, is.Code = call{env: env, args: args}.run(c.t)
		is.Err = logLine.ReplaceAllString(log, "")
		return is, log
	}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), programVariable+"=1")
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		c.t.Fatal(err)
	}
	log = stderr.String()
	return said{stdout.String(), logLine.ReplaceAllString(log, ""), cmd.ProcessState.ExitCode()}, log
}

// compare plans both ways. The first plan after a change of what is outside
// the clients fills the cache; the second uses it.
func (c *cached) compare() {
	c.t.Helper()
	c.compareAs(planForms[c.rng.IntN(len(planForms))])
}

var planForms = []string{"json", "text", "markdown", "github"}

func (c *cached) compareAs(format string) {
	c.t.Helper()
	want, _ := c.run(false, "plan", c.dir, "--format", format)
	for i := range 2 {
		got, log := c.run(true, "plan", c.dir, "--format", format)
		if diff := cmp.Diff(want, got); diff != "" {
			c.t.Fatalf("seed %d, after %s:\n%s", c.seed, strings.Join(c.said, "; "), diff)
		}
		c.plans++
		used := strings.Contains(log, `"By the cache"`)
		if used {
			c.parts++
		}
		if i == 0 {
			c.used = used
		}
	}
}

// clientFiles lists the files of clients.
func (c *cached) clientFiles() []string {
	list, err := filepath.Glob(filepath.Join(c.dir, "clients", "*", "*.hcl"))
	if err != nil || len(list) == 0 {
		c.t.Fatal("no files", err)
	}
	return list
}

func (c *cached) read(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

// write changes a file, remembering what it was.
func (c *cached) write(path, text string) {
	if old, err := os.ReadFile(path); err == nil {
		if _, known := c.files[path]; !known {
			c.files[path] = string(old)
		}
	} else if _, known := c.files[path]; !known {
		c.files[path] = ""
	}
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if text == "" {
		err = os.Remove(path)
	} else if err == nil {
		err = os.WriteFile(path, []byte(text), 0o644)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// undo takes back one change, or all.
func (c *cached) undo(all bool) {
	paths := make([]string, 0, len(c.files))
	for path := range c.files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	c.rng.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	for i, path := range paths {
		if i > 0 && !all {
			break
		}
		text := c.files[path]
		if _, err := os.Stat(path); err != nil && text == "" {
			delete(c.files, path)
			continue
		}
		c.write(path, text)
		delete(c.files, path)
	}
}

// edit does one thing that may happen to an agency.
func (c *cached) edit() {
	files := c.clientFiles()
	file := files[c.rng.IntN(len(files))]
	text := c.read(file)
	pick := func(list ...string) string { return list[c.rng.IntN(len(list))] }
	person := func() string { return fmt.Sprintf("employee.p%d", c.rng.IntN(36)) }
	day := func() string { return c.now.AddDate(0, 0, c.rng.IntN(60)-20).Format(time.DateOnly) }
	intoBlock := func(line string) {
		c.write(file, strings.Replace(text, "  access {\n", "  access {\n    "+line+"\n", 1))
	}
	intoClient := func(line string) { c.write(file, strings.Replace(text, "  hub_id = ", "  "+line+"\n  hub_id = ", 1)) }
	edits := []struct {
		name string
		do   func()
	}{
		{"another set", func() {
			c.write(file, strings.Replace(text, pick("account_manager", "editor", "view_only"), pick("reviewer", "editor", "view_only", "super_admin"), 1))
		}},
		{"another set everywhere in a file", func() { c.write(file, strings.ReplaceAll(text, "view_only", "editor")) }},
		{"a comment", func() { c.write(file, "# a comment\n\n"+text) }},
		{"an argument of a block", func() {
			intoBlock(pick(`reason = "OPS-1"`, `status = "deactivated"`, `add = { "crm.export" = true }`, `remove = ["crm.contacts.view"]`,
				`teams = ["EMEA"]`, `except = [`+person()+`]`, "expires = \""+day()+"\"", "starts = \""+day()+"\"", `overrides = [client.c1]`, `nonsense = 1`))
		}},
		{"an argument of a client", func() {
			intoClient(pick(`mode = "observe"`, `mode = "additive"`, `subset_rule = "clamp"`, `acting_admins = [`+person()+`]`, `domain = "c.example"`,
				`labels = { tier = "gold" }`, `super_admins = ["owner@c.example"]`, `super_admins = ["p3@large.example"]`, `managed_mrr = 12.5`))
		}},
		{"an end of a link", func() {
			c.write(file, strings.Replace(text, "    approved_on", "    ended_on = \""+day()+"\"\n    approved_on", 1))
		}},
		{"an approval to come", func() { c.write(file, strings.Replace(text, "2026-11-01", day(), 1)) }},
		{"people by label", func() {
			c.write(file, regexp.MustCompile(`people         = \[[^\]]*\]`).ReplaceAllString(text, `people = { pod = "`+pick("a", "none")+`" }`))
		}},
		{"a copy", func() {
			c.write(file, strings.Replace(text, "permission_set = permission_set.view_only", "copy_from = "+person(), 1))
		}},
		{"an expression", func() { c.write(file, strings.Replace(text, `"Client `, `"${"Client"} `, 1)) }},
		{"a mistake", func() { c.write(file, strings.Replace(text, "{", "{{", 1)) }},
		{"an unknown person", func() { c.write(file, strings.Replace(text, "employee.p", "employee.q", 1)) }},
		{"another name", func() {
			c.write(file, regexp.MustCompile(`"Client \d+"`).ReplaceAllString(text, `"`+pick("\u0421lient 3", "Firm", "Client 3")+`"`))
		}},
		{"another label", func() { c.write(file, strings.Replace(text, `client "c`, `client "d`, 1)) }},
		{"the label of another", func() { c.write(file, regexp.MustCompile(`client "c\d+"`).ReplaceAllString(text, `client "c5"`)) }},
		{"the hub id of another", func() { c.write(file, regexp.MustCompile(`hub_id = \d+`).ReplaceAllString(text, `hub_id = 105`)) }},
		{"another hub id", func() { c.write(file, strings.Replace(text, "hub_id = 1", "hub_id = 9", 1)) }},
		{"a file moved", func() {
			if len(files) > 10 {
				c.write(filepath.Join(filepath.Dir(file), "moved.hcl"), text)
				c.write(file, "")
			}
		}},
		{"a file gone", func() {
			if len(files) > 10 {
				c.write(file, "")
			}
		}},
		{"a client comes", func() {
			c.write(filepath.Join(c.dir, "clients", "0", "new.hcl"), fmt.Sprintf("client \"new\" {\n  name = \"New\"\n  hub_id = %d\n  access {\n    people = [%s]\n    permission_set = permission_set.editor\n  }\n}\n", 5000+c.rng.IntN(3), person()))
		}},
		{"what is outside the clients", func() { c.outside(pick, person, day) }},
		{"somebody joins", func() { c.joins(pick, person, file) }},
		{"a team is formed", func() { c.forms(pick, person, file) }},
		{"a block that asks", func() { c.asks(pick) }},
		{"what a real book has", func() { c.real(pick, person, file) }},
		{"what a real book has, and more", func() { c.real(pick, person, file); c.real(pick, person, file) }},
		{"apply", func() { c.run(c.rng.IntN(2) == 0, "apply", c.dir, "--auto-approve", "--skip-blocked") }},
		{"an import", func() { c.importOne() }},
		{"days pass", func() { c.now = c.now.AddDate(0, 0, 1+c.rng.IntN(20)) }},
		{"a day back", func() { c.now = c.now.AddDate(0, 0, -1) }},
		{"one change taken back", func() { c.undo(false) }},
		{"all changes taken back", func() { c.undo(true) }},
		{"all changes taken back, and applied", func() { c.undo(true); c.run(true, "apply", c.dir, "--auto-approve") }},
		{"the cache spoiled", c.spoil},
	}
	e := edits[c.rng.IntN(len(edits))]
	if c.seed%3 == 2 && c.rng.IntN(2) == 0 {
		e.name, e.do = "what a real book has", func() { c.real(pick, person, file) }
	}
	if c.rng.IntN(4) == 0 {
		c.said = append(c.said, "all taken back")
		c.undo(true)
	}
	c.said = append(c.said, e.name+" ("+strings.TrimPrefix(file, c.dir)+")")
	e.do()
}

// outside changes people, teams, sets or the agency.
func (c *cached) outside(pick func(...string) string, person func() string, day func() string) {
	agency, people, teams := filepath.Join(c.dir, "agency.hcl"), filepath.Join(c.dir, "people", "0.hcl"), filepath.Join(c.dir, "teams", "0.hcl")
	into := func(path, before, after string) { c.write(path, strings.Replace(c.read(path), before, after, 1)) }
	switch c.rng.IntN(6) {
	case 0:
		into(people, `"p`+pick("2", "3", "30")+`@large.example"`, `"`+pick("new", "p9")+"@large.example\"\n  former_emails = [\"p2@large.example\"]")
	case 1:
		into(people, "  name  = \"Person "+pick("1", "7", "20")+"\"\n", "  name = \"Renamed\"\n  "+pick(`status = "left"`, `status = "deactivated"`, `roles = ["super_admin"]`, `labels = { pod = "a" }`)+"\n")
	case 2:
		into(teams, "employee.p1,", pick("", person()+","))
	case 3:
		into(agency, `"reports.access" = true`, pick(`"reports.access" = false`, `"crm.export" = true`))
	case 4:
		into(agency, `  name          =`, "  "+pick("acting_admins = ["+person()+"]", `mode = "additive"`, `subset_rule = "clamp"`,
			"guardrails {\n    protected = ["+person()+"]\n  }", "guardrails {\n    removal_approval {\n      hub_id = 101\n      up_to = 40\n      expires = \""+day()+"\"\n    }\n  }")+"\n  name          =")
	default:
		c.write(filepath.Join(c.dir, "people", "more.hcl"), fmt.Sprintf("employee \"more\" {\n  email = \"more%d@large.example\"\n  name = \"More\"\n}\n", c.rng.IntN(2)))
	}
}

// joins declares somebody new, who may be much like somebody who is there, and
// may give them access.
func (c *cached) joins(pick func(...string) string, person func() string, file string) {
	path := filepath.Join(c.dir, pick("people/0.hcl", "people/joined.hcl", "teams/0.hcl", "agency.hcl"))
	was := ""
	if _, err := os.Stat(path); err == nil {
		was = c.read(path)
	}
	label := pick("zoe", "anna", "p7", "more")
	block := fmt.Sprintf("%s %q {\n  email = %q\n  name = %q\n%s}\n", pick("employee", "employee", "contractor"), label,
		pick("zoe@large.example", "anna@large.example", "anna@large.example", "p3@large.example", "P30@large.example", "owner@c1.example", "more1@large.example"),
		pick("Zoe", "Anna Lund", "Person 7", "Pers\u043en 7"),
		pick("", "", "  default_permission_set = permission_set.editor\n", "  roles = [\"super_admin\"]\n", "  labels = { pod = \"a\" }\n", "  status = \"left\"\n", "  former_emails = [\"p2@large.example\"]\n", "  nonsense = 1\n"))
	switch c.rng.IntN(3) {
	case 0:
		c.write(path, block+"\n"+was)
	case 1:
		c.write(path, strings.TrimRight(was, "\n")+"\n\n# one more\n"+block)
	default:
		c.write(path, strings.TrimRight(was, "\n")+"\n"+block)
	}
	if c.rng.IntN(2) == 0 {
		c.write(file, strings.Replace(c.read(file), person(), "employee."+label, 1))
	}
}

// forms declares a team, and may give it access.
func (c *cached) forms(pick func(...string) string, person func() string, file string) {
	path := filepath.Join(c.dir, pick("teams/0.hcl", "teams/formed.hcl"))
	was := ""
	if _, err := os.Stat(path); err == nil {
		was = c.read(path)
	}
	label := pick("formed", "formed", "t0")
	c.write(path, was+fmt.Sprintf("\nteam %q {\n  members = [%s, %s]\n}\n", label, person(), pick("employee.p5", "employee.zoe", "employee.anna", "team.t1", "employee.nobody")))
	switch c.rng.IntN(4) {
	case 0, 1:
		c.write(file, strings.Replace(c.read(file), person(), "team."+label, 1))
	case 2:
		c.write(file, strings.Replace(c.read(file), "  access {\n", "  access {\n    except = [team."+label+"]\n", 1))
	}
}

// asks adds a block that reaches into clients, or asks about them.
func (c *cached) asks(pick func(...string) string) {
	c.write(filepath.Join(c.dir, "asks.hcl"), pick(
		"access \"audit\" {\n  clients = [client.c1]\n  people = [employee.p20]\n  permission_set = permission_set.view_only\n}\n",
		"policy \"some_people\" {\n  subject = \"client\"\n  condition = length(client.people) > 2\n  error_message = \"few in ${client.name}\"\n}\n",
		"policy \"who\" {\n  subject = \"grant\"\n  condition = grant.person.email != employee.p7.email || grant.permission_set != \"reviewer\"\n  error_message = \"${grant.client.name}\"\n  severity = \"warning\"\n}\n",
		"policy \"all\" {\n  subject = \"grant\"\n  condition = !contains([for c in clients : c.name], \"Firm\")\n  error_message = \"no firms\"\n}\n",
		"policy \"steps\" {\n  subject = \"change\"\n  condition = change.action != \"remove\"\n  error_message = \"no ${change.action}\"\n}\n",
		"policy \"people\" {\n  subject = \"person\"\n  condition = person.status == \"active\"\n  error_message = \"${person.name}\"\n}\n",
		"policy \"no_export\" {\n  subject = \"grant\"\n  condition = !allows(grant, \"crm.export\")\n  error_message = \"no\"\n}\n",
		"test \"t\" {\n  person = employee.p1\n  client = client.c0\n  deny = [\"crm.export\"]\n}\n",
		"removed {\n  hub_id = 104\n}\n", "locals { a = 1 }\n", "permission \"crm.acme.view\" {\n  kind = \"scope\"\n}\n"))
}

// real writes or changes what a real agency's book has: locals, templates,
// variables, tables, for_each, access for many clients, sets by default.
func (c *cached) real(pick func(...string) string, person func() string, file string) {
	into := func(before, after string) { c.write(file, strings.Replace(c.read(file), before, after, 1)) }
	switch c.rng.IntN(11) {
	case 0:
		c.write(filepath.Join(c.dir, "locals.hcl"), fmt.Sprintf("locals {\n  note = %q\n  lead = %s\n  gold = [for c in clients : c if lookup(c.labels, \"tier\", \"\") == \"gold\"]\n  unused = %d\n}\n",
			pick("OPS-1", "OPS-2"), person(), c.rng.IntN(3)))
	case 1:
		into("  access {\n", "  access {\n    "+pick(`reason = "for ${local.note}"`, `reason = var.why`, `except = [local.lead]`)+"\n")
	case 2:
		c.write(filepath.Join(c.dir, "variables.hcl"), "variable \"why\" {\n  default = "+pick(`"because"`, `"of it"`)+"\n}\n")
	case 3:
		c.write(filepath.Join(c.dir, "book.vars.hcl"), "why = "+pick(`"told"`, `"told again"`)+"\n")
	case 4:
		c.write(filepath.Join(c.dir, "sweep.hcl"), fmt.Sprintf("access \"sweep\" {\n  clients = %s\n  people = [%s]\n  permission_set = permission_set.%s\n  overrides = [client.c1]\n}\n",
			pick(`{ tier = "gold" }`, "[client.c1, client.c2]", "local.gold"), person(), pick("view_only", "editor")))
	case 5:
		into("  hub_id = ", "  labels = { tier = \""+pick("gold", "silver")+"\" }\n  hub_id = ")
	case 6:
		c.write(filepath.Join(c.dir, "many.hcl"), fmt.Sprintf("client \"many\" {\n  for_each = %s\n  name = \"Many ${each.key}\"\n  hub_id = each.value\n  access {\n    people = [%s]\n    permission_set = permission_set.%s\n  }\n}\n",
			pick(`{ a = 901, b = 902 }`, `{ a = 901, b = 903 }`, `{ for r in csvdecode(file("rows.csv")) : r.id => r.hub }`), person(), pick("view_only", "editor")))
	case 7:
		c.write(filepath.Join(c.dir, "rows.csv"), "id,hub\na,901\n"+pick("b,902\n", "b,904\n", ""))
	case 8:
		c.write(filepath.Join(c.dir, "people", "default.hcl"), fmt.Sprintf("employee \"dora\" {\n  email = \"dora@large.example\"\n  name = \"Dora\"\n  default_permission_set = permission_set.%s\n}\n", pick("editor", "view_only", "reviewer")))
		c.write(filepath.Join(c.dir, "clients", "0", "dora.hcl"), "client \"dora\" {\n  name = \"Of Dora\"\n  hub_id = 950\n  mode = \"observe\"\n  access {\n    people = [employee.dora]\n  }\n}\n")
	case 9:
		into(`permission_set = permission_set.view_only`, "copy_from = employee.dora")
	default:
		c.write(filepath.Join(c.dir, "team.hcl"), fmt.Sprintf("employee \"each\" {\n  for_each = { x = %q, y = \"Y\" }\n  email = \"${each.key}@large.example\"\n  name = each.value\n}\nteam \"each\" {\n  members = [employee.each[\"x\"], %s]\n}\n", pick("X", "Xenia"), person()))
		if c.rng.IntN(2) == 0 {
			into(person(), "team.each")
		}
	}
}

// importOne records that somebody changed an account.
func (c *cached) importOne() {
	path := filepath.Join(c.home, "observed.json")
	c.write(path, fmt.Sprintf(`{"schema": "accredit.state/v1", "clients": [{"hub_id": %d, "grants": [{"email": "p%d@large.example", "permission_set": "partner_admin"}, {"email": "p%d@large.example", "permission_set": "view_only"}]}]}`,
		100+c.rng.IntN(20), c.rng.IntN(6), 6+c.rng.IntN(30)))
	delete(c.files, path)
	c.run(true, "import", path, "--auto-approve")
}

// spoil damages the cache, empties it, or takes its key away.
func (c *cached) spoil() {
	path := filepath.Join(c.dir, ".accredit", "cache", "plan")
	content, err := os.ReadFile(path)
	if err != nil || len(content) == 0 {
		return
	}
	switch c.rng.IntN(4) {
	case 0:
		content[c.rng.IntN(len(content))] ^= 1 << c.rng.IntN(8)
	case 1:
		content = content[:c.rng.IntN(len(content))]
	case 2:
		err = os.Remove(filepath.Join(c.home, ".cache", "accredit", "cache.key"))
	default:
		content = nil
	}
	if err := errors.Join(err, os.WriteFile(path, content, 0o600)); err != nil {
		c.t.Fatal(err)
	}
}

// sweep is a block outside that reaches clients.
func sweep(clients string) string {
	return "employee \"olga\" {\n  email = \"olga@large.example\"\n  name = \"Olga\"\n}\naccess \"sweep\" {\n  clients = [" + clients + "]\n  people = [employee.olga]\n  permission_set = permission_set.view_only\n}\n"
}

// What reaches a settled client from elsewhere is seen: from another client,
// and from what only the state has.
func TestCachedPlanSeesAcross(t *testing.T) {
	file := func(c *cached, n int) string { return filepath.Join(c.dir, "clients", "0", fmt.Sprintf("%d.hcl", n)) }
	into := func(c *cached, n int, before, after string) {
		c.t.Helper()
		text := c.read(file(c, n))
		if !strings.Contains(text, before) {
			c.t.Fatalf("no %q in\n%s", before, text)
		}
		c.write(file(c, n), strings.Replace(text, before, after, 1))
	}
	done := func(c *cached, args ...string) {
		c.t.Helper()
		if is, _ := c.run(false, args...); is.Code != 0 {
			c.t.Fatalf("%v: %+v", args, is)
		}
	}
	applied := func(c *cached) { done(c, "apply", c.dir, "--auto-approve") }
	imported := func(c *cached, clients string) {
		path := filepath.Join(c.home, "observed.json")
		if err := os.WriteFile(path, []byte(`{"schema": "accredit.state/v1", "clients": [`+clients+`]}`), 0o600); err != nil {
			c.t.Fatal(err)
		}
		done(c, "import", path, "--auto-approve", "--chdir", c.dir)
	}
	const hub, link = "  hub_id = ", "  access_link {"
	pending := link + "\n    admin = employee.p20\n  }\n" + link
	observed := func(day string) string {
		return `{"hub_id": 105, "name": "Client 5", "access_links": [{"admin": "p20@large.example", "approved_by": "o@c.example", "approved_on": "` + day + `"}],
			"grants": [{"email": "p5@large.example", "permission_set": "partner_admin"}, {"email": "p6@large.example", "permission_set": "view_only"}]}`
	}
	for i, s := range []struct {
		name          string
		before, after func(c *cached)
	}{
		{"an account that nobody declares is imported", func(*cached) {}, func(c *cached) {
			imported(c, `{"hub_id": 300001, "name": "Ghost", "grants": [{"email": "p2@large.example", "permission_set": "view_only"}]}`)
		}},
		{"an overridden block is renamed", func(c *cached) {
			into(c, 2, "  access {", "  access \"pod\" {")
			into(c, 1, "  access {\n", "  access {\n    overrides = [client.c2.access.pod]\n")
		}, func(c *cached) { into(c, 2, `access "pod"`, `access "squad"`) }},
		{"an overridden client is gone", func(c *cached) {
			into(c, 1, "  access {\n", "  access {\n    overrides = [client.c2]\n")
		}, func(c *cached) { c.write(file(c, 2), "") }},
		{"an account that a client declares is removed", func(*cached) {}, func(c *cached) {
			c.write(filepath.Join(c.dir, "gone.hcl"), "removed {\n  hub_id = 104\n}\n")
		}},
		{"a name that stands in another's reason", func(c *cached) {
			into(c, 1, "  access {\n", "  access {\n    reason = \"like ${client.c2.name}\"\n")
		}, func(c *cached) { into(c, 2, "Client 2", "Firm 2") }},
		{"an amount that is another's", func(c *cached) {
			into(c, 2, hub, "  managed_mrr = 5\n"+hub)
			into(c, 1, hub, "  managed_mrr = client.c2.managed_mrr\n"+hub)
		}, func(c *cached) { into(c, 2, "managed_mrr = 5", "managed_mrr = 6") }},
		{"a list of all clients", func(c *cached) {
			into(c, 1, "  access {\n", "  access {\n    reason = join(\", \", [for c in clients : c.name])\n")
		}, func(c *cached) { into(c, 2, "Client 2", "Firm 2") }},
		{"a link is approved that nobody declares", func(*cached) {}, func(c *cached) {
			done(c, "link", "approve", "c6", "--admin", "p30@large.example", "--by", "o@c6.example", "--on", "2026-11-20", "--chdir", c.dir)
		}},
		{"a recorded link begins to count", func(c *cached) {
			into(c, 5, link, pending)
			applied(c)
			imported(c, observed("2026-12-01"))
		}, func(c *cached) { c.now = c.now.AddDate(0, 0, 12) }},
		{"a recorded link that nobody declares begins to count", func(c *cached) {
			applied(c)
			imported(c, observed("2026-12-01"))
		}, func(c *cached) { c.now = c.now.AddDate(0, 0, 12) }},
		{"whoever acts has no block any more", func(c *cached) {
			rita := filepath.Join(c.dir, "rita.hcl")
			c.write(rita, "employee \"rita\" {\n  email = \"rita@large.example\"\n  name = \"Rita\"\n  roles = [\"manage_partner_employees\"]\n}\n")
			c.write(filepath.Join(c.dir, "agency.hcl"), strings.Replace(c.read(filepath.Join(c.dir, "agency.hcl")), "  name          =", "  guardrails {\n    min_partner_admins = 0\n  }\n  name          =", 1))
			applied(c)
			into(c, 3, "    approved_on", "    ended_on = \"2026-11-20\"\n    approved_on")
			applied(c)
			c.write(rita, "")
		}, func(c *cached) { into(c, 3, "  access {\n", "  access {\n    expires = \"2026-11-10\"\n") }},
		{"an observed client is gone", func(c *cached) {
			c.write(file(c, 900), "client \"seen\" {\n  name = \"Seen\"\n  hub_id = 900\n  mode = \"observe\"\n}\n")
			applied(c)
			c.write(file(c, 900), "")
		}, func(*cached) {}},
		{"a block outside reaches a client that none reached", func(c *cached) {
			c.write(filepath.Join(c.dir, "sweep.hcl"), sweep("client.c2"))
		}, func(c *cached) { c.write(filepath.Join(c.dir, "sweep.hcl"), sweep("client.c2, client.c1")) }},
	} {
		if i%suite.Every(3) > 0 {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			c := newCached(t, 0)
			c.said = []string{s.name}
			s.before(c)
			applied(c)
			if err := os.RemoveAll(filepath.Join(c.dir, ".accredit")); err != nil {
				t.Fatal(err)
			}
			c.compare()
			s.after(c)
			c.compare()
			c.compare()
		})
	}
}
