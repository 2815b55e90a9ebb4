package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"accredit/engine"
)

// askable refuses to go on where nobody can be asked, and says what to do.
func (a *app) askable(approved bool, wayOut string) error {
	if approved || isTerminal(a.in) {
		return nil
	}
	return withHint(errNotTerminal, "%s", wayOut)
}

// ask takes yes, and nothing else, for a yes. An interrupt ends it.
func (a *app) ask(ctx context.Context, question string) error {
	fmt.Fprintf(a.err, "\n%s\nWrite \"yes\" to go on: ", question)
	var line string
	read := make(chan error, 1)
	go func() {
		read <- engine.Caught(func() error {
			line, _ = bufio.NewReader(a.in).ReadString('\n') // an end of input is no yes
			return nil
		})
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.err)
		return ctx.Err()
	case err := <-read:
		if err != nil {
			return err
		}
		if strings.TrimRight(line, "\r\n") != "yes" {
			return fail(exitError, "not approved: nothing was changed")
		}
		return nil
	}
}
