package sqlstore

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"

	"accredit/state"
)

// chain computes the hash of a revision: over everything that history keeps
// of it, its changes in order, the rights that it brought, and the hash of
// the revision before. Feed it the changes, then the rights, then close.
type chain struct {
	h   hash.Hash
	p   rowPacker
	seq int64
}

func newChain() *chain { return &chain{h: sha256.New()} }

func (c *chain) write() {
	c.h.Write(c.p.b)
	c.p.reset()
}

func (c *chain) change(row changeRow) {
	c.seq++
	c.p.text("change")
	c.p.int(c.seq)
	c.p.text(row.kind)
	c.p.int(row.hubID)
	c.p.text(row.subject)
	c.p.text(row.document)
	c.write()
}

func (c *chain) rights(row rightsRow) {
	c.p.text("rights")
	c.p.int(row.id)
	packRights(&c.p, row.rights)
	c.write()
}

// close returns the hash, as "sha256:" and 64 digits.
func (c *chain) close(r *state.Revision) string {
	p := &c.p
	p.text("accredit revision v1")
	p.text(r.Parent)
	p.text(r.Lineage)
	p.int(r.Serial)
	p.text(timeText(r.At))
	p.text(string(r.Kind))
	for _, s := range []string{r.Who, r.Command, r.Reason, r.ConfigDigest, r.GitCommit, r.Catalogue} {
		p.text(s)
	}
	p.texts(r.Overrides)
	p.int(int64(len(r.Skipped)))
	for _, hubID := range r.Skipped {
		p.int(hubID)
	}
	p.int(int64(r.Removals))
	p.int(int64(r.Grants))
	p.text(r.ApplyID)
	p.text(r.ContentHash)
	if len(r.Signers) > 0 { // older revisions have none
		p.text("signers")
		p.texts(r.Signers)
	}
	c.write()
	return "sha256:" + hex.EncodeToString(c.h.Sum(nil))
}
