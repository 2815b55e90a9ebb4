package fakehub_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"accredit/engine/hubspot/fakehub"
)

// setFaults sets faults as a test of another program does.
func setFaults(t *testing.T, base string, faults ...fakehub.Fault) {
	t.Helper()
	text, err := json.Marshal(map[string]any{"faults": faults})
	if err != nil {
		t.Fatal(err)
	}
	if r := ask(t, base, "", "POST", "/_faults", string(text)); r.status != 200 {
		t.Fatalf("%d %s", r.status, r.text)
	}
}

// Each kind of fault, as a client of the API sees it.
func TestFaults(t *testing.T) {
	hub, base := start(t, world())
	date := time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC).Format(http.TimeFormat)
	daily := `{"status":"error","errorType":"RATE_LIMIT","policyName":"DAILY"}`
	for _, c := range []struct {
		name   string
		fault  fakehub.Fault
		status int // 0: no answer, or a broken one
		text   string
		header map[string]string
	}{
		{"423", fakehub.Fault{Status: 423}, 423, "fault: Locked", nil},
		{"429, wait so many seconds", fakehub.Fault{Status: 429, Header: map[string]string{"Retry-After": "7"}}, 429, "", map[string]string{"Retry-After": "7"}},
		{"429, wait until", fakehub.Fault{Status: 429, Header: map[string]string{"Retry-After": date}}, 429, "", map[string]string{"Retry-After": date}},
		{"the day is used up", fakehub.Fault{Status: 429, Body: daily}, 429, `"DAILY"`, nil},
		{"477", fakehub.Fault{Status: 477}, 477, "fault", nil},
		{"500", fakehub.Fault{Status: 500}, 500, "fault", nil},
		{"503, HTML", fakehub.Fault{Status: 503, Kind: "html"}, 503, "<h1>", map[string]string{"Content-Type": "text/html; charset=utf-8"}},
		{"200, HTML", fakehub.Fault{Kind: "html"}, 200, "<h1>", nil},
		{"to another host", fakehub.Fault{Kind: "redirect", To: "https://elsewhere.example/x"}, 307, "", map[string]string{"Location": "https://elsewhere.example/x"}},
		{"to http", fakehub.Fault{Kind: "redirect", Status: 301, To: "http://api.hubapi.com/x"}, 301, "", map[string]string{"Location": "http://api.hubapi.com/x"}},
		{"the key in the error", fakehub.Fault{Kind: "echo"}, 400, "acme-key", nil},
		{"a delay", fakehub.Fault{Kind: "delay", DelayMS: 1}, 200, "bob@ours.example", nil},
		{"a byte at a time", fakehub.Fault{Kind: "slow", DelayMS: 1}, 200, `"portalId":2001`, nil},
		{"40 MiB", fakehub.Fault{Kind: "huge"}, 200, strings.Repeat("x", 1000), nil},
		{"a reset", fakehub.Fault{Kind: "reset"}, 0, "", nil},
		{"no HTTP", fakehub.Fault{Kind: "garbage"}, 0, "", nil},
		{"a short body", fakehub.Fault{Kind: "short"}, 0, "", nil},
	} {
		path := users
		if c.fault.Kind == "slow" { // a short answer
			path = "/account-info/2026-09/details"
		}
		setFaults(t, base, c.fault)
		before := len(hub.Log(0))
		r, err := try(base, "acme-key", "GET", path, "")
		if c.status == 0 != (err != nil) || err == nil && r.status != c.status || !strings.Contains(r.text, c.text) {
			t.Errorf("%s: %d %v %.200s", c.name, r.status, err, r.text)
		}
		for name, want := range c.header {
			if r.header.Get(name) != want {
				t.Errorf("%s: %s is %q", c.name, name, r.header.Get(name))
			}
		}
		e := hub.Log(before)[0]
		kind := c.fault.Kind
		if kind == "" {
			kind = "answer"
		}
		if e.Fault != kind || e.KeyAccount != acme {
			t.Errorf("%s: the log says %+v", c.name, e)
		}
	}
}

// A request that hangs ends when its client has had enough.
func TestHang(t *testing.T) {
	_, base := start(t, world())
	setFaults(t, base, fakehub.Fault{Kind: "hang"})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+users, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		answer, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = answer.Body.Close()
		}
		done <- err
	}()
	for { // the log is there before the answer
		var list []fakehub.Entry
		if err := json.Unmarshal([]byte(ask(t, base, "", "GET", "/_log", "").text), &list); err != nil {
			t.Fatal(err)
		}
		if len(list) == 1 && list[0].Fault == "hang" {
			break
		}
	}
	select {
	case err := <-done:
		t.Fatalf("it was answered: %v", err)
	default:
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Which requests a fault hits, and whether they have an effect.
func TestWhomAFaultHits(t *testing.T) {
	del := byEmail("bob@ours.example")
	for _, c := range []struct {
		name     string
		fault    fakehub.Fault
		statuses [3]int // of GET users, DELETE bob of acme, DELETE bob of beta
		gone     [2]bool
	}{
		{"everything once", fakehub.Fault{Status: 500}, [3]int{500, 204, 204}, [2]bool{true, true}},
		{"from then on", fakehub.Fault{Status: 500, FromThenOn: true}, [3]int{500, 500, 500}, [2]bool{false, false}},
		{"the second", fakehub.Fault{Status: 500, Nth: 2}, [3]int{200, 500, 204}, [2]bool{false, true}},
		{"the second and on", fakehub.Fault{Status: 500, Nth: 2, FromThenOn: true}, [3]int{200, 500, 500}, [2]bool{false, false}},
		{"a method", fakehub.Fault{Status: 500, Method: "delete"}, [3]int{200, 500, 204}, [2]bool{false, true}},
		{"an account", fakehub.Fault{Status: 500, Account: beta}, [3]int{200, 204, 500}, [2]bool{true, false}},
		{"a path", fakehub.Fault{Status: 500, Path: "/settings/users/*/*", FromThenOn: true}, [3]int{200, 500, 500}, [2]bool{false, false}},
		{"paths that begin so", fakehub.Fault{Status: 500, Path: "/settings/**"}, [3]int{500, 204, 204}, [2]bool{true, true}},
		{"after it was done", fakehub.Fault{Status: 504, Method: "DELETE", When: "after"}, [3]int{200, 504, 204}, [2]bool{true, true}},
	} {
		hub, base := start(t, world())
		setFaults(t, base, c.fault)
		var got [3]int
		got[0] = ask(t, base, "acme-key", "GET", users, "").status
		got[1] = ask(t, base, "acme-key", "DELETE", del, "").status
		got[2] = ask(t, base, "beta-key", "DELETE", del, "").status
		gone := [2]bool{userOf(t, hub, acme, "bob@ours.example") == nil, userOf(t, hub, beta, "bob@ours.example") == nil}
		if got != c.statuses || gone != c.gone {
			t.Errorf("%s: %v, gone %v; want %v, gone %v", c.name, got, gone, c.statuses, c.gone)
		}
	}
}

func TestFaultsRefused(t *testing.T) {
	hub, base := start(t, world())
	for _, c := range []struct{ body, message string }{
		{`{"faults":[{"kind":"earthquake"}]}`, "earthquake"},
		{`{"faults":[{"status":99}]}`, "99"},
		{`{"faults":[{"nth":-1}]}`, "below 0"},
		{`{"faults":[{"kind":"redirect"}]}`, `"to"`},
		{`{"faults":[{"path":"["}]}`, "no pattern"},
		{`{"faults":[{"when":"never"}]}`, "never"},
		{`{"faults":[null]}`, "null"},
		{`{"faults":[{"wat":1}]}`, "wat"},
		{`{"behaviour":{"put":"swap"}}`, "swap"},
		{`{"behaviour":{"lag":-1}}`, "below 0"},
		{`{"behaviour":{"versions":["v9"]}}`, "v9"},
		{`nonsense`, "line 1"},
	} {
		if r := ask(t, base, "", "POST", "/_faults", c.body); r.status != 400 || !strings.Contains(r.text, c.message) {
			t.Errorf("%s: %d %s", c.body, r.status, r.text)
		}
	}
	if err := hub.SetFaults(&fakehub.Fault{Status: 500}); err != nil {
		t.Fatal(err)
	}
	if err := hub.SetBehaviour(fakehub.Behaviour{Put: "merge"}); err != nil {
		t.Fatal(err)
	}
	r := ask(t, base, "", "GET", "/_faults", "")
	if r.at(t, "faults.0.status") != 500.0 || r.at(t, "behaviour.put") != "merge" {
		t.Error(r.text)
	}
	if err := hub.SetFaults(); err != nil {
		t.Fatal(err)
	}
	if r := ask(t, base, "acme-key", "GET", users, ""); r.status != 200 {
		t.Errorf("the faults are gone: %d", r.status)
	}
}

// TLS with a certificate that nobody trusts.
func TestBadTLS(t *testing.T) {
	hub, err := fakehub.New(world(), fakehub.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := fakehub.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	bad, err := fakehub.BadTLS(l)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- hub.Serve(ctx, bad) }()
	base := "https://" + l.Addr().String()
	if r, err := try(base, "acme-key", "GET", users, ""); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("%d %v", r.status, err)
	}
	trusting := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := trusting.Get(base + "/")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil || !bytes.Contains(text, []byte("<h1>Accounts</h1>")) {
		t.Errorf("%v %s", err, text)
	}
	_ = answer.Body.Close()
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
