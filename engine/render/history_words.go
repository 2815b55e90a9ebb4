package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// eventWords says on one line what differs, each part safe to print: what came
// has its values, the rest old and new ones. Of somebody who went only what
// they had is said.
func eventWords(e *engine.Event) []string {
	var parts []string
	if e.Run != nil {
		parts = runWords(e)
	}
	for _, f := range e.Fields {
		if isDefault(e, &f) {
			continue
		}
		name := strings.ReplaceAll(f.Name, "_", " ")
		switch {
		case e.Kind == engine.EventGrant && f.Name == "permission_set":
			parts = append(parts, setWords(&f))
		case e.Went:
			parts = append(parts, name+" "+Terminal(f.Before))
		case e.Came || e.Kind == engine.EventAgency:
			parts = append(parts, name+" "+Terminal(f.After))
		default:
			parts = append(parts, fieldChange(name, f.Before, f.After))
		}
	}
	for i := range e.Permissions {
		c := &e.Permissions[i]
		parts = append(parts, Terminal(c.Permission+" "+levelChange(c)))
	}
	if len(parts) == 0 && e.Kind == engine.EventSet && !e.Came && !e.Went {
		parts = append(parts, "written otherwise")
	}
	return parts
}

// setWords names the permission set, or both where it changes.
func setWords(f *engine.Field) string {
	switch {
	case f.Before == "":
		return Terminal(f.After)
	case f.After == "":
		return Terminal(f.Before)
	}
	return Terminal(f.Before) + " -> " + Terminal(f.After)
}

// isDefault: of what came or went, what is as usual goes without saying.
func isDefault(e *engine.Event, f *engine.Field) bool {
	if !e.Came && !e.Went {
		return false
	}
	value := f.After + f.Before
	switch f.Name {
	case "status":
		return value == engine.Active.String()
	case "linked":
		return value == "true"
	case "seat":
		return value == engine.SeatUnknown.String()
	case "account_type":
		return value == engine.AccountTypes[0]
	case "mode":
		return value == engine.Enforce.String()
	case "execution":
		return value == engine.ExecuteRecord.String()
	}
	return false
}

// eventSign is the mark of an event in plain text: that of its action, else
// whether the thing came, went or changed.
func eventSign(e *engine.Event) string {
	switch {
	case e.Step.Action != engine.NoAction:
		sign, _ := symbol(e.Step.Action)
		return sign
	case e.Kind == engine.EventAgency, e.Kind == engine.EventRun:
		return "="
	case e.Came:
		return "+"
	case e.Went:
		return "-"
	}
	return "~"
}

// actionWord names what happened, for a cell: the action, else added, changed
// or dropped.
func actionWord(e *engine.Event) string {
	switch {
	case e.Step.Action != engine.NoAction:
		return e.Step.Action.String()
	case e.Run != nil:
		return e.Run.Kind
	case e.Came:
		return "added"
	case e.Went:
		return "dropped"
	}
	return "changed"
}

// subject is whom or what an event is about, beside its client.
func eventSubject(e *engine.Event) string {
	switch e.Kind {
	case engine.EventSet:
		return "permission set " + Terminal(e.Set)
	case engine.EventPerson, engine.EventGrant:
		return Terminal(e.Email)
	case engine.EventDrift:
		return strings.TrimSpace("drift " + Terminal(e.Email))
	case engine.EventAgency:
		return "agency"
	case engine.EventRun:
		return Terminal(e.Run.Words())
	}
	return "client"
}

// actorWords says who made a step and through what.
func actorWords(s *engine.StepInfo) string {
	if s.Actor == "" {
		return ""
	}
	words := "as " + Terminal(s.Actor)
	return words + viaWords(s.Via)
}

// countEvents says how much a revision changed.
func countEvents(e *engine.HistoryEntry) string {
	actions := map[engine.Action]int{}
	clients := map[int64]bool{}
	records, ofRuns := 0, 0
	for i := range e.Events {
		v := &e.Events[i]
		if v.HubID != 0 {
			clients[v.HubID] = true
		}
		if v.Run != nil {
			ofRuns++
			continue
		}
		if v.Step.Action == engine.NoAction {
			records++
			continue
		}
		actions[v.Step.Action]++
	}
	var parts []string
	for _, a := range engine.Actions() {
		if n := actions[a]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, a))
		}
	}
	if records > 0 {
		parts = append(parts, count(records, "other record"))
	}
	if ofRuns > 0 {
		parts = append(parts, count(ofRuns, "entry")+" of runs")
	}
	text := strings.Join(parts, ", ")
	if len(clients) > 0 {
		text += " in " + count(len(clients), "client")
	}
	return fmt.Sprintf("%s; %s after it", text, count(e.Grants, "grant"))
}

// circumstances say under what a revision was made: rules overridden, who
// signed the plan, clients left out, the commit.
func circumstances(e *engine.HistoryEntry) []string {
	var parts []string
	if len(e.Overrides) > 0 {
		parts = append(parts, "overridden: "+Terminal(strings.Join(e.Overrides, ", ")))
	}
	if len(e.Signers) > 0 {
		parts = append(parts, "signed by "+Terminal(strings.Join(e.Signers, ", ")))
	}
	if len(e.Skipped) > 0 {
		parts = append(parts, "left out as blocked: "+Terminal(strings.Join(e.Skipped, ", ")))
	}
	switch commit, dirty := strings.CutSuffix(e.GitCommit, engine.CommitDirty); {
	case e.GitCommit == "":
	case e.GitCommit == engine.CommitUnknown:
		parts = append(parts, "commit not found")
	case dirty:
		parts = append(parts, "commit "+shorten(Terminal(commit), 13)+" with changes that were not committed")
	default:
		parts = append(parts, "commit "+shorten(Terminal(commit), 13))
	}
	return parts
}
