package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

func newStateCheck(a *app) *cobra.Command {
	var verbose bool
	var format string
	cmd := &cobra.Command{
		Use: "check", Short: "Check that the state is whole, and what is recorded against the rules", Args: cobra.NoArgs,
		Long: `Check the file, the references between rows, the contents, the hashes and the chain
of history. Each problem is printed with what to do about it; docs/operations.md
says more under "Recovery". Then the rules on what is recorded of each client,
which give warnings: somebody may have changed HubSpot itself. What is so in
several clients is said once, with --verbose of each of them.

Exit codes: 0 whole, with or without warnings; 1 problems, or an error.`,
		Example: "  accredit state check\n  accredit state check --verbose\n  accredit state check --json",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.checkState(cmd.Context(), verbose, format) },
	}
	addFormat(cmd, &format, "text", "json")
	cmd.Flags().BoolVar(&verbose, "verbose", false, "every warning by itself")
	return cmd
}

func (a *app) checkState(ctx context.Context, verbose bool, format string) error {
	now, err := a.moment()
	if err != nil {
		return err
	}
	err = a.withState(ctx, func(s state.Store) error {
		problems, err := s.Check(ctx)
		if err != nil {
			return err
		}
		history, err := s.VerifyHistory(ctx)
		if err != nil {
			return err
		}
		problems = append(problems, history...)
		if len(problems) > 0 {
			return a.showProblems(problems, format)
		}
		found, err := a.recordedFindings(ctx, s, now, verbose)
		if err != nil {
			return err
		}
		if format == "json" {
			return a.writeJSON(newStateCheckDocument(nil, found))
		}
		a.sayRecorded(found)
		_, err = fmt.Fprintln(a.out, "The state is whole.")
		return err
	})
	if errors.Is(err, state.ErrDamaged) {
		p := state.Problem{Where: "file"}
		return withHint(err, "%s", render.Terminal(p.Recovery()))
	}
	return err
}

// recordedFindings is what the rules say of a state that is whole.
func (a *app) recordedFindings(ctx context.Context, s state.Store, now time.Time, verbose bool) ([]engine.Finding, error) {
	access, err := s.Read(ctx, state.ReadOptions{Now: now})
	if errors.Is(err, state.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := s.Runs(ctx)
	if err != nil {
		return nil, err
	}
	found := append(engine.RecordedFindings(a.catalogue(), access, engine.DateOf(now)), engine.RunFindings(access, all, engine.DateOf(now))...)
	if !verbose {
		found = render.Recorded(found, access)
	}
	return found, nil
}

func (a *app) showProblems(problems []state.Problem, format string) error {
	if format != "json" {
		return a.sayProblems("state", problems)
	}
	if err := a.writeJSON(newStateCheckDocument(problems, nil)); err != nil {
		return err
	}
	return exit(exitError)
}

type stateCheckDocument struct {
	Schema   string       `json:"schema"`
	Whole    bool         `json:"whole"`
	Problems []problemRow `json:"problems"`
	Warnings []warningRow `json:"warnings"` // of a state that is whole
}

type problemRow struct {
	Serial   int64  `json:"serial"` // of the revision; 0: not of one
	Where    string `json:"where"`
	Problem  string `json:"problem"`
	Recovery string `json:"recovery"`
}

type warningRow struct {
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func newStateCheckDocument(problems []state.Problem, found []engine.Finding) stateCheckDocument {
	document := stateCheckDocument{schemaOf("state-check"), len(problems) == 0, []problemRow{}, []warningRow{}}
	for _, p := range problems {
		document.Problems = append(document.Problems, problemRow{p.Serial, p.Where, p.Text, p.Recovery()})
	}
	for i := range found {
		document.Warnings = append(document.Warnings, warningRow{found[i].Rule, found[i].Message, found[i].Hint})
	}
	return document
}

// sayRecorded prints what the rules say of what is recorded, with the way out.
func (a *app) sayRecorded(list []engine.Finding) {
	if a.flags.quiet {
		return
	}
	for i := range list {
		fmt.Fprintf(a.err, "Warning: %s: %s. %s\n", render.Terminal(list[i].Rule), render.Terminal(list[i].Message), render.WaysOut(&list[i]))
	}
}
