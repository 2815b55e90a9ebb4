package postgres

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"accredit/state"
)

// Codes of PostgreSQL (SQLSTATE).
const (
	serializationFailure  = "40001"
	deadlockDetected      = "40P01"
	lockNotAvailable      = "55P03"
	insufficientPrivilege = "42501"
	inTheFuture           = "22023" // of pg_xact_status: no such transaction yet
)

func hasCode(err error, code string) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == code
}

// isRetryable: the server rolled back, and asks to begin again.
func isRetryable(err error) bool {
	return hasCode(err, serializationFailure) || hasCode(err, deadlockDetected)
}

// isLost: the error of a COMMIT does not say whether it was made. Only a
// plain error of the server does: then it was not.
func isLost(err error) bool {
	var e *pgconn.PgError
	return err != nil && (!errors.As(err, &e) || e.SeverityUnlocalized != "ERROR")
}

// isDisconnected: the connection ended.
func isDisconnected(err error) bool {
	var network net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, pgconn.ErrConnClosed) || errors.As(err, &network)
}

// translate makes an error of PostgreSQL one of package state. Everything
// else, and what is translated already, passes as it is. No error of a
// connection attempt is kept: it carries the configuration.
func (s *Store) translate(ctx context.Context, err error) error {
	var server *pgconn.PgError
	var connect *pgconn.ConnectError
	if err != nil && !isTranslated(err) && errors.As(err, &connect) && ctx.Err() == nil {
		return s.unconnected(connect)
	}
	switch {
	case err == nil || isTranslated(err):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, state.ErrDamaged):
		return s.damaged(err)
	case isTLS(err):
		return s.unencrypted(err)
	case errors.As(err, &server):
		return s.refusal(server, err)
	case isDisconnected(err):
		return s.fault(state.ErrNoServer, "the connection was lost, and nothing was changed: "+innermost(err), "Try again", err)
	}
	return err
}

func (s *Store) unencrypted(err error) error {
	return s.fault(state.ErrNoAccess, "the connection cannot be encrypted: "+innermost(err),
		"Check sslmode and sslrootcert in the URL, and the certificate of the server", nil)
}

func isTranslated(err error) bool {
	var file *state.FileError
	var locked *state.LockedError
	var newer *state.NewerError
	var unknown *state.UnknownError
	return errors.As(err, &file) || errors.As(err, &locked) || errors.As(err, &newer) || errors.As(err, &unknown)
}

// refusal explains what the server said.
func (s *Store) refusal(e *pgconn.PgError, err error) error {
	config := s.address.config
	var attempt *attemptError
	unconnected := errors.As(err, &attempt)
	switch {
	case e.Code == "28P01":
		return s.fault(state.ErrNoAccess, fmt.Sprintf("the password of user %q is wrong, or there is no such user", config.User),
			"Check the URL, PGPASSWORD and ~/.pgpass", e)
	case strings.HasPrefix(e.Code, "28"):
		return s.fault(state.ErrNoAccess, fmt.Sprintf("user %q is not let in: %s", config.User, e.Message),
			"Check user, database and sslmode in the URL, and pg_hba.conf on the server", e)
	case e.Code == "3D000":
		return s.fault(state.ErrNoAccess, fmt.Sprintf("there is no database %q", config.Database), "Create it, or name another in the URL", e)
	case e.Code == insufficientPrivilege:
		return s.noRights(e.Message)
	case e.Code == "25006":
		return s.fault(state.ErrReadOnly, "the server is a standby, or only reads", "Name the primary", e)
	case e.Code == lockNotAvailable:
		return &state.LockedError{Path: s.address.shown, Waited: max(0, s.opts.Wait), Err: e}
	case e.Code == serializationFailure || e.Code == deadlockDetected:
		return &state.LockedError{Path: s.address.shown, Err: e}
	case e.Code == "57014":
		return s.fault(state.ErrNoAccess, "a statement took too long, and nothing was changed", "Look for what the server is busy with", e)
	case strings.HasPrefix(e.Code, "57P") || e.Code == "25P03":
		return s.fault(state.ErrNoServer, "the server ended the connection, and nothing was changed: "+e.Message, "Try again", e)
	case strings.HasPrefix(e.Code, "53"):
		return s.fault(state.ErrNoServer, "the server has no room: "+e.Message, "Make room on the server, and try again", e)
	case strings.HasPrefix(e.Code, "XX"):
		return s.damaged(e)
	case e.Code == "42P01" || e.Code == "42703":
		return s.fault(state.ErrDamaged, "a table is not as it should be ("+e.Message+")", "Put a backup in its place", e)
	case e.Code == "42704" && unconnected:
		return s.fault(state.ErrNoServer, "the server, or a pooler before it, does not take a setting of the URL: "+e.Message, "Remove it from the URL", e)
	case e.Code == "42704" || e.Code == "0A000" || strings.HasPrefix(e.Code, "08"):
		return s.fault(state.ErrNoServer, "the server, or a pooler before it, does not take part: "+e.Message, "", e)
	}
	if unconnected {
		return s.fault(state.ErrNoAccess, "the server refuses the connection: "+e.Message, "Check the settings in the URL", e)
	}
	return err
}

func (s *Store) damaged(err error) error {
	return s.fault(state.ErrDamaged, "it is damaged ("+err.Error()+")", "Put a backup in its place", err)
}

// isTLS: the two sides do not agree about encryption.
func isTLS(err error) bool {
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		alert     tls.AlertError
	)
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid) || errors.As(err, &verify) ||
		errors.As(err, &record) || errors.As(err, &alert) || isRefusedTLS(err)
}

// innermost is the text of what lies at the bottom of an error: without the
// connection's settings, which stand around it.
func innermost(err error) string {
	for {
		var inner error
		switch e := err.(type) { //nolint:errorlint // walks down on purpose
		case interface{ Unwrap() error }:
			inner = e.Unwrap()
		case interface{ Unwrap() []error }:
			if list := e.Unwrap(); len(list) > 0 {
				inner = list[len(list)-1]
			}
		}
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
