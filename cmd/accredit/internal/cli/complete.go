package cli

import (
	"io"
	"strings"

	"accredit/engine"

	"github.com/spf13/cobra"
)

// known reads what is declared and recorded for the shell to complete from,
// and stays silent about everything else.
func (a *app) known(cmd *cobra.Command) (*engine.Desired, *engine.Access) {
	quiet := *a
	quiet.err, quiet.flags.quiet = io.Discard, true
	dir, err := quiet.dir(nil)
	if err != nil {
		return nil, nil
	}
	var d *engine.Desired
	if res, err := quiet.read(dir); err == nil {
		d = res.Desired
	}
	now, err := quiet.moment()
	if err != nil {
		return d, nil
	}
	access, _, err := quiet.readState(cmd.Context(), dir, now)
	if err != nil {
		return d, nil
	}
	return d, access
}

func completions(list []candidate, prefix string) []cobra.Completion {
	var out []cobra.Completion
	seen := map[string]bool{}
	for _, c := range list {
		for _, word := range []string{label(c.address), c.key} {
			if word != "" && strings.HasPrefix(word, prefix) && !seen[word] && !strings.ContainsAny(word, "\n\t") {
				seen[word] = true
				out = append(out, word)
			}
		}
	}
	return out
}

func (a *app) completePeople(cmd *cobra.Command, _ []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	d, access := a.known(cmd)
	return completions(peopleOf(d, access), prefix), cobra.ShellCompDirectiveNoFileComp
}

func (a *app) completeClients(cmd *cobra.Command, _ []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	d, access := a.known(cmd)
	return completions(clientsOf(d, access), prefix), cobra.ShellCompDirectiveNoFileComp
}

// completeNarrowing completes --client and --person.
func (a *app) completeNarrowing(cmd *cobra.Command) {
	for name, complete := range map[string]cobra.CompletionFunc{"client": a.completeClients, "person": a.completePeople} {
		if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic(err)
		}
	}
}

// completePersonAndClient completes PERSON, then CLIENT.
func (a *app) completePersonAndClient(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return a.completePeople(cmd, args, prefix)
	}
	return a.completeClients(cmd, args, prefix)
}

// completeSets completes the name of a declared permission set.
func (a *app) completeSets(cmd *cobra.Command, _ []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	if d, _ := a.known(cmd); d != nil {
		for i := range d.Sets {
			if strings.HasPrefix(d.Sets[i].Name, prefix) {
				out = append(out, d.Sets[i].Name)
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
