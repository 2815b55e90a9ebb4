package fakehub

import (
	"fmt"
	"path"
	"slices"
	"strings"
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
	// "echo" is an error that repeats the key; "garbage" is no HTTP at all.
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

var faultKinds = []string{"answer", "delay", "hang", "reset", "slow", "huge", "short", "html", "redirect", "echo", "garbage"}

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
