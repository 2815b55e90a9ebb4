package cli

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"strings"

	"accredit/engine"
	"accredit/engine/render"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// sayFault says that the program has a fault, and what to report: its version,
// the command without what was given to it, and where it happened. Nothing of
// the configuration, of the state or of a connection is in it.
func (a *app) sayFault(root *cobra.Command, fault *engine.Panic) {
	fmt.Fprintln(a.err, "Error: accredit has a fault and had to stop. This is not a mistake of yours.")
	fmt.Fprintln(a.err, "What was not said to be done is not done. Please report these lines; they hold no secrets and no names of people or clients:")
	fmt.Fprintf(a.err, "  version: accredit %s, %s, %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(a.err, "  command: %s\n", commandOnly(root, a.args))
	fmt.Fprintf(a.err, "  fault:   %s\n", render.Terminal(faultText(fault.Value)))
	for line := range strings.Lines(string(withoutArguments(fault.Stack))) {
		fmt.Fprintf(a.err, "  %s\n", render.Terminal(strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    ")))
	}
}

// faultText is what a panic says, where Go itself says it. The text of others
// may hold values from outside, so only its type is said.
func faultText(value any) string {
	if fault, ok := value.(runtime.Error); ok {
		return fault.Error()
	}
	return fmt.Sprintf("a panic with a value of type %T", value)
}

// commandOnly is the command with the names of its flags, without values.
func commandOnly(root *cobra.Command, args []string) string {
	cmd, _, err := root.Find(twoDashes(root, args))
	if err != nil {
		return root.Name()
	}
	words := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(f *pflag.Flag) { words = append(words, "--"+f.Name) })
	return strings.Join(words, " ")
}

var stackArguments = regexp.MustCompile(`(?m)\([^()\n]*\)$`)

// withoutArguments leaves out of a stack what functions were called with.
func withoutArguments(stack []byte) []byte {
	return stackArguments.ReplaceAll(bytes.TrimSpace(stack), []byte("(...)"))
}
