package cli

import (
	"fmt"

	"accredit/engine"
	"accredit/state"

	"github.com/spf13/cobra"
)

// signingOptions are the signatures that apply demands and makes.
type signingOptions struct {
	required        []string // verifiers that must have signed a saved plan
	checkpoint, key string
}

func addSigningFlags(cmd *cobra.Command, o *signingOptions) {
	f := cmd.Flags()
	f.StringArrayVar(&o.required, "require-signature", nil, "run a saved plan only if this key signed it, `VERIFIER` or a file with it (repeatable: all of them)")
	f.StringVar(&o.checkpoint, "checkpoint", "", "note the new revision, signed, in this `FILE`")
	f.StringVar(&o.key, "key", "", "the `FILE` of the key that signs the checkpoint (or "+checkpointKeyVariable+")")
}

// noting adds a checkpoint for what is applied. Nil: nobody asked for one.
type noting struct {
	path   string
	signer *state.Signer
}

// noting reads the key before anything is changed.
func (a *app) noting(o *signingOptions) (*noting, error) {
	if o.checkpoint == "" {
		if o.key != "" {
			return nil, errUsage("--key is for --checkpoint")
		}
		return nil, nil
	}
	signer, err := a.checkpointKey(o.key)
	if err != nil {
		return nil, err
	}
	return &noting{o.checkpoint, signer}, nil
}

// precede refuses to go on from a state that is older than the file of
// checkpoints, or another: it was put in place of the one that was noted.
func (n *noting) precede(now *engine.Access) error {
	if n == nil {
		return nil
	}
	next := state.Checkpoint{Lineage: now.Lineage, Serial: now.Serial + 1}
	if _, err := state.MayAppend(n.path, next); err != nil {
		return withHint(fmt.Errorf("nothing was applied: %w", err),
			"See %q; docs/operations.md says how to go on after a restore.", "accredit history verify --checkpoints "+n.path)
	}
	return nil
}

// add notes the revision that was made.
func (n *noting) add(a *app, made *state.Revision) error {
	if n == nil || made.Serial == 0 {
		return nil
	}
	if err := a.addCheckpoint(n.path, made, n.signer); err != nil {
		return withHint(fmt.Errorf("the state is changed, and the checkpoint could not be written: %w", err),
			"Write it with %q.", "accredit history checkpoint --to "+n.path)
	}
	return nil
}
