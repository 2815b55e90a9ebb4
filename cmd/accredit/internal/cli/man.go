package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newMan(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the man pages into a directory",
		Example: "  accredit man /usr/local/share/man/man1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			// A fixed date keeps the pages the same for the same version.
			date := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
			header := &doc.GenManHeader{Title: "ACCREDIT", Section: "1", Source: "accredit " + programVersion, Manual: "accredit", Date: &date}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.err, "Man pages written to %s\n", args[0])
			return err
		},
	}
}
