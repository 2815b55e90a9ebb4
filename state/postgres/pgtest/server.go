//go:build unix

package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"accredit/state"
)

// Variable names a server to use instead of one that is started: a URL of a
// database in which the user may create schemas and roles.
const Variable = "ACCREDIT_TEST_POSTGRES"

// Server is a running server.
type Server struct {
	base *url.URL // of a database, without a schema
	dir  string   // of a server of its own; empty: given
	bin  string
	as   *syscall.Credential
}

// shared is the server that the tests of a program have together.
var shared struct {
	sync.Mutex
	server *Server
}

// lasting is a test that cleans nothing up: what it starts ends with the
// program.
type lasting struct{ testing.TB }

func (lasting) Cleanup(func()) {}

// Start returns a server that no test may stop: the one that is given, or the
// one of the program's tests, which the first of them starts.
func Start(t testing.TB) *Server {
	t.Helper()
	given := os.Getenv(Variable)
	if given == "" {
		shared.Lock()
		defer shared.Unlock()
		if shared.server == nil {
			shared.server = StartOwn(lasting{t})
		}
		return shared.server
	}
	base, err := url.Parse(given)
	if err != nil {
		t.Fatalf("%s is not a URL", Variable)
	}
	return &Server{base: base}
}

// StartOwn starts a server of the test's own, that it may stop.
func StartOwn(t testing.TB) *Server {
	t.Helper()
	bin := binaries()
	if bin == "" {
		missing(t, "no PostgreSQL: install it (Debian: apt-get install postgresql), or name a server with "+Variable)
	}
	s := &Server{bin: bin, as: credential(t)}
	s.folder(t)
	s.create(t)
	s.start(t)
	return s
}

// missing skips a test that cannot be run here; in CI everything can.
func missing(t testing.TB, text string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// binaries finds the folder with initdb and what belongs to it: in PATH, or
// where Debian has the newest version.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_basebackup") // the pattern is sound
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4]) // 0 comes first
		return n
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("pg_basebackup"); err == nil {
		found = slices.Insert(found, 0, path)
	}
	for _, path := range found {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), "initdb")); err == nil {
			return filepath.Dir(path)
		}
	}
	return ""
}

// credential is whom the server runs as where the tests are run by root, as
// whom it does not start.
func credential(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	t.Fatal("there is neither a user postgres nor nobody to run the server as")
	return nil
}

// Standby starts a copy of the server that follows it and only reads.
func (s *Server) Standby(t testing.TB) *Server {
	t.Helper()
	standby := &Server{bin: s.bin, as: s.as}
	standby.folder(t)
	if err := standby.command("pg_basebackup", "-D", filepath.Join(standby.dir, "data"), "-h", s.dir, "-U", "accredit", "-R", "--no-sync", "--checkpoint=fast"); err != nil {
		t.Fatal(err)
	}
	standby.start(t)
	return standby
}

// folder makes the folder of a server of its own, whose path is short enough
// for a socket.
func (s *Server) folder(t testing.TB) {
	t.Helper()
	var err error
	if s.dir, err = os.MkdirTemp("", "accredit-pg-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { remove(t, s.dir) })
	if s.as != nil {
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	s.base = &url.URL{Scheme: "postgres", User: url.User("accredit"), Path: "/postgres", RawQuery: url.Values{"host": {s.dir}}.Encode()}
}

func remove(t testing.TB, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Error(err)
	}
}

// start runs the server until the test is over.
func (s *Server) start(t testing.TB) {
	t.Helper()
	s.Run(t)
	t.Cleanup(func() { _ = s.pgCtl("stop", "-m", "immediate") }) // it may be stopped already
	s.watch(t, "data/postmaster.pid", "QUIT")
}

// watch ends the process when the test program is over and has not.
func (s *Server) watch(t testing.TB, pidFile, signal string) {
	t.Helper()
	const script = `while kill -0 "$1" && test -d "$2"; do sleep 2; done; test -d "$2" && kill -s "$4" "$(head -n 1 "$2/$3")" && sleep 2; rm -rf "$2"`
	cmd := exec.Command("sh", "-c", script, "sh", strconv.Itoa(os.Getpid()), s.dir, pidFile, signal)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Release(); err != nil { // it ends by itself
		t.Fatal(err)
	}
}

// create makes the cluster, in which the user locked_maria needs a password
// and nobody else does. Where it can be had, its order of texts is not
// that of their bytes, so that what relies on the default is found.
func (s *Server) create(t testing.TB) {
	t.Helper()
	args := []string{"-D", filepath.Join(s.dir, "data"), "-U", "accredit", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"}
	if err := s.command("initdb", append(args, "--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8")...); err != nil {
		remove(t, filepath.Join(s.dir, "data"))
		if err := s.command("initdb", append(args, "--locale=C.UTF-8")...); err != nil {
			t.Fatal(err)
		}
	}
	const hba = "local all locked_maria scram-sha-256\nlocal all all trust\nlocal replication all trust\n"
	if err := os.WriteFile(filepath.Join(s.dir, "data", "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) command(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	if s.as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	}
	log, err := os.CreateTemp("", "accredit-pg-log-")
	if err != nil {
		return err
	}
	defer func() { _, _ = os.Remove(log.Name()), log.Close() }() // only what a program prints
	cmd.Stdout, cmd.Stderr = log, log                            // not a pipe: the server would keep it open
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(log.Name()) // for the message alone
		return fmt.Errorf("%s: %w\n%s", name, err, text)
	}
	return nil
}

func (s *Server) pgCtl(args ...string) error {
	return s.command("pg_ctl", append([]string{"-D", filepath.Join(s.dir, "data"), "-w", "-t", "120", "-l", filepath.Join(s.dir, "log")}, args...)...)
}

// Run starts the server, again after Crash.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	options := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c max_connections=60 -c deadlock_timeout=200ms", s.dir)
	if err := s.pgCtl("start", "-o", options); err != nil {
		text, _ := os.ReadFile(filepath.Join(s.dir, "log")) // for the message alone
		t.Fatalf("%v\n%s", err, text)
	}
}

// Crash is what an immediate shutdown is, and waits for the end of it.
func (s *Server) Crash(t testing.TB) {
	t.Helper()
	s.signal(t, "data/postmaster.pid", syscall.SIGQUIT)
}

// signal ends the process whose number stands in a file, and waits until the
// file is gone. Whoever inherits the process may be slow to
// bury it.
func (s *Server) signal(t testing.TB, name string, sig syscall.Signal) {
	t.Helper()
	file := filepath.Join(s.dir, name)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, sig); err != nil {
		t.Fatal(err)
	}
	for isThere(file) {
		time.Sleep(time.Millisecond)
	}
}

// Socket is the path of the server's socket; empty where it is not its own.
func (s *Server) Socket() string {
	if s.dir == "" {
		return ""
	}
	return filepath.Join(s.dir, ".s.PGSQL.5432")
}

// URL names a schema of its own, which is not there yet and is dropped when
// the test is over.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	schema := "t" + strings.ReplaceAll(state.NewID(), "-", "")[:16]
	t.Cleanup(func() { s.Exec(t, "DROP SCHEMA IF EXISTS "+schema+" CASCADE") })
	return s.With("search_path", schema)
}

// With is the URL with another setting.
func (s *Server) With(key, value string) string {
	u := *s.base
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// Exec runs statements as the user who may do everything.
func (s *Server) Exec(t testing.TB, statements ...string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	c, err := pgx.Connect(ctx, s.base.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(ctx) }() // nothing is pending
	for _, statement := range statements {
		if _, err := c.Exec(ctx, statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// Schema is the schema that a URL names.
func Schema(place string) string {
	u, err := url.Parse(place)
	if err != nil {
		return ""
	}
	return u.Query().Get("search_path")
}
