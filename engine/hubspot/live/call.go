package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// call is one request to the API.
type call struct {
	method string
	path   string // escaped
	query  url.Values
	body   any   // nil: none
	write  bool  // it changes something: it is tried once
	slow   *pace // one that counts beside the account's
}

// lost is a call without an answer that can be read.
type lost struct {
	text  string // cleaned
	sure  bool   // nothing of the request has left
	final bool   // asking again would not help
	cause error  // an error of the context; nil: something else
}

func (l *lost) Error() string { return l.text }

// Unwrap tells whether somebody canceled it.
func (l *lost) Unwrap() error { return l.cause }

// do makes a call and reads its answer into a value; nil: it is not looked at.
func (a *Account) do(ctx context.Context, r call, into any) error {
	body, err := a.try(ctx, r)
	if err != nil || into == nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return &lost{text: fmt.Sprintf("the answer to %s is not as HubSpot writes it: %s", r.path, clean(err.Error(), a.key.reveal()))}
	}
	return nil
}

// try makes a call, a read again where that may help.
func (a *Account) try(ctx context.Context, r call) ([]byte, error) {
	for n := 0; ; n++ {
		body, err := a.once(ctx, r)
		var p *Problem
		switch {
		case err == nil:
			return body, nil
		case r.write, n+1 == tries, ctx.Err() != nil, errors.Is(err, ErrStopped):
			return nil, err
		case errors.As(err, &p) && (!isPassing(p.Status) || errors.Is(err, ErrDaily)):
			return nil, err
		case p == nil && !mayComeBack(err):
			return nil, err
		}
		pause, ok := pauseAfter(n, p)
		if !ok {
			return nil, fmt.Errorf("%w (it may be asked again in %s, which is too long to wait)", err, p.after)
		}
		if err := a.c.wait(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// mayComeBack reports whether a call had no answer, and may have one the next time.
func mayComeBack(err error) bool {
	var l *lost
	return errors.As(err, &l) && !l.final
}

// once makes a call a single time.
func (a *Account) once(ctx context.Context, r call) ([]byte, error) {
	for _, p := range []*pace{a.pace, r.slow} {
		if p == nil {
			continue
		}
		if err := p.take(ctx); err != nil {
			return nil, &lost{text: err.Error(), sure: true, cause: err}
		}
	}
	if err := a.mayCall(); err != nil {
		return nil, err
	}
	body, err := a.send(ctx, r)
	if ctx.Err() == nil {
		a.c.tally(a.hubID, err)
	}
	var p *Problem
	switch {
	case !errors.As(err, &p):
	case p.Status == http.StatusUnauthorized:
		err = fmt.Errorf("%w: %w", ErrUnauthorized, err)
		a.c.bury(a.key, err)
	case p.Status == http.StatusTooManyRequests && p.Policy == "DAILY":
		err = a.endDay(p)
	}
	return body, err
}

// send sends a request, and reads the answer.
func (a *Account) send(ctx context.Context, r call) ([]byte, error) {
	limit := readTime
	if r.write {
		limit = writeTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var left atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { left.Store(true) }})
	req, err := a.request(ctx, r)
	if err != nil {
		return nil, err
	}
	resp, err := a.c.http.Do(req)
	if err != nil {
		return nil, a.lost(ctx, err, !left.Load())
	}
	defer func() { _ = resp.Body.Close() }() // nothing more is read from it
	a.pace.heed(resp.Header)
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, a.lost(ctx, err, false)
	}
	return a.judge(r, resp, body)
}

// request makes the request. The key is set on nothing that goes elsewhere.
func (a *Account) request(ctx context.Context, r call) (*http.Request, error) {
	var body io.Reader
	if r.body != nil {
		text, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	u := a.c.base.String() + r.path
	if len(r.query) > 0 {
		u += "?" + r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u, body)
	if err != nil {
		return nil, &lost{text: "the request could not be made", sure: true}
	}
	if !isOf(a.c.base, req) {
		return nil, &lost{text: "the request would have gone elsewhere", sure: true}
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "accredit")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.write {
		req.GetBody = nil // nobody sends it again
	}
	req.Header.Set("Authorization", "Bearer "+a.key.reveal())
	return req, nil
}

// lost makes the error of a call that nobody answered. Such errors quote what came
// over the line, so that they are cleaned as every text from outside.
func (a *Account) lost(ctx context.Context, err error, sure bool) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		err = asked.Err
	}
	l := &lost{text: "no answer from HubSpot: " + clean(err.Error(), a.key.reveal()), sure: sure}
	if cause := ctx.Err(); cause != nil {
		l.cause = cause
		if errors.Is(cause, context.DeadlineExceeded) {
			l.text = "no answer from HubSpot in time"
		}
	}
	return l
}

// judge says what an answer is: JSON of a success, or a problem.
func (a *Account) judge(r call, resp *http.Response, body []byte) ([]byte, error) {
	if len(body) > maxBody {
		return nil, &lost{text: fmt.Sprintf("the answer is longer than %d MiB", maxBody>>20), final: true}
	}
	if secret := a.key.reveal(); secret != "" { // an answer that repeats the key is not passed on with it
		body = bytes.ReplaceAll(withoutEscapes(body), []byte(secret), []byte(shownKey))
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	isJSON := (strings.HasSuffix(kind, "/json") || strings.HasSuffix(kind, "+json")) && json.Valid(body)
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return nil, &lost{text: fmt.Sprintf("HubSpot answers %d, to look elsewhere: that is never followed", resp.StatusCode), final: true}
	case resp.StatusCode >= 400:
		if !isJSON {
			body = nil
		}
		p := newProblem(resp.StatusCode, resp.Header, body, a.c.now(), a.key.reveal())
		p.foreign = !isJSON
		return nil, p
	case resp.StatusCode == http.StatusNoContent, r.write && len(body) == 0:
		return nil, nil
	case !isJSON:
		return nil, &lost{text: fmt.Sprintf("the answer (%d) is not JSON", resp.StatusCode), final: true}
	}
	return body, nil
}

// endDay ends an account until its calls are counted anew, which is at midnight
// there [doc: usage guidelines].
func (a *Account) endDay(p *Problem) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.c.now()
	a.resets = p.ready
	if a.resets.IsZero() {
		local := now.In(a.zone)
		a.resets = time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, a.zone)
	}
	return fmt.Errorf("%w, until %s: %w", ErrDaily, a.resets.UTC().Format(time.RFC3339), p)
}
