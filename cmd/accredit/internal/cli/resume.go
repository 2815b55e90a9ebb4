package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot/live"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/resume"
	"accredit/engine/runs"

	"github.com/spf13/cobra"
)

type resumeOptions struct {
	number      int64 // zero: every run
	client      string
	parallel    int
	maxAge      time.Duration
	autoApprove bool
	format      string
}

func newRunResume(a *app) *cobra.Command {
	o := &resumeOptions{}
	cmd := &cobra.Command{
		Use:   "resume [N]",
		Short: "Settle what is unclear, and send to HubSpot what is ready",
		Long: `Make the open steps of all runs, or of run N, that HubSpot's API can make: those
whose way is "api", in accounts with a connection and a key. What takes access away
goes first. Each request is written down before it leaves, and its answer after
it; one whose answer never came is settled by reading the account, and nothing is
sent twice blindly. What the API turns out not to be able to make is handed to the
person whom the step names, with the reason. Everything else stays a task.

An account that cannot be reached is no error: its steps stay open, and it is
listed. An interrupt sends nothing more, and waits for answers that are under way.

Exit codes: 0 done, or nothing to do; 1 error; 3 a step failed or is unclear, or
too many calls failed; 130 interrupted.`,
		Example: `  accredit run resume
  accredit run resume 7 --client acme
  accredit run resume --auto-approve --max-age 4h`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.number, err = runNumber(args); err != nil {
				return err
			}
			if o.parallel < 1 || o.parallel > 64 {
				return withHint(errUsage("--parallel %d is out of range", o.parallel), "Give 1 to 64.")
			}
			if o.maxAge < 0 {
				return withHint(errUsage("--max-age %s is out of range", o.maxAge), "Give a time such as 24h; 0 asks for no age.")
			}
			return a.resumeRuns(cmd.Context(), o)
		},
	}
	addFormat(cmd, &o.format, "text", "json")
	f := cmd.Flags()
	a.addClientFlag(cmd, &o.client, "only in this `CLIENT`")
	f.IntVar(&o.parallel, "parallel", 16, "`ACCOUNTS` at once")
	f.DurationVar(&o.maxAge, "max-age", 24*time.Hour, "send only what was approved at most so long `AGO`; 0: whenever")
	f.BoolVar(&o.autoApprove, "auto-approve", false, "do not ask")
	return cmd
}

// resuming is one run of the command.
type resuming struct {
	o      *resumeOptions
	access *engine.Access
	parts  []resumePart
	lines  []resume.Line
}

// resumePart is a client where the API has something to do.
type resumePart struct {
	hubID int64
	name  string
	ready map[engine.Action]int
	out   bool // a request is out, or its answer is not known
}

func (a *app) resumeRuns(ctx context.Context, o *resumeOptions) (err error) {
	dir, res, access, err := a.bothSides(ctx)
	if err != nil {
		return err
	}
	c, err := a.openClaims(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	r := &resuming{o: o, access: access}
	if err := r.choose(res.Desired); err != nil {
		return err
	}
	if len(r.parts) == 0 {
		return a.sayResumed(r)
	}
	at := &accountsAt{dir: dir, res: res, access: access}
	if at.liveAccounts, err = a.connect(dir, res.Desired, o.parallel); err != nil {
		return err
	}
	if err := a.askable(o.autoApprove, "Nothing was sent. Give --auto-approve to go on without being asked."); err != nil {
		return err
	}
	if !o.autoApprove {
		if err := a.ask(ctx, r.question()); err != nil {
			return err
		}
	}
	leave := a.left.enter() // an interrupt waits for answers
	defer leave()
	work := a.progress("accounts")
	left := map[int64]bool{}
	r.lines = resume.Run(ctx, r.targets(at), newJournal(a, c, access), resume.Options{
		Parallel: o.parallel, MaxAge: o.maxAge, Now: a.clock, Wait: live.Sleep,
		Progress: func(l resume.Line) {
			left[l.HubID] = true
			work.step(len(left), len(r.parts))
		},
	})
	work.end()
	return errors.Join(a.sayResumed(r), r.exit(ctx))
}

// choose finds the clients in which the API has something to do.
func (r *resuming) choose(d *engine.Desired) error {
	var hubID int64
	if r.o.client != "" {
		hub, err := chooseClient(r.o.client, d, r.access)
		if err != nil {
			return err
		}
		hubID = hub
	}
	found := r.o.number == 0
	for _, v := range runs.NewViews(r.access, r.access.Parts, d.AsOf) {
		for i := range v.Tasks {
			t := &v.Tasks[i]
			found = found || t.Part.Number == r.o.number
			if (r.o.number == 0 || t.Part.Number == r.o.number) && (hubID == 0 || t.HubID == hubID) {
				r.add(t)
			}
		}
	}
	if !found {
		return withHint(fmt.Errorf("there is no open run %d", r.o.number), "accredit run list shows those that are open.")
	}
	return nil
}

func (r *resuming) add(t *runs.Task) {
	if !t.Step.IsOut() && (!t.Step.IsPending() || t.Via != engine.ViaAPI) {
		return
	}
	at := slices.IndexFunc(r.parts, func(p resumePart) bool { return p.hubID == t.HubID })
	if at < 0 {
		at = len(r.parts)
		r.parts = append(r.parts, resumePart{hubID: t.HubID, name: t.Client, ready: map[engine.Action]int{}})
	}
	r.parts[at].out = r.parts[at].out || t.Step.IsOut()
	if t.Step.State == engine.StepOpen {
		r.parts[at].ready[t.Step.Action]++
	}
}

func (r *resuming) targets(at *accountsAt) []resume.Target {
	var list []resume.Target
	for _, p := range r.parts {
		list = append(list, resume.Target{HubID: p.hubID, Account: at.account(p.hubID)})
	}
	return list
}

// maxNamed is how many accounts a question names.
const maxNamed = 10

// question says how many requests may go to which accounts.
func (r *resuming) question() string {
	requests, unclear := 0, 0
	var named []string
	for _, p := range r.parts {
		var what []string
		for _, action := range []engine.Action{engine.ActionRemove, engine.ActionChange, engine.ActionAdd} {
			if n := p.ready[action]; n > 0 {
				requests += n
				what = append(what, fmt.Sprintf("%d %s", n, action))
			}
		}
		if p.out {
			unclear++
			what = append(what, "1 to settle")
		}
		named = append(named, p.name+": "+strings.Join(what, ", "))
	}
	if n := len(named); n > maxNamed {
		named = append(named[:maxNamed], fmt.Sprintf("and %d more", n-maxNamed))
	}
	text := "Send at most " + plural(requests, "request") + " to " + plural(len(r.parts), "account")
	if unclear > 0 {
		text += fmt.Sprintf(", and settle %d by reading", unclear)
	}
	return render.Terminal(text + " (" + strings.Join(named, "; ") + ")?")
}

// exit is the code that says how it went.
func (r *resuming) exit(ctx context.Context) error {
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	}
	for _, l := range r.lines {
		if l.State == resume.Failed || l.State == resume.Unclear || l.State == resume.Unreached && errors.Is(l.Err, errTooMany) {
			return exit(exitBlocked)
		}
	}
	return nil
}

// sayResumed prints what came of it.
func (a *app) sayResumed(r *resuming) error {
	if r.o.format == "json" {
		return planfile.EncodeResumed(a.out, r.lines, r.access.ClientLabel)
	}
	if len(r.parts) == 0 {
		return a.printLines("Nothing to resume: no open step is made through HubSpot's API. People's tasks: accredit task list.")
	}
	return a.printLines(render.Resumed(r.lines, r.access.ClientLabel)...)
}
