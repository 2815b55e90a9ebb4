package fakehub

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// Fault is something that goes wrong with requests to the API. A request is hit
// by the first fault that it matches and whose turn it is.
type Fault struct {
	// What it hits: nothing named is everything. Path is a pattern as of
	// path.Match, such as /settings/users/*/*, or a path that ends in ** for all
	// that begins so.
	Method  string `json:"method,omitempty"`
	Path    string `json:"path,omitempty"`
	Account int64  `json:"account,omitempty"` // of the key
	// Nth is which of the matching requests, from 1; 0 is 1. FromThenOn hits all
	// later ones, too.
	Nth        int  `json:"nth,omitempty"`
	FromThenOn bool `json:"fromThenOn,omitempty"`

	// Kind is what happens: "answer" (also empty) gives Status, Header and Body;
	// "delay" waits DelayMS and then serves the request as ever; "hang" never
	// answers; "reset" cuts the connection; "slow" sends the answer a byte at a
	// time, each after DelayMS (0: a second); "huge" sends 40 MiB; "short"
	// announces more than it sends; "html" is a page; "redirect" leads to To;
	// "echo" is an error that repeats the key.
	Kind   string            `json:"kind,omitempty"`
	Status int               `json:"status,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   string            `json:"body,omitempty"`
	To     string            `json:"to,omitempty"`
	// DelayMS is in milliseconds.
	DelayMS int `json:"delayMs,omitempty"`
	// When is "before" (also empty): the request has no effect; or "after": it has.
	When string `json:"when,omitempty"`

	Seen int `json:"seen"` // matching requests so far
	Hit  int `json:"hit"`  // of these, how many it hit
}

var faultKinds = []string{"answer", "delay", "hang", "reset", "slow", "huge", "short", "html", "redirect", "echo"}

// check reports what is wrong with a fault.
func (f *Fault) check() error {
	_, badPattern := path.Match(f.Path, "/")
	switch {
	case f.Kind != "" && !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("kind %q is not one of %s", f.Kind, orList(faultKinds))
	case f.When != "" && f.When != "before" && f.When != "after":
		return fmt.Errorf("when is %q: write \"before\" or \"after\"", f.When)
	case badPattern != nil:
		return fmt.Errorf("path %q is no pattern", f.Path)
	case f.Nth < 0 || f.DelayMS < 0:
		return fmt.Errorf("nth and delayMs are not below 0")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d is none of an answer", f.Status)
	case f.kind() == "redirect" && f.To == "":
		return fmt.Errorf("a redirect needs \"to\"")
	}
	return nil
}

func (f *Fault) kind() string {
	if f.Kind == "" {
		return "answer"
	}
	return f.Kind
}

func (f *Fault) after() bool {
	return f.When == "after" || slices.Contains([]string{"delay", "slow", "short"}, f.kind())
}

func (f *Fault) matches(method, urlPath string, account int64) bool {
	if f.Method != "" && !strings.EqualFold(f.Method, method) || f.Account != 0 && f.Account != account {
		return false
	}
	if prefix, all := strings.CutSuffix(f.Path, "**"); all {
		return strings.HasPrefix(urlPath, prefix)
	}
	matched, _ := path.Match(f.Path, urlPath) // the pattern was checked
	return f.Path == "" || matched
}

// fault counts a request and returns what hits it, or nil. The lock is held.
func (h *Hub) fault(method, urlPath string, account int64) *Fault {
	var hit *Fault
	for _, f := range h.faults {
		if !f.matches(method, urlPath, account) {
			continue
		}
		f.Seen++
		nth := max(1, f.Nth)
		if hit == nil && (f.Seen == nth || f.FromThenOn && f.Seen > nth) {
			f.Hit++
			copied := *f
			hit = &copied
		}
	}
	return hit
}

// hugeBody is how many bytes a huge answer has.
const hugeBody = 40 << 20

// strike answers in place of HubSpot. The answer is what HubSpot would have said;
// authorization is the header of the request.
func (h *Hub) strike(w http.ResponseWriter, r *http.Request, f *Fault, a answer, authorization string) {
	switch f.kind() {
	case "delay":
		h.wait(r, time.Duration(f.DelayMS)*time.Millisecond)
		a.write(w)
	case "hang":
		h.wait(r, 0)
		reset(w)
	case "reset":
		reset(w)
	case "slow":
		h.drip(w, r, a, f.DelayMS)
	case "huge":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"results":["`)) // the client may well have had enough
		_, _ = w.Write(slices.Repeat([]byte("x"), hugeBody))
		_, _ = w.Write([]byte(`"]}`))
	case "short":
		text := a.text()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", fmt.Sprint(len(text)+100))
		w.WriteHeader(a.status)
		_, _ = w.Write(text)
	default:
		f.answer(w, authorization)
	}
}

// answer is what a fault says by itself.
func (f *Fault) answer(w http.ResponseWriter, authorization string) {
	status, kind, body := f.Status, "application/json", f.Body
	switch f.kind() {
	case "html":
		kind, body = "text/html; charset=utf-8", "<!doctype html><title>HubSpot</title><h1>We'll be right back</h1>"
	case "redirect":
		w.Header().Set("Location", f.To)
		if status == 0 {
			status = http.StatusTemporaryRedirect
		}
	case "echo":
		body = fmt.Sprintf(`{"status":"error","message":"cannot authenticate with %q","category":"INVALID_AUTHENTICATION"}`, authorization)
		if status == 0 {
			status = http.StatusBadRequest
		}
	}
	if body == "" && status >= 400 {
		body = fmt.Sprintf(`{"status":"error","message":"fault: %s","category":"INTERNAL_ERROR"}`, http.StatusText(status))
	}
	if status == 0 {
		status = http.StatusOK
	}
	w.Header().Set("Content-Type", kind)
	for name, value := range f.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// drip sends an answer a byte at a time.
func (h *Hub) drip(w http.ResponseWriter, r *http.Request, a answer, delayMS int) {
	each := time.Second
	if delayMS > 0 {
		each = time.Duration(delayMS) * time.Millisecond
	}
	a.head(w)
	flusher, _ := w.(http.Flusher)
	for _, c := range a.text() {
		if _, err := w.Write([]byte{c}); err != nil || !h.wait(r, each) {
			return
		}
		if flusher != nil {
			flusher.Flush()
		}
	}
}

// wait waits so long, or for ever where that is 0, and no longer than somebody
// listens. It reports whether it waited to the end.
func (h *Hub) wait(r *http.Request, d time.Duration) bool {
	var enough <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		enough = timer.C
	}
	select {
	case <-enough:
		return true
	case <-r.Context().Done():
	case <-h.closing:
	}
	return false
}

// reset cuts the connection without an answer.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // ends the connection, too
	}
	if tcp, ok := conn.(interface{ SetLinger(int) error }); ok {
		_ = tcp.SetLinger(0) // with a reset, and not with an end
	}
	_ = conn.Close() // nothing was promised
}
