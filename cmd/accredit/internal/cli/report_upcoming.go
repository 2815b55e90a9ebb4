package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"accredit/cmd/accredit/internal/webhook"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

type reportUpcomingOptions struct {
	notifyOptions
	format, forWhom string
	days            int
}

func newReportUpcoming(a *app) *cobra.Command {
	o := &reportUpcomingOptions{}
	cmd := &cobra.Command{
		Use:   "upcoming --notify URL",
		Short: "Tell of what begins, ends or expires by itself, once",
		Long: `Post what "accredit list upcoming" has that was not told there before, for a run
once a week or once a day. With --for only the clients of which that person is the
lead: their first acting admin, else the agency's; and the tasks that they are to
make. What was told is noted in a file beside the state: a thing is told again when
its day changes. What is new is printed, too.`,
		Example: `  accredit report upcoming --notify https://hooks.example/x --days 14
  accredit report upcoming --notify https://hooks.slack.com/services/x --for maria`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runReportUpcoming(cmd, o) },
	}
	addFormat(cmd, &o.format, "text", "json", "csv", "markdown")
	addNotifyFlags(cmd, &o.notifyOptions)
	mustRequire(cmd, "notify")
	cmd.Flags().IntVar(&o.days, "days", 30, "how many `DAYS` ahead")
	cmd.Flags().StringVar(&o.forWhom, "for", "", "only what this `PERSON` looks after")
	if err := cmd.RegisterFlagCompletionFunc("for", a.completePeople); err != nil {
		panic(err)
	}
	return cmd
}

// toldUpcoming notes what was told.
type toldUpcoming struct {
	Told []string `json:"told"` // digests
	At   string   `json:"at"`
}

func (a *app) runReportUpcoming(cmd *cobra.Command, o *reportUpcomingOptions) error {
	if err := o.checkNotify(); err != nil {
		return err
	}
	if o.days < 0 || o.days > maxUpcomingDays {
		return errUsage("--days: %d is no number of days from 0 to %d", o.days, maxUpcomingDays)
	}
	b, err := a.readBookWith(cmd, true)
	if err != nil {
		return err
	}
	list, err := a.upcoming(cmd.Context(), b, o.days)
	if err != nil {
		return err
	}
	lead := ""
	if o.forWhom != "" {
		if lead, err = choosePerson(o.forWhom, b.desired, b.access); err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(u engine.Upcoming) bool { return u.Lead != lead })
	}
	file := o.notifyLast
	if file == "" {
		file = noteFile(b.dir, b.path, "upcoming-", []string{strconv.FormatInt(b.upcomingDocument(nil, 0).HubID, 10), o.notify, lead})
	}
	var last toldUpcoming
	if err := readNote(file, &last); err != nil {
		return err
	}
	news := notTold(list, last.Told)
	if len(news) == 0 {
		a.say("Not notified: nothing is new since the last report.")
		return nil
	}
	if err := a.showUpcoming(b, news, o); err != nil {
		return err
	}
	if err := a.tellUpcoming(cmd.Context(), b, news, o); err != nil {
		return err
	}
	return noteTold(file, list, b.now)
}

// notTold gives what was not told before.
func notTold(list []engine.Upcoming, told []string) []engine.Upcoming {
	known := map[string]bool{}
	for _, id := range told {
		known[id] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(u engine.Upcoming) bool { return known[render.UpcomingID(&u)] })
}

// noteTold notes all that is upcoming now. What is over by then is forgotten.
func noteTold(file string, list []engine.Upcoming, now time.Time) error {
	told := toldUpcoming{Told: []string{}, At: now.Format(time.RFC3339)}
	for i := range list {
		told.Told = append(told.Told, render.UpcomingID(&list[i]))
	}
	if err := writeNote(file, told); err != nil {
		return fmt.Errorf("notified, and it could not be noted, so that the next run will do it again: %w", err)
	}
	return nil
}

func (a *app) showUpcoming(b *book, list []engine.Upcoming, o *reportUpcomingOptions) error {
	if o.format == "json" {
		return planfile.EncodeUpcoming(a.out, b.upcomingDocument(list, o.days))
	}
	return a.showList(render.UpcomingList(list, b.day, o.days), o.format, nil)
}

// tellUpcoming posts the list, as Slack takes it or as the JSON of the list.
func (a *app) tellUpcoming(ctx context.Context, b *book, list []engine.Upcoming, o *reportUpcomingOptions) error {
	u, err := webhook.ParseURL(o.notify)
	if err != nil {
		return err
	}
	message := webhook.Message{URL: u, ContentType: "application/json", Secret: a.env("ACCREDIT_NOTIFY_SECRET"), At: b.now}
	if o.notifyFormat == "slack" {
		message.Body, err = json.Marshal(map[string]string{"text": render.UpcomingSlack(b.agency(), list)})
	} else {
		var body bytes.Buffer
		err = planfile.EncodeUpcoming(&body, b.upcomingDocument(list, o.days))
		message.Body = body.Bytes()
	}
	if err != nil {
		return err
	}
	if err := webhook.Send(ctx, message); err != nil {
		return err
	}
	a.say("Notified " + u.Host + " of " + strconv.Itoa(len(list)) + ".")
	return nil
}
