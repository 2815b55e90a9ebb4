package fakehub_test

import (
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
	"golang.org/x/net/html"
)

// paths are all pages.
var paths = []string{
	"/", "/cam/clients", "/cam/clients?type=set", "/cam/clients/2001", "/cam/clients/2001?all=yes", "/cam/clients/2001/add", "/cam/clients/2001/partner-admin",
	"/cam/clients/2001/remove?person=bob@ours.example", "/cam/clients/2001/people/bob@ours.example/set", "/cam/employees", "/cam/contractors",
	"/cam/people/bob@ours.example/link", "/cam/people/bob@ours.example/access-link", "/cam/people/bob@ours.example/remove",
	"/cam/people/bob@ours.example/remove/review?client=2001", "/cam/people/bob@ours.example/deactivate", "/cam/people/bob@ours.example/reactivate",
	"/access-link/bob@ours.example", "/account/2001/users", "/account/2001/users/bob@ours.example", "/account/2001/new-user",
	"/account/2001/permission-sets", "/account/2001/permission-sets/11", "/account/1000/users", "/account/77/users",
}

// hostile is a world in which every name tries to break out of the page.
func hostile() *fakehub.World {
	w := world()
	const evil = "\"><script>alert(1)</script>\x00\x1b[31m\u202e&lt;' onload=x"
	w.Behaviour.HubIDProperty = evil
	for i := range w.Accounts {
		a := &w.Accounts[i]
		a.Name, a.Domain = evil, evil
		a.PermissionSets = append([]fakehub.PermissionSet{}, a.PermissionSets...)
		for j := range a.PermissionSets {
			a.PermissionSets[j].Name = evil
			a.PermissionSets[j].Contents = map[string]string{evil: "on"}
		}
		for j := range a.Teams {
			a.Teams[j].Name = evil
		}
		for j := range a.Users {
			u := &a.Users[j]
			u.FirstName, u.LastName, u.SeatNames = evil, evil, []string{evil}
			u.Assets = []fakehub.Asset{{Kind: evil, Name: evil, Count: 1}}
			u.Individual = map[string]string{evil: "off"}
		}
		a.Users = append(a.Users, fakehub.User{ID: "66", Email: "\"><script>x</script>@ours.example", Linked: true, Invited: true})
	}
	w.Permissions[evil] = "toggle"
	return w
}

// pageAt parses a page, and checks what every answer has.
func pageAt(t *testing.T, base, path string) (*html.Node, string) {
	t.Helper()
	r := ask(t, base, "", "GET", path, "")
	if r.status != 200 && !strings.HasPrefix(path, "/account/77") {
		t.Errorf("%s: %d %.300s", path, r.status, r.text)
	}
	if !strings.Contains(r.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%s has no policy", path)
	}
	n, err := html.Parse(strings.NewReader(r.text))
	if err != nil {
		t.Fatal(err)
	}
	return n, r.text
}

// Names have no effect on the structure of a page: it has the same elements as
// with harmless names.
func TestHostileNames(t *testing.T) {
	_, base := start(t, hostile())
	harmless := world()
	for i := range harmless.Accounts {
		a := &harmless.Accounts[i]
		a.Users = append(a.Users, fakehub.User{ID: "66", Email: "x@ours.example", Linked: true, Invited: true})
		for j := range a.Users[:len(a.Users)-1] {
			u := &a.Users[j]
			u.FirstName, u.LastName, u.SeatNames, u.Assets = "A", "B", []string{"S"}, []fakehub.Asset{{Kind: "k", Name: "n", Count: 1}}
		}
	}
	harmless.Permissions["x"] = "toggle"
	_, plain := start(t, harmless)
	for _, path := range paths {
		path := strings.NewReplacer("?person=", "?as=maria@ours.example&person=").Replace(path)
		got, text := pageAt(t, base, path)
		want, _ := pageAt(t, plain, path)
		a, b := elements(got), elements(want)
		for name := range b {
			a[name], b[name] = a[name]-b[name], 0
		}
		for name, n := range a {
			if n != 0 && name != "option" && name != "tr" && name != "td" && name != "select" && name != "label" { // the levels of more permissions
				t.Errorf("%s: %d more of %s", path, n, name)
			}
		}
		if a["script"] != 0 || strings.Contains(text, "<script") || strings.ContainsAny(text, "\x00") {
			t.Errorf("%s: a name broke out: %.300s", path, text)
		}
	}
}

func elements(n *html.Node) map[string]int {
	count := map[string]int{}
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			count[d.Data]++
		}
	}
	return count
}

// A person who sees nothing, or uses no mouse, can use every page: one heading of
// the first level, a language, a title, a name for every field and button, headers
// of tables, and no script.
func TestPagesCanBeUsedByEverybody(t *testing.T) {
	_, base := start(t, world())
	for _, path := range paths {
		n, text := pageAt(t, base, path)
		count := elements(n)
		if count["h1"] != 1 || count["main"] != 1 || count["title"] != 1 || !strings.Contains(text, `<html lang="en">`) || count["script"] != 0 {
			t.Errorf("%s: %v", path, count)
		}
		ids := map[string]int{}
		labels := map[string]bool{}
		for d := range n.Descendants() {
			ids[value(d, "id")]++
			if d.Data == "label" {
				labels[value(d, "for")] = true
			}
		}
		for id, n := range ids {
			if id != "" && n > 1 {
				t.Errorf("%s: the id %s stands there %d times", path, id, n)
			}
		}
		for d := range n.Descendants() {
			checkNamed(t, path, d, labels)
		}
	}
}

// checkNamed checks that a field, a button or a table says what it is.
func checkNamed(t *testing.T, path string, d *html.Node, labels map[string]bool) {
	t.Helper()
	inLabel := false
	for above := d.Parent; above != nil; above = above.Parent {
		inLabel = inLabel || above.Data == "label"
	}
	switch {
	case d.Data == "input" && value(d, "type") == "hidden":
	case d.Data == "input" || d.Data == "select":
		if !inLabel && !labels[value(d, "id")] {
			t.Errorf("%s: %s %s has no label", path, d.Data, value(d, "name"))
		}
	case d.Data == "button" || d.Data == "a" || d.Data == "summary" || d.Data == "legend" || d.Data == "th":
		if d.FirstChild == nil {
			t.Errorf("%s: a %s without words", path, d.Data)
		}
	}
	if d.Data == "th" && value(d, "scope") != "col" {
		t.Errorf("%s: a header of a table does not say of what", path)
	}
	if d.Data == "nav" && value(d, "aria-label") == "" {
		t.Errorf("%s: a nav without a name", path)
	}
}

func value(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
