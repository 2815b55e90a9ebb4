package render

import (
	"bytes"
	"testing"
)

// Steps are written as they would be one after the other, wherever they are
// cut into pieces.
func TestPiecesAreTheSections(t *testing.T) {
	plan := bigPlan(1234)
	plan.Steps = append(plan.Steps, sampleRecords()...) // of persons: a section of their own
	for i := range plan.Steps[1234:] {
		plan.Steps[1234+i].Person = int32(i)
	}
	for _, out := range []Text{{}, {Width: 80}, {Width: 40, Color: true, Verbose: true}} {
		write := func(f func(*planText)) string {
			var text bytes.Buffer
			all := newPlanText(plan, newPage(&text, out.Width, out.Color), out.Verbose)
			f(all)
			if err := all.Flush(); err != nil {
				t.Fatal(err)
			}
			return text.String()
		}
		want := write(func(all *planText) { all.inTurn(plan.Steps) })
		for _, size := range []int{1, 20, 21, 333, 1233, 5000} {
			if got := write(func(all *planText) { all.inPieces(plan.Steps, size) }); got != want {
				t.Errorf("%+v, pieces of %d steps: other text", out, size)
			}
		}
	}
}
