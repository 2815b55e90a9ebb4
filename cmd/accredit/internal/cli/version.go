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
	var format string
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of the program and of its permission catalogue",
		Example: "  accredit version\n  accredit version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if format == "json" {
				return a.writeJSON(versionDocument{
					schemaOf("version"), programVersion, commitOfBuild(), engine.BuiltinCatalogue().Version, runtime.Version(), runtime.GOOS, runtime.GOARCH,
				})
			}
			_, err := fmt.Fprintf(a.out, "accredit %s, permission catalogue %s, %s\n", version(), engine.BuiltinCatalogue().Version, runtime.Version())
			return err
		},
	}
	addFormat(cmd, &format, "text", "json")
	return cmd
}

type versionDocument struct {
	Schema    string `json:"schema"`
	Version   string `json:"version"`
	Commit    string `json:"commit"` // empty: not known
	Catalogue string `json:"catalogue"`
	Go        string `json:"go"`
	OS        string `json:"os"`
	Arch      string `json:"arch"`
}
