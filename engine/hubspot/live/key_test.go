package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// noKey looks for a run of bytes of the canary in everything that prints a value.
func noKey(t *testing.T, v any) {
	t.Helper()
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, v))
	}
	if data, err := json.Marshal(v); err == nil {
		texts = append(texts, string(data))
	}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
	texts = append(texts, b.String())
	if err, ok := v.(error); ok {
		for ; err != nil; err = errors.Unwrap(err) {
			texts = append(texts, err.Error(), fmt.Sprintf("%#v", err))
		}
	}
	hex := fmt.Sprintf("%x", canary)
	for _, text := range texts {
		for i := 0; i+fragment <= len(canary); i++ {
			part := canary[i : i+fragment]
			if strings.Contains(strings.ToLower(text), part) || strings.Contains(strings.ToLower(text), hex[2*i:2*i+2*fragment]) {
				t.Errorf("%q stands in %.300s", part, text)
				return
			}
		}
	}
}

// No struct that holds a key shows it.
func TestKeyShowsNothing(t *testing.T) {
	k := key(t)
	s := newServer(t)
	a := s.account()
	keys := NewKeys(func(string) (string, bool) { return "", false })
	keys.once.Do(func() { keys.file = map[int64]Key{hub: k} })
	for _, v := range []any{k, &k, []Key{k}, map[string]Key{"a": k}, struct{ k Key }{k}, struct{ K Key }{k}, a, struct{ a *Account }{a}, Target{Account: a}, keys, Observed{Reading: &Reading{}}} {
		noKey(t, v)
	}
	if fmt.Sprint(k) != "[key]" || fmt.Sprintf("%s %q %#v %d", k, k, k, k) != "[key] [key] [key] [key]" {
		t.Error(fmt.Sprint(k))
	}
	if text, err := json.Marshal(map[string]any{"k": k}); err != nil || string(text) != `{"k":"[key]"}` {
		t.Error(string(text), err)
	}
	if a.key.reveal() != canary {
		t.Error("the key is lost")
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\tc":                     "a b c",
		"a\u202eb\u0000c\x1b[31m":     "abc[31m",
		"\xff\xfea":                   "a",
		"x " + canary + " y":          "x [key] y",
		canary + canary:               "[key][key]",
		"PAT-EU1-" + canary[8:]:       "[key]",
		"nothing of it":               "nothing of it",
		strings.Repeat("ä", 400):      strings.Repeat("ä", 248) + "...",
		canary[:7] + " is too short ": canary[:7] + " is too short",
	} {
		if got := clean(in, canary); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
