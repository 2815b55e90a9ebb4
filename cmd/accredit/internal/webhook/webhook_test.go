package webhook

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// hook is a real server that answers with a list of codes, then with 200.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	codes  []int
	bodies []string
	signed []string
}

func newHook(t *testing.T, codes ...int) *hook {
	h := &hook{codes: codes}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		h.bodies, h.signed = append(h.bodies, string(body)), append(h.signed, r.Header.Get(SignatureHeader))
		if len(h.codes) > 0 {
			if h.codes[0] == http.StatusFound {
				w.Header().Set("Location", "/elsewhere")
			}
			w.WriteHeader(h.codes[0])
			h.codes = h.codes[1:]
		}
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hook) message(t *testing.T) Message {
	t.Helper()
	u, err := ParseURL(h.URL + "/services/T000/SECRET?token=SECRET")
	if err != nil {
		t.Fatal(err)
	}
	return Message{URL: u, ContentType: "application/json", Body: []byte(`{"a":1}`), Secret: "s3cret", At: time.Unix(1795251600, 0)}
}

func TestSend(t *testing.T) {
	for name, test := range map[string]struct {
		codes []int
		tries int
		fails string
	}{
		"at once":           {tries: 1},
		"after two errors":  {codes: []int{500, 503}, tries: 3},
		"after a while":     {codes: []int{429}, tries: 2},
		"not for us":        {codes: []int{404}, tries: 1, fails: "it answered 404 Not Found"},
		"redirected":        {codes: []int{302}, tries: 1, fails: "it answered 302 Found"},
		"never":             {codes: []int{500, 500, 500, 500, 500}, tries: tries, fails: "it answered 500 Internal Server Error"},
		"created is enough": {codes: []int{201}, tries: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHook(t, test.codes...)
			err := Send(t.Context(), h.message(t))
			if len(h.bodies) != test.tries {
				t.Errorf("%d tries, want %d", len(h.bodies), test.tries)
			}
			switch {
			case test.fails == "" && err != nil:
				t.Error(err)
			case test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
				t.Errorf("%v, want %s", err, test.fails)
			}
			if err != nil && strings.Contains(err.Error(), "SECRET") {
				t.Errorf("the error tells the secret: %v", err)
			}
			for i, body := range h.bodies {
				if body != `{"a":1}` || h.signed[i] != "t=1795251600,v1=75534602b19cf9944b1179147ccc206ed424791454aa2d54f0c24bd96d7e560e" {
					t.Errorf("got %q, signed %q", body, h.signed[i])
				}
			}
		})
	}
}

// Nobody answers: the error names the host and nothing else of the address.
func TestSendNobody(t *testing.T) {
	h := newHook(t)
	m := h.message(t)
	h.Close()
	err := Send(t.Context(), m)
	if err == nil || strings.Contains(err.Error(), "SECRET") || !strings.Contains(err.Error(), m.URL.Host) {
		t.Errorf("%v", err)
	}
}

// The signature is the one that any HMAC-SHA256 gives:
// printf '1795251600.{"a":1}' | openssl dgst -sha256 -hmac s3cret
func TestSignature(t *testing.T) {
	const want = "t=1795251600,v1=75534602b19cf9944b1179147ccc206ed424791454aa2d54f0c24bd96d7e560e"
	if got := Signature("s3cret", time.Unix(1795251600, 0), []byte(`{"a":1}`)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestParseURL(t *testing.T) {
	for s, ok := range map[string]bool{
		"https://hooks.slack.com/services/SECRET": true, "http://localhost:8080/SECRET": true, "http://127.0.0.1/SECRET": true, "http://[::1]:9/SECRET": true,
		"http://hooks.slack.com/services/SECRET": false, "ftp://localhost/SECRET": false, "SECRET": false, "https:SECRET": false, "https://%zz/SECRET": false,
		"http://localhost.evil.example/SECRET": false, "http://127.0.0.1.evil.example/SECRET": false, "": false,
	} {
		u, err := ParseURL(s)
		if (err == nil) != ok || ok && u.String() != s {
			t.Errorf("%q: %v, %v", s, u, err)
		}
		if err != nil && strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: the error tells the secret: %v", s, err)
		}
	}
}
