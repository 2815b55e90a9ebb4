package runs

import (
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
)

// The way to each dialog in HubSpot, as its pages describe it, with the date of
// the page: kb is the article about the Client Access Manager, doc another one.
const (
	clicksAdd        = "Partner account > Partner > Client Access Manager > Clients. Hover {client} > Actions > Add employees. Employees: {person}. Permissions: {set}. Add employees."     // kb 2025-10
	clicksContractor = "Partner account > Partner > Client Access Manager > Contractors. Hover {person} > Actions > Link clients. Choose {client}. Confirm. Permissions: {set}."            // kb 2023
	clicksLink       = "Partner account > Partner > Client Access Manager > Employees. Hover {person} > Actions > Link clients. Choose {client}. Confirm."                                  // kb 2025-10
	clicksChange     = "Partner account > Partner > Client Access Manager > Clients. Hover {client} > Actions > Details. Hover {person} > Actions > Change permission set. {set}. Confirm." // kb 2025-10
	clicksMigrate    = "Partner account > Partner > Client Access Manager > Clients. Hover {client} > Change to Partner Admin. Keep billing permissions: {keep}. Confirm."                  // kb 2025-10
	clicksRemove     = "Partner account > Partner > Client Access Manager > Employees. Hover {person} > Remove employee from clients. Look at what they own. Tick {client}. Next. Done."    // kb 2025-10
	clicksDeactivate = "Partner account > Partner > Client Access Manager > Employees. Hover {person} > Deactivate employee."                                                               // kb 2023
	clicksUsers      = "Client account {client} > Settings > Users & Teams > {person}"                                                                                                      // doc
	clicksEdit       = "Client account {client} > Settings > Users & Teams > Permission sets > {set}. Save. It changes everybody there who has the set."                                    // doc
	sourceKB2025     = "kb 2025-10"
	sourceKB2023     = "kb 2023"
	sourceDoc        = "doc"
)

// Clicks says how a task is done in HubSpot, and which page of HubSpot says so.
func (t *Task) Clicks() (clicks, source string) { return DialogClicks([]*Task{t}) }

// fewNames is how many people or clients clicks name; of more they say where
// they stand.
const fewNames = 5

// DialogClicks says how the tasks of one dialog are done, all of them at once.
func DialogClicks(tasks []*Task) (clicks, source string) {
	var people, clients []string
	add := func(list []string, s string) []string {
		if slices.Contains(list, s) {
			return list
		}
		return append(list, s)
	}
	for _, t := range tasks {
		people, clients = add(people, t.Step.Email), add(clients, t.Name)
	}
	said := func(list []string, many string) string {
		if len(list) > fewNames {
			return "the " + strconv.Itoa(len(list)) + " " + many + " below"
		}
		return strings.Join(list, ", ")
	}
	return tasks[0].clicks(said(people, "people"), said(clients, "clients"))
}

// clicks says it of some people and clients.
func (t *Task) clicks(people, clients string) (clicks, source string) {
	s := t.Step
	set := ""
	if s.After != nil {
		set = s.After.Rights.Set
	}
	keeps := "no"
	if s.After != nil && s.After.Rights.Set == engine.SetPartnerAdmin && len(s.After.Rights.Levels) == 0 {
		keeps = "yes"
	}
	fill := strings.NewReplacer("{client}", clients, "{person}", people, "{set}", set, "{keep}", keeps)
	teams := clicksOfTeams(s)
	way := func(text, source string) (string, string) { return fill.Replace(text), source }
	inManager := func(text, source string) (string, string) {
		if teams != "" { // the Client Access Manager has no teams
			text += " Then: " + clicksUsers + "." + teams + " Save."
		}
		return way(text, source)
	}
	manager := t.hand() == engine.ViaClientAccessManager
	switch {
	case len(t.Edit) > 0:
		return way(clicksEdit, sourceDoc)
	case t.linksContractor():
		return inManager(clicksContractor, sourceKB2023)
	case s.Action == engine.ActionAdd && manager:
		return inManager(clicksAdd, sourceKB2025)
	case s.Action == engine.ActionAdd:
		return way("Client account {client} > Settings > Users & Teams > Create user. {person}. Permissions: {set}."+teams+" Send.", sourceDoc)
	case s.Action == engine.ActionLink:
		return way(clicksLink, sourceKB2025)
	case s.Action == engine.ActionMigrate && s.Actor == s.Email:
		return way(clicksMigrate, sourceKB2025)
	case s.Action == engine.ActionMigrate && manager:
		return way(clicksChange, sourceKB2025+", exact clicks unconfirmed")
	case s.Action == engine.ActionChange && manager && onlySet(s):
		return inManager(clicksChange, sourceKB2025)
	case s.Action == engine.ActionChange, s.Action == engine.ActionMigrate:
		return way(clicksUsers+". Permissions: {set}."+teams+" Save.", sourceDoc)
	case s.Action == engine.ActionRemove && manager:
		return way(clicksRemove, sourceKB2025)
	case s.Action == engine.ActionRemove:
		return way(clicksUsers+" > Actions > Remove from account.", sourceDoc)
	case s.Action == engine.ActionDeactivate && manager:
		return way(clicksDeactivate, sourceKB2023)
	case s.Action == engine.ActionDeactivate:
		return way(clicksUsers+" > Deactivate.", sourceDoc)
	case s.Action == engine.ActionReactivate:
		return way(clicksUsers+" > Reactivate.", sourceDoc)
	}
	return "", ""
}

// clicksOfTeams says which teams somebody gets, where a step changes them.
func clicksOfTeams(s *engine.RunStep) string {
	if s.After == nil {
		return ""
	}
	teams := teamsOf(s.After)
	if len(teams) == 0 || s.Before != nil && slices.Equal(teamsOf(s.Before), teams) {
		return ""
	}
	text := " Main team: " + teams[0] + "."
	if len(teams) > 1 {
		text += " Additional teams: " + strings.Join(teams[1:], ", ") + "."
	}
	return text
}

// hand is through what a person makes the task.
func (t *Task) hand() engine.Via {
	if t.Via == engine.ViaAPI {
		return t.ByHand
	}
	return t.Via
}

// linksContractor reports whether somebody is added in the list of contractors,
// where one person is given several clients.
func (t *Task) linksContractor() bool {
	return t.Step.Action == engine.ActionAdd && t.hand() == engine.ViaClientAccessManager && t.Person != nil && t.Person.Kind == engine.Contractor
}

// onlySet reports whether a change is one from a permission set to another.
func onlySet(s *engine.RunStep) bool {
	return s.Before != nil && s.After != nil && s.Before.Rights.Set != s.After.Rights.Set
}

// LookFirst says what to know or to look at before a task is done, or nothing.
func (t *Task) LookFirst() string {
	return strings.Join(slices.DeleteFunc([]string{t.whoMakes(), t.lookAt()}, func(text string) bool { return text == "" }), "; ")
}

// whoMakes says that a step is made through HubSpot's API, or why it is not made
// so any more.
func (t *Task) whoMakes() string {
	if t.Via == engine.ViaAPI {
		return "accredit run resume makes it through HubSpot's API; by hand only where that is not run"
	}
	for _, e := range slices.Backward(t.Step.Events) {
		if e.Kind == engine.EventHanded {
			return "it was handed on by run resume: " + e.Because
		}
	}
	return ""
}

func (t *Task) lookAt() string {
	s := t.Step
	if len(t.Also) > 0 {
		verbs := " still has the set and is changed, too"
		if len(t.Also) > 1 {
			verbs = " still have the set and are changed, too"
		}
		return strings.Join(t.Also, ", ") + verbs
	}
	if s.Before == nil || s.Action != engine.ActionRemove && s.Action != engine.ActionDeactivate {
		return ""
	}
	d := engine.DetailsOf(s.Before.Details)
	if !d.AssetsKnown {
		return "what they own there is not known: look before"
	}
	var parts []string
	for _, a := range d.Assets {
		text := strconv.Itoa(a.Count) + " " + a.Kind
		if a.Name != "" {
			text += " " + strconv.Quote(a.Name)
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return "they own " + strings.Join(parts, ", ") + ": hand it over first"
}

// Dialog names the dialog in which a task is done: tasks with the same one are
// done together.
func (t *Task) Dialog() string {
	s := t.Step
	key := s.Actor + "\x00" + s.Action.String() + "\x00" + t.Via.String() + t.hand().String() + "\x00"
	if len(t.Edit) > 0 {
		return key + "edit\x00" + strconv.FormatInt(t.HubID, 10) + "\x00" + s.After.Rights.Set
	}
	if t.linksContractor() {
		return key + "contractor\x00" + s.Email + "\x00" + s.After.Rights.Set
	}
	switch s.Action {
	case engine.ActionAdd:
		return key + strconv.FormatInt(t.HubID, 10) + "\x00" + s.After.Rights.Set + "\x00" + clicksOfTeams(s)
	case engine.ActionRemove, engine.ActionDeactivate, engine.ActionLink:
		return key + s.Email
	}
	return key + strconv.FormatInt(t.HubID, 10) + "\x00" + s.Email
}

// Permissions lists what a task changes, with levels by name.
func (t *Task) Permissions(c *engine.Catalogue) []engine.PermissionChange {
	before, after := c.Grant(t.Step.Before, 0), c.Grant(t.Step.After, 0)
	wanted, _ := t.Step.Wanted.Over(c, "")
	var was, is engine.Rights
	if before != nil {
		was = before.Rights
	}
	if after != nil {
		is = after.Rights
	}
	var list []engine.PermissionChange
	for i := range c.Len() {
		p := c.At(i)
		held := len(t.Step.Wanted) > 0 && wanted.Level(i) != is.Level(i)
		if was.Level(i) == is.Level(i) && !held {
			continue
		}
		change := engine.PermissionChange{Permission: p.Name, Before: p.Kind.Name(was.Level(i)), After: p.Kind.Name(is.Level(i))}
		if held {
			change.Wanted = p.Kind.Name(wanted.Level(i))
		}
		list = append(list, change)
	}
	return list
}
