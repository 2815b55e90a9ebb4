package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// askable refuses to go on where nobody can be asked.
func (a *app) askable(approved bool) error {
	if approved || isTerminal(a.in) {
		return nil
	}
	return withHint(errNotTerminal, "Give --auto-approve, or apply a plan saved with plan --out.")
}

// ask takes yes, and nothing else, for a yes. An interrupt ends it.
func (a *app) ask(ctx context.Context, question string) error {
	fmt.Fprintf(a.err, "\n%s\nOnly \"yes\" is taken for a yes: ", question)
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(a.in).ReadString('\n') // an end of input is no yes
		answer <- line
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.err)
		return ctx.Err()
	case line := <-answer:
		if strings.TrimRight(line, "\r\n") != "yes" {
			return fail(exitError, "not approved: nothing was changed")
		}
		return nil
	}
}
