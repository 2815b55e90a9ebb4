package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
	"accredit/engine/hubspot/fakehub/recorded"
	"accredit/state"
	"accredit/state/sqlite"
)

// office is an agency whose clients are connected to a fake HubSpot, and somebody
// who runs accredit there. It lives in a bubble of testing/synctest: a pause of ten
// minutes takes no time, and every process of accredit has the clock of the bubble.
type office struct {
	t     *testing.T
	dir   string // of the configuration
	state string
	hub   *fakehub.Hub
	keys  map[int64]string // what the operator has for a hub id
	env   map[string]string
	dial  func(context.Context, string, string) (net.Conn, error)

	began   *fakehub.World  // the world before the first request
	past    []fakehub.Entry // requests to a fake that served this world before
	ends    []int           // the length of the log after each process
	outputs []string        // what each process wrote

	// around is called with each request to the API, which serve answers; nil: nobody
	// looks.
	around func(r *http.Request, serve func())
	// rewrite is what becomes of the body of each answer; nil: it stays.
	rewrite func(string) string
}

// officeNow is when an office opens.
var officeNow = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// inOffice calls do in a bubble, with the clock at the moment when an office opens.
func inOffice(t *testing.T, do func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(officeNow))
		do(t)
	})
}

// newOffice begins with a configuration and no state. The fake is there once open
// was called.
func newOffice(t *testing.T, text string) *office {
	t.Helper()
	o := &office{t: t, dir: t.TempDir(), keys: map[int64]string{}, env: map[string]string{"ACCREDIT_USER": "maria@ours.example"}}
	o.state = filepath.Join(o.dir, "accredit.db")
	o.configure(text)
	return o
}

// configure writes the configuration.
func (o *office) configure(text string) {
	o.t.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, "agency.hcl"), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// officeKey is the key of an account in the fake: a canary.
func officeKey(hubID int64) string {
	return fmt.Sprintf("pat-eu1-canary-%d-5f1c-9b07e4d2c6a8", hubID)
}

// open serves a world.
func (o *office) open(w *fakehub.World) {
	o.t.Helper()
	for i := range w.Accounts {
		a := &w.Accounts[i]
		for j := range a.Keys {
			a.Keys[j].Key = officeKey(a.HubID)
		}
		if a.HubID != w.Agency {
			o.keys[a.HubID] = officeKey(a.HubID)
		}
	}
	hub, err := fakehub.New(w, fakehub.Options{})
	if err != nil {
		o.t.Fatal(err)
	}
	o.hub, o.began = hub, hub.World()
	line := newPipes()
	server := &http.Server{Handler: o.handler()}
	go server.Serve(line)
	o.dial = line.dial
	o.env["ACCREDIT_HUBSPOT_URL"] = "http://127.0.0.1:8099"
	o.t.Cleanup(func() {
		hub.Close()
		server.Close()
	})
}

// handler serves the fake, and lets the test look at each request.
func (o *office) handler() http.Handler {
	fake := o.hub.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		serve := func() { fake.ServeHTTP(w, r) }
		if o.rewrite != nil {
			serve = func() {
				answer := httptest.NewRecorder()
				fake.ServeHTTP(answer, r)
				maps.Copy(w.Header(), answer.Header())
				w.WriteHeader(answer.Code)
				io.WriteString(w, o.rewrite(answer.Body.String()))
			}
		}
		if o.around == nil {
			serve()
			return
		}
		o.around(r, serve)
	})
}

// log are the requests, also those of before.
func (o *office) log() []fakehub.Entry {
	list := slices.Clone(o.past)
	for _, e := range o.hub.Log(0) {
		e.N += len(o.past)
		list = append(list, e)
	}
	return list
}

// world is a world in which everything is as recorded.
func (o *office) world() *fakehub.World {
	o.t.Helper()
	return recorded.World(o.desired(), o.access(), recorded.Options{NewKey: func() string { return "replaced" }})
}

func (o *office) desired() *engine.Desired {
	o.t.Helper()
	res, err := config.Load(o.dir, config.Options{Now: time.Now()})
	if err != nil || res.Diagnostics.HasErrors() {
		o.t.Fatal(err, res.Diagnostics)
	}
	return res.Desired
}

// store calls do with the state.
func (o *office) store(do func(state.Store)) {
	o.t.Helper()
	s, err := sqlite.Open(o.t.Context(), o.state, sqlite.Options{})
	if err != nil {
		o.t.Fatal(err)
	}
	do(s)
	if err := s.Close(); err != nil {
		o.t.Fatal(err)
	}
}

// access is what is recorded.
func (o *office) access() (a *engine.Access) {
	o.t.Helper()
	o.store(func(s state.Store) {
		var err error
		if a, err = s.Read(o.t.Context(), state.ReadOptions{Now: time.Now()}); err != nil {
			o.t.Fatal(err)
		}
	})
	return a
}

// parts are all parts of runs, closed ones, too.
func (o *office) parts() (list []engine.RunPart) {
	o.t.Helper()
	o.store(func(s state.Store) {
		var err error
		if list, err = s.Runs(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
	})
	return list
}

// run runs a process of accredit, on the configuration and the state of the office.
func (o *office) run(args ...string) (code int, stdout, stderr string) {
	o.t.Helper()
	return o.exec(o.t.Context(), slices.Concat(args, []string{"--chdir", o.dir, "--state", o.state, "--no-cache"})...)
}

// exec runs a process of accredit with these arguments, until the context ends it.
func (o *office) exec(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	o.t.Helper()
	var out, errors bytes.Buffer
	env := map[string]string{}
	for hubID, key := range o.keys {
		env[fmt.Sprintf("ACCREDIT_HUBSPOT_KEY_%d", hubID)] = key
	}
	for name, value := range o.env {
		env[name] = value
	}
	s := streams{in: strings.NewReader(""), out: &out, err: &errors, env: func(name string) string { return env[name] }, dial: o.dial}
	code = run(ctx, s, &leftovers{}, args)
	if o.hub != nil {
		o.ends = append(o.ends, len(o.log()))
	}
	o.outputs = append(o.outputs, strings.Join(args, " ")+"\n"+out.String(), errors.String())
	return code, out.String(), errors.String()
}

// must runs a process that has to end with a code.
func (o *office) must(want int, args ...string) string {
	o.t.Helper()
	code, stdout, stderr := o.run(args...)
	if code != want {
		o.t.Fatalf("accredit %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), code, want, stdout, stderr)
	}
	return stdout
}

// pipes are a listener and who dials it, within the process: what waits for the
// other end waits as the bubble counts it.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept, Close and Addr are those of a net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.done)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8099} }
