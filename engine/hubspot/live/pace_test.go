package live

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Twenty accounts in a row without an answer stop everything, and so do too many
// failing calls.
func TestStop(t *testing.T) {
	s := newServer(t)
	s.Close()
	c := s.client()
	var targets []Target
	for i := range 60 {
		targets = append(targets, Target{Account: c.Account(int64(1000+i), key(t))})
	}
	list := c.ObserveAll(t.Context(), targets, nil)
	if !errors.Is(c.Stopped(), ErrStopped) || !errors.Is(list[59].Err, ErrStopped) {
		t.Errorf("%v, %v", c.Stopped(), list[59].Err)
	}

	s = newServer(t)
	n := 0
	s.on(rolesPath, func(w http.ResponseWriter, _ *http.Request) {
		if n++; n > 94 {
			say(w, 400+n%2, `{}`) // 400 is an answer, 401 a failure
			return
		}
		say(w, 200, `{"results":[]}`)
	})
	c = s.client()
	for i := range 120 {
		k, err := newKey(canary)
		if err != nil {
			t.Fatal(err)
		}
		c.dead = map[[32]byte]error{}
		a := c.Account(int64(i+1), k)
		a.version[usersArea] = "2026-09"
		_, _, _ = a.roles(t.Context()) // some of them fail
	}
	if err := c.Stopped(); !errors.Is(err, ErrStopped) || n > 110 {
		t.Errorf("%v after %d calls", err, n)
	}
}

// The pace is five calls a second, lower where HubSpot says so, and never higher.
func TestPace(t *testing.T) {
	for limit, least := range map[int]time.Duration{0: 9 * time.Second, 10: 50 * time.Second, 1000: 9 * time.Second} {
		s := newServer(t)
		s.on(rolesPath, func(w http.ResponseWriter, _ *http.Request) {
			if limit > 0 {
				w.Header().Set("X-HubSpot-RateLimit-Max", strconv.Itoa(limit))
				w.Header().Set("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
				w.Header().Set("X-HubSpot-RateLimit-Remaining", strconv.Itoa(limit-1))
			}
			say(w, 200, `{"results":[]}`)
		})
		a := s.account()
		a.version[usersArea] = "2026-09"
		for range 60 {
			if _, _, err := a.roles(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		took := s.clock.now().Sub(newClock().at)
		if took < least || took > least+3*time.Second {
			t.Errorf("limit %d: 60 calls took %s, want about %s", limit, took, least)
		}
	}
}

func TestBase(t *testing.T) {
	for text, ok := range map[string]bool{
		"": true, "https://api.hubapi.com": true, "https://api.hubapi.com/": true, "http://127.0.0.1:8099": true, "http://[::1]:8099": true, "https://localhost:8099": true,
		"http://api.hubapi.com": false, "https://api.hubapi.com.evil.example": false, "http://127.0.0.1:8099/x": false, "http://u:p@127.0.0.1": false,
		"http://10.0.0.1": false, "http://localhost.evil.example": false, "ftp://127.0.0.1": false, "http://0.0.0.0": false, "127.0.0.1:80": false, "https://api.hubapi.com@evil.example": false,
		"http://127.1": false, "http://LOCALHOST:1": false,
	} {
		if _, err := New(Options{BaseURL: text}); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := dialLoopback(t.Context(), "tcp", "192.0.2.1:80"); err == nil || !strings.Contains(err.Error(), "is not this machine") {
		t.Errorf("%v", err)
	}
}

// The key is set on nothing that goes to another host.
func TestKeyStaysHome(t *testing.T) {
	a := newServer(t).account()
	for _, path := range []string{"@evil.example/", ".evil.example/", ":1/x"} {
		if r, err := a.request(t.Context(), call{method: "GET", path: path}); err == nil {
			t.Errorf("%s: a request to %s", path, r.URL)
		}
	}
}
