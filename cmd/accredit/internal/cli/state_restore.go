package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"accredit/engine/render"
	"accredit/state"
	"accredit/state/sqlite"

	"github.com/spf13/cobra"
)

type restoreOptions struct {
	to string
	sqlite.RestoreOptions
}

func newStateRestore(a *app) *cobra.Command {
	o := &restoreOptions{}
	cmd := &cobra.Command{
		Use: "restore BACKUP", Short: "Put a backup in the place of the state", Args: cobra.ExactArgs(1),
		Long: `Put a backup in the place of the state. All of it is checked before, its history
included, and again when it is in place; it takes the state's name in one step,
while nobody writes. The backup stays as it is, and what was replaced is kept
beside the state.

A state that has revisions which the backup does not have is only replaced with
--replace-newer: they would be lost. "history verify --checkpoints" shows that.`,
		Example: `  accredit state restore backup-2026-11-21.db
  accredit state restore backup-2026-11-21.db --replace-newer
  accredit state restore backup-2026-11-21.db --to looked-at.db`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.runStateRestore(cmd.Context(), args[0], o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "the `FILE` to restore to (default: the state)")
	f.BoolVar(&o.ReplaceNewer, "replace-newer", false, "though the state has revisions that the backup does not have")
	f.BoolVar(&o.ReplaceOther, "replace-other", false, "though what is there is the state of another lineage, or no state")
	return cmd
}

func (a *app) runStateRestore(ctx context.Context, backup string, o *restoreOptions) error {
	path, err := a.restoreTo(o.to)
	if err != nil {
		return err
	}
	done, err := sqlite.Restore(ctx, backup, path, o.RestoreOptions)
	switch {
	case errors.Is(err, state.ErrNone):
		return fmt.Errorf("there is no backup at %s: no file, or an empty one", backup)
	case errors.Is(err, sqlite.ErrReplaceNewer):
		return withHint(err, "If those revisions are to be given up, add --replace-newer; the state is kept beside.")
	case errors.Is(err, sqlite.ErrReplaceOther):
		return withHint(err, "If it is meant, add --replace-other; what is there is kept beside.")
	case errors.Is(err, sqlite.ErrUnsound):
		return withHint(err, "Nothing was changed. Take another backup.")
	case err != nil:
		return err
	}
	line := fmt.Sprintf("Restored: %s is at serial %d.", render.Terminal(path), done.Serial)
	if done.Kept != "" {
		line += fmt.Sprintf(" What was there is kept as %s.", render.Terminal(done.Kept))
	}
	_, err = fmt.Fprintln(a.out, line)
	return err
}

// restoreTo is the file that a backup is put in the place of.
func (a *app) restoreTo(to string) (string, error) {
	at := place{to}
	if to == "" {
		dir, err := a.dir(nil)
		if err != nil {
			return "", err
		}
		if at, err = a.statePlace(dir); err != nil {
			return "", err
		}
	}
	if strings.Contains(at.address, "://") {
		return "", withHint(errUsage("restore puts a file in the place of a file"),
			"Restore to a file with --to; into an empty schema of PostgreSQL with %q.", "accredit state copy BACKUP postgres://...")
	}
	return at.address, nil
}
