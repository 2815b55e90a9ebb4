package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/revise"
	"accredit/engine/runs"
	"accredit/engine/verify"
	"accredit/state"

	"github.com/spf13/cobra"
)

type applyOptions struct {
	planFlags
	autoApprove bool
	reason      string
	maxAge      time.Duration
	signing     signingOptions
}

func newApply(a *app) *cobra.Command {
	o := &applyOptions{}
	cmd := &cobra.Command{
		Use:   "apply [DIR | PLANFILE [DIR]]",
		Short: "Plan, ask, and record it or open a run of its steps; or do so with a saved plan",
		Long: `Make a plan, show it, ask, and write it into the state: all of it or nothing,
after every step was checked again. accredit does not log in to HubSpot: the
people whom the plan names make the steps there, in its order. Where a client's
execution is "run", apply opens a run of these steps, and each is recorded when
somebody says that it is done (accredit task), or when an export shows it
(accredit run check). Where it is "record", all are recorded as done at once.

With a saved plan exactly its steps are run, if the state is still what it was
made from and it is not older than --max-age. Where DIR is given, it is planned
again, and the configuration there must make the same plan.

Exit codes: 0 done, 1 error or not approved, 3 blocked (with --skip-blocked: the
rest is applied), 4 the plan is stale: the state changed after it was saved or
approved, 5 another run holds the state.`,
		Example: `  accredit apply
  accredit apply && accredit run show               # what is to be done now, and by whom
  accredit apply plan.json
  accredit apply plan.json . --max-age 1h
  accredit apply plan.json --require-signature maria.pub --checkpoint checkpoints.txt --key team.key`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runApply(cmd.Context(), args, o) },
	}
	addPlanFlags(a, cmd, &o.planFlags)
	addFormat(cmd, &o.format, "text", "json", "diff")
	f := cmd.Flags()
	f.BoolVar(&o.autoApprove, "auto-approve", false, "do not ask")
	f.StringVar(&o.reason, "reason", "", "why, for the history")
	f.DurationVar(&o.maxAge, "max-age", 24*time.Hour, "how old a saved plan may be")
	addSigningFlags(cmd, &o.signing)
	return cmd
}

func (a *app) runApply(ctx context.Context, args []string, o *applyOptions) error {
	if len(args) > 0 && (isFile(args[0]) || looksLikeFile(args[0])) {
		return a.applySaved(ctx, args[0], args[1:], o)
	}
	if len(o.signing.required) > 0 {
		return withHint(errUsage("--require-signature is for a saved plan"), "Save one with plan --out, have it signed, and apply that.")
	}
	if len(args) > 1 {
		return errUsage("apply takes one directory, or a saved plan and a directory")
	}
	if err := a.askable(o.autoApprove, "Give --auto-approve, or apply a plan saved with plan --out."); err != nil {
		return err
	}
	dir, err := a.dir(args)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err := a.planAndRecord(ctx, dir, o)
		var held *exitErr
		if !errors.As(err, &held) || held.code != exitStale || isBackwards(err) {
			return err
		}
		// Another run came between plan and apply. Where nobody was asked,
		// plan again; else what was approved is not what would be applied.
		if !o.autoApprove {
			return err
		}
		if try == rivals {
			return fail(exitHeld, "other runs keep changing the state: plan again")
		}
	}
}

// rivals is how often an apply that asks nobody plans again because another
// run came first.
const rivals = 20

func (a *app) planAndRecord(ctx context.Context, dir string, o *applyOptions) error {
	o.partial, a.records = true, true
	p, err := a.makePlan(ctx, dir, &o.planFlags)
	if err != nil {
		return err
	}
	p.notice = a.oldCheckout(ctx, dir, p.plan)
	if err := a.show(p, &o.planFlags); err != nil {
		return err
	}
	if err := demandLater(p.plan.AsOf, p.access); err != nil {
		return err
	}
	if err := a.refuseBlocked(p.plan, o); err != nil {
		return err
	}
	if p.plan.HasChanges() && !o.autoApprove {
		if err := a.ask(ctx, question(p.plan)); err != nil {
			return err
		}
	}
	return a.record(ctx, dir, p, o)
}

// question is what somebody says yes to.
func question(p *engine.Plan) string {
	tasks := runs.Tasks(p)
	facts := len(p.Steps) - tasks
	begins := 0
	for i := range p.Scheduled {
		if p.Scheduled[i].Refused == "" && !p.Scheduled[i].Approved {
			begins++
		}
	}
	var parts []string
	if tasks > 0 {
		parts = append(parts, "Open a run of "+plural(tasks, "step"))
	}
	if facts > 0 {
		parts = append(parts, "Record "+plural(facts, "step")+" in the state")
	}
	if begins > 0 {
		parts = append(parts, "Approve "+plural(begins, "begin")+" of later days")
	}
	if len(parts) == 0 {
		parts = append(parts, "Close what is open and not wanted any more")
	}
	for i := range parts[1:] {
		parts[i+1] = strings.ToLower(parts[i+1][:1]) + parts[i+1][1:]
	}
	return strings.Join(parts, ", and ") + "?"
}

// refuseBlocked ends apply where something blocks what would be applied.
func (a *app) refuseBlocked(p *engine.Plan, o *applyOptions) error {
	skipped := map[int32]bool{}
	for _, s := range p.Skipped {
		skipped[s.Client] = true
	}
	for i := range p.Violations {
		f := &p.Violations[i]
		if f.Blocks() && (f.Client == engine.Nobody || !skipped[f.Client]) {
			hint := "1. Correct what they name.\n2. Leave the clients out with --skip-blocked."
			if f.Client == engine.Nobody {
				hint = "Correct what they name."
			}
			return &exitErr{exitBlocked, withHint(fmt.Errorf("nothing was applied: the plan has violations"), "%s", hint)}
		}
	}
	if o.failOn == "expands" && p.Effect&engine.Expands != 0 {
		a.sayFailOn(p, o.failOn)
		return exit(exitBlocked)
	}
	return nil
}

// record runs the plan on the state, in one transaction.
func (a *app) record(ctx context.Context, dir string, made *planned, o *applyOptions) error {
	p := made.plan
	rev, err := a.revision(ctx, dir, state.KindApply, o.reason)
	if err != nil {
		return err
	}
	rev.ConfigDigest, rev.Overrides, rev.Signers = p.ConfigDigest, p.Overrides, made.signers
	if rev.At.Before(p.AsOf) { // planned on another machine, whose clock is a little ahead
		rev.At = p.AsOf
	}
	for _, s := range p.Skipped {
		rev.Skipped = append(rev.Skipped, p.Clients[s.Client].HubID)
	}
	noting, err := a.noting(&o.signing)
	if err != nil {
		return err
	}
	done, wrote, err := a.transact(ctx, dir, rev, made, noting)
	if err != nil {
		return err
	}
	a.sayApplied(made, done, wrote, o)
	if err := noting.add(a, &done); err != nil {
		return err
	}
	if len(p.Skipped) > 0 {
		return exit(exitBlocked)
	}
	if p.RefusesBegin() {
		fmt.Fprintln(a.err, "Not approved: a begin of a later day breaks a rule on its first day; see Scheduled above.")
		return exit(exitBlocked)
	}
	return nil
}

// transact checks inside the transaction that the state is still the very one
// the plan was made from, that every step holds, and then writes.
func (a *app) transact(ctx context.Context, dir string, rev state.Revision, what *planned, noting *noting) (made state.Revision, wrote *engine.Changes, err error) {
	p := what.plan
	boundGarbage(garbageWhileRecording)
	s, err := a.createState(ctx, dir)
	if err != nil {
		return made, nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	said := &engine.Evidence{Kind: engine.EvidenceTold, At: rev.At, By: rev.Who}
	made, err = a.recordRevision(ctx, s, rev, what.part, func(now *engine.Access) (*engine.Changes, error) {
		if err := staleState(p, now); err != nil {
			return nil, err
		}
		if err := noting.precede(now); err != nil {
			return nil, err
		}
		if err := verify.Plan(now, p); err != nil {
			return nil, err
		}
		if wrote, err = revise.Applied(now, runs.Facts(p), said); err != nil {
			return nil, err
		}
		what.opened, err = openRun(now, p, rev, wrote)
		return wrote, err
	})
	return made, wrote, err
}

// openRun opens the run of a plan in the transaction that records its facts.
func openRun(now *engine.Access, p *engine.Plan, rev state.Revision, wrote *engine.Changes) (*runs.Opened, error) {
	if len(now.Parts) == 0 && runs.Tasks(p) == 0 {
		return &runs.Opened{Changes: &engine.Changes{}}, nil
	}
	digest, err := planfile.Digest(p, programVersion)
	if err != nil {
		return nil, err
	}
	opened, err := runs.Open(now, p, engine.Run{Plan: digest, Serial: p.Serial, At: rev.At, By: rev.Who, Reason: rev.Reason, GitCommit: rev.GitCommit})
	if err != nil {
		return nil, err
	}
	wrote.Parts = opened.Changes.Parts
	return opened, nil
}

// staleState says how the state differs from the one a plan was made from.
func staleState(p *engine.Plan, now *engine.Access) error {
	switch {
	case p.Serial == 0 && now.Serial == 0:
		return nil
	case p.Lineage != now.Lineage:
		return stale("it was made from another state (lineage %s, this one is %s)", orNone(p.Lineage), orNone(now.Lineage))
	case p.Serial != now.Serial:
		return stale("%w: it was made from serial %d, state is at serial %d", errMoved, p.Serial, now.Serial)
	}
	return nil
}

// errMoved says that the state is at another serial than a plan was made from.
var errMoved = errors.New("state has changed since")

func stale(format string, args ...any) error {
	return &exitErr{exitStale, withHint(fmt.Errorf("the plan is stale: "+format, args...), "Plan again, and apply that.")}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func (a *app) sayApplied(what *planned, made state.Revision, wrote *engine.Changes, o *applyOptions) {
	if o.format == "json" {
		return
	}
	p := what.plan
	facts := runs.Facts(p)
	line := "Nothing to apply."
	switch {
	case made.Serial == 0:
	case len(facts.Steps) > 0:
		line = fmt.Sprintf("Recorded as done: %s. accredit has not looked in HubSpot. State is at serial %d.", counted(facts), made.Serial)
	case what.opened.Run != 0:
		line = fmt.Sprintf("Nothing is recorded as done yet. State is at serial %d.", made.Serial)
	case p.HasChanges():
		line = fmt.Sprintf("Recorded. State is at serial %d.", made.Serial)
	default:
		line = fmt.Sprintf("Recorded without a step: %s. State is at serial %d.", factsWritten(wrote), made.Serial)
	}
	if made.Serial != 0 {
		a.sayOpened(what.opened)
	}
	if len(p.Skipped) > 0 {
		var names []string
		for _, s := range p.Skipped {
			names = append(names, p.Clients[s.Client].Label())
		}
		line += " Left out as blocked: " + strings.Join(names, ", ") + "."
	}
	fmt.Fprintln(a.out, render.Terminal(line))
}

// sayOpened says which run was opened, and what it replaces.
func (a *app) sayOpened(opened *runs.Opened) {
	for _, r := range opened.Replaced {
		fmt.Fprintln(a.out, render.Terminal(fmt.Sprintf("Run %d in %s: %s.", r.Run, r.Client, render.ReplacedWords(r.Stay, r.FallAway, r.AreNew))))
	}
	if opened.Run != 0 {
		fmt.Fprintf(a.out, "Opened run %d: %s to do. See them with: accredit run show %d\n", opened.Run, plural(opened.Steps, "step"), opened.Run)
		if n := opened.ByAPI(); n > 0 {
			fmt.Fprintf(a.out, "HubSpot's API can make %d of them: accredit run resume %d\n", n, opened.Run)
		}
	}
}

// factsWritten counts what is written beside grants: what a block says of a
// client or a person, and permission sets.
func factsWritten(c *engine.Changes) string {
	var parts []string
	for _, f := range []struct {
		n    int
		what string
	}{{len(c.Clients), "client"}, {len(c.Sets), "permission set"}} {
		if f.n > 0 {
			parts = append(parts, "facts of "+plural(f.n, f.what))
		}
	}
	if n := len(c.People); n == 1 {
		parts = append(parts, "facts of 1 person")
	} else if n > 1 {
		parts = append(parts, fmt.Sprintf("facts of %d people", n))
	}
	if c.Agency != "" || c.HubID != 0 {
		parts = append(parts, "the agency")
	}
	if c.Bounds != nil {
		parts = append(parts, "the guardrails")
	}
	if c.Catalogue != "" {
		parts = append(parts, "the permission catalogue")
	}
	if len(parts) == 0 {
		return "nothing that is shown"
	}
	return strings.Join(parts, ", ")
}

// plural writes a number of things.
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// done is what an action has become once it is recorded, such as "linked".
func done(action engine.Action) string {
	switch word := action.String(); {
	case action == engine.ActionForget:
		return "forgotten"
	case strings.HasSuffix(word, "e"):
		return word + "d"
	default:
		return word + "ed"
	}
}

// counted says how many steps of which action a plan has.
func counted(p *engine.Plan) string {
	summary := p.Summary()
	var parts []string
	for _, action := range engine.Actions() {
		if n := summary.Actions[action]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, done(action)))
		}
	}
	if len(parts) == 0 {
		return "no steps"
	}
	return strings.Join(parts, ", ")
}

// applySaved runs exactly a saved plan.
func (a *app) applySaved(ctx context.Context, file string, rest []string, o *applyOptions) error {
	if len(o.overrides)+len(o.clients)+len(o.people) > 0 || o.as != "" || o.skipBlocked {
		return withHint(errUsage("--override, --client, --person, --as and --skip-blocked are bound into a saved plan"),
			"Give them to plan --out.")
	}
	p, stamp, err := planfile.Load(file)
	if err != nil {
		return planfileError(file, err)
	}
	signers, err := demandSignatures(file, p, &stamp, o.signing.required)
	if err != nil {
		return err
	}
	dir := "."
	var res *config.Result
	if len(rest) > 0 || a.flags.chdir != "" {
		if dir, err = a.dir(rest); err != nil {
			return err
		}
		if res, err = a.loadFor(dir, p); err != nil {
			return err
		}
	}
	if err := a.checkAge(p, o.maxAge); err != nil {
		return err
	}
	saved := &savedPlan{plan: p, stamp: &stamp, signers: signers, res: res, dir: dir}
	for try := 1; ; try++ {
		err := a.applyOnNow(ctx, saved, o, try == 1)
		if !errors.Is(err, errMoved) || try == rivals {
			return err
		}
	}
}

// planfileError gives a file that cannot be run its exit code: what was
// written with another catalogue is stale.
func planfileError(file string, err error) error {
	switch {
	case errors.Is(err, errNotExist):
		return fmt.Errorf("there is no file %s", file)
	case errors.Is(err, planfile.ErrCatalogue):
		return stale("the permission catalogue is another one: %w", err)
	case errors.Is(err, planfile.ErrDamaged):
		return &exitErr{exitStale, withHint(err, "Plan again, and apply that.")}
	}
	return err
}

func (a *app) checkAge(p *engine.Plan, limit time.Duration) error {
	now, err := a.moment()
	if err != nil {
		return err
	}
	if age := now.Sub(p.AsOf); age > limit {
		return stale("it is %s old, and --max-age is %s", age.Round(time.Second), limit)
	} else if -age > limit || engine.DateOf(p.AsOf) > engine.DateOf(now) {
		return stale("it was made for %s, which is still to come", p.AsOf.Format(time.RFC3339))
	}
	return nil
}
