package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/config/edit"
	"accredit/engine/ordinary"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

type fmtOptions struct{ check, diff bool }

func newFmt(a *app) *cobra.Command {
	o := &fmtOptions{}
	cmd := &cobra.Command{
		Use:   "fmt [DIR | FILE... | -]",
		Short: "Write configuration files in the one format",
		Long: `Rewrite configuration files in the one format and print the names of those that
changed. Directories are read with everything below them. With - standard input
is formatted to standard output.

Exit codes: 0 done, 1 error, or with --check some file is not formatted.`,
		Example: `  accredit fmt
  accredit fmt --check --diff
  accredit fmt - < clients/acme.hcl`,
		RunE: func(_ *cobra.Command, args []string) error { return a.runFmt(args, o) },
	}
	cmd.Flags().BoolVar(&o.check, "check", false, "change nothing; exit 1 if some file is not formatted")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "print what differs as a unified diff")
	return cmd
}

func (a *app) runFmt(args []string, o *fmtOptions) error {
	if len(args) == 0 {
		dir, err := a.dir(nil)
		if err != nil {
			return err
		}
		args = []string{dir}
	}
	if slices.Contains(args, "-") {
		if len(args) > 1 {
			return errUsage("fmt takes - only by itself, without other files")
		}
		return a.fmtStdin(o)
	}
	var files []string
	for _, arg := range args {
		found, err := hclFiles(arg)
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	unformatted, broken := 0, false
	for _, file := range files {
		changed, ok, err := a.fmtFile(file, o)
		if err != nil {
			return err
		}
		if changed {
			unformatted++
		}
		broken = broken || !ok
	}
	if broken || o.check && unformatted > 0 {
		return exit(exitError)
	}
	return nil
}

// fmtFile formats one file. ok is false where it is no HCL.
func (a *app) fmtFile(file string, o *fmtOptions) (changed, ok bool, err error) {
	src, err := readRegular(file)
	if err != nil {
		return false, false, err
	}
	formatted, diags := edit.Format(file, src)
	if diags.HasErrors() {
		return false, false, a.printDiagnostics(diags, func(string) []byte { return src })
	}
	if bytes.Equal(src, formatted) {
		return false, true, nil
	}
	if !o.diff {
		fmt.Fprintln(a.out, render.Terminal(file))
	} else if err := a.fmtDiff(file, src, formatted); err != nil {
		return true, true, err
	}
	if o.check {
		return true, true, nil
	}
	return true, true, replaceFile(file, formatted)
}

func (a *app) fmtDiff(file string, src, formatted []byte) error {
	return render.Unified(a.out, render.Terminal(file), render.Terminal(file), string(src), string(formatted))
}

func (a *app) fmtStdin(o *fmtOptions) error {
	src, err := io.ReadAll(io.LimitReader(a.in, 1<<20))
	if err != nil {
		return err
	}
	formatted, diags := edit.Format("<stdin>", src)
	if diags.HasErrors() {
		return errors.Join(a.printDiagnostics(diags, func(string) []byte { return src }), exit(exitError))
	}
	switch {
	case o.diff:
		if !bytes.Equal(src, formatted) {
			err = a.fmtDiff("<stdin>", src, formatted)
		}
	case !o.check:
		_, err = a.out.Write(formatted)
	}
	if err == nil && o.check && !bytes.Equal(src, formatted) {
		return exit(exitError)
	}
	return err
}

// hclFiles lists the configuration files that an argument of fmt stands for.
func hclFiles(arg string) ([]string, error) {
	info, err := os.Stat(arg)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file or directory %s", arg)
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{arg}, nil
	}
	var files []string
	err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case path != arg && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")):
			if d.IsDir() {
				return filepath.SkipDir
			}
		case !d.IsDir() && filepath.Ext(name) == ".hcl":
			files = append(files, path)
		}
		return nil
	})
	return files, err
}

// readRegular reads an ordinary file: a pipe or device could block.
func readRegular(path string) ([]byte, error) {
	data, err := ordinary.Read(path, maxText)
	switch {
	case errors.Is(err, ordinary.ErrNot):
		return nil, fmt.Errorf("%s is %w", path, err)
	case errors.Is(err, ordinary.ErrReplaced), errors.Is(err, ordinary.ErrTooLarge):
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, err
}

// maxText bounds a file that is read whole, in bytes.
const maxText = 64 << 20

// replaceFile gives a file other contents and keeps its mode.
func replaceFile(path string, content []byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return writeWhole(path, content, info.Mode().Perm())
}
