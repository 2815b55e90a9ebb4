//go:build unix

package main

import (
	"path/filepath"
	"strings"
	"testing"

	"accredit/state/postgres/pgtest"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestPostgresScripts gives each script a schema of its own as $PG, another
// as $PG2, and as $LOCKED one whose user needs the password s3cr3t-w0rd.
func TestPostgresScripts(t *testing.T) {
	server := pgtest.StartOwn(t)
	server.Exec(t, "CREATE ROLE locked_maria LOGIN SUPERUSER PASSWORD 's3cr3t-w0rd'")
	runScripts(t, scripts(t, func(name string) bool { return strings.HasPrefix(name, "postgres_") }), func(env *testscript.Env) {
		env.Setenv("PG", server.URL(t))
		env.Setenv("PG2", server.URL(t))
		env.Setenv("SERVER", server.With("connect_timeout", "20"))
		env.Setenv("SOCKETS", filepath.Dir(server.Socket()))
		locked := strings.Replace(server.URL(t), "//accredit@", "//locked_maria:PASSWORD@", 1)
		env.Setenv("LOCKED", strings.Replace(locked, "PASSWORD", "s3cr3t-w0rd", 1))
		env.Setenv("WRONG", strings.Replace(locked, "PASSWORD", "wr0ng-w0rd", 1))
	})
}
