package cli

import (
	"bufio"
	"context"
	"fmt"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

func newShow(a *app) *cobra.Command {
	o := &planFlags{}
	verify := false
	cmd := &cobra.Command{
		Use:   "show [PLANFILE]",
		Short: "Show a saved plan, or the state",
		Example: `  accredit show plan.json
  accredit show --verify plan.json
  accredit show --format html plan.json > plan.html
  accredit show --format json > state.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && (isFile(args[0]) || looksLikeFile(args[0])) {
				p, _, err := planfile.Load(args[0])
				if err != nil {
					return planfileError(args[0], err)
				}
				if verify {
					return a.verify(cmd.Context(), p)
				}
				return a.showPlan(cmd.Context(), p, o)
			}
			if verify {
				return errUsage("show --verify takes a saved plan")
			}
			if o.format != "text" && o.format != "json" {
				return errUsage("show --format %s takes a saved plan", o.format)
			}
			return a.showState(cmd, args, o)
		},
	}
	addFormat(cmd, &o.format, "text", "json", "markdown", "html", "sarif", "github")
	cmd.Flags().BoolVar(&verify, "verify", false, "check a saved plan step by step on the state, with the checker that apply uses")
	cmd.Flags().BoolVar(&o.verbose, "verbose", false, "every permission of every step")
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

func (a *app) showState(cmd *cobra.Command, args []string, o *planFlags) error {
	if o.format != "text" && o.format != "json" {
		return errUsage("show --format %s takes a saved plan; of the state it is text or json", o.format)
	}
	dir, err := a.dir(args)
	if err != nil {
		return err
	}
	now, err := a.moment()
	if err != nil {
		return err
	}
	access, err := a.needState(cmd.Context(), dir)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(a.out, 1<<16)
	if o.format == "json" {
		err = planfile.EncodeState(w, access, engine.DateOf(now))
	} else {
		err = render.Text{Width: width(a.out), Color: a.color(a.out), Verbose: o.verbose}.State(w, access, engine.DateOf(now))
	}
	if err != nil {
		return err
	}
	return w.Flush()
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
	if err := engine.Verify(access, p); err != nil {
		return &exitErr{exitBlocked, err}
	}
	_, err = fmt.Fprintf(a.out, "The plan holds: %d steps, each checked against the rules at its moment.\n", len(p.Steps))
	return err
}
