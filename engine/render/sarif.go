package render

import (
	"io"
	"net/url"
	"strings"

	"accredit/engine"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// SARIF writes the findings in the format that code scanning reads, version
// 2.1.0; version is that of the program. What was overridden is suppressed.
func (a *Annotations) SARIF(w io.Writer, version string) error {
	run := sarif.NewRun()
	run.Tool = sarif.NewTool()
	run.Tool.Driver = sarif.NewToolComponent()
	run.Tool.Driver.Name, run.Tool.Driver.Version = ptr("accredit"), ptr(version)
	run.ColumnKind = ptr("unicodeCodePoints")
	rules := map[string]int{}
	for i := range a.Findings {
		f := &a.Findings[i]
		index, seen := rules[f.Rule]
		if !seen {
			index = len(rules)
			rules[f.Rule] = index
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule(f.Rule))
		}
		run.Results = append(run.Results, a.sarifResult(f, index))
	}
	report := sarif.NewReport()
	report.Runs = append(report.Runs, run)
	if err := report.PrettyWrite(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (a *Annotations) sarifResult(f *engine.Finding, rule int) *sarif.Result {
	r := sarif.NewResult()
	r.RuleID, r.RuleIndex, r.Level = ptr(Terminal(f.Rule)), rule, severity(f)
	text := f.Message
	if f.Hint != "" {
		text = strings.TrimSuffix(text, ".") + ". Hint: " + WaysOut(f)
	}
	r.Message = sarif.NewMessage()
	r.Message.Text = ptr(sarifText(text))
	r.Locations = append(r.Locations, a.sarifLocation(f))
	if f.Overridden {
		suppression := sarif.NewSuppression()
		suppression.Kind, suppression.Status = ptr("external"), ptr("accepted")
		suppression.Justification = ptr("overridden on the command line")
		r.Suppressions = append(r.Suppressions, suppression)
	}
	return r
}

// sarifLocation is the place of a finding. Code scanning takes no result
// without one: one that has none is in the directory.
func (a *Annotations) sarifLocation(f *engine.Finding) *sarif.Location {
	file, pos := a.place(f)
	if file == "" {
		file = "."
	}
	l := sarif.NewLocation()
	l.PhysicalLocation = sarif.NewPhysicalLocation()
	l.PhysicalLocation.ArtifactLocation = sarif.NewArtifactLocation()
	l.PhysicalLocation.ArtifactLocation.URI = ptr((&url.URL{Path: file}).String())
	if !pos.IsZero() {
		region := sarif.NewRegion()
		region.StartLine = ptr(int(max(1, pos.Line)))
		if pos.Column > 0 {
			region.StartColumn = ptr(int(pos.Column))
		}
		l.PhysicalLocation.Region = region
	}
	return l
}

func sarifRule(name string) *sarif.ReportingDescriptor {
	short, help := ruleText(name)
	d := sarif.NewReportingDescriptor()
	d.ID = ptr(Terminal(name))
	d.ShortDescription, d.Help = sarif.NewMultiformatMessageString(), sarif.NewMultiformatMessageString()
	d.ShortDescription.Text, d.Help.Text = ptr(sarifText(short)), ptr(sarifText(help))
	return d
}

// sarifText makes text from outside inert in a message: "[text](address)"
// would be a link, and "{0}" an argument (SARIF 2.1.0, 3.11.5 and 3.11.6).
func sarifText(s string) string {
	s = strings.ReplaceAll(Terminal(s), "](", "]"+noRef+"(")
	for digit := '0'; digit <= '9'; digit++ {
		s = strings.ReplaceAll(s, "{"+string(digit), "{"+noRef+string(digit))
	}
	return s
}

func ptr[T any](v T) *T { return &v }
