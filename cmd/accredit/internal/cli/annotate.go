package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"accredit/cmd/accredit/internal/gitfiles"
	"accredit/config"
	"accredit/engine"
	"accredit/engine/render"
)

// repositoryPath is the directory as seen from the root of its git repository,
// where a pipeline looks for the files that findings name; without a
// repository, as it was given.
func repositoryPath(ctx context.Context, dir string) string {
	repository, err := gitfiles.Find(ctx, dir)
	if err != nil {
		return filepath.ToSlash(filepath.Clean(dir))
	}
	return path.Clean(repository.Prefix())
}

// rootFor gives it for the formats that name files.
func rootFor(ctx context.Context, format, dir string) string {
	if !isAnnotation(format) {
		return ""
	}
	return repositoryPath(ctx, dir)
}

// isAnnotation reports whether a pipeline shows what has the format beside the
// lines that it names.
func isAnnotation(format string) bool { return format == "sarif" || format == "github" }

// annotateFailed prints the mistakes that a plan could not be made for as
// annotations, where such a format is asked for, and gives the error on.
func (a *app) annotateFailed(ctx context.Context, dir, format string, err error) error {
	var mistakes *mistakesErr
	if !isAnnotation(format) || !errors.As(err, &mistakes) {
		return err
	}
	if failed := a.annotateMistakes(ctx, "accredit plan", dir, format, mistakes.res, nil); failed != nil {
		return failed
	}
	return err
}

// annotateMistakes prints what a command found in the configuration as
// annotations.
func (a *app) annotateMistakes(ctx context.Context, title, dir, format string, res *config.Result, findings []engine.Finding) error {
	list := &render.Annotations{Title: title, Dir: repositoryPath(ctx, dir)}
	for _, d := range res.Diagnostics {
		list.Findings = append(list.Findings, engine.Finding{
			Rule: mistakeName(d.Summary), Severity: d.Severity, Client: engine.Nobody, Person: engine.Nobody,
			Message: d.Detail, Hint: d.Hint, Pos: d.Subject.Pos(),
		})
	}
	list.Findings = append(list.Findings, findings...)
	errors := 0
	for i := range list.Findings {
		if list.Findings[i].Severity == engine.Error {
			errors++
		}
	}
	list.Summary = fmt.Sprintf("Valid; warnings: %d.", len(list.Findings))
	if errors > 0 {
		list.Summary = fmt.Sprintf("Not valid; errors: %d, warnings: %d.", errors, len(list.Findings)-errors)
	}
	if res.Desired != nil {
		list.Place = res.Desired.Agency.Pos
	}
	if format == "sarif" {
		return list.SARIF(a.out, programVersion)
	}
	return list.GitHub(a.out)
}

// mistakeName names the kind of a mistake as rules are named: a summary is
// constant, "Unknown permission" for example.
func mistakeName(summary string) string {
	return strings.ReplaceAll(strings.ToLower(summary), " ", "-")
}
