package edit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accredit/config"
	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

// adoptBase is what every case below has beside its client.
const adoptBase = `agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]
}
employee "ann" {
  email = "ann@northwind.example"
  name  = "Ann"
}
employee "bob" {
  email = "bob@northwind.example"
  name  = "Bob"
}
contractor "dan" {
  email = "dan@freelance.example"
  name  = "Dan"
}
team "pod" {
  members = [employee.ann, employee.bob]
}
permission_set "junior" {
  permissions = { "crm.contacts.view" = "all" }
}
permission_set "senior" {
  permissions = { "crm.contacts.view" = "all", "crm.contacts.edit" = "team" }
}
`

// seenAs is a difference of one person in client 7.
func seenAs(email string, g *engine.Grant) *engine.DriftItem {
	return &engine.DriftItem{HubID: 7, Email: email, Class: engine.DriftChanged, Observed: g, Seen: true}
}

func rightsWith(t *testing.T, levels ...string) engine.Rights {
	t.Helper()
	var ls engine.Levels
	for _, l := range levels {
		permission, level, _ := strings.Cut(l, "=")
		ls = append(ls, engine.PermissionLevel{Permission: permission, Level: level})
	}
	r, dropped := ls.Over(engine.BuiltinCatalogue(), "")
	if len(dropped) > 0 {
		t.Fatal(dropped)
	}
	return r
}

// Each kind of edit, with the comments and the order around it.
func TestAdopt(t *testing.T) {
	junior, senior := []string{"crm.contacts.view=all"}, []string{"crm.contacts.view=all", "crm.contacts.edit=team"}
	known := func(set string, levels []string) *engine.Grant {
		return &engine.Grant{Set: set, Rights: rightsWith(t, levels...)}
	}
	own := func(email string, class engine.DriftClass) *engine.DriftItem {
		return &engine.DriftItem{HubID: 7, Person: engine.Nobody, Email: email, Class: class, Seen: true}
	}
	byName := func(it *engine.DriftItem) *engine.DriftItem { it.ByName = true; return it }
	for name, test := range map[string]struct {
		client string
		item   *engine.DriftItem
		want   string   // the client afterwards; empty: refused
		also   []string // what stands elsewhere
		why    string   // why it was refused
	}{
		"another set, in the block of that person": {
			client: "  # Bob alone.\n  access {\n    people         = [employee.bob] # him\n    permission_set = permission_set.junior\n  }\n",
			item:   seenAs("bob@northwind.example", known("senior", senior)),
			want:   "  # Bob alone.\n  access {\n    people         = [employee.bob] # him\n    permission_set = permission_set.senior\n  }\n",
		},
		"a little more": {
			client: "  access {\n    people         = [employee.bob]\n    permission_set = permission_set.junior\n  }\n",
			item:   seenAs("bob@northwind.example", known("x", append([]string{"reports.access=on"}, junior...))),
			want:   "  access {\n    people         = [employee.bob]\n    permission_set = permission_set.junior\n    add            = { \"reports.access\" = true }\n  }\n",
		},
		"no longer adjusted": {
			client: "  access {\n    people         = [employee.bob]\n    permission_set = permission_set.senior\n    remove         = [\"crm.contacts.edit\"] # until May\n    reason         = \"x\"\n  }\n",
			item:   seenAs("bob@northwind.example", known("senior", senior)),
			want:   "  access {\n    people         = [employee.bob]\n    permission_set = permission_set.senior\n    reason         = \"x\"\n  }\n",
		},
		"deactivated": {
			client: "  access {\n    people         = [employee.bob]\n    permission_set = permission_set.junior\n  }\n",
			item:   seenAs("bob@northwind.example", altered(known("junior", junior), func(g *engine.Grant) { g.Status = engine.Deactivated })),
			want:   "  access {\n    people         = [employee.bob]\n    permission_set = permission_set.junior\n    status         = \"deactivated\"\n  }\n",
		},
		"one of a team": {
			client: "  access \"pod\" {\n    people         = [team.pod]\n    permission_set = permission_set.junior\n    reason         = \"SOW-118: $${x}\"\n    expires        = \"2027-01-01\"\n  }\n\n  # The end.\n",
			item:   seenAs("bob@northwind.example", known("senior", senior)),
			want: "  access \"pod\" {\n    people         = [team.pod]\n    permission_set = permission_set.junior\n    reason         = \"SOW-118: $${x}\"\n    expires        = \"2027-01-01\"\n    except         = [employee.bob]\n  }\n\n" +
				"  access {\n    people         = [employee.bob]\n    permission_set = permission_set.senior\n    reason         = \"SOW-118: $${x}\"\n    expires        = \"2027-01-01\"\n  }\n\n  # The end.\n",
		},
		"another of the team": {
			client: "  access {\n    people         = [team.pod, contractor.dan]\n    permission_set = permission_set.junior\n    except         = [employee.bob] # has left the pod\n  }\n",
			item:   seenAs("ann@northwind.example", nil),
			want:   "  access {\n    people         = [team.pod, contractor.dan]\n    permission_set = permission_set.junior\n    except         = [employee.bob, employee.ann] # has left the pod\n  }\n",
		},
		"missing, on a line of a list": {
			client: "  access {\n    people = [\n      employee.ann, # leads\n      employee.bob, # helps\n      contractor.dan\n    ]\n    permission_set = permission_set.junior\n  }\n",
			item:   seenAs("bob@northwind.example", nil),
			want:   "  access {\n    people = [\n      employee.ann, # leads\n      contractor.dan\n    ]\n    permission_set = permission_set.junior\n  }\n",
		},
		"missing, in a list": {
			client: "  access {\n    people         = [employee.ann, employee.bob]\n    permission_set = permission_set.junior\n  }\n",
			item:   seenAs("bob@northwind.example", nil),
			want:   "  access {\n    people         = [employee.ann]\n    permission_set = permission_set.junior\n  }\n",
		},
		"missing, alone in a block": {
			client: "  # Bob.\n  access {\n    people         = [employee.bob]\n    permission_set = permission_set.junior\n  }\n\n  # Ann.\n  access {\n    people         = [employee.ann]\n    permission_set = permission_set.junior\n  }\n",
			item:   seenAs("bob@northwind.example", nil),
			want:   "  # Ann.\n  access {\n    people         = [employee.ann]\n    permission_set = permission_set.junior\n  }\n",
		},
		"missing, made by a link": {
			client: "  access_link {\n    admin       = employee.bob\n    approved_by = \"o@acme.example\"\n    approved_on = \"2026-11-01\" # by mail\n  }\n",
			item:   seenAs("bob@northwind.example", nil),
			want:   "  access_link {\n    admin       = employee.bob\n    approved_by = \"o@acme.example\"\n    approved_on = \"2026-11-01\" # by mail\n    ended_on    = \"2026-11-21\"\n  }\n",
		},
		"a known person, in a client with nothing": {
			item: seenAs("dan@freelance.example", known("junior", junior)),
			want: "\n  access {\n    people         = [contractor.dan]\n    permission_set = permission_set.junior\n  }\n",
		},
		"a stranger, with a set of the account": {
			item: byName(seenAs("zoe.o-hara@northwind.example", &engine.Grant{Set: "sales_rep", Unknown: true})),
			want: "\n  access {\n    people         = [employee.zoe_o_hara]\n    permission_set = permission_set.sales_rep\n  }\n",
			also: []string{"employee \"zoe_o_hara\" {\n  email = \"zoe.o-hara@northwind.example\"\n  name  = \"Zoe O Hara\"\n}\n", "permission_set \"sales_rep\" {\n  unknown = true\n}\n"},
		},
		"a stranger of elsewhere, with rights of their own": {
			item: seenAs("bob@else.example", known("auditor", []string{"crm.contacts.view=own", "reports.access=on", "crm.export=on", "marketing.access=on"})),
			want: "\n  access {\n    people         = [contractor.bob_2]\n    permission_set = permission_set.auditor\n  }\n",
			also: []string{"contractor \"bob_2\" {\n  email = \"bob@else.example\"\n  name  = \"Robert\"\n}\n", "permission_set \"auditor\" {\n  permissions = {\n    \"crm.contacts.view\" = \"own\"\n    \"crm.export\"        = true\n    \"marketing.access\"  = true\n    \"reports.access\"    = true\n  }\n}\n"},
		},
		"their super admin came":  {client: "  super_admins = [\"a@acme.example\"] # theirs\n", item: own("b@acme.example", engine.DriftSuperAdminAppeared), want: "  super_admins = [\"a@acme.example\", \"b@acme.example\"] # theirs\n"},
		"their first super admin": {item: own("b@acme.example", engine.DriftSuperAdminAppeared), want: "  super_admins = [\"b@acme.example\"]\n"},
		"their super admin went":  {client: "  super_admins = [\"A@acme.example\", \"b@acme.example\"]\n", item: own("a@acme.example", engine.DriftSuperAdminVanished), want: "  super_admins = [\"b@acme.example\"]\n"},
		"written as an expression": {
			client: "  super_admins = concat([\"a@acme.example\"], [])\n", item: own("b@acme.example", engine.DriftSuperAdminAppeared),
			why: "super_admins of client.acme is no list as written: change it by hand",
		},
		"one of ours among theirs": {item: own("ann@northwind.example", engine.DriftSuperAdminAppeared), why: "Agency person as client super admin"},
		"a name that is none":      {item: byName(seenAs("bob@northwind.example", &engine.Grant{Set: "not a label", Unknown: true})), why: "cannot be declared under that name"},
		"somebody copies from them": {
			client: "  access {\n    people         = [employee.bob]\n    permission_set = permission_set.junior\n  }\n\n  access {\n    people    = [employee.ann]\n    copy_from = employee.bob\n  }\n",
			item:   seenAs("bob@northwind.example", known("senior", senior)), why: "the edit would change the access of ann@northwind.example in client.acme, too",
		},
		"not applied":    {item: &engine.DriftItem{HubID: 7, Email: "ann@northwind.example", Class: engine.DriftNotApplied, Recorded: known("junior", junior)}, why: "declared and was not applied"},
		"no such client": {item: &engine.DriftItem{HubID: 8, Email: "ann@northwind.example", Recorded: known("junior", junior)}, why: "the client has no block"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			begin, end := "client \"acme\" {\n  name   = \"Acme\"\n  hub_id = 7\n", "}\n"
			if test.client != "" && !strings.HasPrefix(test.client, "  super_admins") {
				begin += "\n"
			}
			for file, text := range map[string]string{"base.hcl": adoptBase, "acme.hcl": begin + test.client + end} {
				if strings.HasPrefix(test.client, "  super_admins") || file == "base.hcl" {
					formatted, _ := Format(file, []byte(text))
					text = string(formatted)
				}
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			people := []engine.Person{{Email: "bob@else.example", Name: "Robert"}}
			got, err := Adopt(dir, config.Options{Now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}, []*engine.DriftItem{test.item}, people)
			if err != nil {
				t.Fatal(err)
			}
			if test.want == "" {
				if len(got.Files) > 0 || len(got.Refused) != 1 || !strings.Contains(got.Refused[0].Why, test.why) {
					t.Errorf("files %v, refused %+v, want %q", got.Files, got.Refused, test.why)
				}
				return
			}
			if len(got.Refused) > 0 {
				t.Fatalf("refused: %s", got.Refused[0].Why)
			}
			files := map[string]string{}
			for _, f := range got.Files {
				files[f.Name] = string(f.Content)
			}
			want := begin + test.want + end
			if formatted, _ := Format("acme.hcl", []byte(want)); strings.HasPrefix(test.want, "  super_admins") {
				want = string(formatted)
			}
			if diff := cmp.Diff(want, files["acme.hcl"]); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if wantBase := adoptBase + blocks(test.also); files["base.hcl"] != "" && files["base.hcl"] != wantBase {
				t.Errorf("(-want +got)\n%s", cmp.Diff(wantBase, files["base.hcl"]))
			} else if len(test.also) > 0 && files["base.hcl"] == "" {
				t.Error("nothing else was declared")
			}
		})
	}
}

// blocks are appended in the order in which they are needed: the set first.
func blocks(also []string) string {
	text := ""
	for i := len(also) - 1; i >= 0; i-- {
		text += "\n" + also[i]
	}
	return text
}
