package live

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/hubspot"
)

func options() hubspot.Options {
	return hubspot.Options{
		EmailDomains: []string{"northwind.example"}, AgencyHubID: 111,
		Sets:     []engine.RecordedSet{{Name: "developer"}, {Name: "am"}},
		SetNames: hubspot.SetNames{Accounts: map[int64]map[string]string{hub: {"am": "Account mgr"}}},
	}
}

// An account becomes what its export becomes: names of sets are those of the
// configuration, apps are nobody, and who is asked for and absent is named.
func TestObserve(t *testing.T) {
	s := newServer(t)
	c := s.client()
	calls := 0
	list := c.ObserveAll(t.Context(), []Target{{c.Account(hub, key(t)), []string{"maria@northwind.example", "gone@northwind.example"}}}, func(Observed) { calls++ })
	if calls != 1 || list[0].Err != nil {
		t.Fatal(calls, list[0].Err)
	}
	r := list[0].Reading
	if r.Apps != 1 || len(r.Absent) != 1 || r.Absent[0] != "gone@northwind.example" || !r.Shown.Whole || len(r.Notes) > 0 {
		t.Errorf("%+v", r)
	}
	o, _ := NewObservation(list, options())
	account, how := o.Account(hub)
	if account == nil || !how.Whole || !how.Teams || !how.Status || !how.SuperAdmins || !how.Names || how.NoSets || !how.At.Equal(newClock().at) {
		t.Fatalf("%+v", how)
	}
	want := map[string]string{"maria": "super_admin active", "bob": "developer active EMEA Sales", "off": "am deactivated"}
	for _, g := range account.Grants {
		p := o.Access.People[g.Person]
		got := g.Rights.Set + " " + g.Status.String()
		for _, team := range engine.DetailsOf(g.Details).Teams {
			got += " " + team
		}
		name, _, _ := strings.Cut(p.Email, "@")
		if want[name] != got || p.UserID == "" {
			t.Errorf("%s: %s, want %s", p.Email, got, want[name])
		}
		delete(want, name)
	}
	if len(want) > 0 || len(account.SuperAdmins) != 1 {
		t.Errorf("not there: %v; super admins %v", want, account.SuperAdmins)
	}
}

// What an account does not tell, or tells in part, is never taken for nothing.
func TestObserveLess(t *testing.T) {
	forbidden := `{"category":"MISSING_SCOPES","message":"no","errors":[{"context":{"missingScopes":["settings.users.teams.read"]}}]}`
	for name, test := range map[string]struct {
		change func(*server)
		whole  bool
		note   string
		check  func(*Reading) bool
	}{
		"no paging object": {func(s *server) {
			s.says("GET /settings/users/2026-09", 200, `{"results":[{"id":"1","email":"maria@northwind.example","roleIds":[],"superAdmin":true}]}`)
		}, false, "", nil},
		"paging is null": {func(s *server) {
			s.says("GET /settings/users/2026-09", 200, `{"paging":null,"results":[{"id":"1","email":"maria@northwind.example","roleIds":[],"superAdmin":true}]}`)
		}, false, "", nil},
		"a row of nulls": {func(s *server) {
			s.says("GET /settings/users/2026-09", 200, `{"paging":{},"results":[null,{"id":null,"email":null,"roleIds":null,"superAdmin":null}]}`)
		}, false, "2 rows", nil},
		"super admin not told": {func(s *server) {
			s.says("GET /settings/users/2026-09", 200, `{"paging":{},"results":[{"id":"1","email":"maria@northwind.example","roleIds":[]}]}`)
		}, false, "1 rows", nil},
		"ids as numbers": {func(s *server) {
			s.says("GET /settings/users/2026-09", 200, `{"paging":{},"results":[{"id":1002,"email":"bob@northwind.example","roleIds":[501],"superAdmin":false,"primaryTeamId":71}]}`)
		}, true, "", func(r *Reading) bool {
			u := r.Shown.Users[0]
			return u.UserID == "1002" && len(u.Sets) == 1 && u.Sets[0] == "Developer" && len(u.Teams) == 1
		}},
		"teams forbidden": {func(s *server) { s.says("GET /settings/users/2026-09/teams", 403, forbidden) }, true, "settings.users.teams.read", func(r *Reading) bool { return !r.Shown.TellsTeams }},
		"free":            {func(s *server) { s.says("GET /settings/users/2026-09/roles", 400, `{"category":"VALIDATION_ERROR"}`) }, true, "no permission sets", func(r *Reading) bool { return r.TellsSet }},
		"no search":       {func(s *server) { s.says("POST /crm/objects/2026-09/users/search", 403, forbidden) }, true, "who is deactivated", func(r *Reading) bool { return !r.Shown.TellsStatus }},
		"search is cut": {func(s *server) {
			s.says("POST /crm/objects/2026-09/users/search", 200, `{"total":3,"results":[]}`)
		}, true, "who is deactivated", func(r *Reading) bool { return !r.Shown.TellsStatus }},
		"a team that is not listed": {func(s *server) { s.says("GET /settings/users/2026-09/teams", 200, `{"results":[]}`) }, true, "not told: teams", func(r *Reading) bool { return !r.Shown.TellsTeams }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			test.change(s)
			r, err := s.account().Observe(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.Shown.Whole != test.whole || test.note != "" && !strings.Contains(strings.Join(r.Notes, "\n"), test.note) || test.check != nil && !test.check(r) {
				t.Errorf("%+v", r)
			}
		})
	}
}

// The earlier version answers where the later one is not there, and its list is
// never whole.
func TestObserveEarlierVersion(t *testing.T) {
	s := newServer(t)
	s.on("GET /settings/users/2026-09", http.NotFound) // not even JSON
	s.file("GET /settings/users/2026-03", "users.json")
	s.file("GET /settings/users/2026-03/roles", "roles.json")
	s.file("GET /settings/users/2026-03/teams", "teams.json")
	r, err := s.account().Observe(t.Context(), nil)
	if err != nil || r.Shown.Whole || len(r.Shown.Users) != 4 {
		t.Fatalf("%+v %v", r, err)
	}
}

// 404 proves that somebody is absent only where somebody else is found.
func TestAbsence(t *testing.T) {
	s := newServer(t)
	s.on("GET /settings/users/2026-09/maria@northwind.example", nil)
	if _, err := s.account().Observe(t.Context(), []string{"gone@northwind.example"}); err == nil || !strings.Contains(err.Error(), "nothing is known") {
		t.Errorf("%v", err)
	}
	s = newServer(t)
	s.on("GET /settings/users/2026-09/gone@northwind.example", http.NotFound) // HTML of something on the way
	if _, err := s.account().Observe(t.Context(), []string{"gone@northwind.example"}); err == nil {
		t.Error("a 404 that is not HubSpot's was taken for an absence")
	}
}

// Pages are read to the end; a cursor that comes twice ends the reading.
func TestPages(t *testing.T) {
	s := newServer(t)
	next := map[string]string{"": "a", "a": "b", "b": ""}
	s.on("GET /settings/users/2026-09", func(w http.ResponseWriter, r *http.Request) {
		after := r.URL.Query().Get("after")
		row := `{"id":"1` + after + `","email":"p` + after + `@northwind.example","roleIds":[],"superAdmin":false}`
		paging := `{}`
		if n := next[after]; n != "" {
			paging = `{"next":{"after":"` + n + `"}}`
		}
		say(w, 200, `{"results":[`+row+`],"paging":`+paging+`}`)
	})
	r, err := s.account().Observe(t.Context(), nil)
	if err != nil || len(r.Shown.Users) != 3 || !r.Shown.Whole {
		t.Fatalf("%+v %v", r, err)
	}
	next["b"] = "a"
	if _, err := s.account().Observe(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "circles") {
		t.Errorf("%v", err)
	}
	for i := range 120 {
		next[strings.Repeat("c", i)] = strings.Repeat("c", i+1)
	}
	if _, err := s.account().Observe(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "100 pages") {
		t.Errorf("%v", err)
	}
}

// After a key turned out to be another account's, nothing more is sent with it.
func TestWrongPortal(t *testing.T) {
	for _, portal := range []string{"42", "111", "null", `"x"`} {
		s := newServer(t)
		s.says("GET /account-info/2026-09/details", 200, `{"portalId":`+portal+`}`)
		c := s.client()
		for range 3 {
			list := c.ObserveAll(t.Context(), []Target{{Account: c.Account(hub, key(t))}, {Account: c.Account(77, key(t))}}, nil)
			if !errors.Is(list[0].Err, ErrWrongPortal) && !errors.Is(list[1].Err, ErrWrongPortal) {
				t.Errorf("%s: %v", portal, list[0].Err)
			}
			o, _ := NewObservation(list, options())
			if len(o.Unread) != 2 || len(o.Access.Clients) != 0 {
				t.Errorf("%+v", o)
			}
		}
		if s.asked("") > 2 || s.asked("GET /settings") > 0 { // both accounts may have asked at once
			t.Errorf("%s: %v", portal, s.log)
		}
	}
}
