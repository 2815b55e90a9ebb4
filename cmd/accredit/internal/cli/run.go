package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/runs"
	"accredit/state"

	"github.com/spf13/cobra"
)

func newRun(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Plans that are carried out step by step",
		Long: `Where a client's execution is "run", apply records nothing as done: it opens a
run, whose steps people carry out in HubSpot. Each is recorded when somebody says
that it is done ("accredit task done"), or when an export of the account proves it.
What HubSpot's API can make in connected accounts, "accredit run resume" makes.`,
		Example: `  accredit run list
  accredit run show 7 --for maria
  accredit run check --observed exports/
  accredit run cancel 7 --client acme --because "contract ended"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newRunList(a), newRunShow(a), newRunCheck(a), newRunResume(a), newRunCancel(a))
	return cmd
}

// runFilter narrows what is shown of runs.
type runFilter struct {
	all, mine, unseen bool
	forWhom, client   string
	overdue           string
	format            string
}

// views reads every run, narrowed to what was asked for.
func (a *app) views(ctx context.Context, o *runFilter) (list []runs.View, c *engine.Catalogue, err error) {
	dir, err := a.dir(nil)
	if err != nil {
		return nil, nil, err
	}
	now, err := a.moment()
	if err != nil {
		return nil, nil, err
	}
	s, path, err := a.openState(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	if s == nil {
		return nil, nil, noState(path)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	access, err := s.Read(ctx, state.ReadOptions{Now: now})
	if errors.Is(err, state.ErrNone) {
		return nil, nil, noState(path)
	}
	if err != nil {
		return nil, nil, err
	}
	all, err := s.Runs(ctx)
	if err != nil {
		return nil, nil, err
	}
	list = runs.NewViews(access, all, now)
	keep, err := a.taskFilter(ctx, dir, access, o)
	if err != nil {
		return nil, nil, err
	}
	for i := range list {
		list[i].Tasks = slices.DeleteFunc(list[i].Tasks, func(t runs.Task) bool { return !keep(&t) })
	}
	return list, engine.CatalogueOf(access), nil
}

// taskFilter turns the flags into a question about a task.
func (a *app) taskFilter(ctx context.Context, dir string, access *engine.Access, o *runFilter) (func(*runs.Task) bool, error) {
	actor := ""
	if o.mine {
		actor = a.who(ctx, dir)
	}
	if o.forWhom != "" {
		email, err := choosePerson(o.forWhom, &engine.Desired{}, access)
		if err != nil {
			return nil, err
		}
		actor = email
	}
	var hubID int64
	if o.client != "" {
		hub, err := chooseClient(o.client, &engine.Desired{}, access)
		if err != nil {
			return nil, err
		}
		hubID = hub
	}
	overdue, err := overdueDays(o.overdue)
	if err != nil {
		return nil, err
	}
	return func(t *runs.Task) bool {
		return (actor == "" || t.Step.Actor == actor) && (hubID == 0 || t.HubID == hubID) &&
			(o.overdue == "" || t.Ready && t.Overdue > 0 && t.Overdue >= overdue) &&
			(!o.unseen || t.Step.State == engine.StepDone && t.Evidence != nil && t.Evidence.Kind != engine.EvidenceSeen)
	}, nil
}

// overdueDays reads 3d, or 3.
func overdueDays(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, "d"))
	if err != nil || n < 0 {
		return 0, withHint(errUsage("--overdue %q is no number of days", text), "Write it like 3d.")
	}
	return n, nil
}

// showRuns prints runs in a format.
func (a *app) showRuns(list []runs.View, c *engine.Catalogue, format string, one bool) error {
	w := bufio.NewWriter(a.out)
	var err error
	switch format {
	case "json":
		if one && len(list) == 1 {
			err = planfile.EncodeRun(w, &list[0], c)
		} else {
			err = planfile.EncodeRuns(w, list, c)
		}
	case "csv":
		err = render.RunsCSV(w, list)
	case "markdown":
		err = render.Markdown{}.Runs(w, list)
	case "html":
		err = render.HTML{AccountURL: a.accountURL()}.Runs(w, list, c)
	default:
		err = a.textRuns(w, list)
	}
	return cmp.Or(err, w.Flush())
}

// accountURL is where an account of HubSpot is, as the configuration says. That is
// all that a page about runs takes from it: where it cannot be read there are no
// links, and the page is as good without.
func (a *app) accountURL() string {
	dir, err := a.dir(nil)
	if err != nil {
		return ""
	}
	res, err := a.read(dir)
	if err != nil || res.Desired == nil {
		return ""
	}
	return res.Desired.Agency.AccountURL
}

func (a *app) textRuns(w io.Writer, list []runs.View) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(w, "Nothing is open.")
		return err
	}
	return render.Text{Width: width(a.out), Color: a.color(a.out)}.Runs(w, list)
}

// only keeps the runs that a question is about.
func only(list []runs.View, keep func(*runs.View) bool) []runs.View {
	return slices.DeleteFunc(list, func(v runs.View) bool { return !keep(&v) })
}

func newRunList(a *app) *cobra.Command {
	o := &runFilter{}
	cmd := &cobra.Command{
		Use: "list", Short: "Open runs, how old they are and what they wait for",
		Long:    "List the open runs: their age, how far they have come, and what they wait for.",
		Example: "  accredit run list\n  accredit run list --all --client acme",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, c, err := a.views(cmd.Context(), o)
			if err != nil {
				return err
			}
			list = only(list, func(v *runs.View) bool { return len(v.Tasks) > 0 && (o.all || v.IsOpen()) })
			if o.format != "text" {
				return a.showRuns(list, c, o.format, false)
			}
			lines := []string{"No run is open."}
			if len(list) > 0 {
				lines = nil
			}
			for i := range list {
				lines = append(lines, runSummary(&list[i]))
			}
			return a.printLines(lines...)
		},
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "closed runs too")
	a.addClientFlag(cmd, &o.client, "only runs in this `CLIENT`")
	addFormat(cmd, &o.format, "text", "json")
	return cmd
}

// printLines prints lines that were made safe for a terminal.
func (a *app) printLines(lines ...string) error {
	_, err := io.WriteString(a.out, strings.Join(lines, "\n")+"\n")
	return err
}

// runSummary is one run on a line.
func runSummary(v *runs.View) string {
	line := render.RunHeadline(v)
	if days := int(engine.DateOf(v.At) - engine.DateOf(v.Run.At)); v.IsOpen() && days > 0 {
		line += ", open for " + plural(days, "day")
	}
	waits := map[string]int{}
	for i := range v.Tasks {
		if t := &v.Tasks[i]; t.Ready {
			waits[t.Step.Actor]++
		}
	}
	if len(waits) > 0 {
		var who []string
		for actor, n := range waits {
			who = append(who, fmt.Sprintf("%s (%d)", render.Terminal(actor), n))
		}
		slices.Sort(who)
		line += ". Waits for " + strings.Join(who, ", ")
	}
	return line + "."
}

func (a *app) addClientFlag(cmd *cobra.Command, to *string, usage string) {
	cmd.Flags().StringVar(to, "client", "", usage)
	if err := cmd.RegisterFlagCompletionFunc("client", a.completeClients); err != nil {
		panic(err)
	}
}

func (a *app) addForFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "for", "", "only what this `PERSON` is to do")
	if err := cmd.RegisterFlagCompletionFunc("for", a.completePeople); err != nil {
		panic(err)
	}
}

func newRunShow(a *app) *cobra.Command {
	o := &runFilter{}
	cmd := &cobra.Command{
		Use: "show [N]", Short: "The steps of a run: who, how, and how far",
		Long:    "Show the steps of a run, or of all open ones: who is to do what, in which dialog,\nwhat is ready, what waits, what was done and how that is known.",
		Example: "  accredit run show 7\n  accredit run show --for maria --format html > work.html",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := runNumber(args)
			if err != nil {
				return err
			}
			list, c, err := a.views(cmd.Context(), o)
			if err != nil {
				return err
			}
			if number != 0 {
				known := slices.ContainsFunc(list, func(v runs.View) bool { return v.Number == number })
				if !known {
					return withHint(fmt.Errorf("there is no run %d", number), "accredit run list --all shows them.")
				}
				list = only(list, func(v *runs.View) bool { return v.Number == number })
			} else {
				list = only(list, func(v *runs.View) bool { return v.IsOpen() })
			}
			return a.showRuns(list, c, o.format, number != 0)
		},
	}
	a.addClientFlag(cmd, &o.client, "only steps in this `CLIENT`")
	a.addForFlag(cmd, &o.forWhom)
	addFormat(cmd, &o.format, "text", "json", "markdown", "html", "csv")
	return cmd
}

func runNumber(args []string) (int64, error) {
	if len(args) == 0 {
		return 0, nil
	}
	n, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil || n < 1 {
		return 0, withHint(errUsage("%q is not the number of a run", args[0]), "accredit run list shows them.")
	}
	return n, nil
}

func newTaskList(a *app) *cobra.Command {
	o := &runFilter{}
	cmd := &cobra.Command{
		Use: "list", Short: "What is open, and for whom",
		Long:    "List what is to be done in HubSpot: the open steps of all runs, by who acts and in\nwhich dialog. --unseen lists what is recorded as done and nobody has seen.",
		Example: "  accredit task list --mine\n  accredit task list --overdue 3d --format csv",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, c, err := a.views(cmd.Context(), o)
			if err != nil {
				return err
			}
			for i := range list {
				list[i].Tasks = slices.DeleteFunc(list[i].Tasks, func(t runs.Task) bool { return !o.unseen && !t.Step.IsPending() })
			}
			list = only(list, func(v *runs.View) bool { return len(v.Tasks) > 0 })
			return a.showRuns(list, c, o.format, false)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.mine, "mine", false, "only what you are to do")
	f.BoolVar(&o.unseen, "unseen", false, "what is recorded as done, and not seen in HubSpot")
	f.StringVar(&o.overdue, "overdue", "", "only what is overdue by so many `DAYS`, like 3d")
	a.addClientFlag(cmd, &o.client, "only tasks in this `CLIENT`")
	a.addForFlag(cmd, &o.forWhom)
	addFormat(cmd, &o.format, "text", "json", "markdown", "html", "csv")
	cmd.MarkFlagsMutuallyExclusive("mine", "for")
	return cmd
}

func newTaskShow(a *app) *cobra.Command {
	o := &runFilter{}
	cmd := &cobra.Command{
		Use: "show TASK", Short: "One task: the clicks, what it changes, what it waits for",
		Long:    "Show one task: how it is done in HubSpot, what it changes, what it waits for, what to\nlook at first, and what was said of it.",
		Example: "  accredit task show 7.12",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := engine.ParseStepID(args[0])
			if err != nil {
				return err
			}
			list, c, err := a.views(cmd.Context(), o)
			if err != nil {
				return err
			}
			for i := range list {
				list[i].Tasks = slices.DeleteFunc(list[i].Tasks, func(t runs.Task) bool {
					return t.Step.Run != id.Run || t.Step.Seq != id.Seq || id.Mark != "" && id.Mark != t.Step.Mark
				})
			}
			list = only(list, func(v *runs.View) bool { return len(v.Tasks) > 0 })
			if len(list) == 0 {
				return withHint(fmt.Errorf("there is no task %s", args[0]), "accredit task list shows those that are open.")
			}
			if o.format == "json" {
				return a.showRuns(list, c, "json", true)
			}
			return a.showTask(&list[0].Tasks[0], c)
		},
	}
	addFormat(cmd, &o.format, "text", "json")
	return cmd
}

// showTask prints all that is known of a task.
func (a *app) showTask(t *runs.Task, c *engine.Catalogue) error {
	s := t.Step
	lines := []string{render.TaskLine(t)}
	add := func(format string, args ...any) { lines = append(lines, render.Terminal(fmt.Sprintf(format, args...))) }
	add("  Who: %s", s.Actor)
	if clicks, source := t.Clicks(); clicks != "" {
		add("  How: %s [%s]", clicks, source)
	}
	if others := slices.DeleteFunc(slices.Clone(t.Edit), func(id string) bool { return id == s.ID() }); len(others) > 0 {
		add("  One edit with: %s. What is said of one is said of all.", strings.Join(others, ", "))
	}
	if first := t.LookFirst(); first != "" {
		add("  First: %s", first)
	}
	for _, p := range t.Permissions(c) {
		held := ""
		if p.Wanted != "" {
			held = " (wanted " + p.Wanted + ")"
		}
		add("    %s %s -> %s%s", p.Permission, p.Before, p.After, held)
	}
	for _, e := range s.Events {
		entered, because := "", ""
		if e.EnteredBy != "" {
			entered = ", entered by " + e.EnteredBy
		}
		if e.Because != "" {
			because = ": " + e.Because
		}
		add("  %s %s by %s%s%s", e.At.UTC().Format("2006-01-02 15:04"), e.Kind, e.By, entered, because)
	}
	return a.printLines(lines...)
}

func newRunCancel(a *app) *cobra.Command {
	var client, because string
	cmd := &cobra.Command{
		Use: "cancel N --client CLIENT --because TEXT", Short: "Give up the open steps of a run in a client",
		Long:    "Cancel the open and failed steps of a run in one client. What was done stays\nrecorded. What is still declared is in the next plan again.",
		Example: `  accredit run cancel 7 --client acme --because "contract ended"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := runNumber(args)
			if err != nil {
				return err
			}
			if client == "" || strings.TrimSpace(because) == "" {
				return withHint(errUsage("run cancel needs a client and a reason"), "Give them with --client CLIENT --because TEXT.")
			}
			return a.cancelRun(cmd.Context(), number, client, because)
		},
	}
	a.addClientFlag(cmd, &client, "in this `CLIENT` (required)")
	cmd.Flags().StringVar(&because, "because", "", "why (required)")
	return cmd
}

func (a *app) cancelRun(ctx context.Context, number int64, client, because string) (err error) {
	c, err := a.openClaims(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	c.rev.Kind = state.KindTask
	n, label := 0, ""
	made, err := a.recordClaims(ctx, c, because, func(now *engine.Access, book *runs.Book) (*engine.Changes, error) {
		hub, err := chooseClient(client, &engine.Desired{}, now)
		if err != nil {
			return nil, err
		}
		label = now.ClientLabel(hub)
		if n = book.Cancel(number, hub, runs.Claim{At: c.rev.At, Who: c.rev.Who, Because: because}); n == 0 {
			return nil, &exitErr{exitStale, withHint(fmt.Errorf("run %d has no open step in %s", number, label), "accredit run list shows what is open.")}
		}
		return book.Changes(), nil
	})
	if err != nil {
		return err
	}
	return a.printLines(fmt.Sprintf("Canceled: %s of run %d in %s. State is at serial %d.", plural(n, "step"), number, render.Terminal(label), made.Serial))
}
