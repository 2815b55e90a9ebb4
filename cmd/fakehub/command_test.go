package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

// programVariable makes this program the command in place of its tests.
const programVariable = "FAKEHUB_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// fake runs the command in this program.
func fake(t *testing.T, args ...string) (code int, out, errors string) {
	t.Helper()
	t.Setenv("ACCREDIT_STATE", "")
	var o, e bytes.Buffer
	code = run(args, &o, &e)
	return code, o.String(), e.String()
}

// The example directories become worlds in one command, also where nothing was ever
// applied.
func TestNew(t *testing.T) {
	for dir, accounts := range map[string]int{"agency": 61, "handover": 4} {
		for _, links := range []bool{false, true} {
			world := filepath.Join(t.TempDir(), "world.json")
			keys := filepath.Join(t.TempDir(), "keys.json")
			args := []string{"--new", "../../examples/" + dir, "--world", world, "--credentials", keys, "--no-serve"}
			if links {
				args = append(args, "--links")
			}
			code, out, errors := fake(t, args...)
			if code != 0 || errors != "" || !strings.Contains(out, "There is no state at ") {
				t.Fatalf("%s: %d %s%s", dir, code, out, errors)
			}
			w, err := fakehub.LoadWorld(world)
			if err != nil {
				t.Fatal(err)
			}
			if len(w.Accounts) != accounts {
				t.Errorf("%s: %d accounts", dir, len(w.Accounts))
			}
			checkUsers(t, dir, w, links)
			checkKeys(t, w, keys)
		}
	}
}

// checkUsers checks that nobody of the agency has access to a client but, with
// links, partner admins.
func checkUsers(t *testing.T, dir string, w *fakehub.World, links bool) {
	t.Helper()
	partners := 0
	for _, a := range w.Accounts[1:] {
		supers := 0
		for _, u := range a.Users {
			switch {
			case u.SuperAdmin && !u.Linked:
				supers++
			case u.PartnerAdmin && u.Linked:
				partners++
			default:
				t.Errorf("%s: %s has %s", dir, a.Name, u.Email)
			}
		}
		if supers == 0 || len(a.PermissionSets) == 0 {
			t.Errorf("%s: %s has %d super admins and %d sets", dir, a.Name, supers, len(a.PermissionSets))
		}
	}
	if (partners > 0) != links {
		t.Errorf("%s: %d partner admins", dir, partners)
	}
}

// checkKeys checks that the file has the key of every account, for its owner alone.
func checkKeys(t *testing.T, w *fakehub.World, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	if err := json.Unmarshal(text, &keys); err != nil || len(keys) != len(w.Accounts) {
		t.Errorf("%v: %d keys", err, len(keys))
	}
	once := map[string]bool{}
	for _, key := range keys {
		once[key] = true
	}
	if len(once) != len(keys) {
		t.Error("two accounts have one key")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// What the command refuses, and what it says then.
func TestRefused(t *testing.T) {
	there := filepath.Join(t.TempDir(), "world.json")
	if code, _, errors := fake(t, "--new", "../../examples/handover", "--world", there, "--no-serve"); code != 0 {
		t.Fatal(errors)
	}
	before, err := os.ReadFile(there)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "work", ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "broken.json"), []byte("{\n\"agency\": x}"), 0o600); err != nil {
		t.Fatal(err)
	}
	realKeys, fakeKeys := filepath.Join(dir, "real.json"), filepath.Join(dir, "fake.json")
	for path, key := range map[string]string{realKeys: "pat-eu1-0123", fakeKeys: "pat-fake-0123"} {
		if err := os.WriteFile(path, []byte(`{"41800231": "`+key+`"}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(dir, "other.json")
	for _, c := range []struct {
		args    []string
		message string
	}{
		{nil, "say where the world is kept"},
		{[]string{"--world", there, "--links"}, "go with --new"},
		{[]string{"--world", filepath.Join(dir, "none.json")}, "no such file"},
		{[]string{"--world", filepath.Join(dir, "broken.json")}, "line 2: this is no JSON"},
		{[]string{"--new", "../../examples/handover", "--world", there, "--no-serve"}, "is there already: leave out --new"},
		{[]string{"--new", "../../examples/handover", "--world", other, "--credentials", there}, "holds something else than keys"},
		{[]string{"--new", "../../examples/handover", "--world", other, "--credentials", fakeKeys}, "is there already"},
		{[]string{"--new", "../../examples/handover", "--world", other, "--credentials", realKeys, "--force"}, "fakehub did not make"},
		{[]string{"--world", there, "--credentials", realKeys}, "fakehub did not make"},
		{[]string{"--new", "../../examples/handover", "--world", other, "--credentials", filepath.Join(dir, "work", "keys.json")}, "accredit takes no keys"},
		{[]string{"--new", "../../examples/broken", "--world", other}, "has mistakes"},
		{[]string{"--new", dir, "--world", other}, ""},
		{[]string{"--new", "../../examples/handover", "--world", other, "--state", filepath.Join(dir, "none.db")}, ""},
		{[]string{"--new", "../../examples/handover", "--world", other, "--state", "postgres://somewhere/db"}, "has to be a file"},
		{[]string{"--world", there, "--listen", "0.0.0.0:0"}, "is not loopback"},
		{[]string{"--world", there, "--listen", "127.0.0.1"}, "is no address"},
		{[]string{"--world", there, "--put", "swap"}, "--put: \"swap\" is not one of"},
		{[]string{"--world", there, "--lag", "many"}, "--lag is \"many\", and should be a number"},
		{[]string{"--world", there, "--now", "today"}, "should be a moment"},
		{[]string{"--world", there, "more"}, "unknown command"},
		{[]string{"--wrld", there}, "unknown flag"},
	} {
		code, _, errors := fake(t, c.args...)
		if code != 1 || !strings.Contains(errors, "Error: ") || !strings.Contains(errors, c.message) {
			t.Errorf("%q: %d %s", c.args, code, errors)
		}
	}
	if after, err := os.ReadFile(there); err != nil || !bytes.Equal(before, after) {
		t.Errorf("%v: the world was changed", err)
	}
	if _, err := os.Stat(other); err == nil {
		t.Error("a world was made although something was refused")
	}
	if code, _, errors := fake(t, "--new", "../../examples/handover", "--world", there, "--no-serve", "--force"); code != 0 {
		t.Error(errors)
	}
}

func TestHelp(t *testing.T) {
	code, out, _ := fake(t, "--help")
	for _, want := range []string{"Examples:", "--world FILE", "--listen ADDRESS", "--put string", "no proof of what\nHubSpot does"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d: the help has no %q", code, want)
		}
	}
}

// The program says where it serves, serves there, keeps switches in the world, and
// ends well when it is interrupted.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	world, keys := filepath.Join(dir, "world.json"), filepath.Join(dir, "my keys.json")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "--new", "../../examples/handover", "--world", world, "--credentials", keys, "--listen", "127.0.0.1:0", "--put", "merge", "--now", "2026-11-21T09:00:00Z")
	cmd.Env = append(os.Environ(), programVariable+"=1", "ACCREDIT_STATE=")
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	base, said := "", ""
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		said += lines.Text() + "\n"
		if at, ok := strings.CutPrefix(lines.Text(), "export ACCREDIT_HUBSPOT_URL="); ok {
			base = at
		}
		if strings.HasPrefix(lines.Text(), "End it") {
			break
		}
	}
	if !strings.Contains(said, "\nexport ACCREDIT_CREDENTIALS='"+keys+"'\n") || !strings.Contains(said, "Pages: "+base+"/ ") {
		t.Errorf("it says:\n%s", said)
	}
	answer, err := http.Get(base + "/export/41800231.csv")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if name := answer.Header.Get("Content-Disposition"); answer.StatusCode != http.StatusOK || !strings.Contains(name, "41800231_2026-11-21T0900Z.csv") {
		t.Errorf("%d %s", answer.StatusCode, name)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("interrupted: %v", err)
	}
	if w, err := fakehub.LoadWorld(world); err != nil || w.Behaviour.Put != "merge" {
		t.Errorf("%v: the switch is not kept", err)
	}
}
