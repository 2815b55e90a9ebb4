package cli

import (
	"context"
	"fmt"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

func newValidate(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "validate [DIR]",
		Short: "Check the configuration, its policies and its tests, without state",
		Long: `Check the configuration: all mistakes of all files, then the policies and tests
on what it declares.

Exit codes: 0 valid, 1 mistakes, 3 a policy or test says no.`,
		Example: `  accredit validate
  accredit validate examples/agency --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.dir(args)
			if err != nil {
				return err
			}
			return a.runValidate(cmd.Context(), dir, format)
		},
	}
	addFormat(cmd, &format, "text", "json", "sarif", "github")
	return cmd
}

func (a *app) runValidate(ctx context.Context, dir, format string) error {
	res, err := a.read(dir)
	if err != nil {
		return err
	}
	var violations, warnings []engine.Finding
	if !res.Diagnostics.HasErrors() {
		violations, warnings = engine.Validate(res.Desired)
	}
	code := exitOK
	switch {
	case res.Diagnostics.HasErrors():
		code = exitError
	case len(violations) > 0:
		code = exitBlocked
	}
	switch format {
	case "json":
		if err := a.validateJSON(res, violations, warnings); err != nil {
			return err
		}
		return exit(code)
	case "sarif", "github":
		if err := a.annotateMistakes(ctx, "accredit validate", dir, format, res, append(violations, warnings...)); err != nil {
			return err
		}
		return exit(code)
	}
	if err := a.sayDiagnostics(res); err != nil {
		return err
	}
	a.sayFindings("Warning", warnings)
	a.sayFindings("Violation", violations)
	if code == exitOK {
		d := res.Desired
		_, err := fmt.Fprintf(a.out, "Valid: clients %d, people %d, permission sets %d, policies %d, tests %d.\n",
			len(d.Clients), len(d.People), len(d.Sets)-3, len(d.Policies), len(d.Tests))
		return err
	}
	return exit(code)
}

func (a *app) sayFindings(what string, list []engine.Finding) {
	if what == "Warning" && a.flags.quiet {
		return
	}
	for i := range list {
		f := &list[i]
		place := ""
		if !f.Pos.IsZero() {
			place = f.Pos.String() + ": "
		}
		fmt.Fprintf(a.err, "%s: %s: %s%s\n", what, render.Terminal(f.Rule), render.Terminal(place), render.Terminal(f.Message))
	}
}

type validateDocument struct {
	Schema      string           `json:"schema"`
	Valid       bool             `json:"valid"`
	Diagnostics []jsonDiagnostic `json:"diagnostics"`
}

type jsonPosition struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

type jsonDiagnostic struct {
	Severity string         `json:"severity" enum:"severity"`
	Rule     string         `json:"rule,omitempty"`
	Summary  string         `json:"summary"`
	Detail   string         `json:"detail"`
	Hint     string         `json:"hint,omitempty"`
	Source   *jsonPosition  `json:"source"`
	Related  []jsonPosition `json:"related,omitempty"`
}

func (a *app) validateJSON(res *config.Result, violations, warnings []engine.Finding) error {
	out := validateDocument{schemaOf("validate"), !res.Diagnostics.HasErrors() && len(violations) == 0, []jsonDiagnostic{}}
	for _, d := range res.Diagnostics {
		j := jsonDiagnostic{Severity: d.Severity.String(), Summary: d.Summary, Detail: d.Detail, Hint: d.Hint}
		if d.Subject.File != "" {
			j.Source = &jsonPosition{d.Subject.File, d.Subject.Line}
		}
		for _, r := range d.Related {
			j.Related = append(j.Related, jsonPosition{r.Range.File, r.Range.Line})
		}
		out.Diagnostics = append(out.Diagnostics, j)
	}
	for _, list := range [][]engine.Finding{violations, warnings} {
		for i := range list {
			f := &list[i]
			j := jsonDiagnostic{Severity: f.Severity.String(), Rule: f.Rule, Summary: f.Rule, Detail: f.Message, Hint: f.Hint}
			if !f.Pos.IsZero() {
				j.Source = &jsonPosition{f.Pos.File, int(f.Pos.Line)}
			}
			out.Diagnostics = append(out.Diagnostics, j)
		}
	}
	return a.writeJSON(out)
}

// writeJSON prints a value as indented JSON.
func (a *app) writeJSON(v any) error {
	return planfile.EncodeValue(a.out, v)
}
