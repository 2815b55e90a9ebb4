package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

func newStateCopy(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "copy FROM TO",
		Short: "Copy a state with its history to another place, of any kind",
		Long: `Copy a state with all of its history to a new file or into an empty schema.
Serials, hashes and lineage stay, so saved plans remain valid. The content and
the chain of history are checked before and after. What is there already is
never overwritten, and nothing is half-done: the copy is whole, or it is not
there. FROM and TO are paths or postgres:// URLs; nothing is written to FROM.`,
		Example: `  accredit state copy accredit.db "postgres://accredit@db.example/agency?search_path=north"
  accredit state copy "postgres://accredit@db.example/agency" accredit.db`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runStateCopy(cmd.Context(), args[0], args[1]) },
	}
}

func (a *app) runStateCopy(ctx context.Context, from, to string) (err error) {
	source, err := placeAt(from)
	if err != nil {
		return err
	}
	target, err := placeAt(to)
	if err != nil {
		return err
	}
	s, err := source.open(ctx, a.flags.lockTimeout)
	if errors.Is(err, state.ErrNone) {
		return noState(source.String())
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	anchor, err := target.fill(ctx, s, a.flags.lockTimeout)
	switch {
	case errors.Is(err, state.ErrNone):
		return noState(source.String())
	case errors.Is(err, state.ErrExists), errors.Is(err, fs.ErrExist):
		return withHint(fmt.Errorf("there is something at %s already", target), "Nothing was copied. Name a new place.")
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(a.out, "Copied to %s: %s, to serial %d, of lineage %s. Content and history are the same.\n",
		render.Terminal(target.String()), plural(int(anchor.Serial), "revision"), anchor.Serial, render.Terminal(anchor.Lineage))
	return err
}
