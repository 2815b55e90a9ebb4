package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

type planOptions struct {
	planFlags
	out      string
	detailed bool
	whatIfAs string
	base     string
	sign     string
}

func newPlan(a *app) *cobra.Command {
	o := &planOptions{}
	cmd := &cobra.Command{
		Use:   "plan [DIR]",
		Short: "Show what would change, and why",
		Long: `Compare the configuration with the state and show each step: what changes for
whom, who makes it, why, and what stands in the way. Nothing is changed.

Exit codes: 0 done, 1 error, 2 there are changes (with --detailed-exitcode),
3 blocked by a rule, guardrail, policy, test or --fail-on.`,
		Example: `  accredit plan
  accredit plan examples/agency --client acme
  accredit plan --format json --out plan.json
  accredit plan --format markdown > comment.md
  accredit plan --format html > plan.html
  accredit plan --detailed-exitcode --fail-on expands
  accredit plan --base origin/main    # what is not from this branch stands apart`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runPlan(cmd, args, o) },
	}
	addPlanFlags(a, cmd, &o.planFlags)
	addFormat(cmd, &o.format, "text", "json", "markdown", "html", "sarif", "github", "diff")
	cmd.Flags().StringVar(&o.out, "out", "", "save the plan to this `FILE`")
	cmd.Flags().StringVar(&o.sign, "sign", "", "with --out: sign the saved plan with the key in this `FILE`")
	cmd.Flags().StringVar(&o.whatIfAs, "whatif-as", "", "show what would be held back if this person acted, `EMAIL`")
	if err := cmd.RegisterFlagCompletionFunc("whatif-as", a.completePeople); err != nil {
		panic(err)
	}
	cmd.Flags().StringVar(&o.base, "base", "", "mark what the configuration at this `REV` would do as well: it is not from the change under review")
	cmd.Flags().BoolVar(&o.detailed, "detailed-exitcode", false, "exit 2 if there are changes")
	return cmd
}

func (a *app) runPlan(cmd *cobra.Command, args []string, o *planOptions) error {
	dir, err := a.dir(args)
	if err != nil {
		return err
	}
	if o.whatIfAs != "" {
		return a.whatIf(cmd.Context(), dir, o)
	}
	if o.base != "" {
		if err := a.stopClock(); err != nil {
			return err
		}
	}
	if o.sign != "" && o.out == "" {
		return errUsage("--sign signs what --out saves")
	}
	o.partial = o.base == ""
	p, err := a.makePlan(cmd.Context(), dir, &o.planFlags)
	if err != nil {
		return a.annotateFailed(cmd.Context(), dir, o.format, err)
	}
	if err := a.markBase(cmd.Context(), dir, p, o); err != nil {
		return err
	}
	p.root = rootFor(cmd.Context(), o.format, dir)
	p.notice = a.oldCheckout(cmd.Context(), dir, p.plan)
	if err := a.show(p, &o.planFlags); err != nil {
		return err
	}
	if o.out != "" {
		if err := replaceable(o.out, p.path); err != nil {
			return err
		}
		if err := planfile.Save(o.out, p.plan, programVersion); err != nil {
			return err
		}
		a.saySaved(p.plan, o.out, dir)
	}
	if o.sign != "" {
		if err := a.signPlan(o.out, o.sign); err != nil {
			return err
		}
	}
	a.sayFailOn(p.plan, o.failOn)
	if code := verdict(p.plan, o.failOn); code != exitOK {
		return exit(code)
	}
	if o.detailed && p.plan.HasChanges() {
		return exit(exitChanges)
	}
	return nil
}

// saySaved says how a saved plan is run. One with violations is not: apply
// refuses it.
func (a *app) saySaved(p *engine.Plan, out, dir string) {
	if a.flags.quiet {
		return
	}
	next := fmt.Sprintf("Run exactly this with: accredit apply %s %s", out, dir)
	if slices.ContainsFunc(p.Violations, func(f engine.Finding) bool { return f.Blocks() }) {
		next = "It has violations and cannot be applied: see it with accredit show " + out
	}
	fmt.Fprintln(a.err, render.Terminal("Saved to "+out+". "+next))
}

// replaceable refuses to write a plan over anything that is not one: the
// state, a file of the configuration, or whatever else was named by mistake.
func replaceable(out, state string) error {
	info, err := os.Lstat(out)
	if errors.Is(err, errNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() == 0 {
		return nil // links and devices are refused when it is written
	}
	refused := withHint(fmt.Errorf("%s is there already and is not a saved plan", out), "Give --out another name.")
	if now, err := os.Stat(state); err == nil && os.SameFile(info, now) || strings.HasPrefix(filepath.Base(out), filepath.Base(state)) {
		return refused
	}
	if _, _, err := planfile.Load(out); errors.Is(err, planfile.ErrNotAPlan) {
		return refused
	}
	return nil
}

func (a *app) sayFailOn(p *engine.Plan, failOn string) {
	if failOn == "expands" && p.Effect&engine.Expands != 0 {
		fmt.Fprintf(a.err, "Blocked: the effect of this plan is %s, and --fail-on expands is given.\n", p.Effect)
	}
}

// whatIf plans as if one person made every step they can, and clamp held
// everywhere: what they lack is held back. It is a question, not a plan.
func (a *app) whatIf(ctx context.Context, dir string, o *planOptions) error {
	if o.out != "" || o.as != "" || o.detailed || o.failOn != "" || o.base != "" {
		return errUsage("--whatif-as asks a question: it goes with neither --out, --as, --base, --detailed-exitcode nor --fail-on")
	}
	o.as, o.clampAll = o.whatIfAs, true
	p, err := a.makePlan(ctx, dir, &o.planFlags)
	if err != nil {
		return err
	}
	if o.format == "text" {
		fmt.Fprintf(a.out, "What if %s acted, and what they lack were held back:\n\n", render.Terminal(o.whatIfAs))
	}
	p.root = rootFor(ctx, o.format, dir)
	return a.show(p, &o.planFlags)
}
