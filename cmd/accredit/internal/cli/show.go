package cli

import (
	"bufio"
	"context"
	"fmt"
	"strconv"

	"accredit/engine"
	"accredit/engine/join"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/verify"

	"github.com/spf13/cobra"
)

// showOptions say what of which state is shown.
type showOptions struct {
	planFlags
	at string
}

func newShow(a *app) *cobra.Command {
	o := &showOptions{}
	check := false
	cmd := &cobra.Command{
		Use:   "show [PLANFILE]",
		Short: "Show a saved plan, or the state, now or as it was",
		Long: `Show a saved plan, or the state. With --at the state as it was: after the revision
with that serial, at that moment, or at the end of that day, so that it answers
who could do what then. As JSON it can be imported again, and so it is of whole
clients: --client narrows it, --person is for text.`,
		Example: `  accredit show plan.json
  accredit show --verify plan.json
  accredit show --format html plan.json > plan.html
  accredit show --format json > state.json
  accredit show --at 2026-11-21 --client acme`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && (isFile(args[0]) || looksLikeFile(args[0])) {
				p, _, err := planfile.Load(args[0])
				if err != nil {
					return planfileError(args[0], err)
				}
				if check {
					return a.verify(cmd.Context(), p)
				}
				if o.at != "" || len(o.clients)+len(o.people) > 0 {
					return errUsage("--at, --client and --person are for the state, not for a saved plan")
				}
				return a.showPlan(cmd.Context(), p, &o.planFlags)
			}
			if check {
				return errUsage("show --verify takes a saved plan")
			}
			if o.format != "text" && o.format != "json" {
				return errUsage("show --format %s takes a saved plan", o.format)
			}
			return a.showState(cmd, args, o)
		},
	}
	addFormat(cmd, &o.format, "text", "json", "markdown", "html", "sarif", "github")
	cmd.Flags().BoolVar(&check, "verify", false, "check a saved plan step by step on the state, with the checker that apply uses")
	cmd.Flags().BoolVar(&o.verbose, "verbose", false, "every permission of every step")
	cmd.Flags().StringVar(&o.at, "at", "", "the state as of this serial, day or moment, `SERIAL|DATE|RFC3339`")
	cmd.Flags().StringArrayVar(&o.clients, "client", nil, "only this `CLIENT` (repeatable)")
	cmd.Flags().StringArrayVar(&o.people, "person", nil, "only this `PERSON` (repeatable)")
	a.completeNarrowing(cmd)
	return cmd
}

// showPlan prints a saved plan. Its files are looked for below --chdir, or
// here.
func (a *app) showPlan(ctx context.Context, p *engine.Plan, o *planFlags) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	return a.show(&planned{plan: p, access: &engine.Access{}, root: rootFor(ctx, o.format, dir)}, o)
}

func (a *app) showState(cmd *cobra.Command, args []string, o *showOptions) error {
	if o.format != "text" && o.format != "json" {
		return errUsage("show --format %s takes a saved plan; of the state it is text or json", o.format)
	}
	dir, err := a.dir(args)
	if err != nil {
		return err
	}
	if o.format == "json" && len(o.people) > 0 {
		return withHint(errUsage("as JSON a state has whole clients, and --person would leave out the others there"),
			"Use --client, or --format text, or %q.", "accredit history --person P --format json")
	}
	access, day, err := a.stateAt(cmd.Context(), dir, o.at)
	if err != nil {
		return err
	}
	if access, err = a.showAs(cmd.Context(), dir, access, o); err != nil {
		return err
	}
	if access, err = o.narrowed(access); err != nil {
		return err
	}
	w := bufio.NewWriterSize(a.out, 1<<16)
	if o.format == "json" {
		err = planfile.EncodeState(w, access, day)
	} else {
		err = render.Text{Width: width(a.out), Color: a.color(a.out), Verbose: o.verbose}.State(w, access, day)
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// stateAt reads what is recorded, or was at a moment, and the day for which
// it is read.
func (a *app) stateAt(ctx context.Context, dir, at string) (*engine.Access, engine.Date, error) {
	if at != "" {
		p, err := a.readPast(ctx, dir, at)
		if err != nil {
			return nil, 0, err
		}
		return p.access, p.day, nil
	}
	now, err := a.moment()
	if err != nil {
		return nil, 0, err
	}
	access, err := a.needState(ctx, dir)
	return access, engine.DateOf(now), err
}

// showAs is the state to show: where one client is asked for that is no longer
// managed, that in which it last was.
func (a *app) showAs(ctx context.Context, dir string, access *engine.Access, o *showOptions) (*engine.Access, error) {
	if o.at != "" || len(o.clients) != 1 {
		return access, nil
	}
	hubID, was, err := a.accessOf(ctx, dir, o.clients[0], access)
	if err != nil {
		return nil, err
	}
	o.clients[0] = strconv.FormatInt(hubID, 10)
	return was, nil
}

// narrowed leaves what --client and --person ask for.
func (o *showOptions) narrowed(access *engine.Access) (*engine.Access, error) {
	var hubIDs []int64
	var emails []string
	for _, word := range o.clients {
		hub, err := chooseClient(word, nil, access)
		if err != nil {
			return nil, err
		}
		hubIDs = append(hubIDs, hub)
	}
	for _, word := range o.people {
		email, err := choosePerson(word, nil, access)
		if err != nil {
			return nil, err
		}
		emails = append(emails, email)
	}
	return join.Only(access, hubIDs, emails), nil
}

// verify checks a saved plan with the checker that apply uses.
func (a *app) verify(ctx context.Context, p *engine.Plan) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	access, _, err := a.readState(ctx, dir, p.AsOf)
	if err != nil {
		return err
	}
	if err := staleState(p, access); err != nil {
		return err
	}
	if err := verify.Plan(access, p); err != nil {
		return &exitErr{exitBlocked, err}
	}
	_, err = fmt.Fprintf(a.out, "The plan holds: %s checked against the rules, each at its moment.\n", plural(len(p.Steps), "step"))
	return err
}
