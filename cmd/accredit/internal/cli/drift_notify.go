package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"accredit/cmd/accredit/internal/webhook"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

func addNotifyFlags(cmd *cobra.Command, o *driftOptions) {
	f := cmd.Flags()
	f.StringVar(&o.notify, "notify", "", "post the report to this `URL` when it says something else than the last one; signed with ACCREDIT_NOTIFY_SECRET")
	f.StringVar(&o.notifyFormat, "notify-format", "", "slack or json (default: slack for hooks.slack.com, else json)")
	f.StringVar(&o.notifyLast, "notify-last", "", "the `FILE` that remembers the last report (default: in .accredit beside the state)")
	if err := cmd.RegisterFlagCompletionFunc("notify-format", cobra.FixedCompletions([]string{"slack", "json"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

func (o *driftOptions) checkNotify() error {
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
	if err := noteIsOurs(file); err != nil {
		return err
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
	if err := writeLastReport(file, lastReport{digest, now.Format(time.RFC3339)}); err != nil {
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

// lastReportFile stands beside the state, else in the configuration, and is
// named by what was looked at and who is told, so that one report does not
// silence another.
func lastReportFile(found *drifted, o *driftOptions) string {
	dir := found.dir
	if !strings.Contains(found.path, "://") {
		dir = filepath.Dir(found.path)
	}
	h := sha256.New()
	for _, part := range append(append([]string{fmt.Sprint(found.drift.AgencyHubID), o.notify, "clients"}, o.clients...), append([]string{"people"}, o.people...)...) {
		fmt.Fprintf(h, "%q\n", part)
	}
	return filepath.Join(dir, ".accredit", "drift-"+hex.EncodeToString(h.Sum(nil)[:8])+".json")
}

func readLastReport(file string) (lastReport, error) {
	var last lastReport
	data, err := readRegular(file)
	if errors.Is(err, errNotExist) {
		return last, nil
	}
	if err != nil {
		return last, err
	}
	if err := json.Unmarshal(data, &last); err != nil {
		return last, withHint(fmt.Errorf("%s does not say which report was sent last: %w", file, err), "Delete it, or name another file with --notify-last.")
	}
	return last, nil
}

// noteIsOurs refuses a note that a link would lead somewhere else: .accredit
// lies where others may write, such as in a repository under review.
func noteIsOurs(file string) error {
	if dir := filepath.Dir(file); filepath.Base(dir) == ".accredit" {
		if info, err := os.Lstat(dir); err == nil && !info.IsDir() {
			return withHint(fmt.Errorf("%s is no directory of its own", dir), "Remove it, or name another file with --notify-last.")
		}
	}
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return withHint(fmt.Errorf("%s is not a regular file", file), "Name another file with --notify-last.")
	}
	return nil
}

func writeLastReport(file string, last lastReport) error {
	data, err := json.Marshal(last)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	if err := noteIsOurs(file); err != nil {
		return err
	}
	return writeWhole(file, append(data, '\n'), 0o600)
}
