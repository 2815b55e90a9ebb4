package planfile

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Every golden document is what its schema says, and has no field that the
// schema does not know.
func TestGoldensFitSchemas(t *testing.T) {
	fits := map[string][]string{"plan": {"plan.json", "plan_empty.json"}, "state": {"state.json"}, "drift": {"drift.json"}, "diff": {"diff.json"}}
	for _, d := range Documents() {
		var text bytes.Buffer
		if err := d.Write(&text, true); err != nil {
			t.Fatal(err)
		}
		is, err := jsonschema.UnmarshalJSON(&text)
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource("schema.json", is); err != nil {
			t.Fatal(err)
		}
		schema, err := c.Compile("schema.json")
		if err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		for _, name := range fits[d.Name] {
			file, err := os.Open(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			document, err := jsonschema.UnmarshalJSON(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			_ = file.Close() // read only: nothing to lose
		}
	}
}
