package live

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"accredit/engine"
)

const bobPath = "/settings/users/2026-09/" + bob

func bobJSON(role string) string {
	return fmt.Sprintf(`{"id":"1002","email":%q,"roleIds":[%q],"superAdmin":false}`, bob, role)
}

// holds lets the account show Bob with a role; none: he is not there.
func (s *server) holds(role string) {
	for _, path := range []string{"GET " + bobPath, "GET /settings/users/2026-09/1002"} {
		if role == "" {
			s.on(path, nil)
			continue
		}
		s.says(path, 200, bobJSON(role))
	}
}

// send looks, decides and sends, as a run does.
func (s *server) send(a *Account, st *engine.RunStep) Answer {
	l, err := a.Look(s.t.Context(), st.Email, "1002", names)
	if err != nil {
		s.t.Fatal(err)
	}
	d := Decide(st, terms(), l)
	if d.Verdict != Send {
		s.t.Fatalf("%s: %s", d.Verdict, d.Why)
	}
	return a.Send(s.t.Context(), d.Request, names)
}

func TestSend(t *testing.T) {
	const put, post, del = "PUT /settings/users/2026-09/1002", "POST /settings/users/2026-09", "DELETE /settings/users/2026-09/1002"
	steps := map[string]*engine.RunStep{
		post: step(engine.ActionAdd, nil, grant("developer")), put: step(engine.ActionChange, grant("developer"), grant("am")), del: step(engine.ActionRemove, grant("developer"), nil),
	}
	before := map[string]string{post: "", put: "501", del: "501"}
	wanted := map[string]string{post: "501", put: "502", del: ""}
	const done = "done" // the account changes as it should
	for name, test := range map[string]struct {
		request  string
		status   int // 0: the connection is cut
		body     string
		after    string // what the account shows then: done, as before, or a role
		want     Outcome
		evidence engine.EvidenceKind
		says     string
	}{
		"added":                      {post, 201, bobJSON("501"), done, Made, engine.EvidenceSeen, ""},
		"added, shown late":          {post, 201, bobJSON("501"), "", Made, engine.EvidenceAnswered, ""},
		"added with another set":     {post, 201, bobJSON("502"), "502", Refused, 0, "not what was asked for"},
		"added, then 500":            {post, 500, `{}`, done, Made, engine.EvidenceSeen, ""},
		"added, then cut":            {post, 0, ``, done, Made, engine.EvidenceSeen, ""},
		"500 and nobody is there":    {post, 500, `{}`, "", NotKnown, 0, "is not known"},
		"cut and nobody is there":    {post, 0, ``, "", NotKnown, 0, "is not known"},
		"there already as wanted":    {post, 409, `{"message":"exists"}`, done, Made, engine.EvidenceSeen, ""},
		"there already, and not so":  {post, 409, `{"message":"exists"}`, "502", Refused, 0, "the account shows"},
		"no seat":                    {post, 400, `{"category":"VALIDATION_ERROR","message":"{\"message\":\"x\",\"subCategory\":\"UserError.NO_SEAT_AVAILABLE_FOR_ROLE_COMBINATION\"}"}`, "", NotMade, 0, "there is no seat"},
		"invalid":                    {post, 400, `{"category":"VALIDATION_ERROR","message":"bad"}`, "", Refused, 0, "bad"},
		"changed":                    {put, 200, bobJSON("502"), done, Made, engine.EvidenceSeen, ""},
		"changed, answer of HTML":    {put, 200, `<html>`, done, Made, engine.EvidenceSeen, ""},
		"never logged in":            {put, 400, `{"message":"{\"errors\":[{\"code\":\"USER_NOT_ON_ANY_HUBS\"}]}"}`, "501", NotMade, 0, "waits for the first login"},
		"not allowed":                {put, 403, `{"category":"MISSING_SCOPES","message":"no"}`, "501", Handed, 0, "MISSING_SCOPES"},
		"not allowed by a proxy":     {put, 403, `<html>`, "501", NotKnown, 0, "is not known"},
		"too fast":                   {put, 429, `{"policyName":"TEN_SECONDLY_ROLLING"}`, "501", NotMade, 0, "429"},
		"locked":                     {put, 423, `{}`, "501", NotMade, 0, "423"},
		"key revoked":                {put, 401, `{}`, "501", NotMade, 0, "401"},
		"unclear and as before":      {put, 502, `{}`, "501", NotKnown, 0, "is not known"},
		"unclear and something else": {put, 502, `{}`, "504", Refused, 0, "the account shows"},
		"answered, not done":         {put, 200, bobJSON("502"), "501", Refused, 0, "permission sets are others"},
		"redirected":                 {put, 302, ``, "501", NotKnown, 0, "never followed"},
		"removed":                    {del, 204, ``, done, Made, engine.EvidenceSeen, ""},
		"removed by somebody else":   {del, 404, `{"category":"OBJECT_NOT_FOUND"}`, done, Made, engine.EvidenceSeen, ""},
		"204 that does nothing":      {del, 204, ``, "501", Refused, 0, "the account shows"},
		"removal cut, and done":      {del, 0, ``, done, Made, engine.EvidenceSeen, ""},
		"removal cut, and not done":  {del, 0, ``, "501", NotKnown, 0, "is not known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			s.says("GET /settings/users/2026-09/roles", 200, `{"results":[{"id":"501","name":"Developer"},{"id":"502","name":"Account mgr"},{"id":"504","name":"Sales / Rep"}]}`)
			s.holds(before[test.request])
			s.on(test.request, func(w http.ResponseWriter, _ *http.Request) {
				if test.after == done {
					s.holds(wanted[test.request])
				} else {
					s.holds(test.after)
				}
				switch test.status {
				case 0:
					panic(http.ErrAbortHandler)
				case 302:
					w.Header().Set("Location", "/elsewhere")
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body)) // none with 204
			})
			a := s.account()
			got := s.send(a, steps[test.request])
			if got.Outcome != test.want || got.Evidence != test.evidence || !strings.Contains(got.Why, test.says) || got.At.IsZero() {
				t.Errorf("%+v", got)
			}
			if n := s.asked(test.request+"?") + s.asked(test.request); test.request != post && s.asked(test.request) != 1 || test.request == post && s.asked("POST /settings") != 1 {
				t.Errorf("sent %d times: %v", n, s.log)
			}
			if surprise := strings.Contains(test.says, "others") || strings.Contains(test.says, "asked for") || name == "204 that does nothing"; surprise != (got.Stop != "") {
				t.Errorf("stop %q", got.Stop)
			}
			noKey(t, got)
		})
	}
}

// What the machine refuses before a byte leaves was surely not done.
func TestSendRefusedConnection(t *testing.T) {
	s := newServer(t)
	s.holds("501")
	a := s.account()
	st := step(engine.ActionChange, grant("developer"), grant("am"))
	l, err := a.Look(t.Context(), bob, "1002", names)
	if err != nil {
		t.Fatal(err)
	}
	d := Decide(st, terms(), l)
	a.c.http.CloseIdleConnections()
	s.Close()
	if got := a.Send(t.Context(), d.Request, names); got.Outcome != NotMade {
		t.Errorf("%+v", got)
	}
}

// The last guards hold whatever was decided.
func TestSendGuards(t *testing.T) {
	s := newServer(t)
	s.holds("501")
	st := step(engine.ActionRemove, grant("developer"), nil)
	for name, change := range map[string]func(*Account, *Request){
		"not identified": func(a *Account, _ *Request) { a.right = false },
		"closed":         func(a *Account, _ *Request) { a.closed = "surprise" },
		"super admin":    func(_ *Account, r *Request) { r.Before.User.SuperAdmin = true },
		"owner":          func(_ *Account, r *Request) { r.Terms.Owner = bob },
		"app":            func(_ *Account, r *Request) { r.Before.User.Email = "x@appserviceaccount.hubspot.example" },
		"somebody else":  func(_ *Account, r *Request) { r.Before.User.Email = maria },
		"another id":     func(_ *Account, r *Request) { r.userID = "" },
		"nobody":         func(_ *Account, r *Request) { r.Before.User = nil },
		"old":            func(_ *Account, _ *Request) { s.clock.at = s.clock.at.Add(3 * time.Minute) },
		"key is dead":    func(a *Account, _ *Request) { a.c.bury(a.key, ErrWrongPortal) },
	} {
		a := s.account()
		l, err := a.Look(t.Context(), bob, "1002", names)
		if err != nil {
			t.Fatal(err)
		}
		d := Decide(st, terms(), l)
		change(a, d.Request)
		if got := a.Send(t.Context(), d.Request, names); got.Outcome != NotMade || got.Why == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if s.asked("DELETE") > 0 {
		t.Error("something was removed")
	}
}

// Who was added and is absent is looked for twice, half a minute apart.
func TestAccountSettle(t *testing.T) {
	s := newServer(t)
	a := s.account()
	st := step(engine.ActionAdd, nil, grant("developer"))
	st.Events = []engine.StepEvent{{Kind: "sent", At: s.clock.now().Add(-time.Minute)}}
	got, err := a.Settle(t.Context(), st, terms(), names)
	if err != nil || got.Outcome != NotKnown || got.Later.Sub(st.SentAt()) < 2*time.Minute {
		t.Errorf("%+v %v", got, err)
	}
	s.clock.at = s.clock.at.Add(10 * time.Minute)
	before := s.clock.now()
	got, err = a.Settle(t.Context(), st, terms(), names)
	if err != nil || got.Outcome != NotMade || s.clock.now().Sub(before) < 30*time.Second {
		t.Errorf("%+v %v", got, err)
	}
	s.holds("501")
	if got, err = a.Settle(t.Context(), st, terms(), names); err != nil || got.Outcome != Made {
		t.Errorf("%+v %v", got, err)
	}
	s.says("GET "+bobPath, 500, `{}`)
	if _, err = a.Settle(t.Context(), st, terms(), names); err == nil {
		t.Error("an account that was not read settled something")
	}
}

// Somebody who is there under another address is found by their id.
func TestReadByID(t *testing.T) {
	s := newServer(t)
	s.says("GET /settings/users/2026-09/1002", 200, `{"id":"1002","email":"robert@northwind.example","roleIds":[],"superAdmin":false}`)
	u, _, err := s.account().Read(t.Context(), bob, "1002")
	if err != nil || u == nil || u.Email != "robert@northwind.example" {
		t.Errorf("%+v %v", u, err)
	}
	if s.asked("GET "+bobPath+"?idProperty=EMAIL") != 1 || s.asked("GET /settings/users/2026-09/1002?idProperty=USER_ID") != 1 {
		t.Error(s.log)
	}
}
