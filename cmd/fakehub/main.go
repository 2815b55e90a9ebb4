// Command fakehub is a HubSpot that is made up, for trying and testing accredit
// without HubSpot. docs/fakehub.md says how to use it.
//
// It only reads flags, makes worlds and starts the server: what the fake does stands
// in engine/hubspot/fakehub. It is not part of accredit, and must never be cited as
// knowledge of HubSpot.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run runs the program and returns its exit code: 0, or 1 for any error.
func run(args []string, out, errors io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cmd := newCommand(out, errors)
	cmd.SetArgs(args)
	if err := cmd.ExecuteContext(ctx); err != nil {
		fmt.Fprintf(errors, "Error: %v\n", err)
		return 1
	}
	return 0
}
