package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// addFormat gives a command --format with what it can print, the first being
// the default, and --json.
func addFormat(cmd *cobra.Command, format *string, can ...string) {
	cmd.Flags().StringVar(format, "format", can[0], "output: "+strings.Join(can, ", "))
	hasJSON := slices.Contains(can, "json")
	json := false
	if hasJSON {
		cmd.Flags().BoolVar(&json, "json", false, "the same as --format json")
	}
	check := func(cmd *cobra.Command, args []string) error {
		if json {
			*format = "json"
		}
		if !slices.Contains(can, *format) {
			return errUsage("--format of %s is one of %s, not %q", cmd.Name(), strings.Join(can, ", "), *format)
		}
		return nil
	}
	cmd.PreRunE = check
	if err := cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(can, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}
