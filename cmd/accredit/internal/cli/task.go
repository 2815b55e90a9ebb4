package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/engine/runs"
	"accredit/state"

	"github.com/spf13/cobra"
)

func newTask(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "task",
		Short: "What is to be done in HubSpot, and what was done",
		Long: `A task is a step of a run: what somebody does by hand in HubSpot. Say that one is
done, and it is recorded as told, not as seen: an export of the account, given to
"accredit run check", proves it.

Who you are is taken from ACCREDIT_USER, else from git's user.email.`,
		Example: `  accredit task list --mine
  accredit task show 7.12
  accredit task done 7.12 7.14-7.18
  accredit task fail 7.13 --because "no seat left"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTaskList(a), newTaskShow(a), newTaskDone(a), newTaskFail(a), newTaskUndo(a), newTaskRead(a))
	return cmd
}

type claimFlags struct{ because, on, by string }

const taskExit = `

Exit codes: 0 written, or it was so already; 1 error, or there is no such task;
3 not ready, or a rule says no: what was said is kept; 4 settled otherwise.`

func newTaskDone(a *app) *cobra.Command {
	o := &claimFlags{}
	cmd := &cobra.Command{
		Use:   "done TASK...",
		Short: "Record that tasks were done",
		Long: `Record that tasks were done. Several are recorded all or none, in an order in
which they are ready, whatever order they are given in. A range such as
7.14-7.18 takes the tasks that exist. What is done already is left.

--by says who did it where that was somebody else than planned: the step is
checked with what they may do, and recorded with them.` + taskExit,
		Example: `  accredit task done 7.12 7.14-7.18
  accredit task done 7.12 --by ben --on 2026-11-20`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.claim(cmd.Context(), args, o, "done", func(b *runs.Book, ids []engine.StepID, c runs.Claim) ([]string, error) { return b.Done(ids, c) })
		},
	}
	cmd.Flags().StringVar(&o.because, "because", "", "a remark, for the history")
	cmd.Flags().StringVar(&o.on, "on", "", "when it was done, `TIME`, as told; it moves no date")
	addBy(a, cmd, o)
	return cmd
}

func newTaskFail(a *app) *cobra.Command {
	o := &claimFlags{}
	cmd := &cobra.Command{
		Use:     "fail TASK... --because TEXT",
		Short:   "Record that tasks could not be done",
		Long:    "Record that tasks could not be done, with the reason. They are still wanted: the\nnext plan has them again." + taskExit,
		Example: `  accredit task fail 7.13 --because "no seat left"`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.needsReason("fail"); err != nil {
				return err
			}
			return a.claim(cmd.Context(), args, o, "failed", func(b *runs.Book, ids []engine.StepID, c runs.Claim) ([]string, error) { return b.Fail(ids, c) })
		},
	}
	cmd.Flags().StringVar(&o.because, "because", "", "why (required)")
	addBy(a, cmd, o)
	return cmd
}

func newTaskUndo(a *app) *cobra.Command {
	o := &claimFlags{}
	cmd := &cobra.Command{
		Use:     "undo TASK... --because TEXT",
		Short:   "Take back that tasks were done",
		Long:    "Take back what was told of tasks by mistake: what stood before is recorded again,\nand history keeps both. What was seen in the account stays." + taskExit,
		Example: `  accredit task undo 7.12 --because "wrong client"`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.needsReason("undo"); err != nil {
				return err
			}
			return a.undo(cmd.Context(), args, o)
		},
	}
	cmd.Flags().StringVar(&o.because, "because", "", "why (required)")
	addBy(a, cmd, o)
	return cmd
}

func addBy(a *app, cmd *cobra.Command, o *claimFlags) {
	cmd.Flags().StringVar(&o.by, "by", "", "who made it, `PERSON`, where that is not you or not as planned")
	if err := cmd.RegisterFlagCompletionFunc("by", a.completePeople); err != nil {
		panic(err)
	}
}

func (o *claimFlags) needsReason(command string) error {
	if strings.TrimSpace(o.because) == "" {
		return withHint(errUsage("task %s needs a reason", command), "Give it with --because TEXT.")
	}
	return nil
}

// claiming is what commands about tasks work with.
type claiming struct {
	dir   string
	store state.Store
	rev   state.Revision
	all   []engine.RunPart
}

// openClaims opens the state for claims. There must be one.
func (a *app) openClaims(ctx context.Context) (c *claiming, err error) {
	c = &claiming{}
	if c.dir, err = a.dir(nil); err != nil {
		return nil, err
	}
	if _, err := a.needState(ctx, c.dir); err != nil {
		return nil, err
	}
	if c.rev, err = a.revision(ctx, c.dir, state.KindStep, ""); err != nil {
		return nil, err
	}
	c.store, err = a.createState(ctx, c.dir)
	return c, err
}

// claim records what is said of tasks. What is refused is kept, as said.
func (a *app) claim(ctx context.Context, words []string, o *claimFlags, what string, say func(*runs.Book, []engine.StepID, runs.Claim) ([]string, error)) (err error) {
	c, err := a.openClaims(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	var refused error
	var said string
	made, err := a.recordClaims(ctx, c, o.because, func(now *engine.Access, book *runs.Book) (*engine.Changes, error) {
		claim, ids, err := a.readClaim(now, c, words, o)
		if err != nil {
			return nil, err
		}
		already, failed := say(book, ids, claim)
		refused = failed
		if failed != nil {
			return a.keepSaid(now, c, ids, what, claim, failed)
		}
		said = claimed(ids, already, what)
		return book.Changes(), nil
	})
	switch {
	case err != nil:
		return refusalError(err)
	case refused != nil:
		return refusalError(refused)
	}
	if made.Serial != 0 {
		said += fmt.Sprintf(" State is at serial %d.", made.Serial)
	}
	return a.printLines(render.Terminal(said))
}

// recordClaims writes what decide finds in one transaction. Closed parts are read
// before it: where one was closed or written in between, they are read again.
func (a *app) recordClaims(ctx context.Context, c *claiming, reason string, decide func(*engine.Access, *runs.Book) (*engine.Changes, error)) (state.Revision, error) {
	c.rev.Reason = reason
	for {
		all, err := c.store.Runs(ctx)
		if err != nil {
			return state.Revision{}, err
		}
		made, err := a.recordRevision(ctx, c.store, c.rev, nil, func(now *engine.Access) (*engine.Changes, error) {
			if closedSince(all, now) {
				return nil, errClosedSince
			}
			c.all = current(all, now)
			return decide(now, runs.NewBook(now, c.all, c.rev.At))
		})
		if !errors.Is(err, errClosedSince) && !errors.Is(err, state.ErrMoved) {
			return made, err
		}
	}
}

var errClosedSince = errors.New("a part of a run was closed meanwhile")

// closedSince reports whether a part was open when the runs were read, and is no
// more: how its steps ended is not known then.
func closedSince(all []engine.RunPart, now *engine.Access) bool {
	return slices.ContainsFunc(all, func(p engine.RunPart) bool {
		is := now.Part(p.HubID)
		return p.IsOpen() && (is == nil || is.Number != p.Number)
	})
}

// current puts the open parts as they are inside the transaction in the place of
// those that were read before it.
func current(all []engine.RunPart, now *engine.Access) []engine.RunPart {
	list := make([]engine.RunPart, 0, len(all))
	for _, p := range all {
		isOpen := false
		for i := range now.Parts {
			isOpen = isOpen || now.Parts[i].Number == p.Number && now.Parts[i].HubID == p.HubID
		}
		if !isOpen && !p.IsOpen() {
			list = append(list, p)
		}
	}
	return append(list, now.Parts...)
}

// readClaim turns words into ids and a claim.
func (a *app) readClaim(now *engine.Access, c *claiming, words []string, o *claimFlags) (runs.Claim, []engine.StepID, error) {
	claim := runs.Claim{At: c.rev.At, Who: c.rev.Who, Because: o.because, On: o.on, Evidence: engine.EvidenceTold}
	if o.by != "" {
		by, err := choosePerson(o.by, &engine.Desired{}, now)
		if err != nil {
			return claim, nil, err
		}
		claim.By = by
	}
	ids, err := stepIDs(words, c.all)
	return claim, ids, err
}

// keepSaid keeps a claim that is refused, so that nobody has to say it twice: not
// where there is no such task, nor where somebody at the terminal forgot to say
// who made it.
func (a *app) keepSaid(now *engine.Access, c *claiming, ids []engine.StepID, what string, claim runs.Claim, failed error) (*engine.Changes, error) {
	if errors.Is(failed, runs.ErrNoTask) || errors.Is(failed, runs.ErrNotYours) && claim.Source == "" {
		return nil, failed
	}
	book := runs.NewBook(now, c.all, c.rev.At)
	book.Say(ids, what, claim)
	return book.Changes(), nil
}

// refusalError gives a refusal its exit code and its way out.
func refusalError(err error) error {
	var r *runs.Refusal
	if !errors.As(err, &r) {
		return err
	}
	code := exitError
	switch {
	case errors.Is(r, runs.ErrNotReady):
		code = exitBlocked
	case errors.Is(r, runs.ErrSettled):
		code = exitStale
	}
	text := fmt.Errorf("%s", r.Error())
	if r.Hint != "" {
		text = withHint(text, "%s", r.Hint)
	}
	return &exitErr{code, text}
}

// claimed says what was recorded.
func claimed(ids []engine.StepID, already []string, what string) string {
	fresh := len(ids) - len(already)
	var parts []string
	if fresh > 0 {
		parts = append(parts, fmt.Sprintf("Recorded as %s: %s.", what, plural(fresh, "task")))
	}
	if len(already) > 0 {
		parts = append(parts, "Already "+what+": "+strings.Join(already, ", ")+".")
	}
	return strings.Join(parts, " ")
}

func (a *app) undo(ctx context.Context, words []string, o *claimFlags) (err error) {
	c, err := a.openClaims(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	// Who wrote the person's access there since is asked before the transaction,
	// which may not use the store: the serial tells whether that still holds.
	before, err := a.laterWrites(ctx, c, words)
	if err != nil {
		return err
	}
	var said string
	made, err := a.recordClaims(ctx, c, o.because, func(now *engine.Access, book *runs.Book) (*engine.Changes, error) {
		if now.Serial != before.serial {
			return nil, stale("the state changed meanwhile")
		}
		claim, ids, err := a.readClaim(now, c, words, o)
		if err != nil {
			return nil, err
		}
		already, err := book.Undo(ids, claim, before.changed)
		if err != nil {
			return nil, err
		}
		said = claimed(ids, already, "taken back")
		return book.Changes(), nil
	})
	if err != nil {
		return refusalError(err)
	}
	if made.Serial != 0 {
		said += fmt.Sprintf(" State is at serial %d.", made.Serial)
	}
	return a.printLines(render.Terminal(said))
}

// laterWrites is what revisions after those of steps wrote.
type laterWrites struct {
	serial int64
	last   map[cellName]int64 // the latest revision that wrote somebody's access in a client
}

type cellName struct {
	hubID int64
	email string
}

func (l *laterWrites) changed(hubID int64, email string, serial int64) (bool, error) {
	return l.last[cellName{hubID, email}] > serial, nil
}

func (a *app) laterWrites(ctx context.Context, c *claiming, words []string) (*laterWrites, error) {
	access, err := c.store.Read(ctx, state.ReadOptions{})
	if err != nil {
		return nil, err
	}
	all, err := c.store.Runs(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := stepIDs(words, all)
	if err != nil {
		return nil, err
	}
	l := &laterWrites{serial: access.Serial, last: map[cellName]int64{}}
	for _, id := range ids {
		for i := range all {
			s := all[i].Find(id.Run, id.Seq)
			if s == nil || s.Serial == 0 {
				continue
			}
			filter := state.Filter{HubIDs: []int64{all[i].HubID}, From: s.Serial + 1}
			for entry, err := range c.store.History(ctx, filter) {
				if err != nil {
					return nil, err
				}
				for _, g := range entry.Changes.Grants {
					at := cellName{g.HubID, g.Email}
					l.last[at] = max(l.last[at], entry.Revision.Serial)
				}
			}
		}
	}
	return l, nil
}

// stepIDs reads ids and ranges of ids, each once. A range is of those that exist.
func stepIDs(words []string, all []engine.RunPart) ([]engine.StepID, error) {
	var ids []engine.StepID
	seen := map[string]bool{}
	add := func(id engine.StepID) {
		if key := fmt.Sprintf("%d.%d", id.Run, id.Seq); !seen[key] {
			seen[key] = true
			ids = append(ids, id)
		}
	}
	for _, word := range words {
		from, to, isRange := strings.Cut(word, "-")
		if !isRange || !strings.Contains(to, ".") {
			id, err := engine.ParseStepID(word)
			if err != nil {
				return nil, err
			}
			add(id)
			continue
		}
		first, err := engine.ParseStepID(from)
		if err != nil {
			return nil, err
		}
		last, err := engine.ParseStepID(to)
		if err != nil {
			return nil, err
		}
		if first.Run != last.Run || last.Seq < first.Seq {
			return nil, errUsage("%q is no range of tasks of one run", word)
		}
		found := 0
		for seq := first.Seq; seq <= last.Seq && found < maxRange; seq++ {
			for i := range all {
				if all[i].Find(first.Run, seq) != nil {
					add(engine.StepID{Run: first.Run, Seq: seq})
					found++
					break
				}
			}
			if int(seq-first.Seq) > maxRange {
				break
			}
		}
		if found == 0 {
			return nil, fmt.Errorf("there is no task in %s", word)
		}
	}
	return ids, nil
}

// maxRange is how many tasks a range may span.
const maxRange = 100_000
