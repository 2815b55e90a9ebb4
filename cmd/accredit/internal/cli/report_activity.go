package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot/live"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

type activityOptions struct{ observed, dormant, format string }

func newReportActivity(a *app) *cobra.Command {
	o := &activityOptions{}
	cmd := &cobra.Command{
		Use:   "activity [CLIENT...]",
		Short: "When people last logged in to connected accounts, and which access is dormant",
		Long: `Ask connected accounts when each of our people there last logged in. HubSpot tells
logins of the last 90 days: older is "none in 90 days", and not "never". Where the
key may not read them, or the account does not tell them, it is unknown.

Nobody is removed. For access that is dormant, how to end it is said.

Exit codes: 0 reported, 1 error, 3 an account could not be read.`,
		Example: `  accredit report activity --dormant 60d
  accredit report activity acme --format csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			days, err := dormantDays(o.dormant)
			if err != nil {
				return err
			}
			if o.observed != wordLive {
				return withHint(errUsage("report activity asks connected accounts: --observed is live, not %q", o.observed), "An export does not tell when somebody logged in.")
			}
			at, err := a.openAccounts(cmd.Context(), args)
			if err != nil {
				return err
			}
			return a.reportActivity(cmd.Context(), at, days, o.format)
		},
		ValidArgsFunction: a.completeClients,
	}
	addFormat(cmd, &o.format, "text", "json", "csv")
	cmd.Flags().StringVar(&o.observed, "observed", wordLive, "where to look: `live`, the connected accounts")
	cmd.Flags().StringVar(&o.dormant, "dormant", "60d", "access without a login for so many `DAYS` is dormant, at most 90d")
	return cmd
}

// dormantDays reads 60d, or 60.
func dormantDays(text string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "d"))
	if err != nil || n < 1 || n > live.LoginDays {
		return 0, withHint(errUsage("--dormant %q is no number of days from 1 to %d", text, live.LoginDays), "HubSpot tells logins of the last %d days. Write it like 60d.", live.LoginDays)
	}
	return n, nil
}

// activityRow is the last login of somebody in a client.
type activityRow struct {
	Client    string  `json:"client"`
	HubID     int64   `json:"hub_id"`
	Email     string  `json:"email"`
	Set       string  `json:"permission_set"`
	Expires   string  `json:"expires"`
	LastLogin *string `json:"last_login"` // null: see login
	Login     string  `json:"login"`      // seen, none_in_90_days or unknown
	Why       string  `json:"reason"`     // of unknown
	Dormant   bool    `json:"dormant"`
}

func (a *app) reportActivity(ctx context.Context, at *accountsAt, days int, format string) error {
	rows := make([][]activityRow, len(at.chosen))
	failed := make([]error, len(at.chosen))
	work := a.progress("accounts asked")
	done := 0
	eachAtOnce(len(at.chosen), 16, func(i int) { rows[i], failed[i] = at.activity(ctx, &at.chosen[i], days) }, func() {
		done++
		work.step(done, len(at.chosen))
	})
	work.end()
	if err := ctx.Err(); err != nil {
		return err
	}
	list := []activityRow{}
	unread := 0
	for i := range rows {
		if failed[i] != nil {
			unread++
			fmt.Fprintln(a.err, render.Terminal(fmt.Sprintf("Warning: %s was not read: %v", at.chosen[i].label, failed[i])))
		}
		list = append(list, rows[i]...)
	}
	if err := a.showActivity(list, days, format); err != nil {
		return err
	}
	if unread > 0 {
		return fail(exitBlocked, "%s could not be read", plural(unread, "account"))
	}
	return nil
}

// activity asks one account.
func (at *accountsAt) activity(ctx context.Context, c *connected, days int) ([]activityRow, error) {
	is := at.access.Client(c.hubID)
	if is == nil {
		return nil, nil // nobody of ours is recorded there
	}
	account, err := at.open(ctx, c)
	if err != nil {
		return nil, err
	}
	logins, err := account.Logins(ctx)
	if err != nil && !live.IsUntold(err) {
		return nil, err
	}
	now := at.res.Desired.AsOf
	var list []activityRow
	for i := range is.Grants {
		g := &is.Grants[i]
		person := &at.access.People[g.Person]
		r := activityRow{Client: c.label, HubID: c.hubID, Email: person.Email, Set: g.Rights.Set, Expires: g.Expires.String(), Login: "none_in_90_days"}
		last := lastLogin(logins, person)
		switch {
		case err != nil:
			r.Login, r.Why = "unknown", err.Error()
		case !last.IsZero():
			text := last.UTC().Format(time.RFC3339)
			r.Login, r.LastLogin, r.Dormant = "seen", &text, now.Sub(last) > time.Duration(days)*24*time.Hour
		default:
			r.Dormant = now.Sub(g.RecordedOn.Time()) > time.Duration(days)*24*time.Hour // who has just come has had no time to
		}
		list = append(list, r)
	}
	return list, nil
}

// lastLogin is when somebody last logged in, under whatever e-mail; zero: not in
// what is told.
func lastLogin(logins []live.Login, p *engine.Person) time.Time {
	var last time.Time
	for _, l := range logins {
		if is := l.Email == p.Email || l.UserID != "" && l.UserID == p.UserID; is && l.At.After(last) {
			last = l.At
		}
	}
	return last
}

func (a *app) showActivity(list []activityRow, days int, format string) error {
	switch format {
	case "json":
		return a.writeJSON(activityDocument{schemaOf("activity"), days, list})
	case "csv":
		return a.activityCSV(list)
	}
	rows := make([][]string, len(list))
	var dormant []string
	for i := range list {
		r := &list[i]
		login := map[string]string{"none_in_90_days": "none in 90 days", "unknown": "unknown"}[r.Login]
		if r.LastLogin != nil {
			login = (*r.LastLogin)[:10]
		}
		state := ""
		if r.Dormant {
			state = "dormant"
			dormant = append(dormant, render.Terminal(fmt.Sprintf("  %s in %s: expires = %q in their access block, or accredit revoke %s %s", r.Email, r.Client, engine.DateOf(a.clock()), r.Email, strings.TrimPrefix(r.Client, "client."))))
		}
		rows[i] = []string{r.Client, r.Email, r.Set, login, state}
	}
	if err := a.table([]string{"CLIENT", "PERSON", "PERMISSION SET", "LAST LOGIN", ""}, rows); err != nil || len(dormant) == 0 {
		return err
	}
	return a.printLines(append([]string{"", fmt.Sprintf("Dormant: no login for more than %d days. To end it:", days)}, dormant...)...)
}

func (a *app) activityCSV(list []activityRow) error {
	rows := make([][]string, len(list))
	for i := range list {
		r := &list[i]
		last := ""
		if r.LastLogin != nil {
			last = *r.LastLogin
		}
		rows[i] = []string{r.Client, strconv.FormatInt(r.HubID, 10), r.Email, r.Set, r.Expires, last, r.Login, strconv.FormatBool(r.Dormant)}
	}
	return render.CSVTable(a.out, []string{"client", "hub_id", "email", "permission_set", "expires", "last_login", "login", "dormant"}, rows)
}
