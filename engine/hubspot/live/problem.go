package live

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Problem is what HubSpot says where it does not do what was asked. Every field may
// be empty: it leaves out what it likes. All texts are cleaned, cut, and without the
// key.
type Problem struct {
	Status   int
	Category string
	Code     string // of subCategory, or of what stands in the message
	Message  string
	Policy   string   // of a limit of calls: DAILY, or one of ten seconds
	Scopes   []string // that the key lacks, as HubSpot says; it has named wrong ones

	foreign bool // it is not in HubSpot's form: something on the way said so

	after time.Duration // of Retry-After; below zero: none was said
	ready time.Time     // when a day's calls are counted anew, where it is said
}

// Error says it in one line.
func (p *Problem) Error() string {
	text := fmt.Sprintf("HubSpot answers %d %s", p.Status, http.StatusText(p.Status))
	for _, more := range []string{p.Category, p.Code} {
		if more != "" {
			text += " " + more
		}
	}
	if p.Message != "" {
		text += ": " + p.Message
	}
	if p.isScope() {
		text += scopeCaution(p.Scopes)
	}
	return cut(text)
}

// scopeCaution names scopes, and says that HubSpot has named wrong ones
// (HubSpot/hubspot-api-nodejs#268).
func scopeCaution(scopes []string) string {
	if len(scopes) == 0 {
		return " (the key lacks a scope)"
	}
	return " (the key lacks " + strings.Join(scopes, ", ") + ", as HubSpot says; it has named the wrong scope before)"
}

func (p *Problem) isScope() bool {
	return p.Status == http.StatusForbidden && (p.Category == "MISSING_SCOPES" || len(p.Scopes) > 0)
}

// says reports whether a word stands anywhere in what was answered.
func (p *Problem) says(word string) bool {
	return strings.Contains(p.Code, word) || strings.Contains(p.Message, word) || strings.Contains(p.Category, word)
}

// problemJSON is an error of HubSpot. Nothing in it is sure to be there.
type problemJSON struct {
	Category    lenient             `json:"category"`
	SubCategory lenient             `json:"subCategory"`
	ErrorType   lenient             `json:"errorType"`
	Message     lenient             `json:"message"`
	PolicyName  lenient             `json:"policyName"`
	ResetsAt    lenient             `json:"resetsAt"`
	Context     lenientContext      `json:"context"`
	Errors      lenientList[detail] `json:"errors"`
}

type detail struct {
	Message     lenient        `json:"message"`
	Code        lenient        `json:"code"`
	SubCategory lenient        `json:"subCategory"`
	Context     lenientContext `json:"context"`
}

// newProblem reads an answer that is no success.
func newProblem(status int, h http.Header, body []byte, now time.Time, secret string) *Problem {
	p := &Problem{Status: status, after: retryAfter(h, now)}
	var in problemJSON
	if json.Unmarshal(body, &in) != nil {
		return p // it is of something on the way, and no text of it is worth showing
	}
	p.Category = clean(firstOf(string(in.Category), string(in.ErrorType)), secret)
	p.Code, p.Policy = clean(string(in.SubCategory), secret), clean(string(in.PolicyName), secret)
	text := string(in.Message)
	var inner problemJSON // the message may be an error in itself
	if json.Unmarshal([]byte(text), &inner) == nil && inner.Message != "" {
		p.Code = firstOf(p.Code, clean(firstOf(string(inner.SubCategory), string(inner.Category)), secret))
		text = string(inner.Message)
	}
	for _, d := range slices.Concat(in.Errors, inner.Errors) {
		in.Context.scopes = append(in.Context.scopes, d.Context.scopes...)
		p.Code = firstOf(p.Code, clean(firstOf(string(d.SubCategory), string(d.Code)), secret))
		if text == "" {
			text = string(d.Message)
		}
	}
	p.Message = clean(text, secret)
	for _, scope := range in.Context.scopes[:min(len(in.Context.scopes), 10)] {
		p.Scopes = append(p.Scopes, clean(scope, secret))
	}
	if at, err := time.Parse(time.RFC3339, string(in.ResetsAt)); err == nil {
		p.ready = at
	}
	return p
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// Errors that end more than one call.
var (
	// ErrWrongPortal is where a key is of another account than it should be: nothing
	// more is sent with it.
	ErrWrongPortal = errors.New("the key is of another account: nothing more is sent with it")
	// ErrUnauthorized is where HubSpot does not know a key (any more).
	ErrUnauthorized = errors.New("HubSpot does not take the key (401): it is not tried again")
	// ErrDaily is where an account has used up the calls of its day.
	ErrDaily = errors.New("the account has used up its calls of today")
	// ErrStopped is where too much failed for going on.
	ErrStopped = errors.New("stopped")
)
