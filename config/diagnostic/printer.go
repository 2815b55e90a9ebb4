package diagnostic

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"accredit/engine"
)

// Printer writes diagnostics as text for people.
type Printer struct {
	Width  int                      // columns to wrap sentences at; 0: as they come
	Color  bool                     // ANSI colours
	Source func(file string) []byte // text of a file for the snippets; nil, or nothing: none are shown

	// Escape makes what comes from files and data harmless for where the text
	// goes; it must keep plain text as it is. It may give longer text, no line
	// breaks. Nil writes everything as it came, so that it is not for terminals.
	Escape func(string) string
}

// Print writes the diagnostics in their order, with an empty line between two.
// The error is that of the writer.
func (p Printer) Print(w io.Writer, ds Diagnostics) error {
	sources := snippets{source: p.Source}
	for i := range ds {
		var b bytes.Buffer
		if i > 0 {
			b.WriteByte('\n')
		}
		p.diagnostic(&b, &ds[i], &sources)
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (p Printer) diagnostic(b *bytes.Buffer, d *Diagnostic, sources *snippets) {
	label, color := "Error:", red
	if d.Severity == engine.Warning {
		label, color = "Warning:", yellow
	}
	fmt.Fprintf(b, "%s %s\n", p.paint(bold+color, label), p.paint(bold, p.escape(d.Summary)))
	if d.Subject.File != "" {
		b.WriteByte('\n')
		p.place(b, "on", d.Subject, "", color, sources)
	}
	if d.Detail != "" || d.Hint != "" {
		if d.Subject.File == "" {
			b.WriteByte('\n')
		}
		p.sentences(b, d.Detail)
		p.sentences(b, d.Hint)
	}
	for _, place := range d.Related {
		if place.Range.File != "" {
			b.WriteByte('\n')
			p.place(b, "also", place.Range, place.Note, "", sources)
		}
	}
}

// place writes where something is, with the line in question. Carets stand
// under the subject; color is theirs, and empty for none.
func (p Printer) place(b *bytes.Buffer, word string, r Range, note, color string, sources *snippets) {
	fmt.Fprintf(b, "  %s %s line %d", word, p.escape(r.File), r.Line)
	line, found := sources.line(r)
	if color != "" && line.block != "" {
		fmt.Fprintf(b, ", in %s", p.escape(line.block))
	}
	switch {
	case note != "":
		fmt.Fprintf(b, ": %s", p.escape(note))
	case found:
		b.WriteByte(':')
	}
	b.WriteByte('\n')
	if !found {
		return
	}
	before, subject, after := line.cut(p.escape)
	number := fmt.Sprintf("%4d: ", r.Line)
	fmt.Fprintf(b, "%s%s\n", number, strings.TrimRight(before+subject+after, " "))
	if color != "" {
		carets := strings.Repeat("^", max(1, columns(subject)))
		fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", len(number)+columns(before)), p.paint(color, carets))
	}
}

// sentences writes a text, wrapped at the width.
func (p Printer) sentences(b *bytes.Buffer, text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		for _, part := range wrap(p.escape(line), p.Width) {
			b.WriteString(part)
			b.WriteByte('\n')
		}
	}
}

func (p Printer) escape(s string) string {
	if p.Escape == nil {
		return s
	}
	return p.Escape(s)
}

// The few SGR sequences that diagnostics need.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	reset  = "\x1b[0m"
)

func (p Printer) paint(style, s string) string {
	if !p.Color {
		return s
	}
	return style + s + reset
}
