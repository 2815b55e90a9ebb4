package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/engine/runs"
	"accredit/state"

	"github.com/spf13/cobra"
)

type checkOptions struct {
	observed    []string
	observedAt  string
	autoApprove bool
	detailed    bool
	format      string
}

func newRunCheck(a *app) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use:   "check [N] --observed FILE|DIR",
		Short: "Compare open steps with exports, and record what is proved",
		Long: `Compare the open steps of a run, or of all of them, with what was observed: user
exports from HubSpot, or state documents. What an export shows as it should be after
a step is recorded as seen. Access that was only told is recorded as seen, too, where
the export shows it.

An export must be later than the run, and say when it was made: in its name
(886618329_2026-11-21T0900Z.csv), or with --observed-at. Without a moment it proves
nothing. The contents of a permission set cannot be seen in an export.

Exit codes: 0 nothing unexpected, 1 error, or nothing could be read, 2 steps are open
(with --detailed-exitcode), 3 a step is blocked by what was seen.`,
		Example: `  accredit run check --observed exports/
  accredit run check 7 --observed 886618329.csv --observed-at 2026-11-21T09:00:00Z --auto-approve`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := runNumber(args)
			if err != nil {
				return err
			}
			return a.checkRuns(cmd.Context(), number, o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.observed, "observed", nil, "an export or state document, or a folder of them, `FILE|DIR` (repeatable)")
	f.StringVar(&o.observedAt, "observed-at", "", "when somebody looked, `TIME`, where the file does not say it")
	f.BoolVar(&o.autoApprove, "auto-approve", false, "do not ask")
	f.BoolVar(&o.detailed, "detailed-exitcode", false, "exit 2 if steps are open")
	addFormat(cmd, &o.format, "text", "json")
	return cmd
}

// checked is what comparing the open steps with what was observed came to.
type checked struct {
	proofs  []runs.Proof
	raised  []engine.GrantChange
	blocked []runs.Task
	open    int
	made    state.Revision
}

func (a *app) checkRuns(ctx context.Context, number int64, o *checkOptions) (err error) {
	if len(o.observed) == 0 {
		return withHint(errUsage("run check needs something that was observed"), "Give exports with --observed FILE|DIR.")
	}
	if err := a.askable(o.autoApprove, "Nothing was recorded. Give --auto-approve to go on without being asked."); err != nil {
		return err
	}
	dir, res, access, err := a.bothSides(ctx)
	if err != nil {
		return err
	}
	when, err := readObservedAt(o.observedAt, res.Desired.AsOf)
	if err != nil {
		return err
	}
	seen, err := a.observe(o.observed, when, res.Desired, access)
	if err != nil {
		return err
	}
	if len(seen.Access.Clients) == 0 {
		return errors.New("nothing could be read: no account was compared")
	}
	if err := a.findLater(ctx, dir, access, seen); err != nil {
		return err
	}
	c, err := a.openClaims(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	found := compareRuns(access, number, seen)
	if err := a.sayChecked(found, seen, o); err != nil {
		return err
	}
	if found.proved() > 0 || len(found.raised) > 0 {
		if !o.autoApprove {
			if err := a.ask(ctx, fmt.Sprintf("Record %s as seen?", plural(found.proved()+len(found.raised), "fact"))); err != nil {
				return err
			}
		}
		if err := a.recordProofs(ctx, c, number, seen, found); err != nil {
			return err
		}
	}
	if err := a.noteCompared(ctx, c, seen); err != nil {
		return err
	}
	if err := a.standAfter(ctx, c, number, found); err != nil {
		return err
	}
	if err := a.sayTaken(found, o); err != nil {
		return err
	}
	switch {
	case len(found.blocked) > 0:
		return exit(exitBlocked)
	case o.detailed && found.open > 0:
		return exit(exitChanges)
	}
	return nil
}

// compareRuns asks what was observed about the open steps of a run, or of all.
func compareRuns(access *engine.Access, number int64, seen *engine.Observation) *checked {
	parts := slices.DeleteFunc(slices.Clone(access.Parts), func(p engine.RunPart) bool {
		return number != 0 && !slices.ContainsFunc(p.Steps, func(s engine.RunStep) bool { return s.Run == number })
	})
	return &checked{proofs: runs.Prove(access, parts, seen), raised: runs.Raise(access, seen)}
}

func (c *checked) proved() int {
	n := 0
	for i := range c.proofs {
		if c.proofs[i].Verdict == runs.Proved {
			n++
		}
	}
	return n
}

// recordProofs records what is proved now, inside the transaction.
func (a *app) recordProofs(ctx context.Context, c *claiming, number int64, seen *engine.Observation, found *checked) error {
	made, err := a.recordClaims(ctx, c, "", func(now *engine.Access, book *runs.Book) (*engine.Changes, error) {
		again := compareRuns(now, number, seen)
		found.proofs, found.raised = again.proofs, again.raised
		if err := book.Take(again.proofs, again.raised, c.rev.Who); err != nil {
			return nil, err
		}
		return book.Changes(), nil
	})
	found.made = made
	return err
}

// noteCompared notes when each account was compared as a whole.
func (a *app) noteCompared(ctx context.Context, c *claiming, seen *engine.Observation) error {
	moments := map[int64]time.Time{}
	for i := range seen.Accounts {
		if how := &seen.Accounts[i]; how.Whole && !how.At.IsZero() {
			moments[seen.Access.Clients[i].HubID] = how.At
		}
	}
	if len(moments) == 0 {
		return nil
	}
	return c.store.NoteCompared(ctx, moments)
}

// standAfter looks at what is left: what is open, and what is blocked in the
// accounts that were looked at.
func (a *app) standAfter(ctx context.Context, c *claiming, number int64, found *checked) error {
	access, err := c.store.Read(ctx, state.ReadOptions{Now: c.rev.At})
	if err != nil {
		return err
	}
	all, err := c.store.Runs(ctx)
	if err != nil {
		return err
	}
	for _, v := range runs.NewViews(access, all, c.rev.At) {
		for _, t := range v.Tasks {
			if !t.Step.IsPending() || number != 0 && v.Number != number {
				continue
			}
			found.open++
			if t.Blocked != "" && found.recordedIn(t.HubID) {
				found.blocked = append(found.blocked, t)
			}
		}
	}
	return nil
}

func (c *checked) recordedIn(hubID int64) bool {
	return slices.ContainsFunc(c.proofs, func(p runs.Proof) bool {
		return p.HubID == hubID && (p.Verdict == runs.Proved || p.Verdict == runs.Otherwise)
	})
}

var verdictWords = map[runs.Verdict]string{
	runs.NotLooked: "nobody looked at this account",
	runs.Undated:   "the export has no moment, and proves nothing: give --observed-at",
	runs.TooOld:    "the export is older than the run, or than what was recorded of them since",
	runs.NotTold:   "cannot be seen in HubSpot: say it with task done",
	runs.NotYet:    "not yet: the account shows what was before",
	runs.Otherwise: "the account shows something else: see drift",
}

// sayChecked says of every open step what was observed.
func (a *app) sayChecked(found *checked, seen *engine.Observation, o *checkOptions) error {
	if o.format == "json" {
		return nil
	}
	var lines []string
	for i := range found.proofs {
		x := &found.proofs[i]
		said := verdictWords[x.Verdict]
		if x.Verdict == runs.Proved {
			said = "proved by " + x.Seen.Source + " of " + x.Seen.At.UTC().Format(time.RFC3339) + ": " + strings.Join(x.Showed, ", ")
		}
		if x.Implied {
			said += " (by a later step of theirs)"
		}
		lines = append(lines, render.Terminal(fmt.Sprintf("%s %s %s: %s", x.Step.ID(), x.Step.Action, x.Step.Email, said)))
	}
	if n := len(found.raised); n > 0 {
		lines = append(lines, fmt.Sprintf("Beside: %s, told before, seen now.", plural(n, "grant")))
	}
	if len(lines) == 0 {
		lines = append(lines, "No step is open in these accounts, and nothing that was told is seen.")
	}
	return a.printLines(lines...)
}

// sayTaken says what was recorded and what is left.
func (a *app) sayTaken(found *checked, o *checkOptions) error {
	if o.format == "json" {
		return a.printCheck(found)
	}
	var lines []string
	if found.made.Serial != 0 {
		lines = append(lines, fmt.Sprintf("Recorded as seen: %s, %s. State is at serial %d.", plural(found.proved(), "step"), plural(len(found.raised), "grant"), found.made.Serial))
	}
	for i := range found.blocked {
		t := &found.blocked[i]
		lines = append(lines, "Blocked by what was seen: "+render.TaskLine(t))
	}
	lines = append(lines, fmt.Sprintf("%s open.", plural(found.open, "step")))
	return a.printLines(lines...)
}

// printCheck prints what was found as JSON.
func (a *app) printCheck(found *checked) error {
	type proofDoc struct {
		ID      string   `json:"id"`
		HubID   int64    `json:"hub_id"`
		Email   string   `json:"email"`
		Action  string   `json:"action"`
		Verdict string   `json:"verdict"`
		Showed  []string `json:"showed"`
		Source  string   `json:"source"`
		At      string   `json:"at"`
	}
	doc := struct {
		Schema  string     `json:"schema"`
		Steps   []proofDoc `json:"steps"`
		Raised  int        `json:"raised"`
		Open    int        `json:"open"`
		Blocked []string   `json:"blocked"`
		Serial  int64      `json:"serial"` // of the revision that was made; 0: none
	}{Schema: "accredit.run_check/v1", Steps: []proofDoc{}, Raised: len(found.raised), Open: found.open, Blocked: []string{}, Serial: found.made.Serial}
	for i := range found.proofs {
		x := &found.proofs[i]
		p := proofDoc{ID: x.Step.ID(), HubID: x.HubID, Email: x.Step.Email, Action: x.Step.Action.String(), Verdict: x.Verdict.String(), Showed: x.Showed}
		if p.Showed == nil {
			p.Showed = []string{}
		}
		if x.Seen != nil {
			p.Source = x.Seen.Source
			if !x.Seen.At.IsZero() {
				p.At = x.Seen.At.UTC().Format(time.RFC3339Nano)
			}
		}
		doc.Steps = append(doc.Steps, p)
	}
	for i := range found.blocked {
		doc.Blocked = append(doc.Blocked, found.blocked[i].Step.ID())
	}
	return a.writeJSON(doc)
}
