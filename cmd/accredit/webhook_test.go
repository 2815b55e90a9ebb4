package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// hooks starts real servers on this machine for scripts:
//
//	hook start CODE...      HOOK is its address; it answers with these, then 200
//	hook count N            so many messages came
//	hook signed N SECRET    the N-th is signed with the secret; it is in hook.json
type hooks struct {
	mu  sync.Mutex
	all map[*testscript.TestScript]*received
}

type received struct {
	mu     sync.Mutex
	codes  []int
	bodies [][]byte
	signed []string
}

func (h *hooks) run(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: hook start|count|signed ...")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if args[0] == "start" {
		h.all[ts] = startHook(ts, args[1:])
		return
	}
	r := h.all[ts]
	r.mu.Lock()
	defer r.mu.Unlock()
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	if args[0] == "count" {
		if len(r.bodies) != n {
			ts.Fatalf("%d messages came, want %d", len(r.bodies), n)
		}
		return
	}
	ts.Check(r.checkSigned(n-1, args[2]))
	ts.Check(os.WriteFile(ts.MkAbs("hook.json"), r.bodies[n-1], 0o644))
}

func startHook(ts *testscript.TestScript, codes []string) *received {
	r := &received{}
	for _, c := range codes {
		code, err := strconv.Atoi(c)
		ts.Check(err)
		r.codes = append(r.codes, code)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		body, err := io.ReadAll(req.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.bodies, r.signed = append(r.bodies, body), append(r.signed, req.Header.Get("X-Accredit-Signature"))
		if len(r.codes) > 0 {
			w.WriteHeader(r.codes[0])
			r.codes = r.codes[1:]
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv("HOOK", server.URL+"/services/SECRETPATH")
	return r
}

// checkSigned computes the signature anew, from the documentation alone.
func (r *received) checkSigned(n int, secret string) error {
	if n >= len(r.bodies) {
		return fmt.Errorf("only %d messages came", len(r.bodies))
	}
	if !json.Valid(r.bodies[n]) {
		return fmt.Errorf("not JSON: %s", r.bodies[n])
	}
	at, hash, found := strings.Cut(strings.TrimPrefix(r.signed[n], "t="), ",v1=")
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(r.bodies[n])
	if want := hex.EncodeToString(mac.Sum(nil)); !found || hash != want {
		return fmt.Errorf("signed %q, want v1=%s", r.signed[n], want)
	}
	return nil
}
