package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"accredit/config"
	"accredit/config/edit"
	"accredit/engine"
	"accredit/engine/render"
	"accredit/engine/runs"

	"github.com/spf13/cobra"
)

func newOffboard(a *app) *cobra.Command {
	o := &planFlags{}
	cmd := &cobra.Command{
		Use:   "offboard PERSON",
		Short: "Mark somebody as left in the configuration, and show what that takes away",
		Long: `Set status = "left" in the person's block, comments and all else kept, and show
the plan: every client that they leave, and what ends with them. Nothing is
applied; git shows what was edited. A violation in the plan is no failure of the
edit: the exit code is 0 all the same. Where the execution is "run", accredit
apply then opens a run: its tasks say who takes the access away in HubSpot, and
nothing is recorded as taken away before somebody did it.`,
		Example:           "  accredit offboard bob\n  accredit offboard bob@northwind.example --chdir access",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completePeople,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runOffboard(cmd.Context(), args[0], o) },
	}
	addFormat(cmd, &o.format, "text", "json")
	return cmd
}

func (a *app) runOffboard(ctx context.Context, word string, o *planFlags) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	res, err := a.load(dir)
	if err != nil {
		return err
	}
	email, err := choosePerson(word, res.Desired, nil)
	if err != nil {
		return err
	}
	for i := range res.Desired.People {
		p := &res.Desired.People[i]
		if p.Email != email {
			continue
		}
		file, err := edit.MarkLeft(dir, p)
		if err != nil {
			return err
		}
		if err := replaceFile(filepath.Join(dir, filepath.FromSlash(file.Name)), file.Content); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "Edited %s: %s has left.\n", render.Terminal(file.Name), render.Terminal(p.Address))
	}
	return a.showPlanOf(ctx, dir, o)
}

// showPlanOf plans what an edit means and prints it; a violation in it is
// shown, and is no failure of the edit.
func (a *app) showPlanOf(ctx context.Context, dir string, o *planFlags) error {
	p, err := a.makePlan(ctx, dir, o)
	if err != nil {
		return err
	}
	if err := a.show(p, o); err != nil {
		return err
	}
	a.sayHowItIsDone(p.plan)
	return nil
}

// sayHowItIsDone says what apply will do with a plan that an edit made.
func (a *app) sayHowItIsDone(p *engine.Plan) {
	where := ""
	if a.flags.chdir != "" {
		where = " --chdir " + a.flags.chdir
	}
	tasks := runs.Tasks(p)
	switch {
	case tasks > 0:
		fmt.Fprintf(a.err, "Next: %s opens a run with %s to do in HubSpot; %s shows who makes which.\n",
			render.Terminal("accredit apply"+where), plural(tasks, "step"), render.Terminal("accredit task list"+where))
	case len(p.Steps) > 0:
		fmt.Fprintf(a.err, "Next: make these steps in HubSpot; %s then records them as done.\n", render.Terminal("accredit apply"+where))
	}
}

type onboardOptions struct {
	planFlags
	like, name, domain string
	hubID              int64
}

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

func newOnboard(a *app) *cobra.Command {
	o := &onboardOptions{}
	cmd := &cobra.Command{
		Use:   "onboard CLIENT --like OTHER --hub-id N --name NAME",
		Short: "Write a new client's file with the access that another client has",
		Long: `Write a file for a new client beside that of another one, with the same access.
What only the other can have is left out: mode, approvals of links, super admins,
revenue, reasons; and people who have left. Then the plan is shown: people wait
until the client approves a link. A violation in it is no failure of the edit.`,
		Example: `  accredit onboard initech --like acme --hub-id 886618400 --name "Initech"`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.runOnboard(cmd.Context(), args[0], o) },
	}
	addFormat(cmd, &o.format, "text", "json")
	f := cmd.Flags()
	f.StringVar(&o.like, "like", "", "the `CLIENT` to copy")
	f.StringVar(&o.name, "name", "", "the new client's `NAME`")
	f.StringVar(&o.domain, "domain", "", "the new client's `DOMAIN`")
	f.Int64Var(&o.hubID, "hub-id", 0, "the new client's hub id")
	for _, name := range []string{"like", "name", "hub-id"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
	if err := cmd.RegisterFlagCompletionFunc("like", a.completeClients); err != nil {
		panic(err)
	}
	return cmd
}

func (a *app) runOnboard(ctx context.Context, label string, o *onboardOptions) error {
	if !identifier.MatchString(label) {
		return withHint(errUsage("%q cannot be a label", label), "Use letters, digits, _ and -, not beginning with a digit.")
	}
	if o.hubID <= 0 {
		return errUsage("--hub-id is a positive number, not %d", o.hubID)
	}
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	res, err := a.load(dir)
	if err != nil {
		return err
	}
	hub, err := chooseClient(o.like, res.Desired, nil)
	if err != nil {
		return err
	}
	for i := range res.Desired.Clients {
		c := &res.Desired.Clients[i]
		if c.HubID == o.hubID {
			return fmt.Errorf("hub id %d is declared already: %s (%s)", o.hubID, c.Address, c.Pos)
		}
		if c.Address == "client."+label {
			return fmt.Errorf("client.%s is declared already (%s)", label, c.Pos)
		}
	}
	for i := range res.Desired.Clients {
		if c := &res.Desired.Clients[i]; c.HubID == hub {
			return a.copyClient(ctx, dir, res.Desired, c, label, o)
		}
	}
	return fmt.Errorf("client %s has no block", o.like)
}

// copyClient writes the new client's file, shows what it means and says what
// is to be looked at and done next.
func (a *app) copyClient(ctx context.Context, dir string, d *engine.Desired, like *engine.DesiredClient, label string, o *onboardOptions) error {
	fresh := edit.NewClient{Label: label, Name: o.name, Domain: o.domain, HubID: o.hubID}
	for i := range d.People {
		if d.People[i].Status == engine.PersonLeft {
			fresh.Left = append(fresh.Left, d.People[i].Address)
		}
	}
	file, err := edit.CopyClient(dir, like, fresh)
	if err != nil {
		return err
	}
	if err := a.writeFile(dir, file); err != nil {
		return err
	}
	a.sayOfOtherAccount(like, label)
	if err := a.showPlanOf(ctx, dir, &o.planFlags); err != nil {
		return err
	}
	a.sayLinkRequests(d, like, label)
	return nil
}

// sayOfOtherAccount tells what means something in the other client's account
// only: teams there, sets whose contents nobody wrote down, and reasons.
func (a *app) sayOfOtherAccount(like *engine.DesiredClient, label string) {
	var sets, teams []string
	reasons := false
	for i := range like.Grants {
		g := &like.Grants[i]
		teams = append(teams, g.More().Teams...)
		reasons = reasons || g.More().Reason != ""
		if g.Unknown {
			sets = append(sets, g.Set)
		}
	}
	slices.Sort(sets)
	slices.Sort(teams)
	if sets = slices.Compact(sets); len(sets) > 0 {
		fmt.Fprintf(a.err, "Warning: what these permission sets contain is not known: %s. Look what they allow in %s.\n", bounded(sets), label)
	}
	if teams = slices.Compact(teams); len(teams) > 0 {
		fmt.Fprintf(a.err, "Warning: these are teams in the account of %s: %s. Name teams of %s, or leave them out.\n", render.Terminal(like.Address), bounded(teams), label)
	}
	if reasons {
		fmt.Fprintf(a.err, "The reasons of access in %s are not copied: write those of %s.\n", render.Terminal(like.Address), label)
	}
}

// sayLinkRequests names the next step for each link that the file asks for.
func (a *app) sayLinkRequests(d *engine.Desired, like *engine.DesiredClient, name string) {
	var admins []string
	for _, link := range like.Links {
		for i := range d.People {
			p := &d.People[i]
			if word := label(p.Address); p.Email == link.Admin && p.Status != engine.PersonLeft && link.EndedOn == 0 && !slices.Contains(admins, word) {
				admins = append(admins, word)
			}
		}
	}
	where := ""
	if a.flags.chdir != "" {
		where = " --chdir " + a.flags.chdir
	}
	for _, admin := range admins {
		fmt.Fprintf(a.err, "Next: %s\n", render.Terminal("accredit link request "+name+" --admin "+admin+where))
	}
	if len(admins) == 0 {
		fmt.Fprintf(a.err, "Next: add an access_link to client.%s, and ask for it with accredit link request\n", name)
	}
}

func (a *app) writeFile(dir string, file config.File) error {
	path := filepath.Join(dir, filepath.FromSlash(file.Name))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return withHint(fmt.Errorf("%s is there already; nothing was written", path), "Choose another label.")
	}
	if err != nil {
		return err
	}
	_, err = f.Write(file.Content)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "Wrote %s.\n", render.Terminal(file.Name))
	return nil
}
