package planfile

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"accredit/engine"
)

// text reads a string.
func (r *reader) text() string {
	at := r.offset()
	token := r.token()
	s, ok := token.(string)
	if !ok {
		r.unexpected(token, at, "a string")
	}
	return s
}

// null reads null where it stands there, and reports whether it did.
func (r *reader) null() bool {
	if !bytes.HasPrefix(r.data[r.offset():], []byte("null")) {
		return false
	}
	r.token()
	return true
}

// flag reads true or false.
func (r *reader) flag() bool {
	at := r.offset()
	token := r.token()
	b, ok := token.(bool)
	if !ok {
		r.unexpected(token, at, "true or false")
	}
	return b
}

// whole reads a whole number that is at least least. A bad one gives zero.
func (r *reader) whole(least int64) int64 {
	at := r.offset()
	token := r.token()
	number, ok := token.(json.Number)
	if !ok {
		r.unexpected(token, at, "a whole number")
		return 0
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil || n < least {
		r.mistake(at, "%s is not a whole number of at least %d", number, least)
		return 0
	}
	return n
}

// hubID reads the id of an account.
func (r *reader) hubID() int64 {
	at := r.offset()
	id := r.whole(1)
	if id > engine.MaxHubID {
		r.mistake(at, "%d is not a hub id: the largest is %d", id, int64(engine.MaxHubID))
		return 0
	}
	return id
}

// amount reads a number that is not negative.
func (r *reader) amount() float64 {
	at := r.offset()
	token := r.token()
	number, ok := token.(json.Number)
	if !ok {
		r.unexpected(token, at, "a number")
		return 0
	}
	f, err := number.Float64()
	if err != nil || f < 0 || math.IsInf(f, 0) {
		r.mistake(at, "%s is not an amount", number)
		return 0
	}
	return f
}

// texts reads a list of strings.
func (r *reader) texts() []string {
	var list []string
	r.list(func() { list = append(list, r.text()) })
	return list
}

// emails reads a list of e-mails.
func (r *reader) emails() []string {
	var list []string
	r.list(func() { list = append(list, r.email()) })
	return list
}

// pairs reads an object of strings.
func (r *reader) pairs() map[string]string {
	m := map[string]string{}
	r.object(func(name string) bool { m[name] = r.text(); return true })
	return m
}

// date reads a day; the empty string is none.
func (r *reader) date() engine.Date { return parsed(r, engine.ParseDate) }

// email reads an address, in lower case.
func (r *reader) email() string {
	return parsed(r, engine.ParseEmail)
}

// optionalEmail reads an address or the empty string.
func (r *reader) optionalEmail() string {
	return parsed(r, func(s string) (string, error) {
		if s == "" {
			return "", nil
		}
		return engine.ParseEmail(s)
	})
}

// parsed reads a string that one of the engine's parsers takes.
func parsed[T any](r *reader, parse func(string) (T, error)) T {
	at := r.offset()
	before := len(r.mistakes)
	s := r.text()
	value, err := parse(s)
	if err != nil && len(r.mistakes) == before {
		r.mistake(at, "%v", err)
	}
	return value
}

// levels reads permissions with their levels. A permission that the built-in
// catalogue has must have a level of its kind; others are accepted.
func (r *reader) levels() engine.Levels {
	levels := engine.Levels{}
	r.object(func(name string) bool {
		at := r.offset()
		level := r.text()
		if r.stopped {
			return true
		}
		names := levelNames(name)
		for _, known := range names {
			if known == level {
				levels = append(levels, engine.PermissionLevel{Permission: name, Level: level})
				return true
			}
		}
		r.mistake(at, "%q is not a level of this permission: use one of %s", level, strings.Join(names, ", "))
		return true
	})
	levels.Sort()
	return levels
}

// levelNames lists the levels that a permission can have: all there are where
// it is not in the built-in catalogue.
func levelNames(permission string) []string {
	c := engine.BuiltinCatalogue()
	if i, ok := c.Index(permission); ok {
		return c.At(i).Kind.Names()
	}
	return append(append([]string{}, engine.Toggle.Names()...), engine.Scope.Names()...)
}
