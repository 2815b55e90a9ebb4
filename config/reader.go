package config

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"accredit/engine"
	"github.com/zclconf/go-cty/cty"
)

// reader reads the arguments of one block, for one element of its for_each.
// An empty string counts as absent, whatever the argument: a cell of a CSV
// file cannot be left out. Mistakes are reported and remembered in failed.
type reader struct {
	l      *loader
	b      *block
	each   *each
	name   string // address, for messages
	failed bool
}

func (r *reader) report(at span, summary, hint, detail string, args ...any) {
	r.failed = true
	r.l.report(at, summary, hint, detail, args...)
}

// value evaluates an argument. False: absent, or wrong and reported.
func (r *reader) value(name string) (cty.Value, *term, bool) {
	t := r.b.arg(name)
	if t == nil || t.kind == termNull {
		return cty.NilVal, t, false
	}
	v, ok := r.l.value(t, r.each)
	if !ok {
		r.failed = true
		return v, t, false
	}
	if v.IsNull() || v.Type() == cty.String && v.AsString() == "" {
		return v, t, false
	}
	return v, t, true
}

// text reads a string; the empty one where absent.
func (r *reader) text(name string) (string, *term) {
	t := r.b.arg(name)
	if t == nil {
		return "", nil
	}
	if t.kind == termText {
		return r.clean(t.text, t, name), t
	}
	v, t, ok := r.value(name)
	if !ok {
		return "", t
	}
	s, ok := plainString(v)
	if !ok {
		r.report(t.at, "Wrong type", "", "%s takes text, not %s.", name, typePhrase(v))
	}
	return r.clean(s, t, name), t
}

// clean refuses characters that would not show as what they are. The guard
// sees those in a file; escapes and data bring more.
func (r *reader) clean(s string, t *term, name string) string {
	for _, c := range s {
		if c < 0x7f && c >= ' ' {
			continue
		}
		multiline := name == "description" || name == "reason"
		if multiline && (c == '\n' || c == '\t') || !unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			continue
		}
		r.report(t.at, "Control character", "Remove it.", "%s holds the character U+%04X, which does not show.", name, c)
		return ""
	}
	return s
}

// required reads a string that must not be empty.
func (r *reader) required(name string) (string, *term) {
	before := r.failed
	r.failed = false
	s, t := r.text(name)
	if s == "" && t != nil && !r.failed {
		r.missing(name, t)
	}
	r.failed = r.failed || before
	return s, t
}

func (r *reader) missing(name string, t *term) {
	r.report(t.at, "Missing argument", fmt.Sprintf("Give %s a value.", name), "%s needs %s, and it is empty.", r.name, name)
}

// number reads a number, or digits in a string.
func (r *reader) number(name string) (*big.Float, *term) {
	v, t, ok := r.value(name)
	if !ok {
		return nil, t
	}
	if n, ok := numberOf(v); ok {
		return n, t
	}
	r.report(t.at, "Wrong type", "", "%s takes a number, not %s.", name, describe(v))
	return nil, t
}

func numberOf(v cty.Value) (*big.Float, bool) {
	switch v.Type() {
	case cty.Number:
		return v.AsBigFloat(), true
	case cty.String:
		text := v.AsString()
		if len(text) > 40 || strings.ContainsAny(text, "eEpPxXoObBiInN_") {
			return nil, false
		}
		n, err := cty.ParseNumberVal(text)
		if err != nil {
			return nil, false
		}
		return n.AsBigFloat(), true
	}
	return nil, false
}

// describe shows short text, else says what the value is.
func describe(v cty.Value) string {
	if !v.IsNull() && v.IsKnown() && v.Type() == cty.String && len(v.AsString()) <= 60 {
		return fmt.Sprintf("%q", v.AsString())
	}
	return typePhrase(v)
}

// whole reads a whole number between low and high; fallback where absent.
func (r *reader) whole(name string, low, high, fallback int64) int64 {
	n, t := r.number(name)
	if n == nil {
		return fallback
	}
	i, accuracy := n.Int64()
	if accuracy != big.Exact || i < low || i > high {
		r.report(t.at, "Number out of range", "", "%s takes a whole number from %d to %d, not %s.", name, low, high, n.Text('g', 20))
		return fallback
	}
	return i
}

// hubID reads the id of a HubSpot account; zero where absent.
func (r *reader) hubID(name string) (int64, *term) {
	t := r.b.arg(name)
	before := r.failed
	r.failed = false
	id := r.whole(name, 1, engine.MaxHubID, 0)
	if id == 0 && t != nil && !r.failed && r.b.schema.isRequired(name) {
		r.missing(name, t)
	}
	r.failed = r.failed || before
	return id, t
}

// truth reads true, false, "on" or "off"; false where absent.
func (r *reader) truth(name string) bool {
	v, t, ok := r.value(name)
	if !ok {
		return false
	}
	if s, ok := plainString(v); ok && v.Type() != cty.Number {
		switch s {
		case "true", "on":
			return true
		case "false", "off":
			return false
		}
	}
	r.report(t.at, "Wrong type", "", "%s takes true or false, not %s.", name, describe(v))
	return false
}

// date reads a day; zero where absent.
func (r *reader) date(name string) (engine.Date, *term) {
	s, t := r.text(name)
	d, err := engine.ParseDate(s)
	if err != nil {
		r.report(t.at, "Invalid date", "Write year-month-day, such as 2026-12-31.", "%s is not a date.", describe(cty.StringVal(s)))
	}
	return d, t
}

// choice reads one of a few words.
func (r *reader) choice(name string, words []string) string {
	s, t := r.text(name)
	if s == "" {
		return words[0]
	}
	for _, word := range words {
		if s == word {
			return s
		}
	}
	r.report(t.at, "Unknown value", r.l.didYouMean(s, slices.Values(words)), "%s takes %s, not %q.", name, quotedList(words), s)
	return words[0]
}

func quotedList(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return orList(quoted)
}

// email reads an e-mail address; the empty one where absent.
func (r *reader) email(name string) (string, *term) {
	s, t := r.required(name)
	if s == "" {
		return "", t
	}
	return r.parseEmail(s, t.at), t
}

func (r *reader) parseEmail(s string, at span) string {
	address, err := ParseEmail(s)
	if err != nil {
		r.report(at, "Invalid e-mail", "Write local@domain in ASCII, nothing around it.", "%s", sentence(err.Error()))
		return ""
	}
	return address
}

// texts reads a list of strings, each with its place. Empty ones and nulls
// are left out, nested lists are flattened.
func (r *reader) texts(name string, f func(s string, at span)) {
	t := r.b.arg(name)
	if t == nil {
		return
	}
	if t.kind == termList {
		list := t.list
		for i := range list {
			if list[i].kind == termText {
				if s := r.clean(list[i].text, &list[i], name); s != "" {
					f(s, list[i].at)
				}
				continue
			}
			v, ok := r.l.value(&list[i], r.each)
			r.failed = r.failed || !ok
			if ok {
				r.textsIn(v, &list[i], name, f)
			}
		}
		return
	}
	v, t, ok := r.value(name)
	if !ok {
		return
	}
	if v.Type().IsPrimitiveType() || v.Type().IsObjectType() || v.Type().IsMapType() {
		r.report(t.at, "Wrong type", "Put it into brackets: [ ... ].", "%s takes a list, not %s.", name, typePhrase(v))
		return
	}
	r.textsIn(v, t, name, f)
}

func (r *reader) textsIn(v cty.Value, t *term, name string, f func(s string, at span)) {
	if v.IsNull() {
		return
	}
	if s, ok := plainString(v); ok {
		if s = r.clean(s, t, name); s != "" {
			f(s, t.at)
		}
		return
	}
	if !v.Type().IsTupleType() && !v.Type().IsListType() && !v.Type().IsSetType() {
		r.report(t.at, "Wrong type", "", "%s takes a list of text; there is %s in it.", name, typePhrase(v))
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		r.textsIn(element, t, name, f)
	}
}

// pairPlace is where a key stands, and where its value.
type pairPlace struct{ key, value span }

// pairs reads an object or a map key by key, each with its places.
func (r *reader) pairs(name string, f func(key string, v cty.Value, at pairPlace)) {
	t := r.b.arg(name)
	if t == nil {
		return
	}
	if t.kind == termObject {
		entries := t.more.([]entry)
		for i := range entries {
			v, ok := r.l.value(&entries[i].value, r.each)
			r.failed = r.failed || !ok
			if ok {
				f(entries[i].key, v, pairPlace{entries[i].at, entries[i].value.at})
			}
		}
		return
	}
	v, t, ok := r.value(name)
	if !ok {
		return
	}
	if !v.Type().IsObjectType() && !v.Type().IsMapType() {
		r.report(t.at, "Wrong type", "Write { \"key\" = value }.", "%s takes an object, not %s.", name, typePhrase(v))
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		key, element := it.Element()
		f(key.AsString(), element, pairPlace{t.at, t.at})
	}
}

// labels reads a map of strings; entries without a value are left out.
func (r *reader) labels(name string) map[string]string {
	var labels map[string]string
	r.pairs(name, func(key string, v cty.Value, at pairPlace) {
		if v.IsNull() {
			return
		}
		s, ok := plainString(v)
		if !ok {
			r.report(at.value, "Wrong type", "", "A label is text; %q is %s.", key, typePhrase(v))
			return
		}
		if s = r.clean(s, &term{at: at.value}, name); s == "" {
			return
		}
		if labels == nil {
			labels = map[string]string{}
		}
		labels[key] = s
	})
	return labels
}

// isRequired reports whether an argument must be given.
func (s *blockSchema) isRequired(name string) bool {
	for _, required := range s.required {
		if required == name {
			return true
		}
	}
	return false
}
