package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"accredit/engine"

	"github.com/spf13/cobra"
)

// What the build of a release says of itself, set by the linker (-X).
var (
	// programVersion is the version of plans, history and man pages.
	programVersion = "0.1.0"
	// commit is where the build cannot tell it (-buildvcs=false).
	commit = ""
)

// version is the program's version with the commit that it was built from,
// where that is known.
func version() string {
	if of := commitOfBuild(); len(of) >= 12 {
		return programVersion + " (" + of[:12] + ")"
	}
	return programVersion
}

// commitOfBuild is the commit that the program was built from; empty where that
// is not known.
func commitOfBuild() string {
	if commit != "" {
		return commit
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
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
