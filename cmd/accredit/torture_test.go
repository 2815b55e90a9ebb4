package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/state"
	"accredit/state/postgres"
	"accredit/state/postgres/pgtest"
	"accredit/state/sqlite"

	"github.com/google/go-cmp/cmp"
)

// What a small apply does to the disk, one call after the other, is killed or
// made to fail at each of its calls (docs/reliability.md, T6 and T7). The run is
// this test program as accredit, under strace, with all of its work on one
// thread, so that the n-th call is the n-th call.

const programVariable = "ACCREDIT_TEST_PROGRAM"

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

// patient is a command that can be started over and over on copies of one state.
type patient struct {
	t             *testing.T
	strace        string
	dir           string
	server        *pgtest.Server // where states are; nil: in files
	base          string         // the state before, a file; empty: none
	before, after *recorded      // nil: none
	args          []string       // the command; the state is named behind it
	promise       string         // what it says only of what is recorded
	calls         string         // that it makes, as strace writes them
}

// recorded is all that a state holds now.
type recorded struct {
	Access *engine.Access
	Runs   []engine.RunPart // closed ones too
}

func newPatient(t *testing.T, server *pgtest.Server) *patient {
	withoutRace(t)
	return &patient{t: t, strace: needTool(t, "strace"), dir: t.TempDir(), server: server}
}

// applying prepares a state with a first apply, and what a second makes of it.
func applying(t *testing.T, fresh bool) *patient {
	p := newPatient(t, nil)
	p.promise = "Recorded as done:"
	p.write("config/agency.hcl", tortureAgency)
	p.args = []string{"apply", "config", "--auto-approve"}
	if !fresh {
		p.begin(p.args)
		p.write("config/more.hcl", tortureMore)
	}
	p.end()
	return p
}

func (p *patient) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		p.t.Fatal(err)
	}
}

// begin makes the state before.
func (p *patient) begin(commands ...[]string) {
	p.t.Helper()
	base := filepath.Join(p.dir, "first.db")
	for _, args := range commands {
		p.must(p.command(base, args))
	}
	server := p.server
	p.base, p.server = base, nil
	p.before = p.read(base)
	p.server = server
}

// end finds what the command makes of it.
func (p *patient) end() {
	p.t.Helper()
	done := p.state("done")
	p.must(p.command(done, p.args))
	if p.after = p.read(done); reflect.DeepEqual(p.before, p.after) {
		p.t.Fatalf("%q does nothing", p.args)
	}
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
func (p *patient) command(state string, args []string) *exec.Cmd {
	return p.environment(exec.Command(os.Args[0], p.on(state, args)...))
}

// tortured runs the program under strace, which is told what to do.
func (p *patient) tortured(state string, tell ...string) *exec.Cmd {
	tell = append(append([]string{"-f", "-qq"}, tell...), os.Args[0])
	return p.environment(exec.Command(p.strace, append(tell, p.on(state, p.args)...)...))
}

// on adds the state and the moment to a command, unless it has one.
func (p *patient) on(state string, args []string) []string {
	args = append(slices.Clone(args), "--state", state)
	if !slices.Contains(args, "--now") {
		args = append(args, "--now", "2026-11-21T09:00:00Z")
	}
	return args
}

func (p *patient) environment(cmd *exec.Cmd) *exec.Cmd {
	cmd.Env = append(os.Environ(), programVariable+"=1", "GOMAXPROCS=1", "ACCREDIT_USER=ann@t.example", "HOME="+p.dir)
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

// open opens a state as it is. Returns nil where there is none.
func (p *patient) open(place string) state.Store {
	p.t.Helper()
	var s state.Store
	var err error
	if p.server != nil {
		s, err = postgres.Open(p.t.Context(), place, postgres.Options{})
	} else {
		s, err = sqlite.Open(p.t.Context(), place, sqlite.Options{})
	}
	if errors.Is(err, state.ErrNone) {
		return nil
	}
	if err != nil {
		p.t.Fatalf("the state cannot be opened: %v", err)
	}
	return s
}

// read returns what is recorded, without what is made by chance, and nil where
// there is no state. A state that is there must be sound.
func (p *patient) read(place string) *recorded {
	p.t.Helper()
	s := p.open(place)
	if s == nil {
		return nil
	}
	defer func() { _ = s.Close() }() // it was only read
	a, err := s.Read(p.t.Context(), state.ReadOptions{})
	if errors.Is(err, state.ErrNone) {
		return nil
	}
	problems, errCheck := s.Check(p.t.Context())
	forged, errVerify := s.VerifyHistory(p.t.Context())
	all, errRuns := s.Runs(p.t.Context())
	if err := errors.Join(err, errCheck, errVerify, errRuns); err != nil || len(problems)+len(forged) > 0 {
		p.t.Fatalf("the state is not sound: %v, %v, %v", problems, forged, err)
	}
	a.Hash = "" // over moments and random ids
	if p.base == "" {
		a.Lineage = ""
	}
	return &recorded{a, all}
}

// state makes a copy of the state to work on.
func (p *patient) state(name string) string {
	if p.server != nil {
		return p.onServer()
	}
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

// onServer makes it a schema of its own.
func (p *patient) onServer() string {
	url := p.server.URL(p.t)
	if p.base == "" {
		return url
	}
	from, err := sqlite.Open(p.t.Context(), p.base, sqlite.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	to, err := postgres.Open(p.t.Context(), url, postgres.Options{Mode: postgres.Create})
	if err != nil {
		p.t.Fatal(err)
	}
	_, err = to.Fill(p.t.Context(), from.Dump(p.t.Context()))
	if err := errors.Join(err, from.Close(), to.Close()); err != nil {
		p.t.Fatal(err)
	}
	return url
}

// try runs the command with a fault, and looks at what is left.
func (p *patient) try(name, inject string) {
	state := p.state(name)
	var stdout, stderr bytes.Buffer
	cmd := p.tortured(state, "-o", os.DevNull, "-e", "trace="+name, "-e", "inject="+inject)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	now := p.read(state)
	isAfter := reflect.DeepEqual(now, p.after)
	switch {
	case err == nil && !isAfter:
		p.t.Errorf("%s: exit 0, and the state is not as it should be (-want +got)\n%s", inject, cmp.Diff(p.after, now))
	case err != nil && strings.Contains(stdout.String(), p.promise) && !isAfter:
		p.t.Errorf("%s: it says %s and is not", inject, p.promise)
	case !isAfter && !reflect.DeepEqual(now, p.before):
		p.t.Errorf("%s: the state is neither as before nor as after (-before +now)\n%s", inject, cmp.Diff(p.before, now))
	}
	if out, err := p.command(state, p.args).CombinedOutput(); err != nil && !isAfter { // what is done may be refused
		p.t.Fatalf("%s: the next run: %v\n%s", inject, err, out)
	}
	if again := p.read(state); !reflect.DeepEqual(again, p.after) {
		p.t.Errorf("%s: the next run does not end where it should (-want +got)\n%s", inject, cmp.Diff(p.after, again))
	}
}

// fault is what happens to the n-th call of a name.
type fault struct{ call, injected string }

// faults lists one fault at each call of a name that the command makes; format
// says what happens to the n-th.
func (p *patient) faults(call, format string) []fault {
	var list []fault
	for n := range p.count(call) {
		list = append(list, fault{call, call + ":" + fmt.Sprintf(format, n+1)})
	}
	return list
}

// tryAll tries each fault, or a sample of about fast, until one shows a
// mistake.
func (p *patient) tryAll(list []fault, fast int) {
	if len(list) == 0 {
		p.t.Error("no call to fail was found")
	}
	tried := 0
	for i := 0; i < len(list) && !p.t.Failed(); i += suite.Every(len(list)/fast + 1) {
		p.try(list[i].call, list[i].injected)
		tried++
	}
	p.t.Logf("%d of %d faults survived", tried, len(list))
}

// count is how many calls of a name the command makes.
func (p *patient) count(call string) int {
	if p.calls == "" {
		log := filepath.Join(p.dir, "calls")
		p.must(p.tortured(p.state("count"), "-o", log))
		data, err := os.ReadFile(log)
		if err != nil {
			p.t.Fatal(err)
		}
		p.calls = string(data)
	}
	return strings.Count(p.calls, " "+call+"(")
}

// changing are the calls that change what is on the disk.
var changing = []string{"pwrite64", "write", "fsync", "ftruncate", "unlink", "unlinkat", "renameat"}

// A run that is killed at any call that changes the disk leaves the state as
// it was, or as it was to be; the next run needs no repair (T6).
func TestKilledAtEveryWrite(t *testing.T) {
	for name, fresh := range map[string]bool{"first apply": true, "second apply": false} {
		t.Run(name, func(t *testing.T) {
			p := applying(t, fresh)
			var list []fault
			for _, call := range changing {
				list = append(list, p.faults(call, "signal=KILL:when=%d")...)
			}
			p.tryAll(list, 4)
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
	p := applying(t, false)
	var list []fault
	for _, f := range failing {
		for _, e := range f.errors {
			for _, when := range []string{"when=%d", "when=%d+"} {
				list = append(list, p.faults(f.call, "error="+e+":"+when)...)
			}
		}
	}
	p.tryAll(list, 8)
}

// Eight processes change one state fifty times each. Nothing is lost: a run
// that is not done says that another holds the state (T8).
func TestEightProcesses(t *testing.T) {
	withoutRace(t)
	processes, rounds := 8, suite.Sample(50, 3)
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
