package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"accredit/config/edit"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

func newInit(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a small working configuration to start from",
		Long: `Write a small working configuration, and a .gitignore that keeps the state out
of git. Nothing that is there is overwritten.`,
		Example: `  accredit init
  accredit init access && accredit plan access`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir, err := a.dir(args)
			if err != nil {
				return err
			}
			return a.runInit(dir)
		},
	}
}

// runInit writes nothing unless it can write everything.
func (a *app) runInit(dir string) error {
	files := edit.Skeleton()
	if old, err := filepath.Glob(filepath.Join(dir, "*.hcl")); err == nil && len(old) > 0 {
		return withHint(fmt.Errorf("%s has a configuration already: %s", dir, filepath.Base(old[0])), "Choose another directory.")
	}
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if _, err := os.Lstat(path); err == nil && f.Name != ".gitignore" {
			return fmt.Errorf("%s is there already; nothing was written", path)
		}
	}
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := writeNew(path, f.Content); err != nil {
			return err
		}
		fmt.Fprintln(a.out, "wrote", render.Terminal(path))
	}
	next := "accredit plan"
	if dir != "." {
		next += " " + dir
	}
	fmt.Fprintf(a.out, "\nNext: %s\n", render.Terminal(next))
	return nil
}

// writeNew writes a file that is not there yet. A .gitignore that is there is
// left as it is, with the lines added.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) && filepath.Base(path) == ".gitignore" {
		if info, bad := os.Lstat(path); bad != nil || !info.Mode().IsRegular() {
			return withHint(fmt.Errorf("%s is not a regular file", path), "Remove it.")
		}
		f, err = os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o644)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
