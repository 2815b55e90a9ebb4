package config

import (
	"crypto/sha256"
	"fmt"

	"accredit/engine"
)

// source returns the text of a file, read again: while parsing, texts are
// dropped, since few files have anything to report.
func (l *loader) source(file int32) []byte {
	if src, ok := l.sources[file]; ok {
		return src
	}
	f := &l.files[file]
	src, err := l.tree.read(f.name, sourceLimit)
	if err == nil && sha256.Sum256(src) != f.hash {
		err = fmt.Errorf("%s was changed while it was read", f.name)
	}
	if err != nil && l.changed == nil {
		l.changed = fmt.Errorf("read configuration: %w", err)
	}
	l.sources[file] = src
	return src
}

// place gives a span as a range with lines and columns.
func (l *loader) place(s span) Range {
	if s == 0 {
		return Range{}
	}
	lines := l.lines[s.file()]
	if lines == nil {
		lines = newLineIndex(l.source(s.file()))
		l.lines[s.file()] = lines
	}
	return lines.place(s, l.files[s.file()].name)
}

// pos gives the position of a block without reading its file again.
func (l *loader) pos(b *block) engine.Pos {
	if b == nil {
		return engine.Pos{}
	}
	return engine.Pos{File: l.files[b.at.file()].name, Line: b.line, Column: b.column}
}

// report enters a mistake.
func (l *loader) report(at span, summary, hint, detail string, args ...any) {
	l.diags = append(l.diags, Diagnostic{
		Summary: summary, Detail: fmt.Sprintf(detail, args...), Hint: hint, Subject: l.place(at),
	})
}

// warn enters something worth a look.
func (l *loader) warn(at span, summary, hint, detail string, args ...any) {
	l.report(at, summary, hint, detail, args...)
	l.diags[len(l.diags)-1].Severity = engine.Warning
}

// conflict enters a mistake with two places. The later one is the subject,
// however the two were found.
func (l *loader) conflict(at, other span, summary, hint, detail string, args ...any) {
	l.report(at, summary, hint, detail, args...)
	l.relate(other, "the other one")
}

// samePlace is how many mistakes of one kind are shown at one place: a for_each
// over thousands of rows can make the same one thousands of times.
const samePlace = 3

// withoutRepetitions leaves out equal diagnostics, and at each place all but
// the first few of one kind. The list is sorted.
func withoutRepetitions(ds Diagnostics) Diagnostics {
	kept := ds[:0]
	for from := 0; from < len(ds); {
		to := from
		for to < len(ds) && ds[to].Subject == ds[from].Subject && ds[to].Summary == ds[from].Summary {
			to++
		}
		kept = append(kept, firstFew(ds[from:to])...)
		from = to
	}
	return kept
}

func firstFew(group Diagnostics) Diagnostics {
	if len(group) == 1 {
		return group
	}
	var few Diagnostics
	seen := map[string]bool{}
	for _, d := range group {
		if seen[d.Detail] {
			continue
		}
		seen[d.Detail] = true
		if len(few) < samePlace {
			few = append(few, d)
		}
	}
	if more := len(seen) - len(few); more > 0 {
		few[len(few)-1].Detail += fmt.Sprintf(" (And %d more like it.)", more)
	}
	return few
}

// relate adds a place to what was reported last.
func (l *loader) relate(at span, note string) {
	if at == 0 {
		return
	}
	d := &l.diags[len(l.diags)-1]
	d.Related = append(d.Related, Place{Range: l.place(at), Note: note})
}
