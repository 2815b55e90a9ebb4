package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"time"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

// reportWindow is how far back a report tells changes unless it is said.
const reportWindow = 30 * 24 * time.Hour

type reportOptions struct{ format, since, out string }

func newReport(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "report", Short: "Reports to send to others", Args: cobra.NoArgs,
		Example: "  accredit report client acme --out acme.html\n  accredit report activity --dormant 60d\n  accredit report upcoming --notify https://hooks.example/x",
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newReportClient(a), newReportActivity(a), newReportUpcoming(a))
	return cmd
}

func newReportClient(a *app) *cobra.Command {
	o := &reportOptions{}
	cmd := &cobra.Command{
		Use:   "client CLIENT",
		Short: "A page for a client: who of us can do what there, since when, why, and what changed",
		Long: `Write a page that an agency can send to its client: who has access, what their
permission sets allow in words, since when, why and until when, who approved the
access links, and what changed since --since (the last 30 days unless it is
given; the page says so). It has nothing of other clients, no revenue and no
labels. The HTML is one file that loads nothing and prints well.`,
		Example: `  accredit report client acme --out acme.html
  accredit report client acme --since 12 --format markdown
  accredit report client acme --since 2026-09-01 > acme.html`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeClients,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runReportClient(cmd.Context(), args[0], o) },
	}
	addFormat(cmd, &o.format, "html", "markdown")
	cmd.Flags().StringVar(&o.since, "since", "", "tell what changed after this serial, day or moment, `SERIAL|WHEN` (default: 30 days ago)")
	cmd.Flags().StringVar(&o.out, "out", "", "write to this `FILE` (default: standard output)")
	return cmd
}

func (a *app) runReportClient(ctx context.Context, word string, o *reportOptions) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	access, _, err := a.stateAt(ctx, dir, "")
	if err != nil {
		return err
	}
	hub, access, err := a.accessOf(ctx, dir, word, access)
	if err != nil {
		return err
	}
	r, err := a.clientReport(access, hub, o.since)
	if err != nil {
		return err
	}
	if err := a.withStateIn(ctx, dir, func(s state.Store) error {
		for e, err := range s.History(ctx, state.Filter{HubIDs: []int64{hub}, To: access.Serial}) {
			if err != nil {
				return err
			}
			told := e.Told(access)
			r.Add(&told)
		}
		all, err := s.Runs(ctx)
		if err != nil {
			return err
		}
		for _, u := range engine.UnsettledClaims(access, all) {
			if u.HubID == hub {
				r.Said = append(r.Said, u.Words(r.Name))
			}
		}
		return nil
	}); err != nil {
		return err
	}
	var page bytes.Buffer
	if o.format == "markdown" {
		err = render.ClientReportMarkdown(&page, r)
	} else {
		err = render.ClientReportHTML(&page, r)
	}
	if err != nil {
		return err
	}
	return a.putReport(page.Bytes(), o.out)
}

// clientReport begins a report of what is recorded.
func (a *app) clientReport(access *engine.Access, hub int64, since string) (*engine.ClientReport, error) {
	now, err := a.moment()
	if err != nil {
		return nil, err
	}
	r, err := engine.NewClientReport(a.catalogue(), access, hub, now)
	if err != nil {
		return nil, err
	}
	r.Since = now.Add(-reportWindow)
	if since == "" {
		return r, nil
	}
	if serial, err := strconv.ParseInt(since, 10, 64); err == nil {
		if serial < 1 || serial > access.Serial {
			return nil, fmt.Errorf("--since: there is no revision %d: the latest is %d", serial, access.Serial)
		}
		r.SinceSerial = serial
		return r, nil
	}
	if r.Since, err = parseWhen(since, now, false); err != nil {
		return nil, fmt.Errorf("--since: %w", err)
	}
	return r, nil
}

func (a *app) putReport(page []byte, out string) error {
	if out == "" {
		_, err := a.out.Write(page)
		return err
	}
	if err := reportOver(out); err != nil {
		return err
	}
	if err := writeWhole(out, page, 0o600); err != nil {
		return err
	}
	if a.flags.quiet {
		return nil
	}
	_, err := fmt.Fprintf(a.err, "Written to %s.\n", render.Terminal(out))
	return err
}

// reportOver refuses to write a report over anything but an earlier one: the
// state, a file of the configuration, or whatever else was named by mistake.
func reportOver(path string) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	data, err := readRegular(path)
	if err != nil {
		return err
	}
	if len(data) > 0 && !bytes.HasPrefix(data, []byte("<!doctype html>")) && !bytes.HasPrefix(data, []byte("# Who of ")) {
		return withHint(fmt.Errorf("%s is there already and is no report", path), "Give --out another name.")
	}
	return nil
}
