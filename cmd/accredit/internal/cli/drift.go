package cli

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

type driftOptions struct {
	planFlags
	observed             []string
	maxAge               time.Duration
	observedAt           string
	detailed             bool
	adopt, revert        bool
	ignoreUntil, because string
	until                engine.Date // ignoreUntil, read by check
	out, reason          string
	autoApprove          bool
	notifyOptions
}

func newDrift(a *app) *cobra.Command {
	o := &driftOptions{}
	cmd := &cobra.Command{
		Use:   "drift [DIR]",
		Short: "Compare what is declared, what is recorded and what is really there",
		Long: `Compare the configuration with the state and, with --observed, with what client
accounts really hold: HubSpot's user exports as CSV, named <hub id>.csv or with
a hub id column, or JSON as "accredit show --format json" prints it. An account
that nobody looked at, or that could not be read, is unknown, never empty. When
somebody looked is "observed_at" in the JSON, else a date in the name of the file
(886618329_2026-11-21T0900Z.csv), else --observed-at: nobody is compared of whom
something was recorded later.

Then decide: --adopt takes what was seen into the configuration, --revert makes
a plan that puts it back, --ignore-until leaves it as it is for a while.

Exit codes: 0 done, 1 error, 2 there is drift (with --detailed-exitcode),
3 what was seen breaks a rule, a rule keeps a plan from being made, or an
account could not be read, or not all of it.`,
		Example: `  accredit drift access --observed exports/ --detailed-exitcode
  accredit drift --observed exports/886618329.csv --format markdown
  accredit drift --observed exports/ --adopt --client acme --person bob
  accredit drift --observed exports/ --revert --out plan.json
  accredit drift --ignore-until 2026-12-31 --because "until the audit is over" --person bob`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runDrift(cmd.Context(), args, o) },
	}
	addFormat(cmd, &o.format, "text", "json", "markdown", "html")
	f := cmd.Flags()
	f.StringArrayVar(&o.observed, "observed", nil, "what is really there: a `FILE` or a folder of them (repeatable), or live: the connected accounts")
	addObservedAt(cmd, &o.observedAt)
	addMaxAge(cmd, &o.maxAge)
	f.StringArrayVar(&o.clients, "client", nil, "only this `CLIENT` (repeatable)")
	f.StringArrayVar(&o.people, "person", nil, "only this `PERSON` (repeatable)")
	f.BoolVar(&o.detailed, "detailed-exitcode", false, "exit 2 if there is drift")
	f.BoolVar(&o.verbose, "verbose", false, "every permission of every difference")
	f.BoolVar(&o.adopt, "adopt", false, "change the configuration to what was seen, and record it")
	f.BoolVar(&o.revert, "revert", false, "record what was seen, and plan to put it back")
	f.StringVar(&o.ignoreUntil, "ignore-until", "", "leave the differences as they are until this `DATE`, that day included")
	f.StringVar(&o.because, "because", "", "why they are left, for the history")
	f.StringVar(&o.out, "out", "", "with --revert: save the plan to this `FILE`")
	f.StringVar(&o.reason, "reason", "", "why, for the history")
	f.BoolVar(&o.autoApprove, "auto-approve", false, "do not ask")
	addNotifyFlags(cmd, &o.notifyOptions)
	cmd.MarkFlagsMutuallyExclusive("adopt", "revert", "ignore-until")
	for name, complete := range map[string]cobra.CompletionFunc{"client": a.completeClients, "person": a.completePeople} {
		if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic(err)
		}
	}
	return cmd
}

// drifted is a drift report with what it was made from.
type drifted struct {
	drift  *engine.Drift
	seen   *engine.Observation
	dir    string
	res    *config.Result
	access *engine.Access
	path   string // of the state
}

func (a *app) runDrift(ctx context.Context, args []string, o *driftOptions) error {
	if err := o.check(a); err != nil {
		return err
	}
	dir, err := a.dir(args)
	if err != nil {
		return err
	}
	found, err := a.findDrift(ctx, dir, o)
	if err != nil {
		return err
	}
	switch {
	case o.adopt:
		return a.adoptDrift(ctx, found, o)
	case o.revert:
		return a.revertDrift(ctx, found, o)
	case o.ignoreUntil != "":
		return a.ignoreDrift(ctx, found, o)
	}
	if err := a.showDrift(found.drift, o); err != nil {
		return err
	}
	if err := a.notify(ctx, found, o); err != nil {
		return err
	}
	return driftVerdict(found.drift, o.detailed)
}

// check refuses flags that do not go together.
func (o *driftOptions) check(a *app) error {
	triage := o.adopt || o.revert || o.ignoreUntil != ""
	switch {
	case (o.ignoreUntil == "") != (o.because == ""):
		return withHint(errUsage("--ignore-until and --because go together"), "Write until when the difference is left as it is, and why.")
	case o.observedAt != "" && len(o.observed) == 0:
		return errUsage("--observed-at goes with --observed")
	case o.out != "" && !o.revert:
		return errUsage("--out saves the plan of --revert")
	case triage && (o.notify != "" || o.detailed || o.format != "text"):
		return errUsage("--adopt, --revert and --ignore-until go with none of --notify, --detailed-exitcode and --format")
	case o.reason != "" && !o.adopt && !o.revert:
		return errUsage("--reason goes with --adopt and --revert")
	case !triage:
		return o.checkNotify()
	}
	if o.ignoreUntil != "" {
		var err error
		if o.until, err = engine.ParseDate(o.ignoreUntil); err != nil {
			return errUsage("--ignore-until: %w", err)
		}
	}
	return a.askable(o.autoApprove, "Nothing was changed. Give --auto-approve to go on without being asked.")
}

// findDrift reads all sides and compares them.
func (a *app) findDrift(ctx context.Context, dir string, o *driftOptions) (*drifted, error) {
	res, err := a.load(dir)
	if err != nil {
		return nil, err
	}
	access, path, err := a.readState(ctx, dir, res.Desired.AsOf)
	if err != nil {
		return nil, err
	}
	if access.Serial == 0 && !a.flags.quiet {
		fmt.Fprintf(a.err, "No state at %s: nothing is recorded yet.\n", render.Terminal(path))
	}
	found := &drifted{dir: dir, res: res, access: access, path: path}
	if len(o.observed) > 0 {
		when, err := readObservedAt(o.observedAt, res.Desired.AsOf)
		if err != nil {
			return nil, err
		}
		if found.seen, err = a.observe(ctx, &lookAt{dir: dir, paths: o.observed, clients: o.clients, maxAge: o.maxAge}, when, res.Desired, access); err != nil {
			return nil, err
		}
		if err := a.findLater(ctx, dir, access, found.seen); err != nil {
			return nil, err
		}
	}
	narrow, err := o.narrow(found)
	if err != nil {
		return nil, err
	}
	if found.drift, err = engine.FindDrift(res.Desired, access, found.seen, narrow); err != nil {
		return nil, err
	}
	if err := a.findRemovers(ctx, dir, found.drift); err != nil {
		return nil, err
	}
	if slices.Contains(o.observed, wordLive) {
		l, err := a.connect(dir, res.Desired, 0)
		if err != nil {
			return nil, err
		}
		a.findLogged(ctx, l, found)
	}
	found.drift.Dir = dir
	found.drift.Commit, _ = head(ctx, dir) // the report has none where it cannot be told
	return found, ctx.Err()
}

// narrow resolves --client and --person. A person may be one who was only seen.
func (o *driftOptions) narrow(found *drifted) (engine.DriftOptions, error) {
	known := found.access
	if found.seen != nil {
		both := *found.access
		both.People = append(append([]engine.Person{}, both.People...), found.seen.Access.People...)
		for i := range found.seen.Access.Clients {
			for _, email := range found.seen.Access.Clients[i].SuperAdmins {
				both.People = append(both.People, engine.Person{Email: email})
			}
		}
		known = &both
	}
	plan, err := o.options(found.res.Desired, known)
	return engine.DriftOptions{Clients: plan.Clients, People: plan.People}, err
}

// showDrift prints a report in a format.
func (a *app) showDrift(d *engine.Drift, o *driftOptions) error {
	w := bufio.NewWriterSize(a.out, 1<<16)
	var err error
	switch o.format {
	case "json":
		err = planfile.EncodeDrift(w, d, programVersion)
	case "markdown":
		err = render.DriftMarkdown(w, d)
	case "html":
		err = render.DriftHTML(w, d)
	default:
		err = render.Text{Width: width(a.out), Color: a.color(a.out), Verbose: o.verbose}.Drift(w, d)
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// driftVerdict is the exit code of a report.
func driftVerdict(d *engine.Drift, detailed bool) error {
	switch {
	case d.Blocked() || d.Unread():
		return exit(exitBlocked)
	case detailed && d.Found():
		return exit(exitChanges)
	}
	return nil
}
