package cli

import (
	"context"
	"fmt"

	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

type verifyOptions struct {
	checkpoints string
	keys        []string
}

func newHistoryVerify(a *app) *cobra.Command {
	o := &verifyOptions{}
	cmd := &cobra.Command{
		Use:   "verify [DIR]",
		Short: "Check that nobody edited, cut or replaced history",
		Long: `Compute every hash of the chain of revisions again and compare. That finds what
was edited, deleted, swapped or cut off. That the whole state was put back to an
older one only shows against checkpoints, which were noted outside: give their
file and the key that signed them.

Exit codes: 0 nothing wrong, 1 problems (each is printed) or an error.`,
		Example: `  accredit history verify
  accredit history verify --checkpoints checkpoints.txt --key team.pub`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runHistoryVerify(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.checkpoints, "checkpoints", "", "the `FILE` of signed checkpoints")
	f.StringArrayVar(&o.keys, "key", nil, "the key that signed them, `VERIFIER` or a file with it (repeatable, after a change of keys)")
	return cmd
}

func (a *app) runHistoryVerify(ctx context.Context, args []string, o *verifyOptions) error {
	if (o.checkpoints == "") != (len(o.keys) == 0) {
		return errUsage("--checkpoints and --key belong together")
	}
	dir, err := a.dir(args)
	if err != nil {
		return err
	}
	list, problems, err := o.read()
	if err != nil {
		return err
	}
	anchors := make([]state.Anchor, len(list))
	for i := range list {
		anchors[i] = list[i].Anchor()
	}
	return a.withStateIn(ctx, dir, func(s state.Store) error {
		found, err := s.VerifyHistory(ctx, anchors...)
		if err != nil {
			return err
		}
		if err := a.sayProblems("history", append(problems, found...)); err != nil {
			return err
		}
		line := "History is whole."
		if len(list) > 0 {
			line = fmt.Sprintf("History is whole, and has all of %s, the latest of revision %d.", plural(len(list), "checkpoint"), list[len(list)-1].Serial)
		}
		_, err = fmt.Fprintln(a.out, line)
		return err
	})
}

// read reads the checkpoints, if any were given.
func (o *verifyOptions) read() ([]state.Checkpoint, []state.Problem, error) {
	if o.checkpoints == "" {
		return nil, nil, nil
	}
	keys, err := readVerifiers(o.keys)
	if err != nil {
		return nil, nil, err
	}
	return state.ReadCheckpoints(o.checkpoints, keys...)
}

// readVerifiers reads keys given by their text or as files. The same key twice
// is an error: it would only look like two.
func readVerifiers(words []string) ([]state.Verifier, error) {
	var keys []state.Verifier
	for _, word := range words {
		key, err := state.ReadVerifier(word)
		if err != nil {
			return nil, withHint(err, "Give what %q printed, or a file with it.", "accredit state key new")
		}
		for _, other := range keys {
			if key.Same(other) {
				return nil, errUsage("the key %s is given twice", key.Name())
			}
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// sayProblems prints what is wrong, each with the way out; none is no error.
func (a *app) sayProblems(what string, problems []state.Problem) error {
	for _, p := range problems {
		fmt.Fprintln(a.out, render.Terminal(p.String()))
		fmt.Fprintln(a.out, "  "+render.Terminal(p.Recovery()))
	}
	if n := len(problems); n > 0 {
		return withHint(fmt.Errorf("the %s has %s", what, plural(n, "problem")), "What to do about each is in docs/operations.md, \"Recovery\".")
	}
	return nil
}
