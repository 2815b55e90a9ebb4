package sqlstore

import (
	"crypto/sha256"
	"encoding/hex"
	"runtime"

	"accredit/engine"
)

// content keeps the content hash: the sum over the rows of the logical state,
// each written in a way that does not depend on a backend's numbers.
type content struct {
	sum
	p      rowPacker
	rights map[*engine.RecordedRights]string // digest of each
	extras map[extra]string                  // text of each
}

func newContent() *content {
	return &content{rights: map[*engine.RecordedRights]string{}, extras: map[extra]string{}}
}

// agency leaves out guardrails that are the usual ones: schemas before the
// fourth kept none.
func (c *content) agency(d agencyDocument) []byte {
	c.p.reset()
	c.p.text("agency")
	c.p.text(d.Name)
	c.p.int(d.HubID)
	c.p.text(d.Catalogue)
	if text := d.Guardrails.text(); text != "" {
		c.p.text(text)
	}
	return c.p.b
}

func (c *content) document(kind string, doc any) []byte { return c.text(kind, toJSON(doc)) }

func (c *content) text(kind, document string) []byte {
	c.p.reset()
	c.p.text(kind)
	c.p.document(document)
	return c.p.b
}

func (c *content) person(p *engine.Person) []byte {
	return c.document("person", documentOfPerson(p))
}

func (c *content) client(r *engine.RecordedClient) []byte {
	return c.document("client", documentOfClient(r))
}

func (c *content) set(s *engine.RecordedSet) []byte { return c.document("set", documentOfSet(s)) }

func (c *content) grant(hubID int64, email string, g *engine.RecordedGrant) []byte {
	p := &c.p
	p.reset()
	p.text("grant")
	p.int(hubID)
	p.text(email)
	p.text(c.rightsDigest(g.Rights))
	p.int(int64(g.Status))
	p.int(int64(g.Seat))
	p.flag(g.Unlinked)
	p.int(int64(g.Starts))
	p.int(int64(g.Expires))
	p.int(int64(g.RecordedOn))
	p.document(c.extraText(extraOf(g)))
	packOrigin(p, g.Origin)
	return p.b
}

func (c *content) gone(hubID int64, email string, g *engine.Gone) []byte {
	p := &c.p
	p.reset()
	p.text("gone")
	p.int(hubID)
	p.text(email)
	p.int(int64(g.On))
	packOrigin(p, g.Origin)
	return p.b
}

func packOrigin(p *rowPacker, o *engine.Origin) {
	p.flag(o != nil)
	if o != nil {
		p.text(o.Block)
		p.text(o.Team)
		p.text(o.Definition)
		p.text(o.Wish)
		p.flag(o.Observed)
	}
}

// packRights writes rights in the one way that is hashed and compared.
func packRights(p *rowPacker, r *engine.RecordedRights) {
	p.text(r.Set)
	p.flag(r.Unknown)
	p.int(int64(len(r.Levels)))
	for _, l := range r.Levels {
		p.text(l.Permission)
		p.text(l.Level)
	}
}

func (c *content) rightsDigest(r *engine.RecordedRights) string {
	if d, ok := c.rights[r]; ok {
		return d
	}
	var p rowPacker
	packRights(&p, r)
	c.p.bad = c.p.bad || p.bad
	h := sha256.Sum256(p.b)
	d := hex.EncodeToString(h[:16])
	c.rights[r] = d
	return d
}

func (c *content) extraText(x extra) string {
	if x == (extra{}) {
		return ""
	}
	text, ok := c.extras[x]
	if !ok {
		text = x.text()
		c.extras[x] = text
	}
	return text
}

// contentOf computes the content hash of an access from scratch.
func contentOf(a *engine.Access) sum {
	c := newContent()
	c.add(c.agency(documentOfAgency(a)))
	for i := range a.Sets {
		c.add(c.set(&a.Sets[i]))
	}
	for i := range a.People {
		c.add(c.person(&a.People[i]))
	}
	for i := range a.Ignored {
		c.add(c.ignored(&a.Ignored[i]))
	}
	for i := range a.Parts {
		c.add(c.part(&a.Parts[i]))
	}
	total := c.sum
	for _, part := range contentOfClients(a) {
		total.plus(part)
	}
	return total
}

// contentOfClients adds up the clients, on every processor.
func contentOfClients(a *engine.Access) []sum {
	workers := min(runtime.GOMAXPROCS(0), 1+len(a.Clients)/64)
	parts := make([]sum, workers)
	var wg engine.Parallel
	for w := range workers {
		wg.Go(func() {
			c := newContent()
			for i := w; i < len(a.Clients); i += workers {
				addClient(c, a, &a.Clients[i])
			}
			parts[w] = c.sum
		})
	}
	wg.Wait()
	return parts
}

func addClient(c *content, a *engine.Access, r *engine.RecordedClient) {
	c.add(c.client(r))
	for i := range r.Grants {
		g := &r.Grants[i]
		c.add(c.grant(r.HubID, a.People[g.Person].Email, g))
	}
	for i := range r.Gone {
		g := &r.Gone[i]
		c.add(c.gone(r.HubID, a.People[g.Person].Email, g))
	}
}
