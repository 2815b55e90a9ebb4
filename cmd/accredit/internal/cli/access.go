package cli

import (
	"context"
	"fmt"
	"strings"

	"accredit/config"
	"accredit/config/edit"
	"accredit/engine"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

// accessOptions are what grant, revoke and extend have in common.
type accessOptions struct {
	format, set, until, reason string
	dryRun                     bool
}

func newGrant(a *app) *cobra.Command {
	o := &accessOptions{}
	cmd := a.newAccess(o, edit.GiveAccess, &cobra.Command{
		Use:   "grant PERSON CLIENT --set S",
		Short: "Give a person a permission set in a client, in the configuration",
		Long: `Make the smallest edit of the configuration after which a person has a permission
set in a client, and print it. Comments, order and layout of everything else stay.
What the person has there now is replaced. With --until another set than now is
for the time being: a block overrides what they have, and it comes back on the
day after. Nothing is applied.`,
		Example: `  accredit grant bob acme --set account_manager --reason SOW-118
  accredit grant bob acme --set partner_admin --until 2026-12-15 --dry-run`,
	})
	o.addSet(a, cmd)
	o.addDetails(cmd)
	return cmd
}

func newRevoke(a *app) *cobra.Command {
	o := &accessOptions{}
	return a.newAccess(o, edit.TakeAccess, &cobra.Command{
		Use:   "revoke PERSON CLIENT",
		Short: "Take a person's access in a client away, in the configuration",
		Long: `Make the smallest edit of the configuration after which a person has no access in
a client, today and later, and print it. A block of their own goes; of one that
is about others, too, they are left out with except; an access link ends today.
Comments, order and layout of everything else stay. Nothing is applied.`,
		Example: `  accredit revoke bob acme
  accredit revoke bob@northwind.example 886618329 --dry-run`,
	})
}

func newExtend(a *app) *cobra.Command {
	o := &accessOptions{}
	cmd := a.newAccess(o, edit.ExtendAccess, &cobra.Command{
		Use:   "extend PERSON CLIENT --until DATE --reason TEXT",
		Short: "Let a person's access in a client end later, in the configuration",
		Long: `Make the smallest edit of the configuration after which what a person has in a
client ends on a later day, and print it. Where the date stands in a block that
is about others, too, the person gets a block of their own. Comments, order and
layout of everything else stay. Nothing is applied.`,
		Example: `  accredit extend bob acme --until 2027-06-30 --reason "SOW-118 goes on"`,
	})
	o.addDetails(cmd)
	mustRequire(cmd, "until", "reason")
	return cmd
}

// findEdit is how package edit finds the edit of one of these commands.
type findEdit func(dir string, o config.Options, asked edit.Asked) (*edit.AccessChange, error)

func (a *app) newAccess(o *accessOptions, find findEdit, cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.ExactArgs(2)
	cmd.ValidArgsFunction = a.completePersonAndClient
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.runAccess(cmd.Context(), args[0], args[1], find, o)
	}
	addFormat(cmd, &o.format, "text", "json")
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "print the edit and write nothing")
	return cmd
}

func (o *accessOptions) addSet(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.set, "set", "", "the permission `SET`")
	mustRequire(cmd, "set")
	if err := cmd.RegisterFlagCompletionFunc("set", a.completeSets); err != nil {
		panic(err)
	}
}

func (o *accessOptions) addDetails(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.until, "until", "", "the last day, `DATE`")
	cmd.Flags().StringVar(&o.reason, "reason", "", "why, `TEXT`: plans and reports say it")
}

func mustRequire(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
}

func (a *app) runAccess(ctx context.Context, person, client string, find findEdit, o *accessOptions) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	res, err := a.load(dir)
	if err != nil {
		return err
	}
	asked, err := o.asked(person, client, res.Desired)
	if err != nil {
		return err
	}
	e, err := a.findEdit(dir, find, asked)
	if err != nil {
		return err
	}
	if err := a.showEdit(e, o); err != nil {
		return err
	}
	switch {
	case len(e.change.Files) == 0:
		a.say("Nothing to do: " + e.sentence() + " already.")
		return nil
	case o.dryRun:
		a.say("Nothing was written (--dry-run).")
		return nil
	}
	if err := a.writeAndSay(ctx, e); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "Next: %s\n", render.Terminal(a.nextPlan(e)))
	return nil
}

func (a *app) writeAndSay(ctx context.Context, e *accessEdit) error {
	if err := a.writeEdit(ctx, e); err != nil {
		return err
	}
	for _, f := range e.change.Files {
		a.say(fmt.Sprintf("Edited %s: %s.", f.Name, e.sentence()))
	}
	return nil
}

// asked reads what the command line asks for, and refuses what nobody can
// have meant before anything is looked for.
func (o *accessOptions) asked(person, client string, d *engine.Desired) (edit.Asked, error) {
	asked := edit.Asked{Set: strings.TrimPrefix(o.set, "permission_set."), Reason: o.reason}
	var err error
	if asked.Email, err = choosePerson(person, d, nil); err != nil {
		return asked, err
	}
	if asked.HubID, err = chooseClient(client, d, nil); err != nil {
		return asked, err
	}
	if o.set != "" {
		if err := knownSet(asked.Set, d); err != nil {
			return asked, err
		}
	}
	if asked.Until, err = engine.ParseDate(o.until); err != nil {
		return asked, errUsage("--until: %w", err)
	}
	if asked.Until != 0 && asked.Until < d.Day() {
		return asked, errUsage("--until %s has passed: today is %s", asked.Until, d.Day())
	}
	return asked, checkReason(o.reason)
}

// maxReason bounds a reason: it is one line in plans and reports.
const maxReason = 500

func checkReason(reason string) error {
	switch {
	case render.Terminal(reason) != reason:
		return errUsage("--reason has characters that do not show, or more than one line: %s", reason)
	case len(reason) > maxReason:
		return errUsage("--reason is longer than %d bytes", maxReason)
	case reason != "" && strings.TrimSpace(reason) == "":
		return errUsage("--reason is empty")
	}
	return nil
}

func knownSet(name string, d *engine.Desired) error {
	var names []string
	for i := range d.Sets {
		if d.Sets[i].Name == name {
			return nil
		}
		names = append(names, d.Sets[i].Name)
	}
	err := fmt.Errorf("--set: there is no permission set %q", name)
	if meant := closest(name, names); meant != "" {
		return withHint(err, "Did you mean %q?", meant)
	}
	return withHint(err, "Sets: %s.", bounded(names))
}
