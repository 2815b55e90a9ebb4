package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"accredit/config"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// sayUsage makes every command below one say, where its arguments are wrong,
// how it is used, and what was perhaps meant.
func sayUsage(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return argumentError(c, args, check)
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		sayUsage(sub)
	}
}

// argumentError says how a command is used.
func argumentError(cmd *cobra.Command, args []string, check cobra.PositionalArgs) error {
	if cmd.HasAvailableSubCommands() && len(args) > 0 && check(cmd, args[:1]) != nil {
		return unknownCommand(cmd, args[0])
	}
	given := plural(len(args), "argument") + " given"
	if len(args) == 0 {
		given = "no argument given"
	}
	lines := []string{"Usage: " + cmd.UseLine()}
	if example := firstExample(cmd); example != "" {
		lines = append(lines, "Example: "+example)
	}
	return withHint(fmt.Errorf("%s: %s, and that is not what it takes", cmd.CommandPath(), given), "%s", strings.Join(lines, "\n"))
}

func firstExample(cmd *cobra.Command) string {
	for line := range strings.Lines(cmd.Example) {
		line, _, _ = strings.Cut(line, "  #")
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "accredit") {
			return line
		}
	}
	return ""
}

// unknownCommand suggests the command that was perhaps meant.
func unknownCommand(cmd *cobra.Command, word string) error {
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	err := errUsage("there is no command %q", cmd.CommandPath()+" "+word)
	_, inside, _ := strings.Cut(cmd.CommandPath(), " ")
	if hint := insteadOf[strings.TrimSpace(inside+" "+word)]; hint != "" {
		return withHint(err, "%s", hint)
	}
	if meant := closest(word, names); meant != "" {
		return withHint(err, "Did you mean %q?", cmd.CommandPath()+" "+meant)
	}
	return withHint(err, "See %q.", cmd.CommandPath()+" --help")
}

// closest is the name that was most likely meant, or nothing: one that begins
// with the word, or holds its letters in their order, before one that is
// merely written like it.
func closest(word string, names []string) string {
	slices.Sort(names)
	if len(word) > 1 {
		for _, name := range names {
			if strings.HasPrefix(name, word) {
				return name
			}
		}
		for _, name := range names {
			if name != "" && word[0] == name[0] && abbreviates(word, name) {
				return name
			}
		}
	}
	meant := config.Closest(word, slices.Values(names))
	if len(word) < 5 && meant != "" && meant[0] != word[0] {
		return "" // of a few letters another one is as close as any
	}
	return meant
}

// abbreviates reports whether the letters of a word come in a name in their
// order: pln and plan.
func abbreviates(word, name string) bool {
	for _, letter := range word {
		_, after, ok := strings.Cut(name, string(letter))
		if !ok {
			return false
		}
		name = after
	}
	return true
}

// flagError says what a flag takes, or which one was perhaps meant. Where the
// command itself is mistyped, that is said: its flags are then unknown, too.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	if at := slices.Index(a.args, cmd.Name()); cmd.HasAvailableSubCommands() && at+1 < len(a.args) { // -1: the program itself
		if word := a.args[at+1]; !strings.HasPrefix(word, "-") && cmd.ValidateArgs([]string{word}) != nil {
			return cmd.ValidateArgs([]string{word})
		}
	}
	var wrong *pflag.InvalidValueError
	if errors.As(err, &wrong) {
		f := wrong.GetFlag()
		return withHint(errUsage("--%s takes %s, not %q", f.Name, valueOf(f), wrong.GetValue()), "See %q.", cmd.CommandPath()+" --help")
	}
	if known := flagOfTerraform(err); known != nil {
		return known
	}
	if name, dashes, ok := unknownFlag(err); ok && len(name) > 1 {
		err = errUsage("unknown flag: %s%s", dashes, name)
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if meant := closest(name, names); meant != "" {
			return withHint(err, "Did you mean --%s?", meant)
		}
	}
	return withHint(err, "See %q.", cmd.CommandPath()+" --help")
}

// valueOf says in words what a flag takes.
func valueOf(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "true or false"
	case "int", "int64":
		return "a whole number"
	case "duration":
		return "a length of time such as 90m or 24h"
	}
	return "another value"
}
