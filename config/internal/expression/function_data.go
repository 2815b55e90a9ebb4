package expression

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"

	"accredit/config/diagnostic"
	"accredit/config/internal/guard"
	"accredit/engine/table"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// fileContent is what file gives. It is no text, so that a whole file cannot
// end up in a name or message: only csvdecode and jsondecode take it.
type fileContent struct {
	path string
	text string
}

var errNotText = errors.New("what file(...) returns can be used by csvdecode and jsondecode only")

// contentType is the type of fileContent in expressions. Where something else
// wants a value of a plain type, the conversion says what to do instead.
var contentType = sync.OnceValue(func() cty.Type {
	return cty.CapsuleWithOps("the content of a file", reflect.TypeFor[fileContent](), &cty.CapsuleOps{
		ConversionFrom: func(want cty.Type) func(any, cty.Path) (cty.Value, error) {
			if !want.IsPrimitiveType() {
				return nil
			}
			return func(any, cty.Path) (cty.Value, error) { return cty.NilVal, errNotText }
		},
	})
})

func fileFunction(readFile func(path string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Description: "The content of a file of the configuration directory, for csvdecode and jsondecode.",
		Params:      []function.Parameter{{Name: "path", Type: cty.String}},
		Type:        function.StaticReturnType(contentType()),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			path := args[0].AsString()
			text, err := readFile(path)
			if err != nil {
				return cty.NilVal, function.NewArgError(0, err)
			}
			return cty.CapsuleVal(contentType(), &fileContent{path: path, text: text}), nil
		},
	})
}

// document is the parameter of a function that reads text or a file.
func document() []function.Parameter {
	return []function.Parameter{{Name: "text", Type: cty.DynamicPseudoType}}
}

// documentText returns the text to read, as it stands there, and what to call it.
func documentText(v cty.Value) (text, name string, err error) {
	switch v.Type() {
	case contentType():
		content := v.EncapsulatedValue().(*fileContent)
		return content.text, content.path, nil
	case cty.String:
		return v.AsString(), "the text", nil
	}
	return "", "", function.NewArgErrorf(0, "text or file(...) is required, not %s", v.Type().FriendlyName())
}

func csvDecodeFunction() function.Function {
	return function.New(&function.Spec{
		Description: "The rows of a table in CSV, an object each; the first row names the columns.",
		Params:      document(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if !args[0].IsKnown() {
				return cty.DynamicPseudoType, nil
			}
			t, err := openTable(args[0])
			if err != nil {
				return cty.NilType, err
			}
			return cty.List(t.rowType), nil
		},
		Impl: func(args []cty.Value, want cty.Type) (cty.Value, error) {
			t, err := openTable(args[0])
			if err != nil {
				return cty.NilVal, err
			}
			rows, err := t.rows()
			if err != nil {
				return cty.NilVal, err
			}
			if len(rows) == 0 {
				return cty.ListValEmpty(want.ElementType()), nil
			}
			return cty.ListVal(rows), nil
		},
	})
}

// csvTable is a table of which the header line was read.
type csvTable struct {
	*table.Table
	name    string
	rowType cty.Type
}

func openTable(v cty.Value) (*csvTable, error) {
	content, name, err := documentText(v)
	if err != nil {
		return nil, err
	}
	text, err := table.Text([]byte(content))
	if err != nil {
		return nil, function.NewArgErrorf(0, "%s: %w", name, err)
	}
	t := &csvTable{name: name}
	t.Table, err = table.New(text)
	if errors.Is(err, table.ErrEmpty) {
		return nil, function.NewArgErrorf(0, "%s is empty: its first row must name the columns", name)
	}
	if err != nil {
		return nil, function.NewArgErrorf(0, "%s, line 1: %w", name, err)
	}
	types := make(map[string]cty.Type, len(t.Header()))
	for i, column := range t.Header() {
		if _, twice := types[column]; twice || column == "" {
			return nil, function.NewArgErrorf(0, "column %d of %s has no name of its own: %q", i+1, name, column)
		}
		types[column] = cty.String
	}
	t.rowType = cty.Object(types)
	return t, nil
}

// mostMistakes is how many rows that cannot be read are named.
const mostMistakes = 10

// rows reads all rows. The error names every row that cannot be read.
func (t *csvTable) rows() ([]cty.Value, error) {
	var rows []cty.Value
	var mistakes []string
	for {
		record, err := t.Next()
		var bad table.BadRow
		switch {
		case errors.Is(err, io.EOF) && len(mistakes) == 0:
			return rows, nil
		case errors.Is(err, io.EOF):
			return nil, function.NewArgErrorf(0, "%s, %s", t.name, mistakeList(mistakes))
		case errors.As(err, &bad):
			mistakes = append(mistakes, t.mistake(err))
			continue
		case err != nil:
			return nil, function.NewArgErrorf(0, "%s, %s", t.name, mistakeList(append(mistakes, t.mistake(err))))
		}
		row := make(map[string]cty.Value, len(record))
		for i, cell := range record {
			err := checkText(len(cell))
			if err == nil && !utf8.ValidString(cell) {
				err = fmt.Errorf("%q is not UTF-8: save the file as CSV in UTF-8", t.Header()[i])
			}
			if err != nil {
				mistakes = append(mistakes, t.mistake(err))
			}
			row[t.Header()[i]] = cty.StringVal(cell)
		}
		rows = append(rows, cty.ObjectVal(row))
		if len(rows) > MaxElements || len(rows)*(1+len(t.Header())) > maxValues {
			return nil, function.NewArgErrorf(0, "%s is too large: a table can have %s rows and %s cells", t.name, diagnostic.Thousands(MaxElements), diagnostic.Thousands(maxValues))
		}
	}
}

func (t *csvTable) mistake(err error) string { return fmt.Sprintf("line %d: %v", t.Line(), err) }

// mistakeList lists the first of many mistakes.
func mistakeList(list []string) string {
	if len(list) > mostMistakes {
		return strings.Join(list[:mostMistakes], "; ") + fmt.Sprintf("; and %d more", len(list)-mostMistakes)
	}
	return strings.Join(list, "; ")
}

func jsonDecodeFunction() function.Function {
	decode := func(v cty.Value) (cty.Value, error) {
		text, name, err := documentText(v)
		if err != nil {
			return cty.NilVal, err
		}
		if !utf8.ValidString(text) {
			return cty.NilVal, function.NewArgErrorf(0, "%s is not UTF-8: save it in that encoding", name)
		}
		text = strings.TrimPrefix(text, guard.ByteOrderMark)
		if err := guardJSON(text); err != nil {
			return cty.NilVal, function.NewArgErrorf(0, "%s: %w", name, err)
		}
		value, err := stdlib.JSONDecode(cty.StringVal(text))
		if err != nil {
			return cty.NilVal, fmt.Errorf("%s: %w", name, err)
		}
		return value, CheckValue(value)
	}
	return function.New(&function.Spec{
		Description: "The value that a JSON document describes.",
		Params:      document(),
		// The type comes with the value: finding it out first would read the
		// document twice.
		Type: function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return decode(args[0]) },
	})
}

// maxJSONValues bounds a JSON document before it is read: a number in it
// takes over 100 bytes, and its type as much again.
const maxJSONValues = 2_000_000

// guardJSON refuses a document that nests deeper than 64, has too many values,
// or numbers that would not fit.
func guardJSON(text string) error {
	depth, values := 0, 1
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			i = endOfString(text, i)
		case c == '[' || c == '{':
			depth, values = depth+1, values+1
		case c == ']' || c == '}':
			depth--
		case c == ',':
			values++
		case c == '-' || c >= '0' && c <= '9':
			end := endOfNumber(text, i)
			if err := checkNumeral(text[i:end]); err != nil {
				return err
			}
			i = end - 1
		}
		if depth > guard.MaxNesting {
			return fmt.Errorf("it is nested more than %d deep", guard.MaxNesting)
		}
		if values > maxJSONValues {
			return fmt.Errorf("it has more than %s values", diagnostic.Thousands(maxJSONValues))
		}
	}
	return nil
}

// endOfString gives the place of the quote that ends a JSON string.
func endOfString(text string, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i
}

func endOfNumber(text string, i int) int {
	for i < len(text) && strings.IndexByte("+-.eE0123456789", text[i]) >= 0 {
		i++
	}
	return i
}
