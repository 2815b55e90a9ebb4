package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// digest names a difference by what was there and what is there, not by what
// the two were recorded or seen as: recording an observation does not make
// another difference of it, and somebody who changes it again does.
func (f *driftFinder) digest(kind string, hubID int64, email string, was, is *Grant) string {
	return f.digestText(kind, hubID, email, f.grantText(was), f.grantText(is))
}

func (f *driftFinder) digestText(parts ...any) string {
	var b strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			b.WriteString(strconv.Quote(part))
		case int64:
			b.WriteString(strconv.FormatInt(part, 10))
		}
		b.WriteByte(' ')
	}
	sum := sha256.Sum256([]byte(b.String()))
	return "sha256:" + hex.EncodeToString(sum[:16])
}

// grantText writes what a grant gives, by names, which stay when the catalogue
// grows.
func (f *driftFinder) grantText(g *Grant) string {
	if g == nil {
		return ""
	}
	parts := []string{g.Status.String()}
	switch {
	case g.Unknown, FollowsCatalogue(g.Set):
		parts = append(parts, g.Set)
	}
	if !g.Unknown {
		base := Rights("")
		if FollowsCatalogue(g.Set) {
			base = f.declared.sets[g.Set].Rights
		}
		for _, pl := range DeviationsOf(f.d.Catalogue, g.Rights, base) {
			parts = append(parts, pl.Permission, pl.Level)
		}
	}
	parts = append(parts, "teams")
	parts = append(parts, g.More().Teams...)
	for i := range parts {
		parts[i] = strconv.Quote(parts[i])
	}
	return strings.Join(parts, " ")
}

// Digest names what a report says: the differences that nobody ignores, the
// accounts that are unknown, the rules that are broken. Two reports with the
// same digest have the same news, whenever they were made.
func (d *Drift) Digest() string {
	h := sha256.New()
	line := func(parts ...string) {
		for _, part := range parts {
			h.Write([]byte(strconv.Quote(part)))
		}
		h.Write([]byte{'\n'})
	}
	for i := range d.Items {
		if it := &d.Items[i]; it.Ignored == nil {
			line("item", it.Class.String(), it.Digest)
		}
	}
	for i := range d.Unknown {
		u := &d.Unknown[i]
		line("unknown", strconv.FormatInt(d.Clients[u.Client].HubID, 10), strconv.FormatBool(u.Partly))
	}
	for i := range d.Unmanaged {
		line("unmanaged", strconv.FormatInt(d.Unmanaged[i].HubID, 10))
	}
	for i := range d.Violations {
		v := &d.Violations[i]
		hubID, email := "", ""
		if v.Client != Nobody {
			hubID = strconv.FormatInt(d.Clients[v.Client].HubID, 10)
		}
		if v.Person != Nobody {
			email = d.People[v.Person].Email
		}
		line("violation", v.Rule, hubID, email)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
