package planfile

import (
	"bytes"
	"encoding/json"
	"fmt"

	"accredit/engine"
)

// Difference names the first part in which a plan, as it was saved, is written
// otherwise than another one. Steps come first, then findings, then the rest.
func Difference(saved, other *engine.Plan) (string, error) {
	a, b := newPlanEncoder(saved, nil), newPlanEncoder(other, nil)
	for i := range max(len(saved.Steps), len(other.Steps)) {
		var x, y any
		at := ""
		if i < len(other.Steps) {
			y, at = b.step(&other.Steps[i]), b.place(&other.Steps[i])
		}
		if i < len(saved.Steps) {
			x, at = a.step(&saved.Steps[i]), a.place(&saved.Steps[i])
		}
		if same, err := sameJSON(x, y); err != nil || !same {
			return at, err
		}
	}
	for _, list := range []struct {
		name string
		x, y []engine.Finding
	}{{"violation", saved.Violations, other.Violations}, {"warning", saved.Warnings, other.Warnings}} {
		for i := range max(len(list.x), len(list.y)) {
			var x, y any
			rule := ""
			if i < len(list.y) {
				y, rule = b.finding(&list.y[i]), list.y[i].Rule
			}
			if i < len(list.x) {
				x, rule = a.finding(&list.x[i]), list.x[i].Rule
			}
			if same, err := sameJSON(x, y); err != nil || !same {
				return fmt.Sprintf("%s %d (%s)", list.name, i+1, rule), err
			}
		}
	}
	if same, err := sameJSON(a.factsOf(), b.factsOf()); err != nil || !same {
		return "what is written without a step", err
	}
	return "what it says beside its steps and findings", nil
}

// place names a step.
func (e *planEncoder) place(st *engine.Step) string {
	if st.Client == engine.Nobody {
		return fmt.Sprintf("step %d, of people,", st.Seq)
	}
	return fmt.Sprintf("step %d of %s", st.Seq, e.Clients[st.Client].Label())
}

func sameJSON(x, y any) (bool, error) {
	one, err := json.Marshal(x)
	if err != nil {
		return false, err
	}
	two, err := json.Marshal(y)
	return bytes.Equal(one, two), err
}
