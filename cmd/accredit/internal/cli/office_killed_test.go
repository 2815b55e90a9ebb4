package cli

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"accredit/engine/hubspot/fakehub"
)

// killing is a run resume in a process of its own that is killed, and the fake that
// goes on without it. The clock of both stands still.
type killing struct {
	t      *testing.T
	o      *office
	server *httptest.Server
	cmd    *exec.Cmd
	wrap   []string // a program that runs accredit, with its arguments
}

// killedNow is when the process is started that is killed.
var killedNow = officeNow.Add(10 * time.Minute)

func newKilling(t *testing.T) *killing {
	t.Helper()
	k := &killing{t: t, o: newOffice(t, twelveSaved.begin.config)}
	hub, err := fakehub.New(twelveSaved.begin.readWorld(t), fakehub.Options{Now: func() time.Time { return killedNow }})
	if err != nil {
		t.Fatal(err)
	}
	k.o.hub = hub
	k.server = httptest.NewServer(k.o.handler())
	t.Cleanup(k.server.Close)
	t.Cleanup(hub.Close)
	if err := os.WriteFile(k.o.state, twelveSaved.begin.state, 0o600); err != nil {
		t.Fatal(err)
	}
	return k
}

// kill ends the process at once, as nothing can prevent.
func (k *killing) kill() {
	if err := k.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		k.t.Error(err)
	}
}

// start runs the process to its end, and reports whether it was killed.
func (k *killing) start() (killed bool) {
	k.t.Helper()
	args := append([]string(nil), k.wrap...)
	args = append(args, os.Args[0], "run", "resume", "--auto-approve", "--parallel", "1", "--chdir", k.o.dir, "--state", k.o.state, "--no-cache", "--now", killedNow.Format(time.RFC3339))
	k.cmd = exec.Command(args[0], args[1:]...)
	k.cmd.Env = append(os.Environ(), programVariable+"=1", "GOMAXPROCS=1", "ACCREDIT_USER=maria@ours.example", "ACCREDIT_HUBSPOT_URL="+k.server.URL, "HOME="+k.o.dir)
	for _, hub := range officeHubs {
		k.cmd.Env = append(k.cmd.Env, fmt.Sprintf("ACCREDIT_HUBSPOT_KEY_%d=%s", hub, officeKey(hub)))
	}
	var stderr strings.Builder
	k.cmd.Stderr = &stderr
	out, err := k.cmd.Output()
	k.o.outputs = append(k.o.outputs, string(out), stderr.String())
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false
	case errors.As(err, &exit) && (exit.ExitCode() < 0 || exit.ExitCode() == 137):
		return true
	}
	k.t.Fatalf("%v\n%s%s", err, out, stderr.String())
	return false
}

// goOn is what another process finds, in the office as it is now.
func (k *killing) goOn() {
	k.t.Helper()
	k.server.CloseClientConnections()
	text, err := k.o.hub.World().Text()
	if err != nil {
		k.t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, suffix := range []string{"", "-journal"} { // what a commit leaves that was cut off
		if data, err := os.ReadFile(k.o.state + suffix); err == nil {
			files[suffix] = data
		}
	}
	m := moment{&saved{twelveSaved.begin.config, files[""], string(text)}, k.o.hub.Log(0)}
	outputs := k.o.outputs
	inOffice(k.t, func(t *testing.T) {
		time.Sleep(10 * time.Minute)
		v := m.goOn(t)
		v.outputs = outputs
		if data, ok := files["-journal"]; ok {
			if err := os.WriteFile(v.state+"-journal", data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		v.hold()
		v.resumeToTheEnd()
		v.finished()
	})
}
