package planfile

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

func encoded(t testing.TB, p *engine.Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, p, "0.1.0"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEncodeGolden(t *testing.T) {
	golden(t, "plan.json", encoded(t, samplePlan()))
	golden(t, "plan_empty.json", encoded(t, &engine.Plan{Catalogue: engine.BuiltinCatalogue(), Limits: engine.DefaultLimits()}))
}

func TestEncodeStateGolden(t *testing.T) {
	var b bytes.Buffer
	if err := EncodeState(&b, sampleState(), 739941); err != nil {
		t.Fatal(err)
	}
	golden(t, "state.json", b.Bytes())
}
