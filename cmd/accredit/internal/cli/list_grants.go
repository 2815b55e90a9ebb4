package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

// grantFilter narrows a list of grants.
type grantFilter struct{ ends, reason, evidence, dormant string }

func (f *grantFilter) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.ends, "ends", "", "grants that end within so many `DAYS` (30d), by a date, or never")
	flags.StringVar(&f.reason, "reason", "", "grants with a reason that matches this `GLOB`; '' is those without one")
	flags.StringVar(&f.evidence, "evidence", "", "grants of which this is known: told, answered, seen or none")
	flags.StringVar(&f.dormant, "dormant", "", "grants in clients where none of ours was active for so many `DAYS` (90d)")
}

const endsNever = "never"

func checkEnds(s string) error {
	_, err := parseEnds(s, 0)
	return err
}

// parseEnds reads a day, never, or a number of days from today on: the last day on
// which a grant may end, or zero.
func parseEnds(s string, today engine.Date) (engine.Date, error) {
	if s == endsNever {
		return 0, nil
	}
	if days, err := strconv.Atoi(strings.TrimSuffix(s, "d")); err == nil && days >= 0 && days <= maxUpcomingDays {
		return today + engine.Date(days), nil
	}
	if day, err := engine.ParseDate(s); err == nil && day != 0 {
		return day, nil
	}
	return 0, fmt.Errorf("%q is neither a number of days such as 30d, nor a date, nor never", s)
}

func checkEvidence(s string) error {
	if s == "none" {
		return nil
	}
	if kind, err := engine.ParseEvidenceKind(s); err != nil || kind == engine.NoEvidence {
		return fmt.Errorf("%q is not told, answered, seen or none", s)
	}
	return nil
}

type listedGrant struct {
	HubID      int64                 `json:"hub_id"`
	Client     string                `json:"client"`
	Name       string                `json:"name"`
	Email      string                `json:"email"`
	Person     string                `json:"person"`
	Set        string                `json:"permission_set"`
	AccessType string                `json:"access_type"`
	Status     string                `json:"status"`
	Seat       string                `json:"seat"`
	Linked     bool                  `json:"linked"`
	Teams      []string              `json:"teams"`
	Reason     string                `json:"reason"`
	Starts     *string               `json:"starts"`
	Expires    *string               `json:"expires"`
	RecordedOn *string               `json:"recorded_on"`
	Evidence   *planfile.EvidenceDoc `json:"evidence"`
	evidence   string                // in words
	source     *engine.RecordedGrant
}

func (a *app) listGrants(b *book, glob string, o *listOptions) error {
	list := []listedGrant{}
	filter, err := o.grantFilter(b)
	if err != nil {
		return err
	}
	l := &render.List{
		Columns: []render.Column{
			{Title: "HUB ID", Name: "hub_id"}, {Title: "CLIENT", Name: "client"}, {Title: "E-MAIL", Name: "email"}, {Title: "PERMISSION SET", Name: "permission_set"},
			{Title: "ACCESS TYPE", Name: "access_type"}, {Title: "STATUS", Name: "status"}, {Title: "ENDS", Name: "expires", Quiet: true}, {Title: "REASON", Name: "reason", Quiet: true},
			{Title: "TEAMS", Name: "teams", Quiet: true}, {Title: "SINCE", Name: "recorded_on", Quiet: true}, {Title: "HOW IT IS KNOWN", Name: "evidence", Quiet: true},
		},
		Optional: []string{"teams", "hub_id", "recorded_on", "access_type", "evidence"},
		Empty:    "No grant is recorded that fits.",
	}
	for _, r := range b.grantRows() {
		if !matchAny(glob, r.Client, label(r.Client), r.Name, strconv.FormatInt(r.HubID, 10), r.Email, r.Person, label(r.Person)) || !filter(&r) {
			continue
		}
		list = append(list, r)
		l.Rows = append(l.Rows, []string{
			strconv.FormatInt(r.HubID, 10), r.Client, r.Email, r.Set, r.AccessType, r.Status, textOf(r.Expires), r.Reason,
			strings.Join(r.Teams, ", "), textOf(r.RecordedOn), r.evidence,
		})
	}
	return a.showList(l, o.format, grantsDocument{schemaOf("grants"), list})
}

// grantFilter turns the flags into a question about a grant.
func (o *listOptions) grantFilter(b *book) (func(*listedGrant) bool, error) {
	last, err := parseEnds(o.grants.ends, b.day)
	if err != nil && o.grants.ends != "" {
		return nil, err
	}
	dormant, err := overdueDays(o.grants.dormant)
	if err != nil {
		return nil, err
	}
	asleep := map[int64]bool{}
	for _, c := range b.clientRows() {
		on, err := engine.ParseDate(textOf(c.LastActivity))
		asleep[c.HubID] = err == nil && on != 0 && b.day-on >= engine.Date(dormant)
	}
	return func(r *listedGrant) bool {
		g := r.source
		kind := engine.NoEvidence.String()
		if g.Evidence != nil {
			kind = g.Evidence.Kind.String()
		}
		switch f := &o.grants; {
		case o.set != "" && r.Set != o.set, o.status != "" && r.Status != o.status:
			return false
		case f.ends == endsNever && g.Expires != 0, f.ends != "" && f.ends != endsNever && (g.Expires == 0 || g.Expires > last):
			return false
		case o.byReason && (f.reason == "" && r.Reason != "" || f.reason != "" && !engine.MatchGlob(f.reason, r.Reason)):
			return false
		case f.evidence != "" && kind != strings.TrimPrefix(f.evidence, "none"):
			return false
		}
		return o.grants.dormant == "" || asleep[r.HubID]
	}, nil
}

// grantRows lists what is recorded, by client and person.
func (b *book) grantRows() []listedGrant {
	people := map[string]*engine.Person{}
	for _, p := range b.people() {
		people[p.Email] = &p
		for _, former := range p.FormerEmails {
			people[former] = &p
		}
	}
	var rows []listedGrant
	for i := range b.access.Clients {
		rec := &b.access.Clients[i]
		c := b.clientOf(rec)
		for j := range rec.Grants {
			g := &rec.Grants[j]
			r := listedGrant{
				HubID: c.HubID, Client: c.Label(), Name: c.Name, Email: b.access.People[g.Person].Email, Set: g.Rights.Set, AccessType: g.AccessType().String(),
				Status: g.Status.String(), Seat: g.Seat.String(), Linked: !g.Unlinked, Teams: []string{}, Starts: dateOrNil(g.Starts), Expires: dateOrNil(g.Expires),
				RecordedOn: dateOrNil(g.RecordedOn), Evidence: planfile.Evidence(g.Evidence), evidence: render.EvidenceWords(g.Evidence), source: g,
			}
			if p := people[r.Email]; p != nil {
				r.Email, r.Person = p.Email, p.Address
			}
			if g.Details != nil {
				r.Reason, r.Teams = g.Details.Reason, append(r.Teams, g.Details.Teams...)
			}
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(x, y listedGrant) int {
		if x.HubID != y.HubID {
			return int(min(max(x.HubID-y.HubID, -1), 1))
		}
		return strings.Compare(x.Email, y.Email)
	})
	return rows
}

// clientOf is the client as declared, else as recorded.
func (b *book) clientOf(rec *engine.RecordedClient) *engine.Client {
	if b.desired != nil {
		for i := range b.desired.Clients {
			if c := &b.desired.Clients[i].Client; c.HubID == rec.HubID {
				return c
			}
		}
	}
	return &rec.Client
}
