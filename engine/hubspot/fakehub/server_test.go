package fakehub_test

import (
	"context"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

// The fake listens on this machine alone.
func TestListen(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "10.1.2.3:0", "example.com:0", "127.0.0.1", "nonsense", ""} {
		if l, err := fakehub.Listen(address); err == nil {
			t.Errorf("%q was taken: %s", address, l.Addr())
			l.Close()
		}
	}
	for _, address := range []string{"127.0.0.1:0", "localhost:0"} {
		l, err := fakehub.Listen(address)
		if err != nil {
			t.Errorf("%q: %v", address, err)
			continue
		}
		if !strings.HasPrefix(l.Addr().String(), "127.0.0.1:") && !strings.HasPrefix(l.Addr().String(), "[::1]:") {
			t.Errorf("%q is %s", address, l.Addr())
		}
		l.Close()
	}
}

// Serving ends with the context, also while a request hangs.
func TestServeEnds(t *testing.T) {
	hub, err := fakehub.New(world(), fakehub.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := hub.SetFaults(&fakehub.Fault{Kind: "hang", Path: "/settings/**"}); err != nil {
		t.Fatal(err)
	}
	l, err := fakehub.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served, asked := make(chan error, 1), make(chan error, 1)
	go func() { served <- hub.Serve(ctx, l) }()
	base := "http://" + l.Addr().String()
	go func() {
		_, err := try(base, "acme-key", "GET", users, "")
		asked <- err
	}()
	for len(hub.Log(0)) == 0 { // until it hangs
		if r := ask(t, base, "", "GET", "/_log", ""); r.status != 200 {
			t.Fatal(r.status)
		}
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if err := <-asked; err == nil {
		t.Error("the request that hung was answered")
	}
}

// A key that stands elsewhere than in its header is said, and never written down.
func TestKeyOutsideOfTheHeader(t *testing.T) {
	hub, base := start(t, world())
	ask(t, base, "acme-key", "GET", users+"?key=acme-key", "")
	ask(t, base, "acme-key", "POST", users, `{"email":"acme-key@x.example"}`)
	ask(t, base, "acme-key", "GET", users, "")
	log := hub.Log(0)
	if log[0].KeyLeaked != "url" || log[1].KeyLeaked != "body" || log[2].KeyLeaked != "" {
		t.Errorf("the log says %+v", log)
	}
	text := ask(t, base, "", "GET", "/_log", "").text
	if strings.Contains(text, "acme-key") || !strings.Contains(text, "[key]@x.example") {
		t.Error(text)
	}
	if after := hub.Log(2); len(after) != 1 || after[0].N != 3 {
		t.Errorf("after the second: %+v", after)
	}
}

// Every switch can be set by name, and says what it is about.
func TestSwitches(t *testing.T) {
	var b fakehub.Behaviour
	for _, s := range fakehub.Switches() {
		if s.Usage == "" {
			t.Errorf("%s says nothing of itself", s.Name)
		}
	}
	for name, value := range map[string]string{"lag": "3", "put": "merge", "versions": "v3,2026-03", "hub-id-property": "x"} {
		if err := b.Set(name, value); err != nil {
			t.Error(err)
		}
	}
	if b.Lag != 3 || b.Put != "merge" || strings.Join(b.Versions, " ") != "v3 2026-03" || b.HubIDProperty != "x" {
		t.Errorf("%+v", b)
	}
	before := b
	for _, bad := range [][2]string{{"lag", "x"}, {"lag", "-1"}, {"put", "swap"}, {"versions", "v9"}, {"none", "1"}} {
		if err := b.Set(bad[0], bad[1]); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
	if b.Lag != before.Lag || b.Put != before.Put || len(b.Versions) != 2 {
		t.Errorf("a refused switch changed something: %+v", b)
	}
}

// The set of a link that an account's settings give, by both readings.
func TestSettingsLink(t *testing.T) {
	for how, linked := range map[string]bool{"": true, "known": true, "domain": false} {
		w := world()
		w.Behaviour.SettingsLink = how
		hub, base := start(t, w)
		for email, want := range map[string]bool{"carl@free.example": linked, "ann@ours.example": true, "other@acme.example": false} {
			clicks := "Client account Acme > Settings > Users & Teams > Create user. " + email + ". Permissions: View only. Send."
			if err := person(t, base, "owner@acme.example").Do(clicks); err != nil {
				t.Fatal(err)
			}
			if u := userOf(t, hub, acme, email); u.Linked != want {
				t.Errorf("%q, %s: linked %v", how, email, u.Linked)
			}
		}
	}
}

// Whoever is invited accepts themself, and can then be changed by the API.
func TestInvitation(t *testing.T) {
	w := world()
	w.Behaviour.NewUsers = "invited"
	hub, base := start(t, w)
	ask(t, base, "acme-key", "POST", users, post("ann@ours.example", `,"roleId":"11"`))
	if r := ask(t, base, "acme-key", "PUT", byEmail("ann@ours.example"), `{"roleId":"12"}`); r.status != 400 {
		t.Errorf("%d %s", r.status, r.text)
	}
	accept := "Client account Acme > Settings > Users & Teams > ann@ours.example > Accept the invitation"
	if err := person(t, base, "bob@ours.example").Do(accept); err == nil {
		t.Error("bob accepted for ann")
	}
	if err := person(t, base, "ann@ours.example").Do(accept); err != nil {
		t.Error(err)
	}
	if r := ask(t, base, "acme-key", "PUT", byEmail("ann@ours.example"), `{"roleId":"12"}`); r.status != 200 {
		t.Errorf("%d %s", r.status, r.text)
	}
	if u := userOf(t, hub, acme, "ann@ours.example"); u.Invited || u.LastLogin.IsZero() {
		t.Errorf("ann became %+v", u)
	}
}
