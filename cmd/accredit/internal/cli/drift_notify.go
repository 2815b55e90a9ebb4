package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"accredit/cmd/accredit/internal/webhook"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

// notifyOptions say whom to tell of a report, and how.
type notifyOptions struct{ notify, notifyFormat, notifyLast string }

func addNotifyFlags(cmd *cobra.Command, o *notifyOptions) {
	f := cmd.Flags()
	f.StringVar(&o.notify, "notify", "", "post the report to this `URL` when it says something else than the last one; signed with ACCREDIT_NOTIFY_SECRET")
	f.StringVar(&o.notifyFormat, "notify-format", "", "slack or json (default: slack for hooks.slack.com, else json)")
	f.StringVar(&o.notifyLast, "notify-last", "", "the `FILE` that remembers the last report (default: in .accredit beside the state)")
	if err := cmd.RegisterFlagCompletionFunc("notify-format", cobra.FixedCompletions([]string{"slack", "json"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

func (o *notifyOptions) checkNotify() error {
	if o.notify == "" {
		if o.notifyFormat != "" || o.notifyLast != "" {
			return errUsage("--notify-format and --notify-last go with --notify")
		}
		return nil
	}
	u, err := webhook.ParseURL(o.notify)
	if err != nil {
		return errUsage("--notify: %w", err)
	}
	switch {
	case o.notifyFormat == "" && u.Hostname() == "hooks.slack.com":
		o.notifyFormat = "slack"
	case o.notifyFormat == "":
		o.notifyFormat = "json"
	case !slices.Contains([]string{"slack", "json"}, o.notifyFormat):
		return errUsage("--notify-format is slack or json, not %q", o.notifyFormat)
	}
	return nil
}

// lastReport remembers which report was sent last. It holds no address and
// nothing of the report.
type lastReport struct {
	Digest string `json:"digest"`
	At     string `json:"at"`
}

// notify posts the report if it says something else than the last one that was
// posted there. Nothing was said before the first: a first report without
// drift is no news.
func (a *app) notify(ctx context.Context, found *drifted, o *driftOptions) error {
	if o.notify == "" {
		return nil
	}
	u, err := webhook.ParseURL(o.notify)
	if err != nil {
		return err
	}
	file := o.notifyLast
	if file == "" {
		file = lastReportFile(found, o)
	}
	last, err := readLastReport(file)
	if err != nil {
		return err
	}
	digest := found.drift.Digest()
	if last.Digest == "" {
		last.Digest = (&engine.Drift{}).Digest()
	}
	if digest == last.Digest {
		a.say("Not notified: nothing changed since the last report.")
		return nil
	}
	now, err := a.moment()
	if err != nil {
		return err
	}
	message := webhook.Message{URL: u, ContentType: "application/json", Secret: a.env("ACCREDIT_NOTIFY_SECRET"), At: now}
	if message.Body, err = noticeBody(found.drift, o.notifyFormat); err != nil {
		return err
	}
	if err := webhook.Send(ctx, message); err != nil {
		return err
	}
	if err := writeNote(file, lastReport{digest, now.Format(time.RFC3339)}); err != nil {
		return fmt.Errorf("notified, and it could not be noted, so that the next run will do it again: %w", err)
	}
	a.say("Notified " + u.Host + ".")
	return nil
}

func (a *app) say(sentence string) {
	if !a.flags.quiet {
		fmt.Fprintln(a.err, render.Terminal(sentence))
	}
}

// noticeBody is the report as Slack takes it, or as the JSON of the report.
func noticeBody(d *engine.Drift, format string) ([]byte, error) {
	if format == "slack" {
		return json.Marshal(map[string]string{"text": render.DriftSlack(d)})
	}
	var b bytes.Buffer
	err := planfile.EncodeDrift(&b, d, programVersion)
	return b.Bytes(), err
}

// lastReportFile is named by what was looked at and who is told, so that one
// report does not silence another.
func lastReportFile(found *drifted, o *driftOptions) string {
	parts := append([]string{fmt.Sprint(found.drift.AgencyHubID), o.notify, "clients"}, o.clients...)
	return noteFile(found.dir, found.path, "drift-", append(append(parts, "people"), o.people...))
}

func readLastReport(file string) (lastReport, error) {
	var last lastReport
	return last, readNote(file, &last)
}
