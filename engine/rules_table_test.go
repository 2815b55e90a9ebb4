package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"accredit/engine"
)

// Every rule has a row with the texts that reports show, and only one.
func TestRulesHaveTexts(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range engine.Rules() {
		if seen[r.Name] {
			t.Errorf("%s has two rows", r.Name)
		}
		seen[r.Name] = true
		if r.Short == "" || !strings.HasSuffix(r.Help, ".") || !r.IsPrefix() && !strings.HasSuffix(r.Short, ".") {
			t.Errorf("%s: the texts are %q and %q", r.Name, r.Short, r.Help)
		}
		name := r.Name
		if r.IsPrefix() {
			if engine.Overridable(name) {
				t.Errorf("%s alone can be overridden", name)
			}
			name += "of somebody"
		}
		if found, ok := engine.FindRule(name); !ok || found.Name != r.Name || engine.Overridable(name) != r.Overridable {
			t.Errorf("%s is found as %q", name, found.Name)
		}
	}
	for _, name := range ruleConstants(t) {
		if !seen[name] {
			t.Errorf("%s has no row", name)
		}
	}
	if engine.Overridable("max-removal") || engine.Overridable("") {
		t.Error("what is no rule can be overridden")
	}
}

// ruleConstants reads the constants that name rules.
func ruleConstants(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			list, ok := decl.(*ast.GenDecl)
			if !ok || list.Tok != token.CONST {
				continue
			}
			for _, spec := range list.Specs {
				names = append(names, ruleName(spec.(*ast.ValueSpec))...)
			}
		}
	}
	if len(names) < 13 {
		t.Fatalf("only %d constants name rules", len(names))
	}
	return names
}

func ruleName(spec *ast.ValueSpec) []string {
	if !strings.HasPrefix(spec.Names[0].Name, "Rule") || len(spec.Values) == 0 {
		return nil
	}
	literal, ok := spec.Values[0].(*ast.BasicLit)
	if !ok {
		return nil
	}
	name, err := strconv.Unquote(literal.Value)
	if err != nil {
		return nil
	}
	return []string{name}
}

// Every value of the guardrails belongs to the argument of one rule. Approvals
// are blocks.
func TestGuardrailsHaveArguments(t *testing.T) {
	var g engine.Guardrails
	fields := map[any]string{}
	for v, i := reflect.ValueOf(&g).Elem(), 0; i < v.NumField(); i++ {
		if name := v.Type().Field(i).Name; name != "Approvals" && name != "Pos" {
			fields[v.Field(i).Addr().Interface()] = name
		}
	}
	arguments := map[string]bool{}
	for _, r := range engine.Rules() {
		value := r.Value(&g)
		if (value == nil) != (r.Argument == "") {
			t.Errorf("%s: argument %q, value %v", r.Name, r.Argument, value)
		}
		if value == nil {
			continue
		}
		if fields[value] == "" || arguments[r.Argument] {
			t.Errorf("%s: the argument %s or its value belongs to another rule", r.Name, r.Argument)
		}
		delete(fields, value)
		arguments[r.Argument] = true
	}
	for _, name := range fields {
		t.Errorf("no rule has the value %s", name)
	}
}
