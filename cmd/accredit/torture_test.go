package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// What a small apply does to the disk, one call after the other, is killed or
// made to fail at each of its calls (docs/reliability.md, T6 and T7). The run is
// this test program as accredit, under strace, with all of its work on one
// thread, so that the n-th call is the n-th call.
//
// ACCREDIT_TORTURE=1 tries every call; without it a sample is tried.

const (
	programVariable = "ACCREDIT_TEST_PROGRAM"
	tortureVariable = "ACCREDIT_TORTURE"
)

// beProgram makes the test program accredit where the variable says so.
func beProgram(main func() int) {
	if os.Getenv(programVariable) == "" {
		return
	}
	runtime.LockOSThread()
	os.Exit(main())
}

// needTool finds a program that the test cannot do without. In CI it is a
// failure that it is missing: the test would be green without having run.
func needTool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return path
	case os.Getenv("CI") != "":
		t.Fatalf("%s is missing", name)
	}
	t.Skipf("%s is missing: install it to run this test", name)
	return ""
}

// withoutRace leaves out what other programs do.
func withoutRace(t *testing.T) {
	if underRace {
		t.Skip("other programs do the work: this runs without the race detector")
	}
}

// stride is how many calls lie between two that are tried.
func stride(sampled int) int {
	if os.Getenv(tortureVariable) != "" {
		return 1
	}
	return sampled
}

// patient is an apply that can be started over and over on copies of one state.
type patient struct {
	t             *testing.T
	strace        string
	dir           string
	base          string // the state before; empty: none
	before, after string // as JSON
	config        string
}

// newPatient prepares a state with a first apply, and what a second makes of it.
func newPatient(t *testing.T, fresh bool) *patient {
	withoutRace(t)
	p := &patient{t: t, strace: needTool(t, "strace"), dir: t.TempDir()}
	p.config = filepath.Join(p.dir, "config")
	write := func(name, text string) {
		if err := os.MkdirAll(p.config, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.config, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("agency.hcl", tortureAgency)
	state := filepath.Join(p.dir, "first.db")
	if !fresh {
		p.must(p.command("apply", p.config, "--state", state, "--auto-approve"))
		p.base = state
		p.before = p.show(state)
		write("more.hcl", tortureMore)
	}
	done := p.state("done")
	p.must(p.command("apply", p.config, "--state", done, "--auto-approve", "--override", "max-removals"))
	p.after = p.show(done)
	return p
}

const tortureAgency = `
agency {
  name          = "Torture"
  hub_id        = 1
  email_domains = ["t.example"]
}
employee "ann" {
  email = "ann@t.example"
  name  = "Ann"
}
employee "bob" {
  email = "bob@t.example"
  name  = "Bob"
}
client "acme" {
  name         = "Acme"
  hub_id       = 2
  super_admins = ["owner@acme.example"]
  access_link {
    admin       = employee.ann
    approved_by = "owner@acme.example"
    approved_on = "2026-11-01"
  }
  access {
    people         = [employee.bob]
    permission_set = permission_set.view_only
  }
}
`

const tortureMore = `
client "globex" {
  name         = "Globex"
  hub_id       = 3
  super_admins = ["owner@globex.example"]
  access_link {
    admin       = employee.ann
    approved_by = "owner@globex.example"
    approved_on = "2026-11-02"
  }
  access {
    people         = [employee.bob]
    permission_set = permission_set.view_only
  }
}
`

// command runs the program without strace.
func (p *patient) command(args ...string) *exec.Cmd {
	return p.environment(exec.Command(os.Args[0], append(args, "--now", "2026-11-21T09:00:00Z")...))
}

// tortured runs the program with a fault injected.
func (p *patient) tortured(inject string, args ...string) *exec.Cmd {
	call, _, _ := strings.Cut(inject, ":")
	strace := []string{"-f", "-qq", "-o", os.DevNull, "-e", "trace=" + call, "-e", "inject=" + inject, os.Args[0]}
	return p.environment(exec.Command(p.strace, append(append(strace, args...), "--now", "2026-11-21T09:00:00Z")...))
}

func (p *patient) environment(cmd *exec.Cmd) *exec.Cmd {
	cmd.Env = append(os.Environ(), programVariable+"=1", "GOMAXPROCS=1", "ACCREDIT_USER=torture", "HOME="+p.dir)
	cmd.Dir = p.dir
	return cmd
}

func (p *patient) must(cmd *exec.Cmd) string {
	p.t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		p.t.Fatalf("%v: %v\n%s%s", cmd.Args[1:], err, out, stderr.String())
	}
	return string(out)
}

// show is the state as JSON, without what is made by chance.
func (p *patient) show(state string) string {
	p.t.Helper()
	if _, err := os.Lstat(state); err != nil {
		return ""
	}
	var stderr bytes.Buffer
	cmd := p.command("show", "--state", state, "--format", "json")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if strings.Contains(stderr.String(), "there is no state") {
			return ""
		}
		p.t.Fatalf("the state cannot be shown: %v\n%s", err, stderr.String())
	}
	if p.base != "" {
		return string(out)
	}
	var lines []string
	for line := range strings.Lines(string(out)) {
		if !strings.Contains(line, `"lineage"`) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// state makes a copy of the state to work on.
func (p *patient) state(name string) string {
	path := filepath.Join(p.dir, name, "accredit.db")
	if err := errors.Join(os.RemoveAll(filepath.Dir(path)), os.MkdirAll(filepath.Dir(path), 0o755)); err != nil {
		p.t.Fatal(err)
	}
	if p.base != "" {
		data, err := os.ReadFile(p.base)
		if err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	return path
}

// try applies with a fault, and looks at what is left.
func (p *patient) try(name, inject string) {
	state := p.state(name)
	var stdout, stderr bytes.Buffer
	cmd := p.tortured(inject, "apply", p.config, "--state", state, "--auto-approve")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	now := p.show(state)
	switch {
	case err == nil && now != p.after:
		p.t.Errorf("%s: exit 0, and the state is not as it should be\n%s", inject, now)
	case err != nil && strings.Contains(stdout.String(), "Applied:") && now != p.after:
		p.t.Errorf("%s: it says applied and is not", inject)
	case now != p.before && now != p.after:
		p.t.Errorf("%s: the state is neither as before nor as after\n%s", inject, now)
	}
	if now != "" {
		p.must(p.command("state", "check", "--state", state))
	}
	p.must(p.command("apply", p.config, "--state", state, "--auto-approve"))
	if again := p.show(state); again != p.after {
		p.t.Errorf("%s: the next run does not end where it should\n%s", inject, again)
	}
}

// each tries a fault at the first call, and on in steps, and returns how many
// times it did.
func (p *patient) each(call, fault string, step int) (tried int) {
	for n := 1; ; n += step {
		if p.t.Failed() {
			return tried
		}
		before := p.count(call)
		if n > before {
			return tried
		}
		p.try(call, fmt.Sprintf("%s:%s", call, fmt.Sprintf(fault, n)))
		tried++
	}
}

// count is how many calls of a name the apply makes.
func (p *patient) count(call string) int {
	log := filepath.Join(p.dir, "count-"+call)
	if data, err := os.ReadFile(log); err == nil {
		return bytes.Count(data, []byte(call+"("))
	}
	state := p.state("count")
	cmd := p.environment(exec.Command(p.strace, "-f", "-qq", "-o", log, "-e", "trace="+call, os.Args[0],
		"apply", p.config, "--state", state, "--auto-approve", "--now", "2026-11-21T09:00:00Z"))
	p.must(cmd)
	data, err := os.ReadFile(log)
	if err != nil {
		p.t.Fatal(err)
	}
	return bytes.Count(data, []byte(call+"("))
}

// changing are the calls that change what is on the disk.
var changing = []string{"pwrite64", "write", "fsync", "ftruncate", "unlink", "unlinkat", "renameat"}

// A run that is killed at any call that changes the disk leaves the state as
// it was, or as it was to be; the next run needs no repair (T6).
func TestKilledAtEveryWrite(t *testing.T) {
	for name, fresh := range map[string]bool{"first apply": true, "second apply": false} {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t, fresh)
			total := 0
			for _, call := range changing {
				total += p.each(call, "signal=KILL:when=%d", stride(9))
			}
			t.Logf("%d kills survived", total)
			if total == 0 {
				t.Error("nothing was killed")
			}
		})
	}
}

// failing are the calls that may fail, and how.
var failing = []struct {
	call   string
	errors []string
}{
	{"pwrite64", []string{"EIO", "ENOSPC", "EROFS"}},
	{"pread64", []string{"EIO"}},
	{"write", []string{"EIO", "ENOSPC"}},
	{"fsync", []string{"EIO", "ENOSPC"}},
	{"openat", []string{"EMFILE", "EROFS", "EIO"}},
	{"unlink", []string{"EIO", "EROFS"}},
	{"renameat", []string{"EIO", "ENOSPC", "EROFS"}},
}

// A call that fails, once or from then on, is no success that is not one (T7).
func TestFailedAtEveryCall(t *testing.T) {
	p := newPatient(t, false)
	total := 0
	for _, f := range failing {
		for _, e := range f.errors {
			for _, when := range []string{"when=%d", "when=%d+"} {
				total += p.each(f.call, "error="+e+":"+when, stride(23))
			}
		}
	}
	t.Logf("%d faults survived", total)
	if total == 0 {
		t.Error("nothing failed")
	}
}

// Eight processes change one state fifty times each. Nothing is lost: a run
// that is not done says that another holds the state (T8).
func TestEightProcesses(t *testing.T) {
	withoutRace(t)
	processes, rounds := 8, 50
	if testing.Short() {
		rounds = 5
	}
	dir := t.TempDir()
	config := []string{tortureAgency}
	for p := range processes {
		for r := range rounds {
			config = append(config, fmt.Sprintf("client \"c%d_%d\" {\n  name = \"C\"\n  hub_id = %d\n}\n", p, r, 1000+p*100+r))
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "agency.hcl"), []byte(strings.Join(config, "")), 0o644); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, "accredit.db")
	run := func(args ...string) (string, error) {
		cmd := exec.Command(os.Args[0], append(args, "--chdir", dir, "--state", state)...)
		cmd.Env = append(os.Environ(), programVariable+"=1", "ACCREDIT_USER=torture", "HOME="+dir)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run("apply", "--auto-approve", "--now", "2026-11-21T09:00:00Z"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var wg sync.WaitGroup
	refused := make([]int, processes)
	for p := range processes {
		wg.Go(func() {
			for r := range rounds {
				for {
					out, err := run("link", "request", fmt.Sprintf("c%d_%d", p, r), "--admin", "ann")
					if err == nil {
						break
					}
					var exit *exec.ExitError
					if !errors.As(err, &exit) || exit.ExitCode() != 5 {
						t.Errorf("process %d: %v\n%s", p, err, out)
						return
					}
					refused[p]++
				}
			}
		})
	}
	wg.Wait()
	out, err := run("show", "--format", "json")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	links := strings.Count(out, `"approved_on": ""`)
	if want := processes * rounds; links != want {
		t.Errorf("%d links of %d are there", links, want)
	}
	if want := fmt.Sprintf(`"serial": %d`, 1+processes*rounds); !strings.Contains(out, want) {
		t.Errorf("the state is not at %s: %.200s", want, out)
	}
	if out, err := run("state", "check"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%d applies, refused with exit 5: %v", processes*rounds, refused)
}
