package postgres

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"accredit/state"
)

// attemptError is why one attempt to connect failed.
type attemptError struct{ error }

func (e *attemptError) Unwrap() error { return e.error }

// unconnected explains why no attempt to connect succeeded. A URL stands for
// several: each address of each host, with encryption and without. The first
// one often fails for a reason that does not matter, since the next one goes
// on without encryption; the one that came furthest is the one to mend.
func (s *Store) unconnected(all *pgconn.ConnectError) error {
	return s.decide(attemptsOf(all.Unwrap()))
}

func (s *Store) decide(attempts []error) error {
	var decisive error
	reached := -1
	for _, err := range attempts {
		if far := s.howFar(err); far > reached {
			decisive, reached = err, far
		}
	}
	var server *pgconn.PgError
	switch {
	case errors.As(decisive, &server):
		return s.refusal(server, &attemptError{decisive})
	case isTLS(decisive):
		return s.unencrypted(decisive)
	}
	return s.fault(state.ErrNoServer, "no server answers: "+innermost(decisive), "Check host and port, and that the server runs", nil)
}

// howFar says how far an attempt came: to no server at all, to one that would
// not encrypt, or to one that answered. That a server has no rule for a
// connection that is encrypted, or for one that is not, is said of each kind
// and matters less than what it says of the other.
func (s *Store) howFar(err error) int {
	var server *pgconn.PgError
	switch {
	case errors.As(err, &server) && server.Code == "28000" && strings.Contains(server.Message, "pg_hba.conf"):
		return 3
	case errors.As(err, &server):
		return 4
	case isRefusedTLS(err) && s.mayBePlain():
		return 0
	case isTLS(err):
		return 2
	}
	return 1
}

// mayBePlain reports whether one of the attempts is made without encryption.
func (s *Store) mayBePlain() bool {
	config := s.address.config
	if config.TLSConfig == nil {
		return true
	}
	for _, fallback := range config.Fallbacks {
		if fallback.TLSConfig == nil {
			return true
		}
	}
	return false
}

// attemptsOf takes an error of several attempts apart.
func attemptsOf(err error) []error {
	if several, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // only the outermost joins attempts
		return several.Unwrap()
	}
	return []error{err}
}

// isRefusedTLS reports whether the server said that it does not encrypt.
// pgconn has no name for that but its text.
func isRefusedTLS(err error) bool {
	return err != nil && strings.Contains(err.Error(), "refused TLS connection")
}
