package fakehub

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Options say how a Hub works.
type Options struct {
	Path string           // file in which the world is kept; empty: nowhere
	Now  func() time.Time // nil: the clock
}

// Hub is a running fake. It may be used by several goroutines; one request is
// served after the other, as far as it reads or writes the world.
type Hub struct {
	path string
	now  func() time.Time

	mu      sync.Mutex
	world   *World
	cat     *catalogue
	keys    map[string]keyPlace
	hide    *strings.Replacer // of keys, by [key]
	live    map[int64]*live
	keyUses map[string]int
	faults  []*Fault
	log     []*Entry
	serial  int

	closing   chan struct{} // closed when requests that hang are to end
	closeOnce sync.Once
}

// keyPlace says which key of which account a token is.
type keyPlace struct{ account, key int }

// keyPlaces finds all keys of a world, and what takes them out of a text.
func (w *World) keyPlaces() (map[string]keyPlace, *strings.Replacer) {
	places := map[string]keyPlace{}
	var pairs []string
	for i := range w.Accounts {
		for j, k := range w.Accounts[i].Keys {
			places[k.Key] = keyPlace{i, j}
			pairs = append(pairs, k.Key, "[key]")
		}
	}
	return places, strings.NewReplacer(pairs...)
}

// withoutKeys takes keys out of a text.
func (h *Hub) withoutKeys(text string) string { return h.hide.Replace(text) }

// live is what an account remembers while the fake runs, and no longer.
type live struct {
	list, crm  view
	seatsTaken int         // POSTs that are still refused for want of a seat
	calls      []time.Time // of the last 10 seconds
	searches   []time.Time // of the last second
	today      int         // calls since the fake was started
}

// view is what a list shows that lags behind the account.
type view struct {
	users []User // as they were
	left  int    // reads for which it stays so
	old   bool   // the read that is going on, page by page, shows them
}

// New starts a fake with a world, which it keeps from then on.
func New(w *World, o Options) (*Hub, error) {
	h := &Hub{path: o.Path, now: o.Now, closing: make(chan struct{})}
	if h.now == nil {
		h.now = time.Now
	}
	if field, err := w.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", field, err)
	}
	h.use(w)
	return h, nil
}

// use makes a world the present one.
func (h *Hub) use(w *World) {
	h.world, h.cat = w, w.catalogue()
	h.keys, h.hide = w.keyPlaces()
	h.live, h.keyUses = map[int64]*live{}, map[string]int{}
}

// Close ends the requests that hang. It is no error to close it twice.
func (h *Hub) Close() { h.closeOnce.Do(func() { close(h.closing) }) }

// liveOf returns what is remembered of an account while the fake runs.
func (h *Hub) liveOf(a *Account) *live {
	l := h.live[a.HubID]
	if l == nil {
		l = &live{}
		h.live[a.HubID] = l
	}
	return l
}
