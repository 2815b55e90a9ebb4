package planfile

import (
	"bytes"
	"encoding/json"
	"io"
)

const indent = "  "

// document writes one JSON object or list after the other, indented, holding
// no more than a single value in memory. The first error sticks.
type document struct {
	out   io.Writer
	depth int
	empty bool // nothing stands in the innermost object or list yet
	line  bytes.Buffer
	enc   *json.Encoder // into line
	err   error
}

func newDocument(w io.Writer) *document {
	d := &document{out: w}
	d.enc = json.NewEncoder(&d.line)
	d.enc.SetEscapeHTML(false)
	return d
}

// write sends text that holds nothing from outside.
func (d *document) write(text string) {
	if d.err == nil {
		_, d.err = io.WriteString(d.out, text)
	}
}

// next begins a line inside the innermost object or list.
func (d *document) next() {
	switch {
	case d.depth == 0:
		return
	case d.empty:
		d.write("\n")
	default:
		d.write(",\n")
	}
	d.empty = false
	d.margin()
}

func (d *document) margin() {
	for range d.depth {
		d.write(indent)
	}
}

// open begins an object or list as the next element.
func (d *document) open(bracket string) {
	d.next()
	d.begin(bracket)
}

// openField begins an object or list as a field.
func (d *document) openField(name, bracket string) {
	d.next()
	d.write(`"` + name + `": `)
	d.begin(bracket)
}

func (d *document) begin(bracket string) {
	d.write(bracket)
	d.depth++
	d.empty = true
}

// close ends the innermost object or list.
func (d *document) close(bracket string) {
	d.depth--
	if !d.empty {
		d.write("\n")
		d.margin()
	}
	d.write(bracket)
	d.empty = false
}

// field writes one field of the innermost object.
func (d *document) field(name string, value any) {
	d.next()
	d.write(`"` + name + `": `)
	d.value(value)
}

// element writes one element of the innermost list.
func (d *document) element(value any) {
	d.next()
	d.value(value)
}

// value writes any value, indented as deep as it stands.
func (d *document) value(v any) {
	if d.err != nil {
		return
	}
	d.line.Reset()
	d.enc.SetIndent(margins[d.depth], indent)
	if d.err = d.enc.Encode(v); d.err != nil {
		return
	}
	_, d.err = d.out.Write(harmless(bytes.TrimSuffix(d.line.Bytes(), []byte("\n"))))
}

// margins are the indentations that the two documents reach.
var margins = [...]string{"", "  ", "    ", "      ", "        ", "          "}
