package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// checkerUses is all of the engine's code that the checker may call: the
// formulas of the rules, and what reads or names a value. Whoever adds a line
// says with it that the function takes no part in finding a plan; MakePlan and
// what it is made of never stand here. A mistake in a function of this list is
// made twice, so the list is kept short.
var checkerUses = []string{
	// formulas of the rules
	"CanBring", "EffectOf", "KnownSuperAdmins", "MoveEffect", "Overridable", "PersonFields",
	"(*Catalogue).HasBilling", "(*Catalogue).IsPartnerAdmin", "(*Catalogue).IsSuperAdmin", "(*Catalogue).WithBilling", "(*Finding).Blocks",
	// what was approved before
	"ApprovalOf", "SameRecorded", "(*Access).Part", "(*Catalogue).Record", "(*RecordedClient).BeganApproved", "(*RunStep).IsPending", "(*Step).IsTask",
	// rights and sets
	"BuiltinSets", "FollowsCatalogue", "IsBuiltinSet", "(Levels).Over", "(Rights).Equal", "(Rights).IsEmpty", "(*Grant).Effective", "(*Grant).Given",
	// clients side by side
	"(*Parallel).Go", "(*Parallel).Wait",
	// values
	"DateOf", "(*Access).Grants", "(Action).String", "(*Client).Label", "(Effect).String", "(Execution).String", "(Mode).String", "(Pos).IsZero", "(*Step).More",
}

// The checker is not the planner: engine/verify calls nothing of the engine but
// what is listed, directly or through a function that it finds in a value.
func TestCheckerIsNotThePlanner(t *testing.T) {
	used := usedOf(t, "accredit/engine", "accredit/engine/verify")
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if !slices.Contains(checkerUses, name) {
			t.Errorf("%s: engine/verify may not use %s of the engine", used[name], name)
		}
	}
	for _, name := range checkerUses {
		if _, ok := used[name]; !ok {
			t.Errorf("engine/verify does not use %s any more: take it from the list", name)
		}
	}
}

// usedOf lists the functions and methods of one package that another one uses,
// and its variables and fields that hold a function, each with a place.
func usedOf(t *testing.T, of, by string) map[string]token.Position {
	t.Helper()
	fset, info := token.NewFileSet(), &types.Info{Uses: map[*ast.Ident]types.Object{}}
	var files []*ast.File
	for _, p := range packages(t) {
		if p.ImportPath != by {
			continue
		}
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", exported(t, by))}
	if _, err := conf.Check(by, fset, files, info); err != nil {
		t.Fatal(err)
	}
	used := map[string]token.Position{}
	for id, obj := range info.Uses {
		if obj.Pkg() == nil || obj.Pkg().Path() != of {
			continue
		}
		switch o := obj.(type) {
		case *types.Func:
			used[funcName(o)] = fset.Position(id.Pos())
		case *types.Var:
			if _, isFunc := o.Type().Underlying().(*types.Signature); isFunc {
				used["the function "+o.Name()] = fset.Position(id.Pos())
			}
		}
	}
	return used
}

// funcName is the name of a function, with its receiver where it has one.
func funcName(f *types.Func) string {
	recv := f.Signature().Recv()
	if recv == nil {
		return f.Name()
	}
	return "(" + types.TypeString(recv.Type(), func(*types.Package) string { return "" }) + ")." + f.Name()
}

// exported finds the compiled packages that a package imports, for the type
// checker.
func exported(t *testing.T, path string) importer.Lookup {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct{ ImportPath, Export string }
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		files[p.ImportPath] = p.Export
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
}
