package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// fewSame is how many steps must do the same, in more than one client, for it
// to be said once.
const fewSame = 3

// stepKind is what steps have in common that change permissions in the same
// way and for the same cause.
type stepKind struct {
	action                engine.Action
	cause                 engine.Cause
	before, after         string // permission sets
	now, then, wanted     engine.Rights
	isNew, unknown, wasUn bool
}

// sameChange is what steps of one kind do to permissions.
type sameChange struct {
	first          *engine.Step
	changes        []engine.PermissionChange
	steps, clients int
	client         int32  // of the last step
	cause          int    // that explains it, of Plan.Causes; -1: none
	said           string // how a step refers to it; empty: it was not said
}

// kindOf gives the kind of a step; a step without a grant after it changes no
// permission.
func kindOf(s *engine.Step) stepKind {
	k := stepKind{action: s.Action, cause: s.Cause, after: s.After.Set, then: s.After.Rights, unknown: s.After.Unknown, wanted: s.More().Wanted}
	if k.isNew = s.Before == nil; !k.isNew {
		k.before, k.now, k.wasUn = s.Before.Set, s.Before.Rights, s.Before.Unknown
	}
	return k
}

// findSame finds the kinds of step, and among them what is to be said once.
func (m *markdownPlan) findSame() {
	m.kinds = map[stepKind]*sameChange{}
	var all []*sameChange
	for i := range m.Steps {
		s := &m.Steps[i]
		if s.After == nil {
			continue
		}
		k := kindOf(s)
		same := m.kinds[k]
		if same == nil {
			same = &sameChange{first: s, changes: m.PermissionChanges(s), client: engine.Nobody}
			same.cause = causeOf(m.Plan, s, same.changes)
			m.kinds[k] = same
			all = append(all, same)
		}
		same.steps++
		if s.Client != same.client {
			same.clients++
			same.client = s.Client
		}
	}
	for _, same := range all {
		if len(same.changes) > 0 && same.cause < 0 && same.steps >= fewSame && same.clients > 1 {
			m.once = append(m.once, same)
		}
	}
}

// sayOnce writes the causes that change many grants, and what else is the same
// for many; steps refer to those that were said.
func (b *markdownBody) sayOnce() {
	for _, same := range b.kinds {
		same.said = ""
	}
	said := b.list("Identical changes", "identical change", len(b.Causes)+len(b.once), func(i int) string {
		if i < len(b.Causes) {
			return causeRow(&b.Causes[i])
		}
		return sameRow(b.once[i-len(b.Causes)], i-len(b.Causes)+1)
	})
	for i, same := range b.once {
		if len(b.Causes)+i < said {
			same.said = fmt.Sprintf("change %d", i+1)
		}
	}
	for _, same := range b.kinds {
		if same.cause >= 0 && same.cause < said {
			c := &b.Causes[same.cause]
			same.said = "because of the " + causeKind(c) + " " + markdownCode(c.Name)
		}
	}
}

func causeKind(c *engine.CauseCount) string { return strings.ReplaceAll(c.Kind.String(), "_", " ") }

func causeRow(c *engine.CauseCount) string {
	name := markdownCode(c.Name)
	if c.Kind == engine.CauseTeam {
		name = markdownText(c.Name)
	}
	row := fmt.Sprintf("The %s %s changes %s in %s", causeKind(c), name, count(c.Grants, "grant"), count(c.Clients, "client"))
	return row + changesBelow(c.Permissions)
}

func sameRow(same *sameChange, number int) string {
	t := touch{after: same.first.After.Set}
	if same.first.Before != nil {
		t.before = same.first.Before.Set
	}
	row := fmt.Sprintf("Change %d%s is the same for %s in %s", number, sets(&t), count(same.steps, "grant"), count(same.clients, "client"))
	return row + changesBelow(same.changes)
}

// changesBelow ends a row, with the permissions below it where there are any.
func changesBelow(changes []engine.PermissionChange) string {
	if len(changes) == 0 {
		return ".\n\n"
	}
	return ":\n\n" + markdownDiff(permissionLines(changes, 2)) + "\n"
}

// permissionLines writes lines of a difference, indented.
func permissionLines(changes []engine.PermissionChange, indent int) string {
	return markdownRows(permissionRows(changes, false, ""), indent)
}

// markdownRows writes rows as lines of a difference, indented.
func markdownRows(rows []row, indent int) string {
	var b strings.Builder
	for _, r := range rows {
		mark := r.mark
		switch mark {
		case "~":
			mark = "!"
		case "":
			mark = " "
		}
		b.WriteString(mark + strings.Repeat(" ", indent) + r.text + "\n")
	}
	return b.String()
}
