package diagnostic

import (
	"slices"

	"accredit/engine"
	"github.com/hashicorp/hcl/v2"
)

// Diagnostic is a mistake, or something worth a look, in a configuration.
type Diagnostic struct {
	Severity engine.Severity
	Summary  string  // short and constant: "Unknown permission"
	Detail   string  // full sentences: what is wrong with this one
	Hint     string  // the way out, such as `Did you mean "crm.export"?`; may be empty
	Subject  Range   // where; the zero value where no place in a file is to blame
	Related  []Place // the other places of a conflict
}

// Range is a stretch of a file. File is relative to the configuration
// directory, with slashes; lines and columns count from 1, Byte from 0.
type Range struct {
	File               string
	Line, Column, Byte int
	EndLine, EndColumn int
	EndByte            int
}

// Place is another position of a diagnostic and what is there.
type Place struct {
	Range Range
	Note  string
}

// Pos returns the start of the range as the engine has it.
func (r Range) Pos() engine.Pos {
	return engine.Pos{File: r.File, Line: int32(r.Line), Column: int32(r.Column)}
}

// RangeOf converts HCL's range.
func RangeOf(r hcl.Range) Range {
	return Range{
		File: r.Filename, Line: r.Start.Line, Column: r.Start.Column, Byte: r.Start.Byte,
		EndLine: r.End.Line, EndColumn: r.End.Column, EndByte: r.End.Byte,
	}
}

// Diagnostics is a list of them.
type Diagnostics []Diagnostic

// HasErrors reports whether any is an error.
func (ds Diagnostics) HasErrors() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == engine.Error })
}

// Sort orders the diagnostics by place, so that neither the order of files nor
// that of evaluation shows.
func (ds Diagnostics) Sort() {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		if c := a.Subject.Pos().Compare(b.Subject.Pos()); c != 0 {
			return c
		}
		if a.Summary != b.Summary {
			if a.Summary < b.Summary {
				return -1
			}
			return 1
		}
		return 0
	})
}

// FromHCL converts HCL's own diagnostics.
func FromHCL(list hcl.Diagnostics) Diagnostics {
	var ds Diagnostics
	for _, h := range list {
		d := Diagnostic{Summary: h.Summary, Detail: h.Detail}
		if h.Severity == hcl.DiagWarning {
			d.Severity = engine.Warning
		}
		if h.Subject != nil {
			d.Subject = RangeOf(*h.Subject)
		}
		ds = append(ds, d)
	}
	return ds
}
