package fakehub

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"
)

// What a fault does to a request.

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
	case "garbage":
		hijacked(w, func(conn net.Conn) { _, _ = conn.Write([]byte("\x15\x03\x01\x00\x02\x02\x28")) }) // an alert of TLS; whoever asked may be gone
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

// reset cuts the connection without an answer: with a reset, and not with an end.
func reset(w http.ResponseWriter) {
	hijacked(w, func(conn net.Conn) {
		if tcp, ok := conn.(interface{ SetLinger(int) error }); ok {
			_ = tcp.SetLinger(0) // else it is an end, which is as bad
		}
	})
}

// hijacked does something with the connection itself, and cuts it.
func hijacked(w http.ResponseWriter, do func(net.Conn)) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // ends the connection, too
	}
	do(conn)
	_ = conn.Close() // nothing was promised
}
