package config

import (
	"slices"

	"accredit/engine"
)

// readConnection reads the connection block of a client; nil: it has none, or it
// is wrong.
func (l *loader) readConnection(c *client, nested []*block) *engine.Connection {
	at := slices.IndexFunc(nested, func(b *block) bool { return b.schema == connectionSchema })
	if at < 0 {
		return nil
	}
	b := nested[at]
	r := &reader{l: l, b: b, each: c.in.each, name: c.Address + ".connection", failed: b.incomplete}
	k := &engine.Connection{Owner: engine.Nobody, WelcomeEmail: r.truth("welcome_email"), Pos: l.pos(b)}
	if t := b.arg("owner"); t != nil {
		found, ok := l.reference(t, c.in.each, employeeKind, contractorKind)
		if !ok || found.in.state != done {
			r.failed = true
		} else {
			k.Owner = found.in.person.index
		}
	}
	k.Write = r.connectionWrites()
	if len(k.Write) > 0 && c.Execution == engine.ExecuteRecord {
		r.report(b.arg("write").at, "Writing without runs", `Write execution = "run" in the client or the agency, or leave write out.`,
			`%s has execution = "record", where apply records everything as done: nothing is sent there.`, c.Address)
	}
	if r.failed || k.Owner == engine.Nobody {
		return nil
	}
	return k
}

// connectionWrites reads what a key may do, in the order in which it is listed in
// the documentation.
func (r *reader) connectionWrites() []engine.Action {
	words := make([]string, len(engine.ConnectionWrites))
	for i, a := range engine.ConnectionWrites {
		words[i] = a.String()
	}
	var is []string
	r.texts("write", func(s string, at span) {
		if !slices.Contains(words, s) {
			r.report(at, "Unknown value", r.l.didYouMean(s, slices.Values(words)), "write takes %s, not %q.", quotedList(words), s)
			return
		}
		is = append(is, s)
	})
	var list []engine.Action
	for i, word := range words {
		if slices.Contains(is, word) {
			list = append(list, engine.ConnectionWrites[i])
		}
	}
	return list
}
