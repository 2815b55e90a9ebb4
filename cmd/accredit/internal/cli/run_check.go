package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/runs"

	"github.com/spf13/cobra"
)

type checkOptions struct {
	observed    []string
	observedAt  string
	maxAge      time.Duration
	number      int64 // zero: every run
	autoApprove bool
	detailed    bool
	format      string
}

func newRunCheck(a *app) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use:   "check [N] --observed FILE",
		Short: "Compare open steps with what accounts show, and record what is proved",
		Long: `Compare the open steps of all runs, or of run N, with what client accounts show:
HubSpot's user exports as CSV, or JSON as "accredit show --format json" prints it.
A step is proved by what it changes and the account tells: who is there, the name
of the permission set, the status, the teams. What is in a set cannot be seen.
Somebody must have looked after the run was opened; when that was is "observed_at"
in the JSON, else a date in the name of the file, else --observed-at. Without it
nothing is proved and nothing recorded.

What was only told is recorded as seen where the account shows it.

Exit codes: 0 nothing unexpected, 1 error, or nothing could be read, 2 steps are
open (with --detailed-exitcode), 3 a step is blocked by what was seen, 4 the state
changed meanwhile.`,
		Example: `  accredit run check --observed exports/
  accredit run check 7 --observed 886618329_2026-11-21T0900Z.csv --auto-approve`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(o.observed) == 0 {
				return withHint(errUsage("run check compares with what was observed"), "Give it with --observed FILE.")
			}
			if o.number, err = runNumber(args); err != nil {
				return err
			}
			return a.checkRuns(cmd.Context(), o)
		},
	}
	addFormat(cmd, &o.format, "text", "json")
	f := cmd.Flags()
	f.StringArrayVar(&o.observed, "observed", nil, "what is really there: a `FILE` or a folder of them (repeatable), or live: the connected accounts")
	addObservedAt(cmd, &o.observedAt)
	addMaxAge(cmd, &o.maxAge)
	f.BoolVar(&o.autoApprove, "auto-approve", false, "do not ask")
	f.BoolVar(&o.detailed, "detailed-exitcode", false, "exit 2 if steps are open")
	return cmd
}

// checking is one comparison of runs with accounts.
type checking struct {
	o        *checkOptions
	access   *engine.Access
	seen     *engine.Observation
	declared []engine.Person
	planfile.Checked
	open int // steps that are open afterwards
}

func (a *app) checkRuns(ctx context.Context, o *checkOptions) (err error) {
	k, err := a.observeRuns(ctx, o)
	if err != nil {
		return err
	}
	c, err := a.openClaims(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	all, err := c.store.Runs(ctx)
	if err != nil {
		return err
	}
	if o.number != 0 && !slices.ContainsFunc(all, func(p engine.RunPart) bool { return p.Number == o.number }) {
		return withHint(fmt.Errorf("there is no run %d", o.number), "accredit run list shows those that are open.")
	}
	book := runs.NewBook(k.access, current(all, k.access), c.rev.At)
	changes, err := k.compare(book, current(all, k.access), c.rev.Who)
	if err != nil {
		return err
	}
	if o.format == "text" {
		a.showChecked(k)
	}
	if changes.IsEmpty() {
		err = c.store.NoteCompared(ctx, k.Compared)
	} else {
		err = a.recordChecked(ctx, c, k)
	}
	if err != nil {
		return err
	}
	if err := a.sayChecked(k, !changes.IsEmpty()); err != nil {
		return err
	}
	switch {
	case len(k.Blocked) > 0:
		return exit(exitBlocked)
	case o.detailed && k.open > 0:
		return exit(exitChanges)
	}
	return nil
}

// observeRuns reads the configuration, the state and what was observed.
func (a *app) observeRuns(ctx context.Context, o *checkOptions) (*checking, error) {
	dir, res, access, err := a.bothSides(ctx)
	if err != nil {
		return nil, err
	}
	when, err := readObservedAt(o.observedAt, res.Desired.AsOf)
	if err != nil {
		return nil, err
	}
	k := &checking{o: o, access: access, declared: res.Desired.People}
	if k.seen, err = a.observe(ctx, &lookAt{dir: dir, paths: o.observed, maxAge: o.maxAge}, when, res.Desired, access); err != nil {
		return nil, err
	}
	if err := a.findLater(ctx, dir, access, k.seen); err != nil {
		return nil, err
	}
	k.Unread = k.seen.Unread
	if len(k.seen.Accounts) == 0 {
		return nil, fail(exitError, "no account could be read")
	}
	return k, nil
}

// compare finds what is proved, and what that changes.
func (k *checking) compare(book *runs.Book, all []engine.RunPart, who string) (*engine.Changes, error) {
	var parts []*engine.RunPart
	hubIDs := []int64{}
	for i := range k.access.Parts {
		if p := &k.access.Parts[i]; k.o.number == 0 || p.Number == k.o.number {
			parts = append(parts, p)
			hubIDs = append(hubIDs, p.HubID)
		}
	}
	if k.o.number == 0 {
		hubIDs = hubIDs[:0]
		for i := range k.access.Clients {
			hubIDs = append(hubIDs, k.access.Clients[i].HubID)
		}
	}
	k.Lineage, k.Serial = k.access.Lineage, k.access.Serial
	k.Proofs = runs.Prove(k.access, parts, k.seen, k.declared)
	if err := book.Seen(k.Proofs, who); err != nil {
		return nil, err
	}
	for i := range k.Proofs {
		if p := &k.Proofs[i]; p.Proved() {
			book.Identify(p.Step.Email, k.userIDOf(p.Step.Email))
		}
	}
	hubs := k.hubIDsOf(all, hubIDs)
	k.Settled = append(book.SettleSaid(k.seen, hubs, k.declared, who), book.SeeGone(k.seen, hubs, k.declared, who)...)
	k.Blocked = book.Blocked()
	changes := book.Changes()
	if changes == nil {
		changes = &engine.Changes{}
	}
	for _, g := range runs.Raise(k.access, all, k.seen, hubIDs, k.declared) {
		if !slices.ContainsFunc(changes.Grants, func(c engine.GrantChange) bool { return c.HubID == g.HubID && c.Email == g.Email }) {
			k.Raised = append(k.Raised, g)
		}
	}
	changes.Grants = append(changes.Grants, k.Raised...)
	for _, p := range parts {
		for i := range p.Steps {
			if p.Steps[i].IsPending() {
				k.open++
			}
		}
	}
	for i := range k.Proofs {
		if k.Proofs[i].Proved() && k.Proofs[i].Step.IsPending() {
			k.open--
		}
	}
	k.Compared = k.comparedWhole(hubIDs)
	changes.Compared = k.Compared // with what it showed: that is later than the moment
	return changes, nil
}

// userIDOf is HubSpot's id of somebody, as the source has it; empty: it has none.
func (k *checking) userIDOf(email string) string {
	at := slices.IndexFunc(k.seen.Access.People, func(p engine.Person) bool { return p.Email == email })
	if at < 0 {
		return ""
	}
	return k.seen.Access.People[at].UserID
}

// hubIDsOf adds the clients of closed parts of the run that is checked.
func (k *checking) hubIDsOf(all []engine.RunPart, hubIDs []int64) []int64 {
	list := slices.Clone(hubIDs)
	for i := range all {
		if all[i].Number == k.o.number {
			list = append(list, all[i].HubID)
		}
	}
	return list
}

// comparedWhole lists the accounts that were read whole, and when somebody looked.
func (k *checking) comparedWhole(hubIDs []int64) map[int64]time.Time {
	moments := map[int64]time.Time{}
	for _, hubID := range hubIDs {
		if _, how := k.seen.Account(hubID); how != nil && how.Whole && !how.At.IsZero() && how.Later.Records == 0 {
			moments[hubID] = how.At
		}
	}
	return moments
}

// recordChecked asks, and records what is proved unless the state changed.
func (a *app) recordChecked(ctx context.Context, c *claiming, k *checking) error {
	if err := a.askable(k.o.autoApprove, "Nothing was recorded. Give --auto-approve to go on without being asked."); err != nil {
		return err
	}
	if !k.o.autoApprove {
		if err := a.ask(ctx, "Record as seen: "+k.toRecord()+"?"); err != nil {
			return err
		}
	}
	made, err := a.recordClaims(ctx, c, "", func(now *engine.Access, book *runs.Book) (*engine.Changes, error) {
		if now.Serial != k.access.Serial || now.Lineage != k.access.Lineage {
			return nil, stale("the state changed meanwhile")
		}
		again := &checking{o: k.o, access: now, seen: k.seen, declared: k.declared}
		return again.compare(book, c.all, c.rev.Who)
	})
	if err == nil {
		k.Serial = made.Serial
	}
	return err
}

func (k *checking) proved() int {
	n := 0
	for i := range k.Proofs {
		if k.Proofs[i].Proved() {
			n++
		}
	}
	return n
}

// toRecord counts what would be recorded.
func (k *checking) toRecord() string {
	var parts []string
	if n := k.proved(); n > 0 {
		parts = append(parts, plural(n, "step"))
	}
	told, accepted := 0, 0
	for i := range k.Raised {
		if k.Raised[i].Before.Evidence.Kind == engine.EvidenceSeen {
			accepted++
		} else {
			told++
		}
	}
	if told > 0 {
		parts = append(parts, plural(told, "grant")+" that had only been told")
	}
	if accepted > 0 {
		parts = append(parts, plural(accepted, "invitation")+" that was accepted")
	}
	if n := len(k.Settled); n > 0 {
		parts = append(parts, plural(n, "claim")+" that this settles")
	}
	return strings.Join(parts, " and ")
}

// showChecked prints what was found.
func (a *app) showChecked(k *checking) {
	for i := range k.Proofs {
		p := &k.Proofs[i]
		line := fmt.Sprintf("%s  %s %s in %d: ", p.Step.ID(), p.Step.Action, p.Step.Email, p.HubID)
		if p.Proved() {
			line += fmt.Sprintf("seen on %s in %s: %s", p.At.UTC().Format("2006-01-02 15:04"), p.Source, strings.Join(p.Shown, ", "))
		} else {
			line += p.Why
		}
		fmt.Fprintln(a.out, render.Terminal(line))
	}
	for i := range k.Raised {
		g := &k.Raised[i]
		was := g.Before.Evidence.Kind.String()
		if g.Before.Status != g.After.Status {
			was += " and " + g.Before.Status.String()
		}
		fmt.Fprintln(a.out, render.Terminal(fmt.Sprintf("%s in %d: was %s, now seen: %s (%s)", g.Email, g.HubID, was, strings.Join(g.After.Evidence.ToldOf, ", "), g.After.Status)))
	}
	for i := range k.Blocked {
		b := &k.Blocked[i]
		fmt.Fprintln(a.out, render.Terminal(fmt.Sprintf("%s  is blocked by what was seen: %s", b.Step.ID(), b.Blocked)))
	}
	for i := range k.Settled {
		u := &k.Settled[i]
		fmt.Fprintln(a.out, render.Terminal(fmt.Sprintf("%s  what %s said on %s is settled by %s: %s", u.Step.ID(), u.Event.By, engine.DateOf(u.Event.At), u.Source, u.Why)))
	}
	for i := range k.Unread {
		fmt.Fprintln(a.err, "Warning: "+render.Terminal(fmt.Sprintf("account %d was not read whole: %s", k.Unread[i].HubID, k.Unread[i].Why)))
	}
	undated := map[string]bool{}
	for i := range k.seen.Accounts {
		if how := &k.seen.Accounts[i]; how.At.IsZero() && !undated[how.Source] {
			undated[how.Source] = true
			fmt.Fprintf(a.err, "Warning: %s does not say when somebody looked: it proves and records nothing. Give it with --observed-at TIME.\n", render.Terminal(how.Source))
		}
	}
}

// sayChecked says what was recorded.
func (a *app) sayChecked(k *checking, recorded bool) error {
	if k.o.format == "json" {
		return planfile.EncodeChecked(a.out, &k.Checked)
	}
	said := "Nothing had to be recorded."
	if recorded {
		said = fmt.Sprintf("Recorded as seen: %s. State is at serial %d.", k.toRecord(), k.Serial)
	}
	if k.open > 0 {
		said += " Open: " + plural(k.open, "step") + "."
	}
	_, err := fmt.Fprintln(a.out, said)
	return err
}
