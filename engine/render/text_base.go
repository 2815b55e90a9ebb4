package render

import (
	"fmt"

	"accredit/engine"

	"github.com/jedib0t/go-pretty/v6/text"
)

// apart tells the steps of a plan that the change under review explains from
// those that would be made without it, too. Order and numbers stay those of
// the plan.
func apart(p *engine.Plan) (own, inBase []engine.Step) {
	if p.Base == "" {
		return p.Steps, nil
	}
	for i := range p.Steps {
		if p.Steps[i].InBase {
			inBase = append(inBase, p.Steps[i])
		} else {
			own = append(own, p.Steps[i])
		}
	}
	return own, inBase
}

// notFromThisChange writes what the change under review does not explain.
func (t *planText) notFromThisChange(steps []engine.Step) {
	if len(steps) == 0 {
		return
	}
	verb := "come"
	if len(steps) == 1 {
		verb = "comes"
	}
	t.print(row{mark: "Not from this change:", color: text.Bold,
		text: fmt.Sprintf("%s %s without it, too (base %s)", count(len(steps), "step"), verb, shortRevision(t.Base))})
	t.blank()
	t.sections(steps)
}

// baseTotals says how many steps the change under review does not explain.
func (t *planText) baseTotals(inBase int) {
	if t.Base == "" {
		return
	}
	t.print(row{text: fmt.Sprintf("From this change: %s. Not from this change: %d.", count(len(t.Steps)-inBase, "step"), inBase)})
}

// shortRevision is the beginning of a commit's name, enough to find it.
func shortRevision(commit string) string {
	commit = Terminal(commit)
	if len(commit) > 12 {
		return commit[:12]
	}
	return commit
}
