package sqlstore

import (
	"context"
	"maps"
	"slices"

	"accredit/engine"
)

// Ignored differences: a row each, and in history a document before and after.

type ignoredDocument struct {
	HubID   int64  `json:"hub_id,omitempty"`
	Email   string `json:"email,omitempty"`
	Digest  string `json:"digest"`
	Until   string `json:"until"`
	On      string `json:"on"`
	Who     string `json:"who"`
	Because string `json:"because"`
}

func documentOfIgnored(ig *engine.Ignored) *ignoredDocument {
	if ig == nil {
		return nil
	}
	return &ignoredDocument{ig.HubID, ig.Email, ig.Digest, ig.Until.String(), ig.On.String(), ig.Who, ig.Because}
}

func (d *ignoredDocument) ignored() (*engine.Ignored, error) {
	if d == nil {
		return nil, nil
	}
	ig := &engine.Ignored{HubID: d.HubID, Email: d.Email, Digest: d.Digest, Who: d.Who, Because: d.Because}
	var err error
	if ig.Until, err = engine.ParseDate(d.Until); err != nil {
		return nil, err
	}
	ig.On, err = engine.ParseDate(d.On)
	return ig, err
}

func (c *content) ignored(ig *engine.Ignored) []byte {
	return c.document("ignored", documentOfIgnored(ig))
}

func (b *snapshot) loadIgnored(ctx context.Context, c Conn) error {
	err := each(ctx, c, func(scan func(...any) error) error {
		var ig engine.Ignored
		if err := scan(&ig.HubID, &ig.Email, &ig.Digest, &ig.Until, &ig.On, &ig.Who, &ig.Because); err != nil {
			return err
		}
		b.access.Ignored = append(b.access.Ignored, ig)
		return nil
	}, `SELECT hub_id, email, digest, until_day, decided_on, who, because FROM ignored`)
	slices.SortFunc(b.access.Ignored, engine.CompareIgnored)
	return err
}

func (d *delta) changeIgnored(in *engine.Changes) error {
	seen := map[engine.Ignored]bool{}
	for _, c := range in.Ignored {
		name, err := d.changeOneIgnored(c)
		if err != nil {
			return err
		}
		if seen[name] {
			return mismatch("an ignored difference of client %d, %q changes twice", name.HubID, name.Email)
		}
		seen[name] = true
	}
	return nil
}

func (d *delta) changeOneIgnored(c engine.IgnoreChange) (name engine.Ignored, err error) {
	switch {
	case c.After != nil:
		name = nameOfIgnored(c.After)
	case c.Before != nil:
		name = nameOfIgnored(c.Before)
	default:
		return name, mismatch("a change of an ignored difference says nothing")
	}
	if c.Before != nil && nameOfIgnored(c.Before) != name {
		return name, mismatch("an ignored difference cannot become another")
	}
	var before *engine.Ignored
	i, found := slices.BinarySearchFunc(d.snapshot.access.Ignored, name, engine.CompareIgnored)
	if found != (c.Before != nil) {
		return name, mismatch("an ignored difference of client %d, %q: recorded %t, expected %t", name.HubID, name.Email, found, c.Before != nil)
	}
	if found {
		before = &d.snapshot.access.Ignored[i]
		d.content.remove(d.content.ignored(before))
	}
	if c.After != nil {
		d.content.add(d.content.ignored(c.After))
		d.rows.ignored = append(d.rows.ignored, c.After)
	} else {
		d.rows.deletedIgnored = append(d.rows.deletedIgnored, name)
	}
	if name.Email != "" {
		d.rows.changedPeople[name.Email] = true
	}
	return name, d.emit(changeRow{kind: kindIgnored, hubID: name.HubID, subject: name.Email,
		document: toJSON(changeDocument[ignoredDocument]{documentOfIgnored(before), documentOfIgnored(c.After)})})
}

// nameOfIgnored is what names an ignored difference, and nothing else of it.
func nameOfIgnored(ig *engine.Ignored) engine.Ignored {
	return engine.Ignored{HubID: ig.HubID, Email: ig.Email, Digest: ig.Digest}
}

func (r *rows) writeIgnored(ctx context.Context, c Conn, _ int64) error {
	if err := write(ctx, c.Delete("ignored", "hub_id, email, digest"), r.deletedIgnored,
		func(name engine.Ignored) []any { return []any{name.HubID, name.Email, name.Digest} }); err != nil {
		return err
	}
	return write(ctx, c.Upsert("ignored", "hub_id, email, digest", "until_day, decided_on, who, because"), r.ignored,
		func(ig *engine.Ignored) []any {
			return []any{ig.HubID, ig.Email, ig.Digest, int64(ig.Until), int64(ig.On), ig.Who, ig.Because}
		})
}

func (p *past) undoIgnored(changes []engine.IgnoreChange) {
	for _, c := range changes {
		if c.After != nil {
			delete(p.ignored, nameOfIgnored(c.After))
		}
	}
	for _, c := range changes {
		if c.Before != nil {
			p.ignored[nameOfIgnored(c.Before)] = *c.Before
		}
	}
}

// listIgnored writes down what was ignored then.
func (p *past) listIgnored() []engine.Ignored {
	return slices.SortedFunc(maps.Values(p.ignored), engine.CompareIgnored)
}
