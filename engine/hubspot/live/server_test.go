package live

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
)

const (
	canary = "pat-eu1-3f9c1e7a-0b2d-4c58-9e61-7d40a2b86c15"
	hub    = 886618329
)

// clock is a clock that moves when somebody waits.
type clock struct {
	mu     sync.Mutex
	at     time.Time
	waited []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.waited = append(c.waited, d)
	return ctx.Err()
}

// server answers as HubSpot does, from files of testdata, and as a test says instead.
type server struct {
	*httptest.Server
	t     *testing.T
	clock *clock

	mu      sync.Mutex
	answers map[string]http.HandlerFunc // by method and path
	log     []string
	bodies  []string
}

func newServer(t *testing.T) *server {
	s := &server{t: t, clock: newClock(), answers: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	s.file("GET /account-info/2026-09/details", "details.json")
	s.file("GET /settings/users/2026-09", "users.json")
	s.file("GET /settings/users/2026-09/roles", "roles.json")
	s.file("GET /settings/users/2026-09/teams", "teams.json")
	s.file("POST /crm/objects/2026-09/users/search", "deactivated.json")
	s.file("GET /settings/users/2026-09/maria@northwind.example", "user.json")
	s.file("GET /account-info/2026-09/activity/login", "logins.json")
	s.file("GET /account-info/2026-09/activity/security", "security.json")
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.log = append(s.log, r.Method+" "+r.URL.RequestURI())
	s.bodies = append(s.bodies, string(body))
	answer := s.answers[r.Method+" "+r.URL.Path]
	s.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer "+canary {
		s.t.Error("the key does not come along, or is another")
	}
	if answer == nil {
		say(w, http.StatusNotFound, `{"status":"error","category":"OBJECT_NOT_FOUND","message":"there is nothing","correlationId":"c"}`)
		return
	}
	answer(w, r)
}

func say(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func (s *server) on(what string, f http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[what] = f
}

func (s *server) says(what string, status int, body string) {
	s.on(what, func(w http.ResponseWriter, _ *http.Request) { say(w, status, body) })
}

// file answers with the response of an example in testdata.
func (s *server) file(what, name string) {
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		s.t.Fatal(err)
	}
	var example struct {
		Status   int
		Response json.RawMessage
	}
	if err := json.Unmarshal(data, &example); err != nil {
		s.t.Fatal(name, err)
	}
	s.says(what, example.Status, string(example.Response))
}

func (s *server) asked(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, line := range s.log {
		if strings.HasPrefix(line, what) {
			n++
		}
	}
	return n
}

func (s *server) client() *Client {
	c, err := New(Options{BaseURL: s.URL, Agency: 111, Now: s.clock.now, Wait: s.clock.wait})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *server) account() *Account { return s.client().Account(hub, key(s.t)) }

func key(t testing.TB) Key {
	k, err := newKey(canary)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// names maps sets as a configuration does that declares developer and am.
func names(hubID int64, sets []string) func(string) (string, bool) {
	return hubspot.NewNamer(hubspot.Options{
		Sets:     []engine.RecordedSet{{Name: "developer"}, {Name: "am"}, {Name: "billing"}},
		SetNames: hubspot.SetNames{Accounts: map[int64]map[string]string{hub: {"am": "Account mgr"}}},
	}, hubID, sets).Set
}
