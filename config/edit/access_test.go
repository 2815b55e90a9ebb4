package edit

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accredit/config"
	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

type accessCase struct {
	find   func(string, config.Options, Asked) (*AccessChange, error)
	asked  string // who, set, until, reason; "-" is none
	client string // what stands in the client's block
	more   string // what stands after it
	want   string // the client's file afterwards, without its head
	rest   string // what stands after it then; empty: as before
	why    string // why it was refused
	wayOut string
}

func block(lines ...string) string {
	return "\n  access {\n    " + strings.Join(lines, "\n    ") + "\n  }\n"
}

const (
	bobJunior = "people         = [employee.bob]"
	junior    = "permission_set = permission_set.junior"
	senior    = "permission_set = permission_set.senior"
	podPeople = "people         = [team.pod]"
)

// Each kind of edit, with the comments and the order around it.
var accessCases = map[string]accessCase{
	"give: nobody has it":  {find: GiveAccess, asked: "bob junior - SOW-1", want: block(bobJunior, junior, `reason         = "SOW-1"`)},
	"give: until a day":    {find: GiveAccess, asked: "bob junior 2026-12-31 -", want: block(bobJunior, junior, `expires        = "2026-12-31"`)},
	"give: a hostile text": {find: GiveAccess, asked: `bob junior - ${file("x")}"%{if}`, want: block(bobJunior, junior, `reason         = "$${file(\"x\")}\"%%{if}"`)},
	"give: another set": {
		find: GiveAccess, asked: "bob senior - -",
		client: "\n  # Bob alone." + block(bobJunior+" # him", junior, `remove         = ["crm.contacts.view"]`, `reason         = "x"`),
		want:   "\n  # Bob alone." + block(bobJunior+" # him", senior, `reason         = "x"`),
	},
	"give: another set for a while": {
		find: GiveAccess, asked: "bob senior 2026-12-31 -",
		client: block(bobJunior, junior),
		want:   block(bobJunior, junior) + block(bobJunior, senior, `expires        = "2026-12-31"`, `overrides      = [client.acme]`),
	},
	"give: the same set until a day": {
		find: GiveAccess, asked: "bob junior 2026-12-31 -",
		client: block(bobJunior, junior), want: block(bobJunior, junior, `expires        = "2026-12-31"`),
	},
	"give: one of a team": {
		find: GiveAccess, asked: "bob senior - -",
		client: block(podPeople, junior, `reason         = "x" # all`),
		want:   block(podPeople, junior, `reason         = "x" # all`, `except         = [employee.bob]`) + block(bobJunior, senior),
	},
	"give: one of a team for a while": {
		find: GiveAccess, asked: "bob senior 2026-12-31 -",
		client: "\n  access \"pod\" {\n    people         = [team.pod]\n    permission_set = permission_set.junior\n  }\n",
		want: "\n  access \"pod\" {\n    people         = [team.pod]\n    permission_set = permission_set.junior\n  }\n" +
			block(bobJunior, senior, `expires        = "2026-12-31"`, `overrides      = [client.acme.access.pod]`),
	},
	"give: it has ended": {
		find: GiveAccess, asked: "bob junior 2026-12-31 -",
		client: block(bobJunior, junior, `expires        = "2026-11-01" # for the fair`), want: block(bobJunior, junior, `expires        = "2026-12-31" # for the fair`),
	},
	"give: deactivated there": {
		find: GiveAccess, asked: "bob junior - -",
		client: block(bobJunior, junior, `status         = "deactivated"`), want: block(bobJunior, junior),
	},
	"give: an admin by a link": {
		find: GiveAccess, asked: "bob junior 2026-12-31 -", client: bobLink,
		why: "employee.bob is partner admin by the access link at acme.hcl:5, and would be none any more after 2026-12-31", wayOut: "revoke it when it is over",
	},
	"give: it begins later": {
		find: GiveAccess, asked: "bob senior - -", client: block(bobJunior, junior, `starts         = "2026-12-01"`),
		why: "Overlapping access", wayOut: "except = [employee.bob]",
	},
	"give: has left":        {find: GiveAccess, asked: "gone junior - -", why: "employee.gone has left by base.hcl:"},
	"give: a computed set":  {find: GiveAccess, asked: "bob senior - -", client: block(bobJunior, "permission_set = local.usual"), why: "permission_set of the block at acme.hcl:5 is computed: local.usual"},
	"give: has it already":  {find: GiveAccess, asked: "bob junior - -", client: block(podPeople, junior)},
	"take: has nothing":     {find: TakeAccess, asked: "bob - - -"},
	"take: alone":           {find: TakeAccess, asked: "bob - - -", client: "\n  # Bob." + block(bobJunior, junior) + "\n  # Ann.\n", want: "\n  # Ann.\n"},
	"take: named of others": {find: TakeAccess, asked: "bob - - -", client: block("people         = [employee.ann, employee.bob]", junior), want: block("people         = [employee.ann]", junior)},
	"take: one of a team":   {find: TakeAccess, asked: "bob - - -", client: block(podPeople, junior), want: block(podPeople, junior, `except         = [employee.bob]`)},
	"take: named and of a team": {
		find: TakeAccess, asked: "bob - - -", client: block("people         = [team.pod, employee.bob]", junior),
		want: block("people         = [team.pod, employee.bob]", junior, `except         = [employee.bob]`),
	},
	"take: a link, and a team behind it": {
		find: TakeAccess, asked: "bob - - -", client: bobLink + block(podPeople, junior),
		want: strings.Replace(bobLink, "  }\n", "    ended_on    = \"2026-11-21\"\n  }\n", 1) + block(podPeople, junior, `except         = [employee.bob]`),
	},
	"take: what begins later, too": {
		find: TakeAccess, asked: "bob - - -", client: block(bobJunior, junior, `expires        = "2026-12-01"`) + block(bobJunior, senior, `starts         = "2026-12-19"`) + "\n  # The end.\n",
		want: "\n  # The end.\n",
	},
	"take: one of several clients": {
		find: TakeAccess, asked: "bob - - -", more: outer("[client.acme, client.other]", "[team.pod]", ""),
		rest: outer("[client.acme, client.other]", "[team.pod]", "  except         = [employee.bob]\n") + strings.Replace(outer("[client.other]", "[employee.bob]", ""), `"audit"`, `"audit_bob"`, 1),
	},
	"take: their block for several clients": {
		find: TakeAccess, asked: "bob - - -", more: outer("[client.acme, client.other]", "[employee.bob]", ""), rest: outer("[client.other]", "[employee.bob]", ""),
	},
	"take: clients by label": {
		find: TakeAccess, asked: "bob - - -", more: outer("clients", "[team.pod]", ""),
		why: "employee.bob has it by the block at acme.hcl:6, which is for other clients as well", wayOut: "Take client.acme out of its clients",
	},
	"extend: alone": {
		find: ExtendAccess, asked: "bob - 2027-06-30 goes_on",
		client: block(bobJunior, junior, `expires        = "2026-12-31" # the contract`), want: block(bobJunior, junior, `expires        = "2027-06-30" # the contract`, `reason         = "goes_on"`),
	},
	"extend: one of a team": {
		find: ExtendAccess, asked: "bob - 2027-06-30 goes_on",
		client: block(podPeople, junior, `add            = { "reports.access" = true }`, `teams          = ["EMEA"]`, `expires        = "2026-12-31"`),
		want: block(podPeople, junior, `add            = { "reports.access" = true }`, `teams          = ["EMEA"]`, `expires        = "2026-12-31"`, `except         = [employee.bob]`) +
			block(bobJunior, junior, `add            = { "reports.access" = true }`, `teams          = ["EMEA"]`, `reason         = "goes_on"`, `expires        = "2027-06-30"`),
	},
	"extend: of many clients": {
		find: ExtendAccess, asked: "bob - 2027-06-30 goes_on", more: outer("clients", "[team.pod]", "  expires        = \"2026-12-31\"\n"),
		want: block(bobJunior, junior, `reason         = "goes_on"`, `expires        = "2027-06-30"`, `overrides      = [access.audit]`),
	},
	"extend: what overrides": {
		find: ExtendAccess, asked: "bob - 2027-06-30 goes_on",
		client: block(podPeople, junior) + block(bobJunior, senior, `expires        = "2026-12-31"`, `overrides      = [client.acme]`),
		want:   block(podPeople, junior) + block(bobJunior, senior, `expires        = "2027-06-30"`, `overrides      = [client.acme]`, `reason         = "goes_on"`),
	},
	"request: nobody has it": {find: RequestAccess, asked: "bob junior 2026-12-31 why", want: block(bobJunior, junior, `reason         = "why"`, `expires        = "2026-12-31"`)},
	"request: has it until an earlier day": {
		find: RequestAccess, asked: "bob junior 2026-12-31 why",
		client: block(bobJunior, junior, `expires        = "2026-12-01"`), want: block(bobJunior, junior, `expires        = "2026-12-31"`, `reason         = "why"`),
	},
	"request: has it longer":  {find: RequestAccess, asked: "bob junior 2026-12-31 why", client: block(bobJunior, junior, `expires        = "2027-12-01"`)},
	"request: has it, no end": {find: RequestAccess, asked: "bob junior 2026-12-31 why", client: block(podPeople, junior)},
	"request: has something else": {
		find: RequestAccess, asked: "bob senior 2026-12-31 why", client: block(bobJunior, junior),
		want: block(bobJunior, junior) + block(bobJunior, senior, `reason         = "why"`, `expires        = "2026-12-31"`, `overrides      = [client.acme]`),
	},
	"extend: no end":         {find: ExtendAccess, asked: "bob - 2027-06-30 x", client: block(bobJunior, junior), why: "the access of employee.bob in client.acme has no end (acme.hcl:5)"},
	"extend: it has ended":   {find: ExtendAccess, asked: "bob - 2027-06-30 x", client: block(bobJunior, junior, `expires        = "2026-11-01"`), why: "ended on 2026-11-01 (acme.hcl:5)"},
	"extend: nothing":        {find: ExtendAccess, asked: "bob - 2027-06-30 x", why: "employee.bob has no access in client.acme that could be extended"},
	"extend: earlier":        {find: ExtendAccess, asked: "bob - 2026-12-01 x", client: block(bobJunior, junior, `expires        = "2026-12-31"`), why: "employee.bob has it until 2026-12-31 already"},
	"extend: a computed end": {find: ExtendAccess, asked: "bob - 2027-06-30 x", client: block(bobJunior, junior, `expires        = local.ends`), why: "expires of the block at acme.hcl:5 is computed: local.ends"},
}

const bobLink = "\n  access_link {\n    admin       = employee.bob\n    approved_by = \"o@acme.example\"\n    approved_on = \"2026-11-01\"\n  }\n"

func outer(clients, people, more string) string {
	return "\naccess \"audit\" {\n  clients        = " + clients + "\n  people         = " + people + "\n  permission_set = permission_set.junior\n" + more + "}\n"
}

const accessBase = adoptBase + `employee "gone" {
  email  = "gone@northwind.example"
  name   = "Gone"
  status = "left"
}
client "other" {
  name   = "Other"
  hub_id = 8
}
locals {
  usual = permission_set.junior
  ends  = "2026-12-31"
}
`

func TestAccess(t *testing.T) {
	for name, test := range accessCases {
		t.Run(name, func(t *testing.T) {
			test.run(t, "\n")
			test.run(t, "\r\n")
		})
	}
}

func (test *accessCase) run(t *testing.T, ending string) {
	t.Helper()
	dir := t.TempDir()
	begin := "client \"acme\" {\n  name   = \"Acme\"\n  hub_id = 7\n"
	lines := func(s string) string { return strings.ReplaceAll(s, "\n", ending) }
	writeAll(t, dir, map[string]string{"base.hcl": accessBase, "acme.hcl": lines(begin + test.client + "}\n" + test.more)})
	got, err := test.find(dir, config.Options{Now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}, test.parse(t))
	if test.why != "" {
		refused := (*Refused)(nil)
		if !errors.As(err, &refused) || !strings.Contains(refused.Why, test.why) || !strings.Contains(refused.WayOut, test.wayOut) {
			t.Errorf("got %+v, want %q", err, test.why)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	client, rest := test.want, test.rest
	if rest == "" {
		rest = test.more
	}
	if test.rest != "" && client == "" {
		client = test.client
	}
	want := map[string]string{"acme.hcl": lines(begin + client + "}\n" + rest)}
	if test.want == "" && test.rest == "" {
		want = map[string]string{}
	}
	files := map[string]string{}
	for i, f := range got.Files {
		files[f.Name] = string(f.Content)
		if is, _ := os.ReadFile(filepath.Join(dir, f.Name)); string(is) != string(got.Was[i].Content) {
			t.Errorf("%s was read as %q", f.Name, got.Was[i].Content)
		}
	}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func (test *accessCase) parse(t *testing.T) Asked {
	t.Helper()
	words := strings.SplitN(test.asked, " ", 4)
	for i := range words {
		words[i] = strings.TrimPrefix(words[i], "-")
	}
	until, err := engine.ParseDate(words[2])
	if test.asked == "" || err != nil {
		t.Fatal(test.asked, err)
	}
	return Asked{Email: words[0] + "@northwind.example", HubID: 7, Set: words[1], Until: until, Reason: words[3]}
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
