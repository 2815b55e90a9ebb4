package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"accredit/engine/hubspot/fakehub"
	"accredit/engine/hubspot/fakehub/robot"
)

// trial is a copy of examples/handover, with a fake HubSpot beside it.
type trial struct {
	t                    *testing.T
	accredit, dir, world string
	base                 string // of the fake
}

func newTrial(t *testing.T) *trial {
	t.Helper()
	tr := &trial{t: t, accredit: build(t), dir: t.TempDir(), world: filepath.Join(t.TempDir(), "world.json")}
	if err := os.CopyFS(tr.dir, os.DirFS(filepath.Join("..", "..", "examples", "handover"))); err != nil {
		t.Fatal(err)
	}
	return tr
}

// run runs a command of accredit as Nora, who keeps the agency's clients in order.
func (tr *trial) run(args ...string) string {
	tr.t.Helper()
	cmd := exec.Command(tr.accredit, args...)
	cmd.Dir = tr.dir
	cmd.Env = append(os.Environ(), "ACCREDIT_STATE=", "ACCREDIT_USER=nora@harbourstreet.example", "NO_COLOR=1")
	var errors strings.Builder
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		tr.t.Fatalf("accredit %s: %v\n%s%s", strings.Join(args, " "), err, out, errors.String())
	}
	return string(out)
}

// buildFake builds the fake HubSpot.
func buildFake(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "fakehub")
	if out, err := exec.Command("go", "build", "-o", program, "../fakehub").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// fake starts the fake with a world of what is recorded now; its clock begins at a
// moment.
func (tr *trial) fake(now string) {
	tr.t.Helper()
	program := buildFake(tr.t)
	cmd := exec.Command(program, "--new", tr.dir, "--world", tr.world, "--listen", "127.0.0.1:0", "--now", now)
	cmd.Env = append(os.Environ(), "ACCREDIT_STATE=")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		tr.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tr.t.Fatal(err)
	}
	tr.t.Cleanup(func() {
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			tr.t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			tr.t.Error(err)
		}
	})
	for lines := bufio.NewScanner(out); tr.base == "" && lines.Scan(); {
		tr.base, _ = strings.CutPrefix(lines.Text(), "export ACCREDIT_HUBSPOT_URL=")
		if !strings.HasPrefix(tr.base, "http://") {
			tr.base = ""
		}
	}
}

// exports takes an export of every client account, and returns their directory.
func (tr *trial) exports() string {
	tr.t.Helper()
	dir := tr.t.TempDir()
	w, err := fakehub.LoadWorld(tr.world)
	if err != nil {
		tr.t.Fatal(err)
	}
	for _, a := range w.Accounts[1:] {
		answer, err := http.Get(tr.base + "/export/" + idText(a.HubID) + ".csv")
		if err != nil {
			tr.t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			tr.t.Fatal(err)
		}
		_ = answer.Body.Close()
		_, name, _ := strings.Cut(answer.Header.Get("Content-Disposition"), "filename=")
		if err := os.WriteFile(filepath.Join(dir, strings.Trim(name, `"`)), text, 0o600); err != nil {
			tr.t.Fatal(err)
		}
	}
	return dir
}

func idText(id int64) string {
	text, _ := json.Marshal(id) // it cannot fail
	return string(text)
}

// task is what run show says of a step.
type task struct {
	ID, State, Actor, Clicks string
	HubID                    int64 `json:"hub_id"`
}

// tasks are the steps of the run.
func (tr *trial) tasks(now string) []task {
	tr.t.Helper()
	var shown struct{ Steps []task }
	if err := json.Unmarshal([]byte(tr.run("run", "show", "1", "--format", "json", "--now", now)), &shown); err != nil {
		tr.t.Fatal(err)
	}
	return shown.Steps
}

// clickAll lets each actor make their tasks as the clicks say, in the order in which
// they stand.
func (tr *trial) clickAll(now string) {
	tr.t.Helper()
	list := tr.tasks(now)
	if len(list) == 0 {
		tr.t.Fatal("there is nothing to do")
	}
	for _, s := range list {
		actor, err := robot.New(tr.base, s.Actor)
		if err != nil {
			tr.t.Fatal(err)
		}
		if err := actor.Do(s.Clicks, idText(s.HubID)); err != nil {
			tr.t.Errorf("%s: %v", s.ID, err)
		}
	}
}

// checked proves the tasks with exports, and then nothing is left to do.
func (tr *trial) checked(now string) {
	tr.t.Helper()
	dir := tr.exports()
	tr.run("run", "check", "--observed", dir, "--auto-approve", "--now", now)
	for _, s := range tr.tasks(now) {
		if s.State != "done" {
			tr.t.Errorf("%s is %s", s.ID, s.State)
		}
	}
	tr.run("plan", "--detailed-exitcode", "--now", now)
	tr.run("drift", "--detailed-exitcode", "--observed", dir, "--now", now)
}

// Somebody leaves: what accredit prints can be clicked, word by word, in pages that
// know nothing of accredit, and what these export afterwards proves every task.
func TestLeaverInTheFake(t *testing.T) {
	tr := newTrial(t)
	tr.run("import", "exports/november_20", "--auto-approve", "--now", "2026-11-20T12:00:00Z")
	tr.fake("2026-11-23T10:00:00Z")
	tr.run("drift", "--detailed-exitcode", "--observed", tr.exports(), "--now", "2026-11-23T10:05:00Z")
	tr.run("offboard", "paul", "--now", "2026-11-23T09:00:00Z")
	tr.run("apply", "--auto-approve", "--now", "2026-11-23T09:05:00Z")
	tr.clickAll("2026-11-23T09:10:00Z")
	tr.checked("2026-11-23T10:10:00Z")
}

// An agency begins: the clients approve access links in the fake, and the first plan
// adds everybody else.
func TestBeginningInTheFake(t *testing.T) {
	tr := newTrial(t)
	tr.fake("2026-11-23T10:00:00Z")
	for _, link := range [][3]string{
		{"nora@harbourstreet.example", "kate@gullhaven.example", "Gullhaven Ferries"}, {"nora@harbourstreet.example", "sam@oakridge.example", "Oakridge Cycles"},
		{"owen@harbourstreet.example", "sam@oakridge.example", "Oakridge Cycles"}, {"nora@harbourstreet.example", "lena@tidewater.example", "Tidewater Clinics"},
	} {
		client, err := robot.New(tr.base, link[1])
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []func() error{
			func() error { return client.Open("/access-link/" + link[0]) }, func() error { return client.Choose("Account", link[2]) }, client.Send,
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
	}
	tr.run("apply", "--auto-approve", "--now", "2026-11-23T09:05:00Z")
	tr.clickAll("2026-11-23T09:10:00Z")
	tr.checked("2026-11-23T10:10:00Z")
}
