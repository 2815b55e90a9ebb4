package hubspot

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"accredit/engine"
)

// FuzzReadExports: whatever a file holds, reading ends, an account is known or
// named as not known, and what is recorded is harmless and sorted.
func FuzzReadExports(f *testing.F) {
	for _, seed := range []string{
		header + "1,Bob,Ray,bob@northwind.example,,\"A,B\",Sales Rep,,false,Active\n",
		"Email;Role\nbob@northwind.example;\"x\ny\"\n", "Hub ID,Email,Role\n7,a@b.example,Super Admin\n7,a@b.example,x\n",
		"\xff\xfeE\x00m\x00", "\ufeffemail\trole\n", "Email,Role\n\"", "Email,Role\na@northwind.example,\x00\n", "\"Email\",\"Role\"\r\r\n",
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, content []byte, skip bool) {
		o := agency
		o.SkipBad = skip
		e, problems := ReadExports([]File{text("7.csv", string(content)), text("x.csv", string(content))}, o)
		if len(problems) == 0 && !skip && slices.ContainsFunc(e.Accounts, func(a Account) bool { return a.Reading != Whole }) {
			t.Errorf("no problem, and not all is read: %+v", e.Accounts)
		}
		for i := range e.Access.Clients {
			c := &e.Access.Clients[i]
			a := e.Account(c.HubID)
			if a == nil || a.Reading == Unread || a.Reading == Partial && !skip || a.Ours < len(c.Grants) {
				t.Errorf("client %d is in the result, and its account is %+v", c.HubID, a)
			}
			if !slices.IsSortedFunc(c.Grants, func(x, y engine.RecordedGrant) int { return int(x.Person - y.Person) }) {
				t.Error("grants are not sorted")
			}
		}
		for i := range e.Access.People {
			p := &e.Access.People[i]
			if email, err := engine.ParseEmail(p.Email); err != nil || email != p.Email || !utf8.ValidString(p.Name) || strings.ContainsFunc(p.Name, isHidden) {
				t.Errorf("person %+v", p)
			}
			if i > 0 && e.Access.People[i-1].Email >= p.Email {
				t.Error("people are not sorted")
			}
		}
		for _, s := range e.Access.Sets {
			if !utf8.ValidString(s.Name) || strings.Trim(s.Name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || engine.IsBuiltinSet(s.Name) {
				t.Errorf("set %q", s.Name)
			}
		}
		for _, p := range append(problems, e.Skipped...) {
			if p.Text == "" || !utf8.ValidString(p.Text) || strings.ContainsFunc(p.Text, isHidden) {
				t.Errorf("problem %q", p.Text)
			}
		}
	})
}
