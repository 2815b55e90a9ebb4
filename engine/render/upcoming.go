package render

import (
	"fmt"
	"strconv"

	"accredit/engine"
)

// UpcomingList makes a table of what comes, for text, Markdown and CSV.
func UpcomingList(list []engine.Upcoming, today engine.Date, days int) *List {
	l := &List{
		Columns: []Column{
			{Title: "DAY", Name: "day"}, {Title: "IN DAYS", Name: "in_days", Right: true}, {Title: "KIND", Name: "kind"},
			{Title: "HUB ID", Name: "hub_id", Quiet: true, Right: true}, {Title: "CLIENT", Name: "client", Quiet: true}, {Title: "PERSON", Name: "email", Quiet: true},
			{Title: "WHAT", Name: "what"}, {Title: "REASON", Name: "reason", Quiet: true}, {Title: "LEAD", Name: "lead", Quiet: true}, {Title: "WHERE", Name: "source", Quiet: true},
		},
		Optional: []string{"source", "hub_id", "reason", "lead"},
		Empty:    fmt.Sprintf("Nothing is upcoming in the next %s.", count(days, "day")),
	}
	for i := range list {
		u := &list[i]
		hub, client := "", ""
		if u.Client != nil {
			hub, client = strconv.FormatInt(u.Client.HubID, 10), u.Client.Label()
		}
		l.Rows = append(l.Rows, []string{
			u.Day.String(), strconv.Itoa(int(u.Day - today)), u.Kind.String(), hub, client, u.Email(), UpcomingWords(u), u.Reason, u.Lead, u.Pos.String(),
		})
	}
	return l
}

// UpcomingWords says what happens, without the day, the client and the person.
// It holds names from outside as they are.
func UpcomingWords(u *engine.Upcoming) string {
	switch u.Kind {
	case engine.UpcomingEnds:
		if u.Then != "" {
			return u.Set + " ends, then " + u.Then + " again"
		}
		return u.Set + " ends"
	case engine.UpcomingBegins:
		words := u.Set + " begins"
		if u.Set == "" {
			words = "approved access begins"
		}
		if u.Until != 0 {
			words += ", until " + u.Until.String()
		}
		if u.Before != "" {
			words += "; until then " + u.Before
		}
		return words
	case engine.UpcomingLinkEnds:
		return "the access link ends"
	case engine.UpcomingRelationshipEnds:
		if u.What == "no activity" {
			return "the relationship ends, unless one of ours is active there"
		}
		return "the relationship ends: " + u.What
	case engine.UpcomingTaskOverdue:
		return "task " + u.What + " is due"
	case engine.UpcomingApprovalExpires:
		if u.What == "removal_approval" {
			return "the removal approval expires"
		}
		return "the approval of task " + u.What + " lapses"
	}
	return ""
}
