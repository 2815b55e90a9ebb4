package main

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

// The layout of docs/architecture.md: which package may import which.
var (
	hcl      = []string{"github.com/hashicorp/hcl/v2", "github.com/zclconf/go-cty", "github.com/agext/levenshtein", "golang.org/x/net/idna", "golang.org/x/text"}
	terminal = []string{"github.com/sergi/go-diff", "github.com/jedib0t/go-pretty", "golang.org/x/text", "github.com/owenrumney/go-sarif", "github.com/emersion/go-ical"}
	embedded = []string{"modernc.org/sqlite", "github.com/pressly/goose"}
	shared   = []string{"github.com/jackc/pgx", "github.com/pressly/goose", "github.com/cenkalti/backoff"}
	allowed  = map[string]struct{ ours, others []string }{
		"engine":                         {},
		"engine/ordinary":                {},
		"engine/table":                   {},
		"engine/worksheet":               {[]string{"engine", "engine/table"}, nil},
		"engine/resume":                  {[]string{"engine", "engine/runs"}, nil},
		"engine/ahead":                   {[]string{"engine", "engine/join", "engine/revise", "engine/runs"}, nil},
		"engine/publicmail":              {},
		"engine/render":                  {[]string{"engine", "engine/resume", "engine/runs"}, terminal},
		"engine/jsonschema":              {[]string{"engine"}, nil},
		"engine/planfile":                {[]string{"engine", "engine/jsonschema", "engine/ordinary", "engine/resume", "engine/runs"}, nil},
		"engine/enginetest":              {[]string{"engine"}, nil},
		"engine/hubspot":                 {[]string{"engine", "engine/table"}, []string{"golang.org/x/text"}},
		"engine/hubspot/live":            {[]string{"engine", "engine/hubspot"}, nil},
		"config":                         {[]string{"config/diagnostic", "config/internal/expression", "config/internal/guard", "config/internal/lookalike", "engine", "engine/publicmail", "engine/table"}, hcl},
		"config/internal/expression":     {[]string{"config/diagnostic", "config/internal/guard", "engine/table"}, []string{"github.com/hashicorp/hcl/v2", "github.com/zclconf/go-cty"}},
		"config/diagnostic":              {[]string{"engine"}, []string{"github.com/hashicorp/hcl/v2", "golang.org/x/text"}},
		"config/internal/guard":          {[]string{"config/diagnostic"}, []string{"github.com/hashicorp/hcl/v2"}},
		"config/internal/lookalike":      {[]string{"config/diagnostic", "engine"}, []string{"golang.org/x/text"}},
		"config/edit":                    {[]string{"config", "config/diagnostic", "config/internal/guard", "engine"}, []string{"github.com/hashicorp/hcl/v2", "github.com/zclconf/go-cty"}},
		"engine/verify":                  {[]string{"engine"}, nil},
		"engine/mine":                    {[]string{"engine"}, nil},
		"engine/compare":                 {[]string{"engine"}, nil},
		"engine/revise":                  {[]string{"engine"}, nil},
		"engine/runs":                    {[]string{"engine", "engine/verify"}, nil},
		"engine/join":                    {[]string{"engine"}, nil},
		"state":                          {[]string{"engine", "engine/ordinary"}, []string{"golang.org/x/mod"}},
		"state/statetest":                {[]string{"engine", "engine/enginetest/suite", "state"}, []string{"github.com/google/go-cmp"}},
		"state/internal/sqlstore":        {[]string{"engine", "state"}, []string{"github.com/pressly/goose"}},
		"state/sqlite":                   {[]string{"engine", "engine/ordinary", "state", "state/internal/sqlstore"}, embedded},
		"state/postgres":                 {[]string{"engine", "state", "state/internal/sqlstore", "state/sqlite"}, shared},
		"state/postgres/pgtest":          {[]string{"state"}, []string{"github.com/jackc/pgx"}},
		"cmd/accredit":                   {[]string{"cmd/accredit/internal/cli"}, nil},
		"cmd/accredit/internal/cli":      {[]string{"cmd/accredit/internal/gitfiles", "cmd/accredit/internal/webhook", "config", "config/diagnostic", "config/edit", "engine", "engine/ahead", "engine/compare", "engine/hubspot", "engine/hubspot/live", "engine/join", "engine/jsonschema", "engine/mine", "engine/ordinary", "engine/planfile", "engine/publicmail", "engine/render", "engine/resume", "engine/revise", "engine/runs", "engine/verify", "engine/worksheet", "state", "state/postgres", "state/sqlite"}, []string{"github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/term"}},
		"engine/enginetest/suite":        {},
		"cmd/accredit/internal/gitfiles": {},
		"cmd/accredit/internal/book":     {},
		"cmd/accredit/internal/scale":    {[]string{"cmd/accredit/internal/book", "engine/hubspot/fakehub"}, []string{"github.com/hashicorp/hcl/v2", "modernc.org/sqlite"}},
		"cmd/accredit/internal/webhook":  {nil, []string{"github.com/cenkalti/backoff/v5"}},

		"engine/hubspot/fakehub":          {},
		"engine/hubspot/fakehub/recorded": {[]string{"engine", "engine/hubspot/fakehub"}, nil},
		"engine/hubspot/fakehub/robot":    {nil, []string{"golang.org/x/net/html"}},
		"cmd/fakehub":                     {[]string{"config", "config/diagnostic", "engine", "engine/hubspot/fakehub", "engine/hubspot/fakehub/recorded", "state", "state/sqlite"}, []string{"github.com/spf13/cobra"}},
	}
)

type goPackage struct {
	ImportPath, Dir, Name string
	GoFiles               []string
	Imports               []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,Name,GoFiles,Imports", "accredit/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "accredit/")
		rule, ok := allowed[name]
		if !ok {
			t.Errorf("package %s is not in the layout", name)
			continue
		}
		for _, path := range p.Imports {
			if ours, ok := strings.CutPrefix(path, "accredit/"); ok {
				if !slices.Contains(rule.ours, ours) {
					t.Errorf("%s may not import %s", name, ours)
				}
				continue
			}
			standard := !strings.Contains(strings.Split(path, "/")[0], ".")
			if !standard && !slices.ContainsFunc(rule.others, func(prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }) {
				t.Errorf("%s may not import %s", name, path)
			}
		}
	}
}

// Every package says what it does, and what it does not do.
func TestPackageComments(t *testing.T) {
	for _, p := range packages(t) {
		doc := ""
		for _, file := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil {
				doc += f.Doc.Text()
			}
		}
		want := "Package " + p.ImportPath[strings.LastIndex(p.ImportPath, "/")+1:] + " "
		if p.Name == "main" {
			want = "Command " + strings.TrimPrefix(want, "Package ")
		}
		if !strings.HasPrefix(doc, want) {
			t.Errorf("%s: the package comment begins %.40q, want %q", p.ImportPath, doc, want)
		}
		if !strings.Contains(doc, "not") && !strings.Contains(doc, "only") && !strings.Contains(doc, "never") {
			t.Errorf("%s: the package comment does not say what the package does not do", p.ImportPath)
		}
	}
}

// How much the tests try is asked in one place, and nowhere else.
func TestOneSwitch(t *testing.T) {
	for _, p := range packages(t) {
		files, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, other := range []string{"testing." + "Short()", `"` + suite.Variable + `"`} {
				if strings.Contains(string(text), other) && p.ImportPath != "accredit/engine/enginetest/suite" {
					t.Errorf("%s: use package suite in place of %s", file, other)
				}
			}
		}
	}
}

// Names that say nothing are not used for packages or files.
func TestNames(t *testing.T) {
	avoid := []string{"manager", "helper", "util", "service", "handler", "common", "models"}
	for _, p := range packages(t) {
		for _, file := range append(p.GoFiles, p.ImportPath) {
			for _, word := range avoid {
				if strings.Contains(file, word) {
					t.Errorf("%s: %s has %q in its name", p.ImportPath, file, word)
				}
			}
		}
	}
}

// The top of the repository has what the layout says, and nothing else.
func TestTopLevel(t *testing.T) {
	known := []string{
		"cmd", "config", "engine", "state", "internal", "examples", "docs", "editors", "templates", "action.yml",
		"go.mod", "go.sum", "Makefile", "LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
	}
	cmd := exec.Command("git", "ls-files", "-z")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("this is no git repository: %v", err)
	}
	for path := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if top, _, _ := strings.Cut(path, "/"); !strings.HasPrefix(top, ".") && !slices.Contains(known, top) {
			t.Errorf("%s: %s is not in the layout", path, top)
		}
	}
}
