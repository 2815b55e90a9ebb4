package config

import (
	"crypto/sha256"
	"io"
	"strconv"

	"accredit/engine"
)

// What a plan found recorded is kept beside the cache, so that the next one
// need not ask state for it: clients and people in pages. The cache, which is
// sealed, has the digest of each page; pages that nobody needs are not read.

// How many records a page has.
const (
	clientsOnPage = 16
	peopleOnPage  = 64
)

// recordedWriter writes the pages, and what finds them and proves them.
type recordedWriter struct {
	to     io.Writer
	err    error
	index  shelfWriter
	page   shelfWriter // the one at hand
	start  int         // of it, in the file
	rights []*engine.RecordedRights
	number map[*engine.RecordedRights]int
}

// writeRecorded writes the pages of recorded access and gives their index.
func writeRecorded(to io.Writer, a *engine.Access) (index []byte, err error) {
	w := &recordedWriter{to: to, number: map[*engine.RecordedRights]int{}}
	w.pages(len(a.Clients), clientsOnPage, func(i int) { w.index.number(int(a.Clients[i].HubID)) }, func(i int) { w.client(&a.Clients[i]) })
	w.pages(len(a.People), peopleOnPage, func(i int) { w.index.text(a.People[i].Email) }, func(i int) { w.person(&a.People[i]) })
	w.index.number(len(a.People))
	w.index.table(len(w.rights), func(i int) { writeRights(&w.index, w.rights[i]) })
	return w.index.b, w.err
}

// pages writes n records, so many on a page, and a table of the pages: what the
// first record of each is found by, where it is in the file, and its digest.
func (w *recordedWriter) pages(n, onPage int, key, record func(i int)) {
	w.index.table((n+onPage-1)/onPage, func(i int) {
		from := i * onPage
		w.page.b = w.page.b[:0]
		w.page.table(min(onPage, n-from), func(j int) { record(from + j) })
		if w.err == nil {
			_, w.err = w.to.Write(w.page.b)
		}
		digest := sha256.Sum256(w.page.b)
		key(from)
		w.index.number(w.start)
		w.index.number(len(w.page.b))
		w.index.text(string(digest[:]))
		w.start += len(w.page.b)
	})
}

func writeRights(w *shelfWriter, r *engine.RecordedRights) {
	w.text(r.Set)
	w.flag(r.Unknown)
	w.flag(r.Levels != nil)
	w.number(len(r.Levels))
	for _, l := range r.Levels {
		w.text(l.Permission)
		w.text(l.Level)
	}
}

func (w *recordedWriter) person(p *engine.Person) {
	o := &w.page
	o.text(p.Email)
	o.text(p.Address)
	o.number(int(p.Kind))
	o.text(p.Name)
	o.number(int(p.Status))
	o.number(int(p.Roles))
	o.texts(p.FormerEmails)
	o.text(p.UserID)
	o.pairs(p.Labels)
}

func (w *recordedWriter) client(c *engine.RecordedClient) {
	o := &w.page
	o.number(int(c.HubID))
	o.text(c.Address)
	o.text(c.Name)
	o.text(c.Domain)
	o.text(c.AccountType)
	o.number(int(c.Mode))
	o.texts(c.SuperAdmins)
	o.text(strconv.FormatFloat(c.ManagedMRR, 'g', -1, 64))
	o.pairs(c.Labels)
	o.number(len(c.Links))
	for i := range c.Links {
		l := &c.Links[i]
		o.text(l.Admin)
		o.text(l.ApprovedBy)
		o.number(int(l.ApprovedOn))
		o.number(int(l.EndedOn))
	}
	o.texts(c.DeclaredSuperAdmins)
	o.flag(c.Applied)
	o.number(int(c.LastActivity))
	o.number(int(c.EndsOn))
	w.access(c)
}

// access writes who has or had access in a client, after the origins that they
// share.
func (w *recordedWriter) access(c *engine.RecordedClient) {
	o := &w.page
	origins := map[*engine.Origin]int{nil: 0}
	var list []*engine.Origin
	note := func(of *engine.Origin) {
		if _, ok := origins[of]; !ok {
			list = append(list, of)
			origins[of] = len(list)
		}
	}
	for i := range c.Grants {
		note(c.Grants[i].Origin)
	}
	for i := range c.Gone {
		note(c.Gone[i].Origin)
	}
	o.number(len(list))
	for _, of := range list {
		o.text(of.Block)
		o.text(of.Team)
		o.text(of.Definition)
		o.text(of.Wish)
		o.flag(of.Observed)
	}
	o.number(len(c.Grants))
	for i := range c.Grants {
		w.grant(&c.Grants[i], origins[c.Grants[i].Origin])
	}
	o.number(len(c.Gone))
	for i := range c.Gone {
		o.number(int(c.Gone[i].Person))
		o.number(int(c.Gone[i].On))
		o.number(origins[c.Gone[i].Origin])
	}
}

func (w *recordedWriter) grant(g *engine.RecordedGrant, origin int) {
	at, ok := w.number[g.Rights]
	if !ok {
		at = len(w.rights)
		w.rights, w.number[g.Rights] = append(w.rights, g.Rights), at
	}
	o := &w.page
	o.number(int(g.Person))
	o.number(at)
	o.number(int(g.Status))
	o.number(int(g.Seat))
	o.flag(g.Unlinked)
	o.number(int(g.Starts))
	o.number(int(g.Expires))
	o.number(int(g.RecordedOn))
	o.number(origin)
	o.flag(g.Details != nil)
	if d := g.Details; d != nil {
		o.texts(d.Teams)
		o.text(d.Reason)
		o.flag(d.AssetsKnown)
		o.number(len(d.Assets))
		for i := range d.Assets {
			o.text(d.Assets[i].Kind)
			o.text(d.Assets[i].Name)
			o.number(d.Assets[i].Count)
		}
	}
}
