package fakehub

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// maxWorld bounds the text of a world, in bytes.
const maxWorld = 256 << 20

// ReadWorld reads a world. The error says line and field of the first mistake; a
// field that there is not is one.
func ReadWorld(text []byte) (*World, error) {
	if len(text) > maxWorld {
		return nil, fmt.Errorf("line 1: the world has %d MiB, more than %d", len(text)>>20, maxWorld>>20)
	}
	places, err := walkWorld(text)
	if err != nil {
		return nil, err
	}
	w := &World{}
	if err := json.Unmarshal(text, w); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return nil, fmt.Errorf("line %d: %s is a %s, and should be a %s", lineAt(text, wrong.Offset), wrong.Field, wrong.Value, wrong.Type)
		}
		return nil, fmt.Errorf("line 1: %w", err)
	}
	if field, err := w.check(); err != nil {
		return nil, fmt.Errorf("line %d: %s: %w", lineAt(text, places.at(field)), field, err)
	}
	return w, nil
}

// places are the offsets of fields, by path: accounts[2].users[0].email.
type places map[string]int64

// at returns where a field is, or what it stands in.
func (p places) at(path string) int64 {
	for {
		if at, ok := p[path]; ok {
			return at
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return 0
		}
		path = path[:cut]
	}
}

func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n"))
}

// walk follows a text of JSON beside the type that it is read into.
type walk struct {
	text   []byte
	dec    *json.Decoder
	places places
}

// walkWorld finds the places of all fields, and the mistakes that encoding/json
// lets pass: fields that there are not, that stand twice, or are spelled with
// other letter case; and text after the end.
func walkWorld(text []byte) (places, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	w := &walk{text: text, dec: dec, places: places{}}
	if err := w.value("", reflect.TypeFor[World]()); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err == nil {
		return nil, fmt.Errorf("line %d: there is more after the end of the world", lineAt(text, dec.InputOffset()))
	}
	return w.places, nil
}

// maxDepth bounds how deep values may stand in one another.
const maxDepth = 12

func (w *walk) value(path string, t reflect.Type) error {
	w.places[path] = w.begin()
	token, err := w.dec.Token()
	if err != nil {
		return w.wrong(err)
	}
	if text, _ := token.(string); t == reflect.TypeFor[time.Time]() && !isMoment(text) {
		return fmt.Errorf("line %d: %s: %q is no moment such as 2026-11-21T09:00:00Z", lineAt(w.text, w.places[path]), path, text)
	}
	switch token {
	case json.Delim('{'):
		return w.object(path, t)
	case json.Delim('['):
		return w.array(path, t)
	case nil:
		return fmt.Errorf("line %d: %s is null: leave it out", lineAt(w.text, w.dec.InputOffset()), shownPath(path))
	}
	return nil
}

func isMoment(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// begin is where the next value begins.
func (w *walk) begin() int64 {
	at := w.dec.InputOffset()
	for at < int64(len(w.text)) && strings.IndexByte(" \t\r\n,:", w.text[at]) >= 0 {
		at++
	}
	return at
}

func (w *walk) object(path string, t reflect.Type) error {
	seen := map[string]bool{}
	for w.dec.More() {
		token, err := w.dec.Token()
		if err != nil {
			return w.wrong(err)
		}
		name, _ := token.(string)
		field := strings.TrimPrefix(path+"."+name, ".")
		line := lineAt(w.text, w.dec.InputOffset())
		of, known := fieldType(t, name)
		switch {
		case !known:
			return fmt.Errorf("line %d: there is no field %s", line, field)
		case seen[name]:
			return fmt.Errorf("line %d: %s stands there twice", line, field)
		}
		seen[name] = true
		if err := w.value(field, of); err != nil {
			return err
		}
	}
	return w.end()
}

func (w *walk) array(path string, t reflect.Type) error {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var of reflect.Type
	if t != nil && t.Kind() == reflect.Slice {
		of = t.Elem()
	}
	if strings.Count(path, "[")+strings.Count(path, ".") > maxDepth {
		return fmt.Errorf("line %d: %s stands too deep", lineAt(w.text, w.dec.InputOffset()), path)
	}
	for i := 0; w.dec.More(); i++ {
		if err := w.value(fmt.Sprintf("%s[%d]", path, i), of); err != nil {
			return err
		}
	}
	return w.end()
}

func (w *walk) end() error {
	if _, err := w.dec.Token(); err != nil {
		return w.wrong(err)
	}
	return nil
}

func (w *walk) wrong(err error) error {
	at := w.dec.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = syntax.Offset
	}
	return fmt.Errorf("line %d: this is no JSON: %s", lineAt(w.text, at), strings.TrimPrefix(err.Error(), "json: "))
}

// fieldType is the type of a field of that very name. What is read into something
// else than an object has a mistake that encoding/json finds.
func fieldType(t reflect.Type, name string) (reflect.Type, bool) {
	switch {
	case t == nil || t == reflect.TypeFor[time.Time]():
		return nil, true
	case t.Kind() == reflect.Map:
		return t.Elem(), true
	case t.Kind() != reflect.Struct:
		return nil, true
	}
	for i := range t.NumField() {
		if tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); tag == name {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

func shownPath(path string) string {
	if path == "" {
		return "the world"
	}
	return path
}
