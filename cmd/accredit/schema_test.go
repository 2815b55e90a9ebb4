package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"accredit/cmd/accredit/internal/cli"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// fits says what of a JSON document is not as its schema says. Text that is no
// JSON object, and what other programs prescribe, such as SARIF, fits.
func fits(text string) error {
	var begin struct {
		Schema *string `json:"schema"`
		SARIF  string  `json:"$schema"`
	}
	isObject := strings.HasPrefix(text, "{") && json.Unmarshal([]byte(text), &begin) == nil
	if !isObject || begin.SARIF != "" {
		return nil
	}
	if begin.Schema == nil {
		return fmt.Errorf("it has no field schema")
	}
	schema, err := compiled(*begin.Schema)
	if err != nil {
		return err
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(document)
}

var (
	schemas     = map[string]*jsonschema.Schema{}
	schemasLock sync.Mutex
)

// compiled is the schema of what stands in the field schema.
func compiled(id string) (*jsonschema.Schema, error) {
	schemasLock.Lock()
	defer schemasLock.Unlock()
	if schemas[id] != nil {
		return schemas[id], nil
	}
	text := cli.StrictSchema(id)
	if text == nil {
		return nil, fmt.Errorf("%q has no schema", id)
	}
	is, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(id, is); err != nil {
		return nil, err
	}
	schemas[id], err = c.Compile(id)
	return schemas[id], err
}

// The documents that stand in scripts, and the golden ones, are as their
// schemas say. What scripts have the program print is looked at when they run.
func TestDocumentsFitSchemas(t *testing.T) {
	n := 0
	look := func(name, text string) {
		if !strings.HasPrefix(text, "{") || !strings.Contains(text, `"schema": "accredit.`) {
			return
		}
		n++
		if err := fits(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	files, err := filepath.Glob("testdata/golden/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		look(file, string(text))
	}
	for _, file := range scripts(t, func(string) bool { return true }) {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasPrefix(f.Name, "want") {
				look(file+": "+f.Name, string(f.Data))
			}
		}
	}
	if n == 0 {
		t.Error("no document was looked at")
	}
}

// A document that a later version writes has fields that a schema does not
// know: what is printed allows them, and what tests use does not.
func TestSchemas(t *testing.T) {
	stdout, _, code := call{args: []string{"schema", "version"}}.run(t)
	if code != 0 {
		t.Fatalf("exit code %d", code)
	}
	is, err := jsonschema.UnmarshalJSON(strings.NewReader(stdout))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("version", is); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("version")
	if err != nil {
		t.Fatal(err)
	}
	if schema.DraftVersion != 2020 {
		t.Errorf("draft %d", schema.DraftVersion)
	}
	document := map[string]any{"schema": "accredit.version/v1", "version": "1", "commit": "", "catalogue": "x", "go": "x", "os": "x", "arch": "x", "more": true}
	if err := schema.Validate(document); err != nil {
		t.Error(err)
	}
	strict, err := compiled("accredit.version/v1")
	if err != nil {
		t.Fatal(err)
	}
	if strict.Validate(document) == nil {
		t.Error("a strict schema allows a field that it does not know")
	}
	delete(document, "more")
	document["os"] = 1
	if schema.Validate(document) == nil {
		t.Error("a number is taken for a name")
	}
}
