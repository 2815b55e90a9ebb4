package fakehub_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

const users = "/settings/users/2026-09"

func byEmail(email string) string { return users + "/" + url.PathEscape(email) + "?idProperty=EMAIL" }

// Where a key stands, which scopes it has and how a refusal names them: several
// accounts with a key each.
func TestKeysAndScopes(t *testing.T) {
	w := world()
	w.Accounts[1].Keys = append(w.Accounts[1].Keys, fakehub.Key{Key: "read-only", Scopes: []string{"crm.objects.users.read"}}, fakehub.Key{Key: "old", Revoked: true})
	hub, base := start(t, w)
	for _, c := range []struct {
		key, method, path string
		status            int
		message           string
	}{
		{"acme-key", "GET", "/account-info/2026-09/details", 200, `"portalId":2001`},
		{"beta-key", "GET", "/account-info/2026-03/details", 200, `"portalId":2002`},
		{"read-only", "GET", "/account-info/2026-09/details", 200, `"portalId":2001`},
		{"agency-key", "GET", "/account-info/2026-09/details", 200, `"portalId":1000`},
		{"nobody's", "GET", users, 401, "INVALID_AUTHENTICATION"},
		{"", "GET", users, 401, "INVALID_AUTHENTICATION"},
		{"old", "GET", users, 401, "INVALID_AUTHENTICATION"},
		{"read-only", "GET", users, 200, "bob@ours.example"},
		{"read-only", "DELETE", byEmail("bob@ours.example"), 403, "crm.objects.users.write"},
		{"read-only", "GET", users + "/teams", 403, "settings.users.teams.read"},
		{"read-only", "GET", users + "/seats", 403, "settings.billing.write"},
		{"read-only", "GET", "/account-info/2026-09/activity/login", 403, "account-info.security.read"},
		{"acme-key", "GET", "/crm/objects/2026-09/partner_clients", 403, "crm.objects.partner-clients.read"},
	} {
		r := ask(t, base, c.key, c.method, c.path, "")
		if r.status != c.status || !strings.Contains(r.text, c.message) {
			t.Errorf("%s %s %s: %d %s, want %d with %s", c.key, c.method, c.path, r.status, r.text, c.status, c.message)
		}
	}
	if err := hub.SetBehaviour(fakehub.Behaviour{Scopes: "wrong"}); err != nil {
		t.Fatal(err)
	}
	r := ask(t, base, "read-only", "GET", users+"/teams", "")
	if r.status != 403 || strings.Contains(r.text, "settings.users.teams.read") || r.at(t, "category") != "MISSING_SCOPES" {
		t.Errorf("the wrong scope: %d %s", r.status, r.text)
	}
}

// A key that is revoked while it is used.
func TestKeyRevokedMidway(t *testing.T) {
	w := world()
	w.Accounts[1].Keys[0].RevokedAfter = 2
	_, base := start(t, w)
	for i, want := range []int{200, 200, 401, 401} {
		if r := ask(t, base, "acme-key", "GET", users, ""); r.status != want {
			t.Errorf("request %d: %d, want %d", i+1, r.status, want)
		}
	}
}

// crowd adds people to an account: a@x.example and so on.
func crowd(a *fakehub.Account, n int) {
	for i := range n {
		a.Users = append(a.Users, fakehub.User{ID: fmt.Sprint(500 + i), Email: fmt.Sprintf("u%03d@x.example", i), RoleIDs: []string{"11"}})
	}
}

// emailsIn are the addresses on all pages of a list, as far as "after" leads, and
// the number of pages with a paging object.
func emailsIn(t *testing.T, base, path string) (emails []string, withPaging, pages int) {
	t.Helper()
	after := ""
	for {
		r := ask(t, base, "acme-key", "GET", path+"&after="+after, "")
		if after == "" {
			r = ask(t, base, "acme-key", "GET", path, "")
		}
		rows, ok := r.at(t, "results").([]any)
		if r.status != 200 || !ok {
			t.Fatalf("%d %s", r.status, r.text)
		}
		for _, row := range rows {
			emails = append(emails, row.(map[string]any)["email"].(string))
		}
		pages++
		if r.at(t, "paging") != nil {
			withPaging++
		}
		next, more := r.at(t, "paging.next.after").(string)
		if !more {
			return emails, withPaging, pages
		}
		after = next
	}
}

// 2026-09 pages to the end and says so; 2026-03 leaves paging out, and may cut.
func TestPaging(t *testing.T) {
	w := world()
	crowd(&w.Accounts[1], 20)
	hub, base := start(t, w)
	for _, c := range []struct {
		name                 string
		b                    fakehub.Behaviour
		path                 string
		users, paging, pages int
	}{
		{"to the end", fakehub.Behaviour{}, users + "?limit=10", 23, 3, 3},
		{"a last page without paging", fakehub.Behaviour{LastPage: "none"}, users + "?limit=10", 23, 2, 3},
		{"smaller pages than asked for", fakehub.Behaviour{Page: 4}, users + "?limit=10", 23, 6, 6},
		{"cut as if it were the end", fakehub.Behaviour{CutPaged: 7}, users + "?limit=10", 7, 1, 1},
		{"rows that move", fakehub.Behaviour{Order: "shifting"}, users + "?limit=10", 22, 3, 3},
		{"2026-03 without paging", fakehub.Behaviour{}, "/settings/users/2026-03?limit=10", 10, 0, 1},
		{"2026-03 whole", fakehub.Behaviour{}, "/settings/users/2026-03?limit=100", 23, 0, 1},
		{"2026-03 cut", fakehub.Behaviour{Cut: 5}, "/settings/users/2026-03?limit=100", 5, 0, 1},
		{"v3", fakehub.Behaviour{Versions: []string{"v3"}}, "/settings/v3/users?limit=100", 23, 1, 1},
		{"v3, its other path", fakehub.Behaviour{Versions: []string{"v3"}}, "/settings/users/v3?limit=100", 23, 1, 1},
	} {
		if err := hub.SetBehaviour(c.b); err != nil {
			t.Fatal(err)
		}
		emails, paging, pages := emailsIn(t, base, c.path)
		if len(emails) != c.users || paging != c.paging || pages != c.pages {
			t.Errorf("%s: %d users, %d of %d pages with paging, want %d, %d of %d", c.name, len(emails), paging, pages, c.users, c.paging, c.pages)
		}
	}
	if r := ask(t, base, "acme-key", "GET", users, ""); r.status != 404 {
		t.Errorf("a version that there is not: %d", r.status)
	}
	for _, limit := range []string{"0", "101", "x", "-1"} {
		if err := hub.SetBehaviour(fakehub.Behaviour{}); err != nil {
			t.Fatal(err)
		}
		if r := ask(t, base, "acme-key", "GET", users+"?limit="+limit, ""); r.status != 400 {
			t.Errorf("limit %s: %d", limit, r.status)
		}
	}
}

// An e-mail in the path is unescaped once, and ids are strings.
func TestOneUser(t *testing.T) {
	w := world()
	for i, email := range []string{"a+b@x.example", "a%2bb@x.example", "a/b@x.example", "..@x.example"} {
		w.Accounts[1].Users = append(w.Accounts[1].Users, fakehub.User{ID: fmt.Sprint(50 + i), Email: email})
	}
	_, base := start(t, w)
	for _, c := range []struct {
		path   string
		status int
		id     any
	}{
		{users + "/2", 200, "2"},
		{users + "/2?idProperty=USER_ID", 200, "2"},
		{users + "/bob@ours.example", 404, nil},
		{users + "/2?idProperty=EMAIL", 404, nil},
		{users + "/2?idProperty=NAME", 400, nil},
		{byEmail("bob@ours.example"), 200, "2"},
		{byEmail("BOB@ours.example"), 200, "2"},
		{byEmail("nobody@ours.example"), 404, nil},
		{byEmail("a+b@x.example"), 200, "50"},
		{users + "/a+b@x.example?idProperty=EMAIL", 200, "50"},
		{users + "/a%2Bb@x.example?idProperty=EMAIL", 200, "50"},
		{users + "/a%252bb@x.example?idProperty=EMAIL", 200, "51"},
		{byEmail("a/b@x.example"), 200, "52"},
		{byEmail("..@x.example"), 200, "53"},
		{users + "/2/more", 404, nil},
		{"/settings/users/2025-01/2", 404, nil},
	} {
		r := ask(t, base, "acme-key", "GET", c.path, "")
		if r.status != c.status || r.status == 200 && r.at(t, "id") != c.id {
			t.Errorf("%s: %d %s, want %d with id %v", c.path, r.status, r.text, c.status, c.id)
		}
	}
	if r := ask(t, base, "acme-key", "PATCH", users+"/2", "{}"); r.status != http.StatusMethodNotAllowed {
		t.Errorf("PATCH: %d", r.status)
	}
}
