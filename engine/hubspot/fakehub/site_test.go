package fakehub_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Who acts is kept in a cookie, and a page that was opened with ?as= says so.
func TestWhoActs(t *testing.T) {
	hub, base := start(t, world())
	r := person(t, base, "maria@ours.example")
	if err := r.Click("Users & Teams"); err != nil {
		t.Fatal(err)
	}
	if e := hub.Log(0); e[len(e)-1].Actor != "maria@ours.example" {
		t.Errorf("the log says %+v", e)
	}
	nobody := person(t, base, "")
	if err := nobody.Do("Client account Acme > Settings > Users & Teams > bob@ours.example > Deactivate"); err == nil || !strings.Contains(err.Error(), "choose first who you are") {
		t.Errorf("%v", err)
	}
	chosen := person(t, base, "")
	if err := chosen.Choose("You are", "Maria (maria@ours.example)"); err != nil {
		t.Fatal(err)
	}
	if err := chosen.Send(); err != nil {
		t.Fatal(err)
	}
	if err := chosen.Do("Client account Acme > Settings > Users & Teams > bob@ours.example > Deactivate"); err != nil {
		t.Error(err)
	}
}

// Choosing who acts leads back, and nowhere else.
func TestNoOpenRedirect(t *testing.T) {
	_, base := start(t, world())
	for back, want := range map[string]string{
		"/cam/clients?as=x&type=set": "/cam/clients?type=set", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "": "/",
		"javascript:alert(1)": "/", "/%2fevil": "/", "/../x": "/x",
	} {
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		answer, err := client.PostForm(base+"/as", url.Values{"as": {"maria@ours.example"}, "back": {back}})
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if got := answer.Header.Get("Location"); got != want {
			t.Errorf("%q leads to %q, want %q", back, got, want)
		}
	}
}

// Another site can neither ask nor act, and another name of this machine is not
// answered.
func TestOtherSites(t *testing.T) {
	hub, base := start(t, world())
	for _, c := range []struct {
		name   string
		change func(r *http.Request)
		status int
	}{
		{"another site", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		{"another origin", func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		{"another name", func(r *http.Request) { r.Host = "evil.example" }, 421},
		{"another address", func(r *http.Request) { r.Host = "10.0.0.1:8099" }, 421},
		{"this site", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-origin") }, 200},
		{"localhost", func(r *http.Request) { r.Host = "localhost:8099" }, 200},
	} {
		form := strings.NewReader(url.Values{"as": {"owner@acme.example"}}.Encode())
		req, err := http.NewRequest(http.MethodPost, base+"/account/2001/users/bob@ours.example/deactivate", form)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		c.change(req)
		host := req.Host
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		answer, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		done := answer.StatusCode == http.StatusSeeOther
		if done != (c.status == 200) || !done && answer.StatusCode != c.status {
			t.Errorf("%s (%s): %d", c.name, host, answer.StatusCode)
		}
		if off := userOf(t, hub, acme, "bob@ours.example").Deactivated; off != done {
			t.Errorf("%s: deactivated %v", c.name, off)
		}
		if err := hub.SetWorld(world()); err != nil {
			t.Fatal(err)
		}
	}
}

// What a page sends stands in the log with who acts and what it did.
func TestLogOfPages(t *testing.T) {
	hub, base := start(t, world())
	if err := person(t, base, "owner@acme.example").Do("Client account Acme > Settings > Users & Teams > bob@ours.example. Permissions: View only. Save."); err != nil {
		t.Fatal(err)
	}
	for _, e := range hub.Log(0) {
		if e.Method != http.MethodPost {
			continue
		}
		if e.Account != acme || e.Actor != "owner@acme.example" || e.Status != 303 || !strings.Contains(e.Body, "set=12") || !e.Changed ||
			e.Changes[0].Before.Sets[0] != "Sales Rep" || e.Changes[0].After.Sets[0] != "View only" {
			t.Errorf("the log says %+v", e)
		}
		return
	}
	t.Error("the log has no POST")
}
