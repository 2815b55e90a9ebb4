package cli

import (
	"context"
	"io"
	"net"
	"os"

	"golang.org/x/term"
)

// streams are what a command reads from and writes to.
type streams struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	// dial reaches a fake HubSpot in tests; nil: as everybody does.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// width is the number of columns to write to a stream; zero where it is no
// terminal.
func width(stream any) int {
	f, ok := stream.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

// color reports whether to write colours to a stream: --color decides, then
// NO_COLOR, then whether it is a terminal that has them.
func (a *app) color(stream any) bool {
	switch a.flags.color {
	case "always":
		return true
	case "never":
		return false
	}
	return a.env("NO_COLOR") == "" && a.env("TERM") != "dumb" && isTerminal(stream)
}
