package main

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"accredit/engine/enginetest/suite"
	"accredit/engine/hubspot/fakehub/robot"
)

// clicksOf finds the clicks that task list prints above the task of Leo.
var clicksOf = regexp.MustCompile(`(?m)^  (Partner account > .+) \[[^]]+\]\n  > .* leo@quayside.example `)

// tryConnected runs the two commands of the README that need each other: the one
// serves the fake HubSpot, the other stops once for what a person does on its pages,
// which a robot does here.
func tryConnected(t *testing.T, dir string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "HUB="+address, "ACCREDIT_TRY="+t.TempDir(), "ACCREDIT="+build(t), "NO_COLOR=1")
	if !suite.Exhaustive() {
		env = append(env, "FAKEHUB="+buildFake(t))
	}
	serve(t, dir, env)

	cmd := exec.Command("sh", "examples/connected/try.sh")
	cmd.Dir, cmd.Env = dir, env
	answer, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	shown := bufio.NewReader(out)
	var before strings.Builder
	for !strings.HasSuffix(before.String(), "press Enter: ") {
		b, err := shown.ReadByte()
		if err != nil {
			t.Fatalf("it ended before the task: %v\n%s%s", err, before.String(), stderr.String())
		}
		before.WriteByte(b)
	}
	clicks := clicksOf.FindStringSubmatch(before.String())
	if clicks == nil {
		t.Fatalf("it does not say what to click:\n%s", before.String())
	}
	r, err := robot.New("http://"+address, "mona@quayside.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Do(clicks[1], "61100588"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(answer, "\n"); err != nil {
		t.Fatal(err)
	}
	after, err := io.ReadAll(shown)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s%s%s", err, before.String(), after, stderr.String())
	}
	for _, want := range []string{"leo@quayside.example in 61100588: seen on ", "Recorded as seen: 1 step", "No changes."} {
		if !strings.Contains(string(after), want) {
			t.Errorf("%q is not in\n%s", want, after)
		}
	}
	if !strings.Contains(before.String(), "Resumed: 2 made, and seen.") {
		t.Errorf("the API did not make what it can:\n%s", before.String())
	}
}

// serve runs the fake HubSpot until the test ends.
func serve(t *testing.T, dir string, env []string) {
	t.Helper()
	cmd := exec.Command("sh", "examples/connected/hub.sh")
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "End it with Ctrl-C." {
			return
		}
	}
	t.Fatal("the fake HubSpot did not start")
}
