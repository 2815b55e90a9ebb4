//go:build unix

package pgtest

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Pooler starts PgBouncer before the server, which gives every transaction
// another connection.
func (s *Server) Pooler(t testing.TB) *Server {
	t.Helper()
	path, err := exec.LookPath("pgbouncer")
	if err != nil {
		if path = "/usr/sbin/pgbouncer"; !isThere(path) {
			missing(t, "no PgBouncer: install it (Debian: apt-get install pgbouncer)")
		}
	}
	p := &Server{bin: filepath.Dir(path), as: s.as}
	p.folder(t)
	p.base.RawQuery = url.Values{"host": {p.dir}, "port": {"6432"}}.Encode()
	config := filepath.Join(p.dir, "pgbouncer.ini")
	if err := os.WriteFile(config, fmt.Appendf(nil, `[databases]
postgres = host=%s user=accredit
[pgbouncer]
listen_addr =
unix_socket_dir = %s
auth_type = any
pool_mode = transaction
default_pool_size = 20
server_round_robin = 1
logfile = %s/log
pidfile = %s/pid
`, s.dir, p.dir, p.dir, p.dir), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := p.command("pgbouncer", "-d", config); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if isThere(filepath.Join(p.dir, ".s.PGSQL.6432")) {
			t.Cleanup(func() { p.signal(t, "pid", syscall.SIGTERM) })
			p.watch(t, "pid", "TERM")
			return p
		}
		time.Sleep(10 * time.Millisecond)
	}
	text, _ := os.ReadFile(filepath.Join(p.dir, "log")) // for the message alone
	t.Fatalf("the pooler does not come up: %s", text)
	return nil
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
