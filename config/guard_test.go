package config

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"accredit/config/internal/guard"
	"accredit/engine"
	"accredit/engine/enginetest/suite"
)

// T12 of docs/reliability.md. How long something takes differs from machine to
// machine, so nothing is timed: what each of these may allocate, all in all
// and not only at a time, is bounded instead.

// Bytes that may be allocated, all in all. 16 million steps of 32 bytes, in
// lists that grow by doubling, are the most of a bomb; it never has all of it
// at a time.
const (
	mostForNesting = 64 << 20
	mostForBomb    = 2 << 30
)

// nesting is a construct that can stand in itself. most is how deep it may go:
// 64 levels where it has brackets, 1,000 where operators alone nest it.
type nesting struct {
	name  string
	text  func(depth int) string
	most  int
	valid bool // as deep as it may go, it is no mistake
}

// inLocals nests brackets so often, the block's own braces included.
func inLocals(open, inner, closing string) func(int) string {
	return func(depth int) string {
		return "locals {\n  x = " + strings.Repeat(open, depth-1) + inner + strings.Repeat(closing, depth-1) + "\n}\n"
	}
}

// inLine nests without brackets.
func inLine(open, inner, closing string) func(int) string {
	return func(depth int) string { return inLocals(open, inner, closing)(depth + 1) }
}

var nestings = []nesting{
	{"parentheses", inLocals("(", "1", ")"), guard.MaxNesting, true},
	{"lists", inLocals("[", "1", "]"), guard.MaxNesting, true},
	{"objects", inLocals("{ a = ", "1", " }"), guard.MaxNesting, true},
	{"blocks", func(depth int) string { return strings.Repeat("a {\n", depth) + strings.Repeat("}\n", depth) }, guard.MaxNesting, false},
	{"calls", inLocals("max(", "1", ")"), guard.MaxNesting, true},
	{"interpolations", inLocals(`"${`, "1", `}"`), guard.MaxNesting, true},
	{"for lists", inLocals("[for a in ", "[]", " : a]"), guard.MaxNesting - 1, true},
	{"for objects", inLocals("{for k, v in ", "{}", " : k => v}"), guard.MaxNesting - 1, true},
	{"indexes in each other", inLocals("[0][", "0", "]"), guard.MaxNesting, true},
	{"if directives", inLocals("%{ if true }", "", "%{ endif }"), guard.MaxNesting, true},
	{"for directives", inLocals("%{ for a in [] }", "", "%{ endfor }"), guard.MaxNesting - 1, true},
	{"conditions", inLine("true ? ", "1", " : 2"), guard.MaxOperators, true},
	{"negations", inLine("!", "true", ""), guard.MaxOperators, true},
	{"splats", inLine("", "[]", "[*]"), guard.MaxOperators, true},
	{"sums", inLine("1 + ", "1", ""), guard.MaxOperators, true},
}

// quotedWhere directives stand in a string.
func quotedWhere(n nesting, depth int) string {
	text := n.text(depth)
	if strings.HasSuffix(n.name, "directives") {
		text = strings.Replace(text, "x = ", `x = "`, 1)
		text = strings.TrimSuffix(text, "\n}\n") + "\"\n}\n"
	}
	return text
}

// What nests too deep ends with the one diagnostic that says so, before HCL's
// parser, which recurses, may see it.
func TestNestingIsBounded(t *testing.T) {
	if guard.MaxNesting != 64 {
		t.Fatalf("the language's bound is 64 levels, not %d", guard.MaxNesting)
	}
	depths := suite.Sample([]int{63, 64, 65, 10_000, 1_000_000}, []int{64, 65, 10_000})
	for _, n := range nestings {
		for _, depth := range append([]int{n.most, n.most + 1}, depths...) {
			t.Run(strings.ReplaceAll(fmt.Sprintf("%s/%d", n.name, depth), " ", "_"), func(t *testing.T) {
				r, allocated := loadCounted(t, quotedWhere(n, depth))
				tooDeep := slices.ContainsFunc(r.Diagnostics, isBound)
				switch {
				case depth > n.most && (!tooDeep || len(r.Diagnostics) > 1):
					t.Errorf("got:\n%.500s", printDiagnostics(r.Diagnostics))
				case depth <= n.most && tooDeep, depth <= n.most && n.valid && r.Diagnostics.HasErrors():
					t.Errorf("it may be so deep, and is refused:\n%.500s", printDiagnostics(r.Diagnostics))
				}
				if allocated > mostForNesting {
					t.Errorf("it took %d MB", allocated>>20)
				}
			})
		}
	}
}

// isBound reports whether a diagnostic is about a bound on tokens or bytes.
func isBound(d Diagnostic) bool {
	return d.Severity == engine.Error && slices.Contains([]string{"Nesting too deep", "Expression too long", "File too large"}, d.Summary)
}

// bombs are small and, evaluated without bounds, would fill any memory.
var bombs = []struct{ name, text string }{
	{"text that doubles", doubling(`"0123456789abcdef"`, `"${local.%[2]s}${local.%[2]s}"`)},
	{"lists that double", doubling("[1, 2, 3, 4]", "concat(local.%[2]s, local.%[2]s)")},
	{"values that share", doubling("[1]", "[local.%[2]s, local.%[2]s]") + "locals {\n  all = jsonencode(local.l40)\n}\n"},
	{"products of sets", "locals {\n  a = range(1000)\n  x = setproduct(local.a, local.a, local.a)\n}\n"},
	{"loops in loops", "locals {\n  x = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]\n}\n"},
	{"loops that make objects", "locals {\n  x = {for a in range(1000) : a => {for b in range(1000) : b => {for c in range(1000) : c => 1}}}\n}\n"},
	{"template loops", "locals {\n  x = \"%{ for a in range(1000) }%{ for b in range(1000) }%{ for c in range(1000) }x%{ endfor }%{ endfor }%{ endfor }\"\n}\n"},
	{"wide formats", "locals {\n  x = format(\"%200000000s\", \"x\")\n}\n"},
	{"replacements", "locals {\n  a = format(\"%100000s\", \"\")\n  x = replace(local.a, \" \", local.a)\n}\n"},
	{"indents", "locals {\n  a = join(\"\\n\", [for i in range(1000) : i])\n  x = indent(1000000, local.a)\n}\n"},
	{"numbers with exponents", "locals {\n  x = 1e600000000\n}\n"},
	{"ranges", "locals {\n  x = [for a in range(0, 100000000, 1) : a]\n}\n"},
	{"flattened lists", "locals {\n  a = range(1000)\n  b = [for i in local.a : local.a]\n  c = [for i in local.a : local.b]\n  x = flatten(local.c)\n}\n"},
}

// doubling is forty locals, each made of two of the one before.
func doubling(first, next string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "locals {\n  l0 = %s\n", first)
	for i := range 40 {
		fmt.Fprintf(&b, "  l%d = "+next+"\n", i+1, fmt.Sprintf("l%d", i))
	}
	b.WriteString("}\n")
	return b.String()
}

// What would expand without end stops with a diagnostic.
func TestExpansionIsBounded(t *testing.T) {
	for i := 0; i < len(bombs); i += suite.Every(3) {
		bomb := bombs[i]
		t.Run(strings.ReplaceAll(bomb.name, " ", "_"), func(t *testing.T) {
			r, allocated := loadCounted(t, bomb.text)
			if !r.Diagnostics.HasErrors() {
				t.Error("it is not refused")
			}
			if allocated > mostForBomb {
				t.Errorf("it took %d MB", allocated>>20)
			}
		})
	}
}

// loadCounted loads a file beside the base, and tells how many bytes that
// allocated, all in all.
func loadCounted(t *testing.T, text string) (*Result, uint64) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "main.hcl", text)
	write(t, dir, "base.hcl", strings.TrimPrefix(base, "-- base.hcl --\n"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := Load(dir, Options{Now: today})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	return r, after.TotalAlloc - before.TotalAlloc
}
