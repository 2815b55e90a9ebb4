package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// maxListSteps is how many steps the list that needs no script shows in full.
const maxListSteps = 400

// pageListing are the steps as a document has them: what is read on paper, by
// a screen reader or where scripts are off. Beyond its bound removals are
// still named, and the rest is counted.
type pageListing struct {
	Clients  []listClient
	Removals []pageLine // removals beyond the bound, a line a client
	Rest     []string   // the other steps beyond the bound, counted
}

// listClient is a client, or the people, with steps.
type listClient struct {
	Label, Name, Place string
	Hub                int64
	Steps              []listStep
}

// listStep is one step with its sentences.
type listStep struct {
	Seq                int32
	Mark, Tone, Action string
	Who, Before, After string // of one set alone, Before stays empty
	Effect, Facts      string
	Permissions        []pagePermission
	More               int
	InBase             bool
	Place              string
}

func (m *planPageMaker) listing() pageListing {
	var l pageListing
	full, _ := chooseSteps(m.Steps, maxListSteps)
	full = full[:min(len(full), maxListSteps)]
	client := engine.Nobody
	for n, i := range full {
		s := &m.Steps[i]
		if n == 0 || s.Client != client {
			client = s.Client
			l.Clients = append(l.Clients, m.listClient(client))
		}
		last := &l.Clients[len(l.Clients)-1]
		last.Steps = append(last.Steps, m.listStep(s))
	}
	if len(full) < len(m.Steps) {
		l.Removals, l.Rest = m.beyond(full)
	}
	return l
}

func (m *planPageMaker) listClient(i int32) listClient {
	if i == engine.Nobody {
		return listClient{Label: "People"}
	}
	c := &m.Clients[i]
	return listClient{Label: m.client(i), Name: Terminal(c.Name), Hub: c.HubID, Place: Terminal(c.Pos.String())}
}

func (m *planPageMaker) listStep(s *engine.Step) listStep {
	mark, _ := symbol(s.Action)
	l := listStep{
		Seq: s.Seq, Mark: mark, Tone: tone(mark), Action: s.Action.String(), Who: m.subject(s),
		Effect: s.Effect.String(), InBase: m.Base != "" && s.InBase, Place: Terminal(s.Pos.String()),
	}
	if s.Before != nil && s.After != nil && s.Before.Set != s.After.Set {
		l.Before, l.After = Terminal(s.Before.Set), Terminal(s.After.Set)
	} else {
		l.After = what(s)
	}
	actor := ""
	if s.Actor != engine.Nobody {
		actor = strings.TrimSpace("as " + m.email(s.Actor) + " " + pageVias[s.Via])
	}
	l.Facts = strings.Join(nonEmpty(append(append([]string{actor}, m.stepFacts(s)...), stepAssets(s))...), " · ")
	l.Permissions, l.More = pagePermissions(m.PermissionChanges(s))
	return l
}

// beyond names the removals that are not shown in full, a line a client, and
// counts the other steps by action.
func (m *planPageMaker) beyond(full []int32) (removals []pageLine, rest []string) {
	shown := make([]bool, len(m.Steps))
	for _, i := range full {
		shown[i] = true
	}
	counts := map[engine.Action]int{}
	clients := map[engine.Action]int{}
	lastIn := map[engine.Action]int32{}
	for i := range m.Steps {
		s := &m.Steps[i]
		if shown[i] {
			continue
		}
		if takesAway(s.Action) {
			removals = m.nameRemoval(removals, s)
			continue
		}
		if last, seen := lastIn[s.Action]; s.Client != engine.Nobody && (!seen || last != s.Client) {
			clients[s.Action]++
			lastIn[s.Action] = s.Client
		}
		counts[s.Action]++
	}
	for _, a := range engine.Actions() {
		if counts[a] > 0 {
			line := fmt.Sprintf("%d to %s", counts[a], a)
			if clients[a] > 0 {
				line += " in " + count(clients[a], "client")
			}
			rest = append(rest, line)
		}
	}
	return removals, rest
}

func (m *planPageMaker) nameRemoval(lines []pageLine, s *engine.Step) []pageLine {
	client := m.clients.of(s.Client)
	who := fmt.Sprintf("%s %s", s.Action, m.subject(s))
	if n := len(lines); n > 0 && lines[n-1].Client == client {
		lines[n-1].Text += ", " + who
		return lines
	}
	return append(lines, pageLine{client, -1, m.client(s.Client) + ": " + who, ""})
}
