package cli

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/ahead"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/revise"
	"accredit/engine/runs"
	"accredit/state"

	"github.com/spf13/cobra"
)

// planFlags are what plan and apply have in common.
type planFlags struct {
	as                         string
	clients, people, overrides []string
	skipBlocked                bool
	failOn                     string
	format                     string
	verbose                    bool
	clampAll                   bool // as if every client clamped
	partial                    bool // only the plan is asked for, so that a part of both sides may do
}

func addPlanFlags(a *app, cmd *cobra.Command, o *planFlags) {
	f := cmd.Flags()
	f.StringVar(&o.as, "as", "", "only this person acts, `EMAIL`")
	f.StringArrayVar(&o.clients, "client", nil, "only steps of this `CLIENT` (repeatable); violations elsewhere still count")
	f.StringArrayVar(&o.people, "person", nil, "only steps of this `PERSON` (repeatable); violations of others still count")
	f.StringArrayVar(&o.overrides, "override", nil, "override this guardrail, policy or test, `RULE` (repeatable, recorded)")
	f.BoolVar(&o.skipBlocked, "skip-blocked", false, "leave out clients with violations")
	f.StringVar(&o.failOn, "fail-on", "", "exit 3 if the plan has this effect: expands")
	f.BoolVar(&o.verbose, "verbose", false, "every permission of every step")
	for name, complete := range map[string]cobra.CompletionFunc{"client": a.completeClients, "person": a.completePeople, "as": a.completePeople} {
		if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic(err)
		}
	}
}

// planned is a plan with what it was made from.
type planned struct {
	plan    *engine.Plan
	access  *engine.Access
	res     *config.Result
	opened  *runs.Opened
	part    *state.Part // not nil: all that the plan may change
	path    string      // of the state
	notice  string      // what is said before all else; empty: nothing
	signers []string    // of a saved plan, as demanded
	root    string      // the configuration directory from the root of the repository; for annotations
}

// makePlan reads configuration and state and plans.
func (a *app) makePlan(ctx context.Context, dir string, o *planFlags) (*planned, error) {
	if o.failOn != "" && o.failOn != "expands" {
		return nil, errUsage("--fail-on takes expands, not %q", o.failOn)
	}
	for _, rule := range o.overrides {
		if !engine.Overridable(rule) {
			return nil, withHint(errUsage("--override %s: there is no such rule to override", rule),
				"Rules to override: %s.", strings.Join(overridableRules(), ", "))
		}
	}
	r, err := a.readForPlan(ctx, dir, o)
	if err != nil {
		return nil, err
	}
	p, err := a.planOf(ctx, r, o)
	switch {
	case r.res.Subset == nil:
	case err == nil && p.plan.IsOfPeople():
		r.part.collectAsUsual()
		if r, err = a.readAll(ctx, dir, nil); err == nil { // what it says of people takes all of them
			p, err = a.planOf(ctx, r, o)
		}
	default:
		a.log().Debug("By the cache", "clients", len(r.res.Subset.Clients), "elsewhere", r.res.Subset.Elsewhere.Clients)
		err = cmp.Or(a.saidOf(dir, r.res), err)
	}
	if err != nil {
		return nil, err
	}
	a.remember(ctx, dir, r, p.plan)
	a.log().Debug("Plan", "steps", len(p.plan.Steps), "violations", len(p.plan.Violations), "warnings", len(p.plan.Warnings))
	return p, nil
}

// planOf plans what was read.
func (a *app) planOf(ctx context.Context, r *readings, o *planFlags) (*planned, error) {
	res, access, path := r.res, r.access, r.path
	if err := knownOverrides(res.Desired, o.overrides); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if access.Serial == 0 && !a.flags.quiet {
		fmt.Fprintf(a.err, "No state at %s: everything below is new.\n", render.Terminal(path))
	}
	opts, err := o.options(res.Desired, access)
	if err != nil {
		return nil, err
	}
	p := a.progress("Planning")
	opts.Progress = p.step
	if res.Subset != nil {
		opts.Elsewhere = res.Subset.Elsewhere
	}
	if o.clampAll {
		for i := range res.Desired.Clients {
			res.Desired.Clients[i].SubsetRule = engine.Clamp
		}
	}
	plan, err := ahead.MakePlan(res.Desired, access, opts)
	p.end()
	if err != nil {
		return nil, err
	}
	return &planned{plan: plan, access: access, res: res, part: touched(res, access, plan), path: path}, nil
}

func knownOverrides(d *engine.Desired, overrides []string) error {
	for _, rule := range overrides {
		known := true
		if name, ok := strings.CutPrefix(rule, engine.RulePolicyPrefix); ok {
			known = name == "*" || slices.ContainsFunc(d.Policies, func(p engine.Policy) bool { return p.Name == name })
		}
		if name, ok := strings.CutPrefix(rule, engine.RuleTestPrefix); ok {
			known = name == "*" || slices.ContainsFunc(d.Tests, func(t engine.Test) bool { return t.Name == name })
		}
		if !known {
			return errUsage("--override %s: the configuration has no such policy or test", rule)
		}
	}
	return nil
}

// overridableRules lists what --override takes.
func overridableRules() []string {
	var names []string
	for _, r := range engine.Rules() {
		switch {
		case !r.Overridable:
		case r.IsPrefix():
			names = append(names, r.Name+"NAME")
		default:
			names = append(names, r.Name)
		}
	}
	return names
}

// options resolves the words of the command line.
func (o *planFlags) options(d *engine.Desired, access *engine.Access) (engine.Options, error) {
	opts := engine.Options{Overrides: o.overrides, SkipBlocked: o.skipBlocked}
	for _, word := range o.clients {
		hub, err := chooseClient(word, d, access)
		if err != nil {
			return opts, err
		}
		opts.Clients = append(opts.Clients, hub)
	}
	for _, word := range o.people {
		email, err := choosePerson(word, d, access)
		if err != nil {
			return opts, err
		}
		opts.People = append(opts.People, email)
	}
	if o.as != "" {
		email, err := choosePerson(o.as, d, access)
		if err != nil {
			return opts, err
		}
		opts.As = email
	}
	return opts, nil
}

// planFormats are the forms in which a plan is printed.
func planFormats() map[string]func(*app, io.Writer, *planned, *planFlags) error {
	return map[string]func(*app, io.Writer, *planned, *planFlags) error{
		"text": func(a *app, w io.Writer, p *planned, o *planFlags) error {
			return render.Text{Width: width(a.out), Color: a.color(a.out), Verbose: o.verbose, Notice: p.notice}.Plan(w, p.plan)
		},
		"json": func(_ *app, w io.Writer, p *planned, _ *planFlags) error {
			return planfile.Encode(w, p.plan, programVersion)
		},
		"markdown": func(_ *app, w io.Writer, p *planned, _ *planFlags) error {
			return render.Markdown{Notice: p.notice}.Plan(w, p.plan)
		},
		"html": func(_ *app, w io.Writer, p *planned, _ *planFlags) error {
			return render.HTML{}.Plan(w, p.plan, p.access)
		},
		"diff": func(_ *app, w io.Writer, p *planned, _ *planFlags) error {
			changes, err := revise.Applied(p.access, p.plan, nil)
			if err != nil {
				return err
			}
			return render.AccessDiff(w, p.access, p.plan, changes)
		},
		"sarif": func(_ *app, w io.Writer, p *planned, _ *planFlags) error {
			return p.annotations().SARIF(w, programVersion)
		},
		"github": func(_ *app, w io.Writer, p *planned, _ *planFlags) error { return p.annotations().GitHub(w) },
	}
}

// annotations are what a pipeline shows of a plan beside the lines.
func (p *planned) annotations() *render.Annotations {
	list := render.PlanAnnotations(p.plan, p.root)
	if p.res != nil {
		list.Place = p.res.Desired.Agency.Pos
	}
	return &list
}

// show prints a plan in a format.
func (a *app) show(p *planned, o *planFlags) error {
	if p.notice != "" && o.format != "text" && o.format != "markdown" {
		fmt.Fprintln(a.err, "Warning: "+render.Terminal(p.notice))
	}
	w := bufio.NewWriterSize(a.out, 1<<16)
	if err := planFormats()[o.format](a, w, p, o); err != nil {
		return err
	}
	return w.Flush()
}

// verdict is the exit code of a plan: blocked, or not.
func verdict(p *engine.Plan, failOn string) int {
	for i := range p.Violations {
		if p.Violations[i].Blocks() {
			return exitBlocked
		}
	}
	if failOn == "expands" && p.Effect&engine.Expands != 0 || p.RefusesBegin() {
		return exitBlocked
	}
	return exitOK
}
