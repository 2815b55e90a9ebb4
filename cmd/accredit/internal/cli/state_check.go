package cli

import (
	"context"
	"errors"
	"fmt"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

func newStateCheck(a *app) *cobra.Command {
	var verbose bool
	cmd := &cobra.Command{
		Use: "check", Short: "Check that the state is whole, and what is recorded against the rules", Args: cobra.NoArgs,
		Long: `Check the file, the references between rows, the contents, the hashes and the chain
of history. Each problem is printed with what to do about it; docs/operations.md
says more under "Recovery". Then the rules on what is recorded of each client,
which give warnings: somebody may have changed HubSpot itself. What is so in
several clients is said once, with --verbose of each of them.

Exit codes: 0 whole, with or without warnings; 1 problems, or an error.`,
		Example: "  accredit state check\n  accredit state check --verbose",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.checkState(cmd.Context(), verbose) },
	}
	cmd.Flags().BoolVar(&verbose, "verbose", false, "every warning by itself")
	return cmd
}

func (a *app) checkState(ctx context.Context, verbose bool) error {
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
		if err := a.sayProblems("state", append(problems, history...)); err != nil {
			return err
		}
		access, err := s.Read(ctx, state.ReadOptions{Now: now})
		if err != nil && !errors.Is(err, state.ErrNone) {
			return err
		}
		if err == nil {
			all, err := s.Runs(ctx)
			if err != nil {
				return err
			}
			found := append(engine.RecordedFindings(a.catalogue(), access, engine.DateOf(now)), engine.RunFindings(access, all, engine.DateOf(now))...)
			if !verbose {
				found = render.Recorded(found, access)
			}
			a.sayRecorded(found)
		}
		_, err = fmt.Fprintln(a.out, "The state is whole.")
		return err
	})
	if errors.Is(err, state.ErrDamaged) {
		p := state.Problem{Where: "file"}
		return withHint(err, "%s", render.Terminal(p.Recovery()))
	}
	return err
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
