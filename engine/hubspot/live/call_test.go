package live

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// read makes one read of the account's roles.
func (s *server) read() error {
	a := s.account()
	a.version[usersArea] = "2026-09"
	_, _, err := a.roles(s.t.Context())
	return err
}

const rolesPath = "GET /settings/users/2026-09/roles"

func TestRetries(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		header map[string]string
		times  int // that it is answered before it goes well
		tries  int
		waits  time.Duration // at least
		fails  bool
	}{
		"once 500":         {500, nil, 1, 2, 250 * time.Millisecond, false},
		"always 503":       {503, nil, 9, 4, time.Second, true},
		"477":              {477, nil, 3, 4, 0, false},
		"408":              {408, nil, 1, 2, 0, false},
		"521, 523, 524":    {524, nil, 2, 3, 0, false},
		"locked":           {423, nil, 1, 2, 2 * time.Second, false},
		"429 in seconds":   {429, map[string]string{"Retry-After": "7"}, 1, 2, 7 * time.Second, false},
		"429 at a date":    {429, map[string]string{"Retry-After": "Sat, 21 Nov 2026 09:00:20 GMT"}, 1, 2, 20 * time.Second, false},
		"429 for too long": {429, map[string]string{"Retry-After": "61"}, 1, 1, 0, true},
		"400 is final":     {400, nil, 1, 1, 0, false}, // no sets there
		"403 is final":     {403, nil, 1, 1, 0, true},
		"404 is final":     {404, nil, 1, 1, 0, true},
		"501 is final":     {501, nil, 1, 1, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			n := 0
			s.on(rolesPath, func(w http.ResponseWriter, _ *http.Request) {
				if n++; n > test.times {
					say(w, 200, `{"results":[]}`)
					return
				}
				for name, value := range test.header {
					w.Header().Set(name, value)
				}
				say(w, test.status, `{}`)
			})
			err := s.read()
			if (err != nil) != test.fails || n != test.tries {
				t.Errorf("%d tries, want %d; %v", n, test.tries, err)
			}
			if waited := s.clock.now().Sub(newClock().at); waited < test.waits {
				t.Errorf("waited %s, want at least %s", waited, test.waits)
			}
		})
	}
}

// Whatever lies, the error says so and holds nothing of the key.
func TestLies(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("somebody else was asked, with %q", r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		says   string
	}{
		"HTML": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>" + canary))
		}, "is not JSON"},
		"HTML called JSON": {func(w http.ResponseWriter, _ *http.Request) { say(w, 200, "<html>"+canary) }, "is not JSON"},
		"JSON called text": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"results":[]}`)) }, "is not JSON"},
		"another form":     {func(w http.ResponseWriter, _ *http.Request) { say(w, 200, `["`+canary+`"]`) }, "not as HubSpot writes it"},
		"null":             {func(w http.ResponseWriter, _ *http.Request) { say(w, 200, `null`) }, "no results"},
		"rows of null":     {func(w http.ResponseWriter, _ *http.Request) { say(w, 200, `{"results":[null]}`) }, "a row of a list"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+"/"+canary, http.StatusFound)
		}, "never followed"},
		"redirect to http": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://api.hubapi.com/"+canary, http.StatusTemporaryRedirect)
		}, "never followed"},
		"40 MiB": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for range 40 {
				if _, err := w.Write([]byte(strings.Repeat(" ", 1<<20))); err != nil {
					return
				}
			}
		}, "longer than 32 MiB"},
		"key in the error": {func(w http.ResponseWriter, _ *http.Request) {
			say(w, 403, `{"message":"Bearer `+canary+` lacks","category":"`+canary+`"}`)
		}, "[key]"},
		"half of the key": {func(w http.ResponseWriter, _ *http.Request) { say(w, 403, `{"message":"`+canary[:20]+`... lacks"}`) }, "[key]... lacks"},
		"key in capitals": {func(w http.ResponseWriter, _ *http.Request) { say(w, 403, `{"message":"`+strings.ToUpper(canary)+`"}`) }, "[key]"},
		"key with controls": {func(w http.ResponseWriter, _ *http.Request) {
			say(w, 403, `{"message":"`+canary[:9]+"\u202e\u200b"+canary[9:]+`"}`)
		}, "[key]"},
		"key escaped": {func(w http.ResponseWriter, _ *http.Request) { say(w, 403, `{"message":"\u0070at-eu1-`+canary[8:]+`"}`) }, "[key]"},
		"key where it's cut": {func(w http.ResponseWriter, _ *http.Request) {
			say(w, 403, `{"message":"`+strings.Repeat("x", 480)+canary+`"}`)
		}, "xxx"},
		"error in an error": {func(w http.ResponseWriter, _ *http.Request) {
			say(w, 403, `{"message":"{\"message\":\"inner\",\"category\":\"USER_NOT_ON_ANY_HUBS\"}"}`)
		}, "USER_NOT_ON_ANY_HUBS: inner"},
		"errors of any form": {func(w http.ResponseWriter, _ *http.Request) {
			say(w, 403, `{"message":7,"category":[],"errors":{},"context":3,"policyName":null}`)
		}, "403"},
		"scope": {func(w http.ResponseWriter, _ *http.Request) {
			say(w, 403, `{"category":"MISSING_SCOPES","errors":[{"context":{"requiredGranularScopes":["a.read"]}}]}`)
		}, "a.read, as HubSpot says; it has named the wrong scope"},
		"header echoes key": {func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\n" + canary + "\r\n\r\n"))
			_ = conn.Close()
		}, "no answer"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.on(rolesPath, test.answer)
			err := s.read()
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %q", err, test.says)
			}
			noKey(t, err)
			if err != nil && len(err.Error()) > 800 {
				t.Errorf("%d bytes of error", len(err.Error()))
			}
		})
	}
}

// An answer that comes byte by byte is awaited no longer than its caller wants.
func TestSlow(t *testing.T) {
	s := newServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.on(rolesPath, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; r.Context().Err() == nil; i++ {
			_, _ = w.Write([]byte(" "))
			w.(http.Flusher).Flush()
			if i == 3 {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	})
	a := s.account()
	a.version[usersArea] = "2026-09"
	if _, _, err := a.roles(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if s.asked(rolesPath) != 1 {
		t.Error("it was tried again after it was canceled")
	}
}

func TestUnauthorized(t *testing.T) {
	s := newServer(t)
	s.says(rolesPath, 401, `{"message":"no `+canary+`"}`)
	c := s.client()
	a, other := c.Account(hub, key(t)), c.Account(77, key(t))
	a.version[usersArea], other.version[usersArea] = "2026-09", "2026-09"
	for _, of := range []*Account{a, a, other} {
		if _, _, err := of.roles(t.Context()); !errors.Is(err, ErrUnauthorized) {
			t.Errorf("%v", err)
		}
	}
	if s.asked("") != 1 {
		t.Errorf("asked %d times", s.asked(""))
	}
}

// A day's calls end the account until midnight there, and no other account.
func TestDaily(t *testing.T) {
	s := newServer(t)
	c := s.client()
	a := c.Account(hub, key(t))
	if _, err := a.identify(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.says(rolesPath, 429, `{"errorType":"RATE_LIMIT","policyName":"DAILY","message":"daily"}`)
	a.version[usersArea] = "2026-09"
	for range 3 {
		if _, _, err := a.roles(t.Context()); !errors.Is(err, ErrDaily) || !strings.Contains(err.Error(), "2026-11-21T23:00:00Z") { // midnight in Berlin
			t.Errorf("%v", err)
		}
	}
	if s.asked(rolesPath) != 1 {
		t.Errorf("asked %d times", s.asked(rolesPath))
	}
	s.clock.at = s.clock.at.Add(24 * time.Hour)
	s.file(rolesPath, "roles.json")
	if _, _, err := a.roles(t.Context()); err != nil {
		t.Error(err)
	}
}
