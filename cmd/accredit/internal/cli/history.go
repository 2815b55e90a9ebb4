package cli

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

type historyOptions struct {
	format          string
	clients, people []string
	since, until    string
	limit           int
	verbose         bool
}

func newHistory(a *app) *cobra.Command {
	o := &historyOptions{}
	cmd := &cobra.Command{
		Use:   "history [DIR]",
		Short: "Who changed what, when and why",
		Long: `List the revisions of the state, the latest first: who made it, when and why, how
much it changed, and what. With --client or --person only what concerns them.

As CSV each change is a row. Every cell is quoted; one that begins with =, +, -
or @ (or with a tab or line break) gets a ' in front, so that no spreadsheet
takes what somebody wrote for a formula.`,
		Example: `  accredit history --limit 5
  accredit history --client acme --person bob --since 30d
  accredit history --since 2026-11-01 --until 2026-11-30 --format csv > november.csv
  accredit history verify --checkpoints checkpoints.txt --key team.pub`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runHistory(cmd.Context(), args, o) },
	}
	addFormat(cmd, &o.format, "text", "json", "csv", "markdown")
	f := cmd.Flags()
	f.StringArrayVar(&o.clients, "client", nil, "only what concerns this `CLIENT` (repeatable)")
	f.StringArrayVar(&o.people, "person", nil, "only what concerns this `PERSON` (repeatable)")
	f.StringVar(&o.since, "since", "", "from this day, moment or length of time ago on, `WHEN`")
	f.StringVar(&o.until, "until", "", "up to this day, moment or length of time ago, `WHEN`")
	f.IntVar(&o.limit, "limit", 0, "at most so many revisions, `N` (default: all)")
	f.BoolVar(&o.verbose, "verbose", false, "every change of every revision, the command and the hash")
	a.completeNarrowing(cmd)
	cmd.AddCommand(newHistoryVerify(a), newHistoryCheckpoint(a))
	return cmd
}

// historyWriter is a form of output for history.
type historyWriter interface {
	Entry(*engine.HistoryEntry) error
	Close() error
}

func (a *app) runHistory(ctx context.Context, args []string, o *historyOptions) error {
	if o.limit < 0 {
		return errUsage("--limit is a number of revisions, not %d", o.limit)
	}
	dir, err := a.dir(args)
	if err != nil {
		return err
	}
	return a.withStateIn(ctx, dir, func(s state.Store) error {
		access, err := s.Read(ctx, state.ReadOptions{WithoutGrants: true}) // for the names
		if err != nil {
			return err
		}
		f, err := a.historyFilter(ctx, s, access, o)
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(a.out, 1<<16)
		if err := writeHistory(s.History(ctx, f), a.historyWriter(w, access, o), access); err != nil {
			return err
		}
		return w.Flush()
	})
}

func (a *app) historyWriter(w *bufio.Writer, access *engine.Access, o *historyOptions) historyWriter {
	switch o.format {
	case "json":
		return planfile.EncodeHistory(w, access.Lineage)
	case "csv":
		return render.NewCSVHistory(w)
	case "markdown":
		return render.NewMarkdownHistory(w)
	}
	return render.Text{Width: width(a.out), Color: a.color(a.out), Verbose: o.verbose}.History(w)
}

// writeHistory writes one entry after the other, holding one at a time.
func writeHistory(entries func(func(state.Entry, error) bool), w historyWriter, names *engine.Access) error {
	for e, err := range entries {
		if err != nil {
			return err
		}
		told := e.Told(names)
		if err := w.Entry(&told); err != nil {
			return err
		}
	}
	return w.Close()
}

// historyFilter reads the flags.
func (a *app) historyFilter(ctx context.Context, s state.Store, access *engine.Access, o *historyOptions) (f state.Filter, err error) {
	f.Limit = o.limit
	for _, word := range o.clients {
		hub, err := pastClient(ctx, s, word, access)
		if err != nil {
			return f, err
		}
		f.HubIDs = append(f.HubIDs, hub)
	}
	for _, word := range o.people {
		emails, err := pastPerson(word, access)
		if err != nil {
			return f, err
		}
		f.Emails = append(f.Emails, emails...)
	}
	now, err := a.moment()
	if err != nil {
		return f, err
	}
	if o.since != "" {
		if f.Since, err = parseWhen(o.since, now, false); err != nil {
			return f, fmt.Errorf("--since: %w", err)
		}
	}
	if o.until != "" {
		if f.Until, err = parseWhen(o.until, now, true); err != nil {
			return f, fmt.Errorf("--until: %w", err)
		}
	}
	return f, nil
}

// pastClient finds a client by the words of the command line, or one that is
// no longer there by what it was called, or its hub id.
func pastClient(ctx context.Context, s state.Store, word string, access *engine.Access) (int64, error) {
	seen, err := everClient(ctx, s, word, access)
	if err == nil {
		return seen.hubID, nil
	}
	if id, bad := strconv.ParseInt(word, 10, 64); bad == nil && id > 0 {
		return id, nil
	}
	return 0, err
}

// pastPerson finds every e-mail that a person had, or takes the e-mail of
// somebody who is no longer there.
func pastPerson(word string, access *engine.Access) ([]string, error) {
	email, err := choosePerson(word, nil, access)
	if err != nil {
		if email, bad := config.ParseEmail(strings.TrimSpace(word)); bad == nil {
			return []string{email}, nil
		}
		return nil, err
	}
	emails := []string{email}
	for i := range access.People {
		if p := &access.People[i]; p.Email == email {
			emails = append(emails, p.FormerEmails...)
		}
	}
	slices.Sort(emails)
	return slices.Compact(emails), nil
}
