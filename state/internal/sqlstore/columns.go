package sqlstore

import (
	"reflect"
	"strings"
)

// The document of a person, client or permission set is the one list of its
// fields: the tags that name them in JSON name the columns of the table, too,
// in the same order. Rows are written from documents and read into them. A
// list or map is JSON in its column, and the empty text where it is empty.

// columnsOf names the columns in which the fields of a document stand.
func columnsOf[D any]() string {
	t := reflect.TypeFor[D]()
	names := make([]string, t.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
	}
	return strings.Join(names, ", ")
}

// afterKey names the columns after the first, which is the key of the table.
func afterKey[D any]() string {
	_, columns, _ := strings.Cut(columnsOf[D](), ", ")
	return columns
}

// valuesOf lists what stands in the columns of a row.
func valuesOf[D any](doc *D) []any {
	v := reflect.ValueOf(doc).Elem()
	values := make([]any, v.NumField())
	for i := range values {
		switch field := v.Field(i); {
		case field.Kind() == reflect.Bool:
			values[i] = number(field.Bool())
		case !isJSON(field):
			values[i] = field.Interface()
		case field.Len() == 0:
			values[i] = ""
		default:
			values[i] = toJSON(field.Interface())
		}
	}
	return values
}

func isJSON(field reflect.Value) bool {
	return field.Kind() == reflect.Slice || field.Kind() == reflect.Map
}

// rowReader reads rows into a document, which holds until the next row.
type rowReader[D any] struct {
	doc             D
	fields, targets []any // of Scan: the field itself, or a text where the column is JSON
}

func newRowReader[D any]() *rowReader[D] {
	r := &rowReader[D]{}
	v := reflect.ValueOf(&r.doc).Elem()
	for i := range v.NumField() {
		field := v.Field(i).Addr().Interface()
		r.fields = append(r.fields, field)
		if isJSON(v.Field(i)) {
			field = new(string)
		}
		r.targets = append(r.targets, field)
	}
	return r
}

// read reads a row. No list is read into one of the row before.
func (r *rowReader[D]) read(scan func(...any) error) (*D, error) {
	var none D
	r.doc = none
	if err := scan(r.targets...); err != nil {
		return nil, err
	}
	for i, target := range r.targets {
		if target == r.fields[i] {
			continue
		}
		if err := column(*target.(*string), r.fields[i]); err != nil {
			return nil, err
		}
	}
	return &r.doc, nil
}
