package render

import (
	"path"

	"accredit/engine"
)

// Annotations are findings as a pipeline shows them beside the lines that they
// speak of: as SARIF for code scanning, or as commands to GitHub's runner.
type Annotations struct {
	Title    string // what was done: "accredit plan"
	Summary  string // one line
	Findings []engine.Finding
	Dir      string     // of the configuration, from the root of the repository, with slashes
	Place    engine.Pos // of findings that have none; zero: none
}

// PlanAnnotations are the violations and warnings of a plan, for a
// configuration in dir.
func PlanAnnotations(p *engine.Plan, dir string) Annotations {
	list := make([]engine.Finding, 0, len(p.Violations)+len(p.Warnings))
	return Annotations{
		Title: "accredit plan", Summary: totals(p), Dir: dir,
		Findings: append(append(list, p.Violations...), p.Warnings...),
	}
}

// place gives the file from the root of the repository, and the position in
// it, of a finding; the directory, without a position, where there is none.
func (a *Annotations) place(f *engine.Finding) (string, engine.Pos) {
	pos := f.Pos
	if pos.IsZero() {
		pos = a.Place
	}
	return path.Join(a.Dir, pos.File), pos
}

// severity is "error", "warning" or, for what was overridden, "note".
func severity(f *engine.Finding) string {
	if f.Overridden {
		return "note"
	}
	return f.Severity.String()
}
