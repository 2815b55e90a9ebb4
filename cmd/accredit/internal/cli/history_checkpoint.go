package cli

import (
	"context"
	"errors"
	"fmt"

	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

// checkpointKeyVariable names the file of the key that signs checkpoints.
const checkpointKeyVariable = "ACCREDIT_CHECKPOINT_KEY_FILE"

type checkpointOptions struct{ key, to string }

func newHistoryCheckpoint(a *app) *cobra.Command {
	o := &checkpointOptions{}
	cmd := &cobra.Command{
		Use:   "checkpoint [DIR] --key FILE --to FILE",
		Short: "Note the latest revision, signed, in a file that git keeps",
		Long: `Add the latest revision to a file of signed checkpoints: lineage, serial, hashes
and time. The file only grows; keep it in git, away from the state. With it
"history verify --checkpoints" finds a state that was put back to an older one.`,
		Example: `  accredit state key new team.key --name northwind > team.pub
  accredit history checkpoint --key team.key --to checkpoints.txt`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runHistoryCheckpoint(cmd.Context(), args, o) },
	}
	cmd.Flags().StringVar(&o.key, "key", "", "the `FILE` of the key that signs (or "+checkpointKeyVariable+")")
	cmd.Flags().StringVar(&o.to, "to", "", "the `FILE` of checkpoints")
	return cmd
}

func (a *app) runHistoryCheckpoint(ctx context.Context, args []string, o *checkpointOptions) error {
	if o.to == "" {
		return withHint(errUsage("--to is missing"), "Give the file of checkpoints.")
	}
	signer, err := a.checkpointKey(o.key)
	if err != nil {
		return err
	}
	dir, err := a.dir(args)
	if err != nil {
		return err
	}
	return a.withStateIn(ctx, dir, func(s state.Store) error {
		rev, err := latest(s.History(ctx, state.Filter{Limit: 1, RevisionsOnly: true}))
		if err != nil {
			return err
		}
		if rev.Serial == 0 {
			return errors.New("nothing is recorded yet")
		}
		return a.addCheckpoint(o.to, &rev, signer)
	})
}

// addCheckpoint notes a revision and says so.
func (a *app) addCheckpoint(path string, rev *state.Revision, signer *state.Signer) error {
	added, err := state.AppendCheckpoint(path, state.CheckpointOf(rev), signer)
	if err != nil {
		return err
	}
	said := "is noted already"
	if added {
		said = "is noted"
	}
	_, err = fmt.Fprintf(a.err, "Revision %d %s in %s, signed by %s.\n", rev.Serial, said, render.Terminal(path), render.Terminal(signer.Name()))
	return err
}

// checkpointKey reads the key of --key or of the environment.
func (a *app) checkpointKey(path string) (*state.Signer, error) {
	if path == "" {
		path = a.env(checkpointKeyVariable)
	}
	if path == "" {
		return nil, withHint(errUsage("--key is missing"), "Give the file of the key, or %s. %q makes one.", checkpointKeyVariable, "accredit state key new FILE")
	}
	return a.readSigner(path)
}

// readSigner reads a key and says so where others could read it, too.
func (a *app) readSigner(path string) (*state.Signer, error) {
	signer, err := state.ReadSigner(path)
	if err != nil {
		return nil, withHint(err, "%q makes one.", "accredit state key new FILE")
	}
	if open, mode := readableByOthers(path); open && !a.flags.quiet {
		fmt.Fprintf(a.err, "Warning: others can read the key in %s: its mode is %04o, 0600 is enough.\n", render.Terminal(path), mode)
	}
	return signer, nil
}
