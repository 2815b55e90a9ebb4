package jsonschema

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"accredit/engine"
)

// Tags beside json that say more of a string:
//
//	enum:"mode"    one of engine.Words("mode")
//	enum:"a|b"     one of these
//
// An empty string, which means that something is not known or does not apply,
// is added by a leading "|". null:"true" is a list that can be null,
// document:"plan" another document of that name.
const (
	enumTag = "enum"
	nullTag = "null"

	documentTag = "document"
)

type generator struct {
	defs   map[string]*node
	names  map[reflect.Type]string
	strict bool
}

// object is the schema of a struct.
func (g *generator) object(t reflect.Type) *node {
	n := &node{Type: "object", Properties: map[string]*node{}}
	if g.strict {
		n.Additional = false
	}
	g.fields(n, t)
	slices.Sort(n.Required)
	return n
}

// fields adds the fields of a struct, and of what it embeds.
func (g *generator) fields(n *node, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			g.fields(n, f.Type)
			continue
		case name == "-" || name == "" && !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		optional := strings.Contains(options, "omit")
		n.Properties[name] = g.field(f, optional)
		if !optional {
			n.Required = append(n.Required, name)
		}
	}
}

// field is the schema of a field. A pointer that is not written where it is nil
// is never null.
func (g *generator) field(f reflect.StructField, optional bool) *node {
	t, pointer := f.Type, f.Type.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	n := g.of(t)
	if name := f.Tag.Get(documentTag); name != "" {
		n = &node{Type: "object", Properties: map[string]*node{"schema": {Const: Document{Name: name}.ID()}}, Required: []string{"schema"}}
	}
	if words := f.Tag.Get(enumTag); words != "" {
		at := n
		for at.Items != nil {
			at = at.Items
		}
		at.Enum = enumeration(words)
	}
	if pointer && !optional || f.Tag.Get(nullTag) != "" {
		return orNull(n)
	}
	return n
}

// enumeration reads the tag enum.
func enumeration(tag string) []any {
	var list []any
	words := strings.Split(tag, "|")
	for i, word := range words {
		if known := engine.Words(word); known != nil {
			for _, w := range known {
				list = append(list, w)
			}
		} else if word != "" || i == 0 {
			list = append(list, word)
		}
	}
	return list
}

var (
	moment = reflect.TypeFor[time.Time]()
	raw    = reflect.TypeFor[json.RawMessage]()
	asText = reflect.TypeFor[encoding.TextMarshaler]()
)

// of is the schema of a type.
func (g *generator) of(t reflect.Type) *node {
	switch {
	case t == raw:
		return &node{}
	case t == moment || t.Implements(asText):
		return &node{Type: "string"}
	case t.Kind() == reflect.Struct && t.Name() != "":
		return &node{Ref: "#/$defs/" + g.define(t)}
	}
	switch t.Kind() {
	case reflect.Struct:
		return g.object(t)
	case reflect.Pointer:
		return orNull(g.of(t.Elem()))
	case reflect.Slice, reflect.Array:
		return &node{Type: "array", Items: g.of(t.Elem())}
	case reflect.Map:
		return &node{Type: "object", Additional: g.of(t.Elem())}
	case reflect.String:
		return &node{Type: "string"}
	case reflect.Bool:
		return &node{Type: "boolean"}
	case reflect.Float32, reflect.Float64:
		return &node{Type: "number"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &node{Type: "integer"}
	}
	panic(fmt.Sprintf("%s has no form in JSON", t))
}

// define gives a struct a name in the schema, once.
func (g *generator) define(t reflect.Type) string {
	if name, ok := g.names[t]; ok {
		return name
	}
	name := defName(t)
	for n := 2; g.defs[name] != nil; n++ {
		name = fmt.Sprintf("%s_%d", defName(t), n)
	}
	g.names[t], g.defs[name] = name, &node{} // it may hold itself
	*g.defs[name] = *g.object(t)
	return name
}
