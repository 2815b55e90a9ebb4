package hubspot

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

// header is the first line of an export, as HubSpot's help describes it.
const header = "User ID,First name,Last name,Email address,Last login date,Assigned teams,Assigned role,Permissions,Super admin,Status\n"

var agency = Options{
	EmailDomains: []string{"northwind.example"},
	Contractors:  []string{"dan@freelance.example"},
	AgencyHubID:  1000001,
}

func text(name, content string) File {
	return File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
}

// grants writes the access that was read, a line a grant.
func grants(a *engine.Access) []string {
	var lines []string
	for i := range a.Clients {
		c := &a.Clients[i]
		for j := range c.Grants {
			g := &c.Grants[j]
			line := fmt.Sprintf("%d %s %s", c.HubID, a.People[g.Person].Email, g.Rights.Set)
			if g.Rights.Unknown {
				line += " unknown"
			}
			if g.Status != engine.Active {
				line += " " + g.Status.String()
			}
			if g.Seat == engine.SeatPartner {
				line += " seat"
			}
			if g.Details != nil {
				line += " " + strings.Join(g.Details.Teams, "+")
			}
			lines = append(lines, line)
		}
		if len(c.SuperAdmins) > 0 {
			lines = append(lines, fmt.Sprintf("%d super admins %s", c.HubID, strings.Join(c.SuperAdmins, " ")))
		}
	}
	return lines
}

func TestReadExports(t *testing.T) {
	content := header +
		"101,Maria,Olsen,Maria@Northwind.example,2026-11-20,,Partner Admin,,false,Active\r\n" +
		"102,\"Bob \"\"B\"\"\",Ray,bob@northwind.example,,\"EMEA,Sales\",Sales Rep,\"View contacts, Edit contacts\",false,Active\r\n" +
		"103,Eve,Wu,eve@northwind.example,,,,\"View contacts\",false,Deactivated\r\n" +
		"104,Ann,Lee,ann@northwind.example,,,Super Admin,,TRUE,Active\r\n" +
		"105,Dan,Wu,DAN@freelance.example,,\"EMEA\nAPAC\",\"Sales Rep, Content Marketer\",,,Active\r\n" +
		"106,Olga,Owner,owner@acme.example,,,,,true,Active\r\n" +
		"107,Ina,Vited,ina@acme.example,,,,,true,Invited\r\n" +
		"108,Some,Body,body@acme.example,,,Sales Rep,,false,Active\r\n" +
		",,,,,,,,,\r\n" +
		"102,\"Bob \"\"B\"\"\",Ray,BOB@northwind.example,,\"EMEA,Sales\",Sales Rep,,false,Active\r\n"
	e, problems := ReadExports([]File{text("exports/886618329.csv", content)}, agency)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []string{
		"886618329 ann@northwind.example super_admin seat",
		"886618329 bob@northwind.example sales_rep unknown seat EMEA+Sales",
		"886618329 dan@freelance.example content_marketer__sales_rep unknown APAC+EMEA",
		"886618329 eve@northwind.example no_permission_set unknown deactivated seat",
		"886618329 maria@northwind.example partner_admin seat",
		"886618329 super admins owner@acme.example",
	}
	if diff := cmp.Diff(want, grants(e.Access)); diff != "" {
		t.Error(diff)
	}
	account := Account{HubID: 886618329, File: "exports/886618329.csv", Reading: Whole, Users: 8, Ours: 5, TellsTeams: true, TellsStatus: true, TellsSuperAdmins: true}
	if diff := cmp.Diff([]Account{account}, e.Accounts); diff != "" {
		t.Error(diff)
	}
	if got := e.Access.People[1].Name; got != `Bob "B" Ray` {
		t.Errorf("name %q", got)
	}
	if k := e.Access.People[2].Kind; k != engine.Contractor {
		t.Errorf("dan is %v", k)
	}
	if diff := cmp.Diff(map[string]string{"sales_rep": "Sales Rep", "content_marketer__sales_rep": "Content Marketer, Sales Rep"}, e.SetNames); diff != "" {
		t.Error(diff)
	}
	for _, p := range e.Access.People {
		if strings.HasSuffix(p.Email, "acme.example") {
			t.Errorf("%s is nobody's business", p.Email)
		}
	}
}

// The same rows in every form in which spreadsheets save them.
func TestEncodings(t *testing.T) {
	rows := "Email,Permission set,First name\nbob@northwind.example,\"Röhren; \"\"und\"\" mehr\",Zoë\n"
	utf16 := func(big bool) string {
		var b strings.Builder
		for _, r := range "\ufeff" + rows {
			pair := []byte{byte(r), byte(r >> 8)}
			if big {
				slices.Reverse(pair)
			}
			b.Write(pair)
		}
		return b.String()
	}
	semicolons := strings.NewReplacer("Email,Permission set,", "Email;Permission set;", "example,\"", "example;\"", "\",Z", "\";Z").Replace(rows)
	for name, content := range map[string]string{
		"plain": rows, "mark": "\ufeff" + rows, "crlf": strings.ReplaceAll(rows, "\n", "\r\n"), "cr": strings.ReplaceAll(rows, "\n", "\r"),
		"no end": strings.TrimSuffix(rows, "\n"), "little": utf16(false), "big": utf16(true),
		"semicolons": semicolons, "tabs": strings.NewReplacer(";P", "\tP", ";F", "\tF", "example;", "example\t", "\";", "\"\t").Replace(semicolons),
	} {
		e, problems := ReadExports([]File{text("7.csv", content)}, agency)
		if len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
			continue
		}
		// The semicolon within the quotes parts two sets, in each of the forms.
		if got := grants(e.Access); len(got) != 1 || got[0] != "7 bob@northwind.example rohren_352667__und_mehr_b6164d unknown seat" || e.Access.People[0].Name != "Zoë" {
			t.Errorf("%s: %q, %q", name, got, e.Access.People[0].Name)
		}
	}
}

func TestHubIDColumn(t *testing.T) {
	content := "Portal ID;E-mail;Roles\n8;bob@northwind.example;A\n9;bob@northwind.example;B\n8;owner@acme.example;A\n"
	e, problems := ReadExports([]File{text("all.csv", content)}, agency)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff([]string{"8 bob@northwind.example a unknown seat", "9 bob@northwind.example b unknown seat"}, grants(e.Access)); diff != "" {
		t.Error(diff)
	}
}

// Every problem is found, with its line; the account is not whole.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name, content string
		reading       Reading
		want          []string
	}{
		{"7.csv", "", Unread, []string{"7.csv: there is no user in it: every account has"}},
		{"7.csv", "Email,Role\n,\n", Unread, []string{"7.csv: there is no user in it"}},
		{"7.csv", "Name;Phone\nx;y\n", Unread, []string{`7.csv: there is no column "Email address", and none "Assigned role", "Permission sets" or "Permissions"; found: "Name", "Phone". If these are names in another language`}},
		{"7.csv", "Email;Phone\nx;y\n", Unread, []string{`7.csv: there is no column "Assigned role", "Permission sets" or "Permissions"; found: "Email", "Phone"`}},
		{"7.csv", "Email,E-mail,Role\n", Unread, []string{`7.csv: the columns "Email" and "E-mail" mean the same`}},
		{"users.csv", "Email,Role\n", Unread, []string{`users.csv: there is no column "Hub ID"; found: "Email", "Role" (a file without`}},
		{"1000001.csv", "Email,Role\n", Unread, []string{"1000001.csv: hub id 1000001 is the agency's own account"}},
		{"7.csv", "Email,Role\nbob@northwind.example,\"A\neve@northwind.example,B\n", Unread, []string{"7.csv: a quoted cell is not closed before the file ends"}},
		{"7.csv", "Email,Role\nbob@northwind.example,\"" + strings.Repeat("x", 2<<20), Unread, []string{"7.csv: the row that follows line 1 is longer than 1 MiB"}},
		{"7.csv", "Email,Role\n\xffx@northwind.example,A\nbob@northwind.example,A\n", Partial, []string{"7.csv:2: \"Email\" \"\\xffx@northwind.example\": it is not UTF-8"}},
		{"7.csv", "Email,Role\nbob@northwind.example,\"A\"B", Partial, []string{"7.csv:2: a quote stands where none may"}},
		{"7.csv", "Email,Role\nbob@northwind.example\n", Partial, []string{"7.csv:2: it has 1 cells, and the header line 2"}},
		{"7.csv", "Email,Role\nbob,A\nbob@northwind.example,\"a\"b\n\neve@\u200bnorthwind.example,A\n", Partial, []string{
			`7.csv:2: "bob" is not an e-mail address`, "7.csv:3: a quote stands where none may", "7.csv:5: \"Email\" \"eve@\\u200bnorthwind.example\": it has the character U+200B"}},
		{"7.csv", "Email,Role\nbob@northwind.example,A\nBob@northwind.example,B\n", Partial, []string{"7.csv:3: bob@northwind.example stands there twice, and line 2 says"}},
		{"7.csv", "Email,Role,Hub ID\nbob@northwind.example,A,8\n", Partial, []string{"7.csv:2: the row is of account 8, and the file of 7"}},
		{"7.csv", "Email,Role,Status,Super admin\nbob@northwind.example,A,maybe,perhaps\n", Partial, []string{`7.csv:2: "Status" is "maybe"`, `7.csv:2: "Super admin" is "perhaps"`}},
		{"7.csv", "Email,Role,Super admin\nbob@northwind.example,Super Admin,no\n", Partial, []string{"7.csv:2: one column says super admin and another says no"}},
		{"7.csv", "Email,Role\nbob@northwind.example,\"" + strings.Repeat("x", 5000) + "\"\n", Partial, []string{"7.csv:2: \"Role\" \"xxx"}},
	} {
		e, problems := ReadExports([]File{text(c.name, c.content)}, agency)
		for i, p := range problems {
			if i < len(c.want) && !strings.HasPrefix(p.String(), c.want[i]) {
				t.Errorf("got  %s\nwant %s", p, c.want[i])
			}
		}
		if len(problems) != len(c.want) {
			t.Errorf("%q: %d problems, want %d: %v", c.content[:min(len(c.content), 80)], len(problems), len(c.want), problems)
		}
		if len(e.Access.Clients) > 0 {
			t.Errorf("%q: an account that was not read is in the result", c.content[:min(len(c.content), 80)])
		}
		if a := e.Account(7); c.name == "7.csv" && (a == nil || a.Reading != c.reading) {
			t.Errorf("%q: the account is %+v, want %v", c.content[:min(len(c.content), 80)], a, c.reading)
		}
		if len(e.Lost) != map[bool]int{true: 1}[c.name == "users.csv"] {
			t.Errorf("%s: lost %v", c.name, e.Lost)
		}
	}
}

func TestUnreadable(t *testing.T) {
	broken := File{Name: "7.csv", Open: func() (io.ReadCloser, error) { return nil, errors.New("permission denied") }}
	e, problems := ReadExports([]File{broken, text("8.csv", "Email,Role\nowner@acme.example,x\n")}, agency)
	if len(problems) != 1 || problems[0].String() != "7.csv: permission denied" {
		t.Error(problems)
	}
	if e.Account(7).Reading != Unread || e.Account(8).Reading != Whole || len(e.Access.Clients) != 1 {
		t.Errorf("%+v", e.Accounts)
	}
}

func TestTwoFilesOfOneAccount(t *testing.T) {
	e, problems := ReadExports([]File{text("a/7.csv", "Email,Role\nbob@northwind.example,A\n"), text("b/7.csv", "Email,Role\nbob@northwind.example,B\n")}, agency)
	if len(problems) != 1 || problems[0].String() != "b/7.csv: account 7 is in a/7.csv, too: which of them counts?" {
		t.Error(problems)
	}
	if e.Account(7).Reading != Unread || len(e.Access.Clients) > 0 {
		t.Errorf("%+v", e.Accounts)
	}
}

func TestSkipBad(t *testing.T) {
	o := agency
	o.SkipBad = true
	e, problems := ReadExports([]File{text("7.csv", "Email,Role\nbob,A\nbob@northwind.example,A\n"), text("8.csv", "Name\n")}, o)
	if len(problems) != 1 || problems[0].File != "8.csv" || len(e.Skipped) != 1 || e.Skipped[0].Line != 2 {
		t.Errorf("%v, skipped %v", problems, e.Skipped)
	}
	if a := e.Account(7); a.Reading != Partial || len(grants(e.Access)) != 1 {
		t.Errorf("%+v %v", a, grants(e.Access))
	}
}

// A bad row that does not say whose it is may be of any account of its file.
func TestBadRowOfNobody(t *testing.T) {
	e, _ := ReadExports([]File{text("all.csv", "Hub ID,Email,Role\n8,bob@northwind.example,A\n9.1E4,bob@northwind.example,A\n10,bob@northwind.example,A\n1000001,bob@northwind.example,A\n")}, agency)
	for _, a := range e.Accounts {
		if a.Reading != Partial {
			t.Errorf("%+v", a)
		}
	}
	if len(e.Accounts) != 2 {
		t.Errorf("%+v", e.Accounts)
	}
}

func TestKnownSetsAndPeople(t *testing.T) {
	o := agency
	o.Sets = []engine.RecordedSet{{Name: "sales_rep", Levels: engine.Levels{{Permission: "crm.export", Level: "on"}}}}
	o.People = []engine.Person{{Email: "maria@new.example", Kind: engine.Employee, Name: "Maria Olsen", FormerEmails: []string{"maria@old.example"}}}
	o.Clients = []ClientRow{{HubID: 7, Name: "Acme", Domain: "acme.example"}}
	e, problems := ReadExports([]File{text("7.csv", "Email,Role,Name\nbob@northwind.example,SALES-REP,Bob\nmaria@old.example,View only,M O\n")}, o)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff([]string{"7 bob@northwind.example sales_rep seat", "7 maria@new.example view_only"}, grants(e.Access)); diff != "" {
		t.Error(diff)
	}
	if len(e.Access.Clients[0].Grants[0].Rights.Levels) != 1 || e.Access.People[1].Name != "Maria Olsen" || e.Access.Clients[0].Name != "Acme" {
		t.Errorf("%+v", e.Access)
	}
}

func TestSetName(t *testing.T) {
	for name, want := range map[string]string{
		"Sales Rep": "sales_rep", "sales-rep": "sales_rep", "  SALES_rep ": "sales_rep", "View-Only": "view_only",
		"Sales / Rep": "sales_rep_8dbdb3", "Sales  - Rep": "sales_rep_4819ec", "  Sales (EMEA) / Gérant ": "sales_emea_gerant_e56776", "Sales & Marketing": "sales_and_marketing_ee2180",
		"Straße": "strasse_787f47", "2nd line": "set_2nd_line_2834c0", "Tier 1+": "tier_1_plus_3c4c2b", "Super Admin": "super_admin_35b1e7", "営業": "set_8c6bb3",
		"No permission set": "no_permission_set_907ae0", "???": "set_a03b22",
	} {
		if got := SetName(name); got != want {
			t.Errorf("SetName(%q) = %q, want %q", name, got, want)
		}
	}
	if SetName("営業") == SetName("販売") {
		t.Error("two names in other letters are one")
	}
	if long := SetName(strings.Repeat("very long ", 50)); len(long) > maxSetName+7 {
		t.Errorf("%q is too long", long)
	}
}
