// Package jsonschema writes what a JSON document of accredit looks like as a
// JSON Schema (2020-12), from the Go types that the document is written from.
//
// It does not check documents, and knows only what the documents of accredit
// need: structs, lists, objects of one kind, and what can be null.
package jsonschema

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"
)

// Document is one kind of JSON document.
type Document struct {
	Name  string // "plan", of accredit.plan/v1
	About string // a sentence
	Type  reflect.Type
}

// ID is what stands in the field "schema" of the document.
func (d Document) ID() string { return "accredit." + d.Name + "/v1" }

// draft is the version of JSON Schema.
const draft = "https://json-schema.org/draft/2020-12/schema"

// Write writes the schema of a document. A later version of accredit may add
// fields; a strict schema does not allow any that are not known.
func (d Document) Write(w io.Writer, strict bool) error {
	g := &generator{defs: map[string]*node{}, names: map[reflect.Type]string{}, strict: strict}
	root := g.object(d.Type)
	root.Schema, root.ID = draft, "urn:accredit:schema:"+d.Name+":v1"
	root.Title, root.Description, root.Defs = d.ID(), d.About, g.defs
	if schema := root.Properties["schema"]; schema != nil {
		*schema = node{Const: d.ID()}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(root)
}

// node is a schema, or a part of one.
type node struct {
	Schema      string           `json:"$schema,omitempty"`
	ID          string           `json:"$id,omitempty"`
	Ref         string           `json:"$ref,omitempty"`
	Title       string           `json:"title,omitempty"`
	Description string           `json:"description,omitempty"`
	Const       string           `json:"const,omitempty"`
	Type        any              `json:"type,omitempty"` // a word, or several
	Enum        []any            `json:"enum,omitempty"`
	Minimum     *int             `json:"minimum,omitempty"`
	AnyOf       []*node          `json:"anyOf,omitempty"`
	Items       *node            `json:"items,omitempty"`
	Properties  map[string]*node `json:"properties,omitempty"`
	Required    []string         `json:"required,omitempty"`
	Additional  any              `json:"additionalProperties,omitempty"` // a schema, or false
	Defs        map[string]*node `json:"$defs,omitempty"`
}

// null is the value null.
var null = &node{Type: "null"}

// orNull is what a node says, or null.
func orNull(n *node) *node {
	word, ok := n.Type.(string)
	if !ok || n.Ref != "" {
		return &node{AnyOf: []*node{n, null}}
	}
	n.Type = []string{word, "null"}
	if n.Enum != nil {
		n.Enum = append(n.Enum, nil)
	}
	return n
}

// defName is the name of a type in the schema: setDoc is permission "set".
func defName(t reflect.Type) string {
	name := strings.TrimSuffix(t.Name(), "Doc")
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
