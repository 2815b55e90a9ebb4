package fakehub_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
	"accredit/engine/hubspot/fakehub"
)

// serveVariable names the world that this program serves in place of its tests, to
// be killed.
const serveVariable = "FAKEHUB_TEST_WORLD"

func TestMain(m *testing.M) {
	path := os.Getenv(serveVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	if err := serveFile(path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serveFile serves a world as the command does, and prints where.
func serveFile(path string) error {
	w, err := fakehub.LoadWorld(path)
	if err != nil {
		return err
	}
	hub, err := fakehub.New(w, fakehub.Options{Path: path})
	if err != nil {
		return err
	}
	l, err := fakehub.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return hub.Serve(context.Background(), l)
}

// Whenever the fake is killed, its file is a whole world that has every change that
// was answered.
func TestKilledWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	if err := world().Save(path); err != nil {
		t.Fatal(err)
	}
	next := 0
	for round := range suite.Sample(60, 8) {
		next = killAfter(t, path, next, round%5+1)
		w, err := fakehub.LoadWorld(path)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		there := 0
		for _, u := range w.Accounts[1].Users {
			if strings.HasPrefix(u.Email, "new") {
				there++
			}
		}
		if there != next && there != next+1 { // the last request may have been done and not answered
			t.Fatalf("round %d: %d are there, and %d were answered", round, there, next)
		}
		next = there
	}
}

// killAfter starts a fake, adds people beginning with the n-th until some requests
// were answered, kills it while more are on the way, and returns how many people
// were added since the beginning, as far as that was answered.
func killAfter(t *testing.T, path string, n, answers int) int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), serveVariable+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base := strings.TrimSpace(line)
	answered := make(chan int)
	go func() {
		defer close(answered)
		for i := n; ; i++ {
			r, err := try(base, "acme-key", "POST", users, post(fmt.Sprintf("new%d@ours.example", i), ""))
			if err != nil {
				return
			}
			if r.status != 201 {
				t.Errorf("%d %s", r.status, r.text)
				return
			}
			answered <- i + 1
		}
	}()
	for range answers {
		n = <-answered
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	for last := range answered {
		n = last
	}
	_ = cmd.Wait() // it was killed
	return n
}
