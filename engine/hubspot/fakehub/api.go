package fakehub

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// call is one request to the API while it is served. The lock is held.
type call struct {
	h       *Hub
	r       *http.Request
	entry   *Entry
	key     *Key
	account *Account
	version string
	rest    []string // the parts of the path that the function reads
	query   url.Values
	body    []byte
}

// maxRequest bounds the body of a request, in bytes.
const maxRequest = 1 << 20

// serveAPI answers a request to the API, as HubSpot or as a fault has it.
func (h *Hub) serveAPI(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "the body is too long", http.StatusRequestEntityTooLarge)
		return
	}
	a, f := h.answer(r, body)
	if f == nil {
		a.write(w)
		return
	}
	h.strike(w, r, f, a, r.Header.Get("Authorization"))
}

// answer finds and logs the answer to a request, and what strikes it.
func (h *Hub) answer(r *http.Request, body []byte) (answer, *Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := &call{h: h, r: r, body: body, query: r.URL.Query()}
	c.entry = h.enter(r.Method, h.withoutKeys(r.RequestURI))
	c.entry.KeyLeaked = h.leak(r, body)
	c.entry.Body = h.shownBody(string(body))
	c.identify()
	f := h.fault(r.Method, r.URL.Path, c.entry.KeyAccount)
	if f != nil && !f.after() {
		c.entry.Fault, c.entry.Status = f.kind(), f.Status
		return answer{status: http.StatusOK}, f
	}
	a := c.serve()
	c.entry.Status = a.status
	if f == nil {
		f = c.answersAfter(a)
	}
	if f != nil {
		c.entry.Fault = f.kind()
		if f.kind() == "answer" {
			c.entry.Status = f.Status
		}
	}
	return a, f
}

// answersAfter is the fault of a POST of a user that was done, by Behaviour.After.
func (c *call) answersAfter(a answer) *Fault {
	after := c.h.world.Behaviour.After
	if after == "" || a.status != http.StatusCreated {
		return nil
	}
	if after == "reset" || after == "hang" {
		return &Fault{Kind: after}
	}
	return &Fault{Status: atoi(after)}
}

// identify finds the account by its key.
func (c *call) identify() {
	token, ok := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return
	}
	if at, known := c.h.keys[token]; known {
		c.account = &c.h.world.Accounts[at.account]
		c.key = &c.account.Keys[at.key]
		c.entry.Account, c.entry.KeyAccount, c.entry.Actor = c.account.HubID, c.account.HubID, c.key.Owner
	}
}

// serve answers as HubSpot does.
func (c *call) serve() answer {
	if c.key == nil || c.isRevoked() {
		return c.fail(http.StatusUnauthorized, "INVALID_AUTHENTICATION", "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview")
	}
	headers, refused := c.pace()
	a := refused
	if refused.status == 0 {
		a = c.route()
	}
	if a.header == nil {
		a.header = map[string]string{}
	}
	for name, value := range headers {
		a.header[name] = value
	}
	return a
}

// isRevoked counts a use of the key.
func (c *call) isRevoked() bool {
	c.h.keyUses[c.key.Key]++
	return c.key.Revoked || c.key.RevokedAfter > 0 && c.h.keyUses[c.key.Key] > c.key.RevokedAfter
}

// route finds what a path means. In HubSpot's paths the version stands after the
// tool, and in those of v3 before it.
func (c *call) route() answer {
	parts := strings.Split(strings.Trim(c.r.URL.EscapedPath(), "/"), "/")
	for i := range parts {
		part, err := url.PathUnescape(parts[i])
		if err != nil {
			return c.invalid("the path is not escaped as it has to be")
		}
		parts[i] = part
	}
	at := slices.IndexFunc(parts, func(p string) bool { return slices.Contains(versions, p) })
	if at < 1 || at > 2 {
		return c.noPath()
	}
	c.version = parts[at]
	path := slices.Delete(parts, at, at+1)
	switch {
	case begins(path, "settings", "users"):
		c.rest = path[2:]
		return c.users()
	case begins(path, "settings", "teams"):
		c.rest = path[2:]
		return c.teams()
	case begins(path, "account-info"):
		c.rest = path[1:]
		return c.accountInfo()
	case begins(path, "crm", "objects", "users") && len(path) == 4 && path[3] == "search":
		return c.searchUsers()
	case begins(path, "crm", "objects", "partner_clients"):
		c.rest = path[3:]
		return c.partnerClients()
	case begins(path, "crm", "properties", "partner_clients") && len(path) == 3:
		return c.partnerProperties()
	}
	return c.noPath()
}

func begins(path []string, with ...string) bool {
	return len(path) >= len(with) && slices.Equal(path[:len(with)], with)
}

func (c *call) noPath() answer {
	return c.fail(http.StatusNotFound, "OBJECT_NOT_FOUND", "there is nothing at %s %s", c.r.Method, c.h.withoutKeys(c.r.URL.Path))
}

func (c *call) wrongMethod() answer {
	return c.fail(http.StatusMethodNotAllowed, "VALIDATION_ERROR", "%s is not a method of this path", c.r.Method)
}

// has reports whether the key has one of the scopes.
func (c *call) has(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(c.key.Scopes, s) })
}

// Scopes of the user API: any one of a list does.
var (
	scopeUsersRead  = []string{"crm.objects.users.read", "settings.users.read"}
	scopeUsersWrite = []string{"crm.objects.users.write", "settings.users.write"}
)

const (
	scopeTeams    = "settings.users.teams.read"
	scopeBilling  = "settings.billing.write"
	scopeSecurity = "account-info.security.read"
	scopePartner  = "crm.objects.partner-clients.read"
)

// leak says where in a request a key stands that belongs into the Authorization
// header alone; empty where there is none.
func (h *Hub) leak(r *http.Request, body []byte) string {
	has := func(text string) bool { return h.withoutKeys(text) != text }
	switch {
	case has(r.RequestURI):
		return "url"
	case has(string(body)):
		return "body"
	}
	for _, name := range sortedKeys(r.Header) {
		if name != "Authorization" && has(strings.Join(r.Header[name], "\n")) {
			return "header " + name
		}
	}
	return ""
}
