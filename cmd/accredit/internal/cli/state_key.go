package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"accredit/engine/ordinary"
	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

func newStateKey(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "key", Short: "Keys that sign checkpoints and plans", Args: cobra.NoArgs,
		Example: "  accredit state key new team.key --name northwind > team.pub",
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	name := ""
	create := &cobra.Command{
		Use: "new FILE", Short: "Make a key: the secret into FILE, the verifier to standard output", Args: cobra.ExactArgs(1),
		Long: `Make an Ed25519 key that signs checkpoints of history and saved plans. The secret
goes into a new file that only you can read; the verifier, which is public and
checks signatures, is printed. Keep the secret out of git, the verifier in it.`,
		Example: "  accredit state key new team.key --name northwind > team.pub",
		RunE:    func(_ *cobra.Command, args []string) error { return a.runKeyNew(args[0], name) },
	}
	create.Flags().StringVar(&name, "name", "accredit", "who signs, as signatures show it, `NAME`")
	cmd.AddCommand(create)
	return cmd
}

func (a *app) runKeyNew(path, name string) (err error) {
	secret, verifier, err := state.NewKey(name)
	if err != nil {
		return fmt.Errorf("--name: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return withHint(fmt.Errorf("%s is there already, and nothing is overwritten", path), "Name another file.")
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "# Signs as %s. Keep it secret; its verifier is\n# %s\n%s\n", name, verifier, secret)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "The secret is in %s. Its verifier:\n", render.Terminal(path))
	_, err = fmt.Fprintln(a.out, verifier)
	return err
}

// readableByOthers reports whether others than the owner can read a file.
func readableByOthers(path string) (bool, fs.FileMode) {
	info, err := os.Stat(path)
	if err != nil {
		return false, 0
	}
	return ordinary.OpenToOthers(info), info.Mode().Perm()
}
