package hubspot

import (
	"strings"
	"testing"

	"accredit/engine"
)

// TestHostileTables: tables of foreign and hostile make are read as what they
// say, or are not read; nothing between.
func TestHostileTables(t *testing.T) {
	const (
		head = "User ID,Name,Email address,Assigned teams,Assigned role,Super admin,Status\n"
		bob  = "102,Bob Ray,bob@northwind.example,\"Sales, EMEA\",Sales Rep,false,Active\n"
		rest = "106,Olga Owner,owner@acme.example,,,true,Active\n"
		good = head + bob + rest
		said = "7 bob@northwind.example sales_rep seat Sales, EMEA"
	)
	role := func(role string) string { return strings.Replace(good, "Sales Rep", role, 1) }
	admin := func(role string) string { return strings.Replace(good, "Sales Rep,false", role+",", 1) }
	email := func(to string) string { return strings.Replace(good, "bob@", to, 1) }
	status := func(to string) string { return strings.Replace(good, "Rep,false,Active", "Rep,false,"+to, 1) }
	for name, test := range map[string]struct {
		content string
		reading Reading
		said    string // of bob; empty: is not looked at
	}{
		"as it is":                  {good, Whole, said},
		"trailing empty columns":    {strings.ReplaceAll(good, "\n", ",,\n"), Whole, said},
		"blank rows at the end":     {good + ",,,,,,\n\n", Whole, said},
		"twice with another name":   {good + strings.Replace(bob, "Bob Ray", "B. R.", 1), Whole, said},
		"name in Latin-1":           {strings.Replace(good, "Bob Ray", "Bob R\xe4y", 1), Whole, said},
		"user id in exponents":      {strings.Replace(good, "102", "1.02E+02", 1), Whole, said},
		"yes and no in German":      {strings.NewReplacer("true", "WAHR", "false", "FALSCH").Replace(good), Whole, said},
		"stranger's team and seat":  {good + "9,X,x@acme.example," + strings.Repeat("y", 9000) + ",z\u202e,false,Active\n", Whole, said},
		"set in capitals":           {role("SALES_rep"), Whole, said},
		"set with a no-break space": {role("Sales\u00a0Rep"), Whole, said},
		"set with a slash":          {role("Sales / Rep"), Whole, strings.Replace(said, "sales_rep", "sales_rep_8dbdb3 unknown", 1)},
		"set with an accent":        {role("Salés Rep"), Whole, strings.Replace(said, "sales_rep", "sales_rep_afb3c2 unknown", 1)},
		"set with a joiner":         {role("Sales\u200d Rep"), Whole, strings.Replace(said, "sales_rep", "sales_rep_e9c416 unknown", 1)},
		"set in full width":         {role("Ｓales Rep"), Whole, strings.Replace(said, "sales_rep", "sales_rep_d94ad6 unknown", 1)},
		"super admin in German":     {admin("Superadministrator"), Whole, strings.Replace(said, "sales_rep", "super_admin", 1)},
		"super admin, no-break":     {admin("Super\u00a0Admin"), Whole, strings.Replace(said, "sales_rep", "super_admin", 1)},
		"super admin and no":        {role("Super Admin"), Partial, ""},
		"set with a hidden space":   {role("Sales\u200b Rep"), Partial, ""},
		"invited in Polish":         {status("Zaproszony"), Whole, strings.Replace(said, "sales_rep", "sales_rep invited", 1)},
		"deactivated in French":     {status("Désactivé"), Whole, strings.Replace(said, "sales_rep", "sales_rep deactivated", 1)},
		"status that is unknown":    {status("Asleep"), Partial, ""},
		"e-mail with a joiner":      {email("bob\u200d@"), Partial, ""},
		"e-mail in full width":      {email("ｂob@"), Partial, ""},
		"e-mail in Cyrillic":        {email("b\u043eb@"), Partial, ""},
		"stranger without e-mail":   {good + "9,X,x at acme,,,false,Active\n", Partial, ""},
		"header twice":              {head + bob + head + rest, Partial, ""},
		"row of totals":             {good + "Total,2,,,,,\n", Partial, ""},
		"twice with another set":    {good + strings.Replace(bob, "Sales Rep", "Other", 1), Partial, ""},
		"conflict in the middle":    {head + "<<<<<<< HEAD\n" + bob + "=======\n" + rest + ">>>>>>> x\n", Partial, ""},
		"row longer than a MiB":     {good + "9," + strings.Repeat("n", 2<<20) + ",n@acme.example,,,false,Active\n", Unread, ""},
		"title above the header":    {"Users of Acme,,,,,,\n" + good, Unread, ""},
		"another language":          {"X,Y,Z\n1,2,3\n", Unread, ""},
		"formula":                   {"=cmd|x,\n" + good, Unread, ""},
		"cut in a quote":            {head + "102,\"Bob", Unread, ""},
		"header only":               {head, Unread, ""},
		"zeros":                     {strings.Repeat("\x00", 1000), Unread, ""},
		"UTF-16 without a mark":     {strings.Join(strings.Split(good, ""), "\x00"), Unread, ""},
		"too many columns":          {strings.Repeat("a,", 2000) + "\n", Unread, ""},
	} {
		o := agency
		o.Sets = []engine.RecordedSet{{Name: "sales_rep"}}
		o.Teams = []string{"Sales, EMEA"}
		e, _ := ReadExports([]File{text("7.csv", test.content)}, o)
		if got := e.Account(7).Reading; got != test.reading {
			t.Errorf("%s: %v, want %v", name, got, test.reading)
		}
		if test.said == "" {
			continue
		}
		if got := grants(e.Access); len(got) != 2 || got[0] != test.said {
			t.Errorf("%s: %q, want %q", name, got, test.said)
		}
	}
}
