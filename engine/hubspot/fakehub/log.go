package fakehub

import (
	"slices"
	"strings"
	"time"
)

// Entry is one request, in the order in which they came.
type Entry struct {
	N      int       `json:"n"` // from 1
	At     time.Time `json:"at"`
	Method string    `json:"method"`
	Path   string    `json:"path"` // with the query; [key] in place of a key
	// Account is whose account the request is about, and KeyAccount whose key it
	// came with: 0 is none that there is.
	Account    int64  `json:"account,omitempty"`
	KeyAccount int64  `json:"keyAccount,omitempty"`
	Actor      string `json:"actor,omitempty"`     // who acts on a page; of the API, who made the key
	Body       string `json:"body,omitempty"`      // [key] in place of a key; a long one is cut
	Status     int    `json:"status"`              // 0: no answer
	Fault      string `json:"fault,omitempty"`     // kind of the fault that hit it
	KeyLeaked  string `json:"keyLeaked,omitempty"` // where a key stood beside the Authorization header
	// Shown are the users that the answer held, and Absent whom it said not to be
	// there.
	Shown  []UserView `json:"shown,omitempty"`
	Absent string     `json:"absent,omitempty"`
	// Changed says that the world is another after the request, and Changes which
	// users in it are.
	Changed bool     `json:"changed,omitempty"`
	Changes []Change `json:"changes,omitempty"`
}

// Change is what a request did to one user. Before is nil for a new one, After
// for one who is gone.
type Change struct {
	HubID  int64     `json:"hubId"`
	Email  string    `json:"email"`
	Before *UserView `json:"before"`
	After  *UserView `json:"after"`
}

// UserView is what a user is at a moment.
type UserView struct {
	ID               string   `json:"id"`
	Email            string   `json:"email"`
	SuperAdmin       bool     `json:"superAdmin"`
	PartnerAdmin     bool     `json:"partnerAdmin"`
	RoleIDs          []string `json:"roleIds"`
	Sets             []string `json:"sets"` // names of these
	PrimaryTeamID    string   `json:"primaryTeamId,omitempty"`
	SecondaryTeamIDs []string `json:"secondaryTeamIds,omitempty"`
	SeatNames        []string `json:"seatNames,omitempty"`
	Deactivated      bool     `json:"deactivated,omitempty"`
	Invited          bool     `json:"invited,omitempty"`
	Linked           bool     `json:"linked,omitempty"`
	// Rights are the levels above the lowest, used or not; only in changes.
	Rights map[string]string `json:"rights,omitempty"`
}

// seen returns a user without rights, as a list shows them.
func seen(a *Account, u *User) UserView {
	v := UserView{
		ID: u.ID, Email: u.Email, SuperAdmin: u.SuperAdmin, PartnerAdmin: u.PartnerAdmin,
		RoleIDs: append([]string{}, u.RoleIDs...), Sets: []string{}, PrimaryTeamID: u.PrimaryTeamID,
		SecondaryTeamIDs: u.SecondaryTeamIDs, SeatNames: u.SeatNames,
		Deactivated: u.Deactivated, Invited: u.Invited, Linked: u.Linked,
	}
	for _, id := range u.RoleIDs {
		if s := a.set(id); s != nil {
			v.Sets = append(v.Sets, s.Name)
		}
	}
	return v
}

// whole returns a user with their rights; nil stays nil.
func (c *catalogue) whole(a *Account, u *User) *UserView {
	if u == nil {
		return nil
	}
	v := seen(a, u)
	v.Rights = c.write(c.given(a, u))
	return &v
}

// longestBody is how much of a body the log keeps, in bytes.
const longestBody = 16 << 10

// shownBody is what the log keeps of a body.
func (h *Hub) shownBody(text string) string {
	text = strings.ToValidUTF8(h.withoutKeys(text), "?")
	if len(text) > longestBody {
		text = strings.ToValidUTF8(text[:longestBody], "") + "..."
	}
	return text
}

// Log returns the requests so far after the first n.
func (h *Hub) Log(n int) []Entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.logAfter(n)
}

func (h *Hub) logAfter(n int) []Entry {
	list := []Entry{}
	for _, e := range h.log {
		if e.N > n {
			copied := *e
			copied.Shown, copied.Changes = slices.Clone(e.Shown), slices.Clone(e.Changes)
			list = append(list, copied)
		}
	}
	return list
}

// enter begins the entry of a request. The lock is held.
func (h *Hub) enter(method, path string) *Entry {
	h.serial++
	e := &Entry{N: h.serial, At: h.now().UTC(), Method: method, Path: path}
	h.log = append(h.log, e)
	return e
}
