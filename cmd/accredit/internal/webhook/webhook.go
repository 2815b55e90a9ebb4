// Package webhook sends one message to a web address, signed, with a few
// bounded retries.
//
// It does not know what it sends or when it is worth sending, keeps nothing,
// follows no redirect, and never prints more of the address than its host,
// since the path is often the secret.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// SignatureHeader carries the signature of a message, "t=TIME,v1=HEX": TIME
// is in seconds since 1970, HEX the HMAC-SHA256, with the shared secret, of
// TIME, a full stop and the body. Whoever receives it compares, and refuses an
// old TIME, so that a message cannot be sent again.
const SignatureHeader = "X-Accredit-Signature"

// Bounds of sending.
const (
	tries   = 4
	timeout = 10 * time.Second // of one try
	patient = 45 * time.Second // of all
)

// Message is what is to be sent.
type Message struct {
	URL         *url.URL
	ContentType string
	Body        []byte
	Secret      string // empty: not signed
	At          time.Time
}

// ParseURL reads the address of a webhook: https, or http on this machine. The
// error names nothing of it but the host.
func ParseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, errors.New("it is not a URL")
	case u.Host == "" || u.Opaque != "":
		return nil, errors.New("it is not a URL with a host: write https://host/path")
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return u, nil
	}
	return nil, fmt.Errorf("%s is not reached with https, and is not this machine", u.Host)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Signature signs a body at a moment.
func Signature(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// Send sends the message, and again when it is likely to help: where nobody
// answered, or the answer was 429 or 5xx.
func Send(ctx context.Context, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	client := &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval = 250 * time.Millisecond
	_, err := backoff.Retry(ctx, func() (struct{}, error) { return struct{}{}, try(ctx, client, m) },
		backoff.WithBackOff(pause), backoff.WithMaxTries(tries), backoff.WithMaxElapsedTime(patient))
	if err != nil {
		return fmt.Errorf("notify %s: %w", m.URL.Host, withoutURL(err))
	}
	return nil
}

func try(ctx context.Context, client *http.Client, m Message) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL.String(), bytes.NewReader(m.Body))
	if err != nil {
		return backoff.Permanent(err)
	}
	req.Header.Set("Content-Type", m.ContentType)
	req.Header.Set("User-Agent", "accredit")
	if m.Secret != "" {
		req.Header.Set(SignatureHeader, Signature(m.Secret, m.At, m.Body))
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection can be used again
	_ = resp.Body.Close()                                         // nothing is read from it
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode == http.StatusTooManyRequests:
		if wait, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && wait > 0 && wait <= int(timeout.Seconds()) {
			return backoff.RetryAfter(wait)
		}
		return fmt.Errorf("it answered %s", resp.Status)
	case resp.StatusCode/100 == 5:
		return fmt.Errorf("it answered %s", resp.Status)
	}
	return backoff.Permanent(fmt.Errorf("it answered %s", resp.Status))
}

// withoutURL takes the address out of an error of the HTTP client.
func withoutURL(err error) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		return withoutURL(asked.Err)
	}
	return err
}
