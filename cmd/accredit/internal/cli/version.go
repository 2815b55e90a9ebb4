package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"accredit/engine"

	"github.com/spf13/cobra"
)

// programVersion is the version of plans, history and man pages.
const programVersion = "0.1.0"

// version is the program's version with the commit that it was built from,
// where that is known.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return programVersion
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return programVersion + " (" + s.Value[:12] + ")"
		}
	}
	return programVersion
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of the program and of its permission catalogue",
		Example: "  accredit version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(a.out, "accredit %s, permission catalogue %s, %s\n", version(), engine.BuiltinCatalogue().Version, runtime.Version())
			return err
		},
	}
}
