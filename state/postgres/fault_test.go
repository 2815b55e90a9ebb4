//go:build unix

package postgres

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"accredit/engine"
	"accredit/state"
	"accredit/state/postgres/pgtest"
	"accredit/state/statetest"
)

// fill makes a state with one revision.
func fill(t *testing.T, place string) {
	t.Helper()
	if _, err := open(t, place, Options{Mode: Create}).Apply(t.Context(), state.Revision{Who: "maria"}, always(statetest.Small())); err != nil {
		t.Fatal(err)
	}
}

func TestOpenFails(t *testing.T) {
	server := pgtest.Start(t)
	for name, c := range map[string]struct {
		statements []string // %s: the schema
		want       error
		says       string
	}{
		"newer":            {[]string{"INSERT INTO %s.goose_db_version (version_id, is_applied) VALUES (99, true)"}, state.ErrNewer, "schema version 99"},
		"another program":  {[]string{"DROP SCHEMA %s CASCADE", "CREATE SCHEMA %s", "CREATE TABLE %s.people (id int)"}, state.ErrForeign, "tables of another program"},
		"another's goose":  {[]string{"DROP SCHEMA %s CASCADE", "CREATE SCHEMA %s", "CREATE TABLE %s.goose_db_version AS SELECT 1 AS version_id", "CREATE TABLE %s.agency ()"}, state.ErrForeign, "tables of another program"},
		"a table is gone":  {[]string{"DROP TABLE %s.people"}, state.ErrDamaged, "people"},
		"a column is gone": {[]string{"ALTER TABLE %s.people DROP labels"}, state.ErrDamaged, "labels"},
	} {
		t.Run(name, func(t *testing.T) {
			place := server.URL(t)
			fill(t, place)
			for _, statement := range c.statements {
				server.Exec(t, strings.ReplaceAll(statement, "%s", pgtest.Schema(place)))
			}
			for _, mode := range []Mode{ReadOnly, Create} {
				s, err := Open(t.Context(), place, Options{Mode: mode})
				if err == nil { // damage is found when reading
					_, err = s.Read(t.Context(), state.ReadOptions{})
					s.Close()
				}
				if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), pgtest.Schema(place)) {
					t.Errorf("mode %d: %v, want %v", mode, err, c.want)
				}
			}
		})
	}
}

func TestJudge(t *testing.T) {
	a, err := parseAddress("postgres://h/d")
	if err != nil {
		t.Fatal(err)
	}
	good := found{server: 150000, encoding: "UTF8", exists: true, usable: true, tables: 13, ours: true, versions: true, schema: 1}
	for name, c := range map[string]struct {
		bend        func(*found)
		read, write error
	}{
		"good":     {func(*found) {}, nil, nil},
		"13":       {func(f *found) { f.server = 130000 }, nil, nil},
		"12":       {func(f *found) { f.server = 120022 }, state.ErrOld, state.ErrOld},
		"encoding": {func(f *found) { f.encoding = "LATIN1" }, state.ErrNoAccess, state.ErrNoAccess},
		"standby":  {func(f *found) { f.standby = true }, nil, state.ErrReadOnly},
		"older":    {func(f *found) { f.schema = 0; f.ours, f.versions, f.tables = false, true, 1 }, state.ErrNone, nil},
		"nothing":  {func(f *found) { *f = found{server: 150000, encoding: "UTF8"} }, state.ErrNone, nil},
		"foreign":  {func(f *found) { f.schema, f.versions, f.ours = 0, false, false }, state.ErrForeign, state.ErrForeign},
	} {
		f := good
		c.bend(&f)
		for mode, want := range map[Mode]error{ReadOnly: c.read, Create: c.write} {
			s := &Store{address: a, opts: Options{Mode: mode}}
			if err := s.judge(f, 1); !errors.Is(err, want) {
				t.Errorf("%s, mode %d: %v, want %v", name, mode, err, want)
			}
		}
	}
	s := &Store{address: a}
	if err := s.judge(good, 2); !errors.Is(err, state.ErrOlder) {
		t.Errorf("an older schema that is only read: %v, want ErrOlder", err)
	}
}

// TestStandby plans on a standby, and is told that it cannot apply there.
func TestStandby(t *testing.T) {
	server := pgtest.StartOwn(t)
	place := server.URL(t)
	fill(t, place)
	standby := server.Standby(t).With("search_path", pgtest.Schema(place))
	s := open(t, standby, Options{})
	if a, err := s.Read(t.Context(), state.ReadOptions{}); err != nil || a.Serial != 1 {
		t.Errorf("read: %v, %v", a, err)
	}
	whole(t, s)
	_, err := Open(t.Context(), standby, Options{Mode: Create})
	if !errors.Is(err, state.ErrReadOnly) || !strings.Contains(err.Error(), "standby") {
		t.Errorf("open for writing: %v, want ErrReadOnly", err)
	}
}

// TestDecisiveAttempt: a URL stands for several attempts, and the error is that
// of the one that came furthest.
func TestDecisiveAttempt(t *testing.T) {
	refused := errors.New("server refused TLS connection")
	server := func(code, message string) error {
		return fmt.Errorf("server error: %w", &pgconn.PgError{Severity: "FATAL", Code: code, Message: message})
	}
	dial := fmt.Errorf("dial error: %w", &net.OpError{Op: "dial", Err: errors.New("connection refused")})
	noRule := server("28000", `no pg_hba.conf entry for host "10.0.0.1", user "ci", no encryption`)
	certificate := fmt.Errorf("tls error: %w", x509.HostnameError{Certificate: &x509.Certificate{DNSNames: []string{"db.example"}}, Host: "h"})
	for name, c := range map[string]struct {
		place    string
		attempts []error
		says     string
	}{
		"no encryption, then the password": {"postgres://ci@h/d", []error{refused, server("28P01", "x")}, "the password of user"},
		"no encryption, then the database": {"postgres://ci@h/d", []error{refused, server("3D000", "x")}, "there is no database"},
		"no encryption, then a setting":    {"postgres://ci@h/d", []error{refused, server("42704", "pgbouncer")}, "Remove it from the URL"},
		"no encryption, then nobody":       {"postgres://ci@h/d", []error{refused, dial}, "no server answers: connection refused"},
		"no encryption where it must be":   {"postgres://ci@h/d?sslmode=require", []error{refused}, "cannot be encrypted"},
		"no rule, then the password":       {"postgres://ci@h/d?sslmode=allow", []error{noRule, server("28P01", "x")}, "the password of user"},
		"the password, then no rule":       {"postgres://ci@h/d", []error{server("28P01", "x"), noRule}, "the password of user"},
		"nobody, then the certificate":     {"postgres://ci@g,h/d?sslmode=verify-full", []error{dial, certificate}, "cannot be encrypted"},
		"nobody, then the password":        {"postgres://ci@g,h/d?sslmode=disable", []error{dial, server("28P01", "x"), dial}, "the password of user"},
	} {
		a, err := parseAddress(c.place)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&Store{address: a}).decide(c.attempts); !strings.Contains(got.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, got, c.says)
		}
	}
}

// TestTLS meets a server that refuses to encrypt, one that cannot, and one
// with a certificate that nobody knows.
func TestTLS(t *testing.T) {
	for name, c := range map[string]struct {
		mode, says string
		greet      func(net.Conn)
	}{
		"refused": {"require", "refused TLS", func(c net.Conn) { c.Write([]byte("N")) }},
		"unknown": {"verify-full&sslrootcert=system", "certificate", func(c net.Conn) {
			c.Write([]byte("S"))
			tls.Server(c, &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}}).Handshake()
		}},
		"rubbish": {"require", "cannot be encrypted", func(c net.Conn) { c.Write([]byte("SHTTP/1.1 400 Bad Request\r\n\r\n")) }},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					io.ReadFull(conn, make([]byte, 8)) // SSLRequest
					c.greet(conn)
					conn.Close()
				}
			}()
			_, err = Open(t.Context(), fmt.Sprintf("postgres://maria:s3cret@%s/d?sslmode=%s", l.Addr(), c.mode), Options{})
			if !errors.Is(err, state.ErrNoAccess) || !strings.Contains(err.Error(), c.says) || strings.Contains(fmt.Sprintf("%+v", err), "s3cret") {
				t.Errorf("%v", err)
			}
		})
	}
}

func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"db.example"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// TestPassword goes wrong with a server that wants a password.
func TestPassword(t *testing.T) {
	server := pgtest.StartOwn(t)
	server.Exec(t, "CREATE ROLE locked_maria LOGIN PASSWORD 's3cret'")
	place := server.URL(t)
	fill(t, place)
	for user, right := range map[string]bool{"locked_maria:s3cret": true, "locked_maria:wr0ng-s3cret": false, "locked_maria": false, "nobody:s3cret": false} {
		_, err := Open(t.Context(), as(place, user), Options{})
		if !errors.Is(err, state.ErrNoAccess) { // with the right one there are no rights
			t.Errorf("%s: %v", user, err)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), "s3cret") {
				t.Errorf("%s: the password is in %#v", user, e)
			}
		}
		if strings.Contains(err.Error(), "does not have the rights") != right && user != "nobody:s3cret" {
			t.Errorf("%s: %v", user, err)
		}
	}
}

// TestDeadServer loses the server between two calls and in the middle of one.
func TestDeadServer(t *testing.T) {
	server := pgtest.StartOwn(t)
	place := server.URL(t)
	fill(t, place)
	s := open(t, place, Options{Mode: Create, Wait: time.Second})
	_, err := s.Apply(t.Context(), state.Revision{}, func(*engine.Access) (*engine.Changes, error) {
		server.Crash(t)
		return statetest.Named("never"), nil
	})
	if !errors.Is(err, state.ErrNoServer) || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("apply: %v, want ErrNoServer", err)
	}
	if _, err := s.Read(t.Context(), state.ReadOptions{}); !errors.Is(err, state.ErrNoServer) {
		t.Errorf("read: %v, want ErrNoServer", err)
	}
	server.Run(t)
	if a, err := s.Read(t.Context(), state.ReadOptions{}); err != nil || a.Agency.Name != "Northwind Growth" {
		t.Errorf("read when it is back: %v, %v", a, err)
	}
}

// TestHostileSettings: neither the role's settings nor temporary tables of a
// shared connection change what is read and written.
func TestHostileSettings(t *testing.T) {
	server := pgtest.Start(t)
	place := server.URL(t)
	fill(t, place)
	u, err := url.Parse(place)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for key, value := range map[string]string{
		"default_transaction_isolation": "read committed", "default_transaction_read_only": "on", "extra_float_digits": "-10",
		"lc_messages": "C", "DateStyle": "German", "synchronous_commit": "off", "bytea_output": "escape", "standard_conforming_strings": "off",
	} {
		q.Set(key, value)
	}
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	s := open(t, u.String(), Options{Mode: Create})
	s.db.SetMaxOpenConns(1)
	err = s.with(t.Context(), func(c *sql.Conn) error {
		for _, statement := range []string{"BEGIN READ WRITE", "CREATE TEMPORARY TABLE people (LIKE " + s.name("people") + ")", "COMMIT"} {
			if err := run(t.Context(), c, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := s.Read(t.Context(), state.ReadOptions{}); err != nil || len(a.People) != 2 {
		t.Fatalf("beside a temporary table: %+v, %v", a, err)
	}
	statetest.Lived(t, s)
	a, err := s.Read(t.Context(), state.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := open(t, place, Options{}).Read(t.Context(), state.ReadOptions{})
	if diff := statetest.Diff(b, a); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	whole(t, s)
}
