package render

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var got bytes.Buffer
	if err := write(&got); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

func TestPlanGolden(t *testing.T) {
	for _, width := range []int{40, 80, 120} {
		golden(t, fmt.Sprintf("plan_%d.txt", width), func(w io.Writer) error {
			return Text{Width: width}.Plan(w, samplePlan())
		})
	}
	golden(t, "plan_pipe.txt", func(w io.Writer) error { return Text{}.Plan(w, samplePlan()) })
	golden(t, "plan_color.txt", func(w io.Writer) error { return Text{Color: true, Width: 80}.Plan(w, samplePlan()) })
	golden(t, "plan_verbose.txt", func(w io.Writer) error { return Text{Verbose: true, Width: 80}.Plan(w, samplePlan()) })
}

// TestPlanNoChanges has the sentences of plans without steps.
func TestPlanNoChanges(t *testing.T) {
	empty := &engine.Plan{Catalogue: engine.BuiltinCatalogue(), Agency: "Northwind Growth"}
	golden(t, "plan_empty.txt", func(w io.Writer) error { return Text{}.Plan(w, empty) })
	waiting := samplePlan()
	waiting.Steps, waiting.Causes = nil, nil
	golden(t, "plan_waiting.txt", func(w io.Writer) error { return Text{}.Plan(w, waiting) })
}
