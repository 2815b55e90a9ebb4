package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/render"
)

// nobodyOurs looks for accounts in which nobody is ours. Where people of ours
// are recorded there, that is the guardrail empty-source (docs/rules.md R7): likely
// the domain is wrong, and all of them would be dropped. Elsewhere it is worth a
// word.
func (im *importing) nobodyOurs(e *hubspot.Export) error {
	var emptied, without []string
	lost := 0
	for i := range e.Access.Clients {
		c := &e.Access.Clients[i]
		if len(c.Grants) > 0 {
			continue
		}
		was := recordedClient(im.base, c.HubID)
		if was == nil || len(was.Grants) == 0 || e.Account(c.HubID).Reading == hubspot.Partial { // of a partial one people stay
			without = append(without, accountName(c.HubID, c.Name))
			continue
		}
		lost += len(was.Grants)
		emptied = append(emptied, accountName(c.HubID, cmp.Or(c.Name, was.Name)))
	}
	if len(without) > 0 && !im.flags.quiet {
		fmt.Fprintf(im.err, "Warning: nobody of ours in %s: %s; is --email-domain right? Ours: %s\n",
			plural(len(without), "account"), bounded(without), bounded(im.us.domains))
	}
	if len(emptied) == 0 || slices.Contains(im.overrides, engine.RuleEmptySource) {
		return nil
	}
	return &exitErr{exitBlocked, withHint(
		fmt.Errorf("empty-source: nobody of ours in %s where %s recorded: %s", plural(len(emptied), "account"), grantsAre(lost), bounded(emptied)),
		"Is --email-domain right? Ours: %s. If all of them are gone, use --override empty-source.", bounded(im.us.domains))}
}

func grantsAre(n int) string {
	if n == 1 {
		return "1 grant is"
	}
	return fmt.Sprintf("%d grants are", n)
}

// recordedClient finds a client by its hub id; nil where there is none.
func recordedClient(a *engine.Access, hubID int64) *engine.RecordedClient {
	i, found := slices.BinarySearchFunc(a.Clients, hubID, func(c engine.RecordedClient, id int64) int { return cmp.Compare(c.HubID, id) })
	if !found {
		return nil
	}
	return &a.Clients[i]
}

// accountName is the name of an account, where it has one, and its hub id.
func accountName(hubID int64, name string) string {
	id := strconv.FormatInt(hubID, 10)
	if name == "" {
		return id
	}
	return name + " (" + id + ")"
}

// sayLeftOut says what of an export is not recorded though it may matter:
// people of other domains who are hardly a client's own, and single permissions.
func (im *importing) sayLeftOut(e *hubspot.Export) {
	if im.flags.quiet {
		return
	}
	if e.UnreadPermissions > 0 {
		fmt.Fprintf(im.err, "Note: of the column \"Permissions\" only super admin and partner admin are read: %s of our people with something more there\n", plural(e.UnreadPermissions, "row"))
	}
	if text := othersText(e); text != "" {
		fmt.Fprintf(im.err, "Note: %s\n", text)
	}
}

// othersText says who is not recorded, being none of ours: by name who is in
// several accounts.
func othersText(e *hubspot.Export) string {
	names := make([]string, len(e.Others))
	for i, o := range e.Others {
		names[i] = fmt.Sprintf("%s (%d accounts)", o.Email, o.Accounts)
	}
	once := fmt.Sprintf("%s of other domains, each in one account only", people1(e.OthersOnce))
	switch {
	case len(names) == 0 && e.OthersOnce == 0:
		return ""
	case len(names) == 0:
		return "not recorded: " + once
	}
	verb := "are"
	if len(names) == 1 {
		verb = "is"
	}
	text := fmt.Sprintf("%s of other domains %s not recorded: %s; name them with --contractor if they are yours", people1(len(names)), verb, bounded(names))
	if e.OthersOnce > 0 {
		text += fmt.Sprintf(" (nor %s)", once)
	}
	return text
}

// bounded lists the first of many names, safe to print.
func bounded(names []string) string {
	const most = 10
	list := make([]string, 0, most+1)
	for i, name := range names {
		if i == most {
			return strings.Join(list, ", ") + fmt.Sprintf(" and %d more", len(names)-most)
		}
		list = append(list, render.Terminal(name))
	}
	return strings.Join(list, ", ")
}
