package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"accredit/config/internal/expression"
	"accredit/config/internal/guard"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"pgregory.net/rapid"
)

// readBothWays reads a file without and with the syntax tree, and fails where
// the first accepts what the second would not read in just the same way. It
// tells whether the file is plain.
func readBothWays(t failer, src []byte) bool {
	t.Helper()
	w := newWorker()
	if len(guard.CheckCharacters("a.hcl", src)) > 0 {
		return false
	}
	packed, plain := w.plain.read(src)
	if !plain {
		return false
	}
	blocks, ok := unpackFile(3, packed)
	if !ok {
		t.Fatalf("what was packed cannot be unpacked:\n%s", src)
	}
	if ds := guard.Check("a.hcl", src); len(ds) > 0 {
		t.Fatalf("the guard refuses a plain file:\n%s\n%s", src, printDiagnostics(ds))
	}
	tree, diags := hclsyntax.ParseConfig(src, "a.hcl", hcl.InitialPos)
	d := &decoder{file: 3, name: "a.hcl", strings: w.strings, known: expression.FunctionNames(), budget: &expression.Budget{}}
	want := d.top(tree.Body.(*hclsyntax.Body))
	if diags.HasErrors() || len(d.diags) > 0 {
		t.Fatalf("there are mistakes in a plain file:\n%s\n%v\n%s", src, diags, printDiagnostics(d.diags))
	}
	compareBlocks(t, src, want, blocks)
	// And the tree, packed and unpacked, is the same again.
	p := newBlockPacker(w.strings.bytes)
	p.start()
	for _, b := range want {
		if !packTree(p, b) {
			t.Fatalf("a plain file cannot be packed by way of its tree:\n%s", src)
		}
	}
	again, ok := unpackFile(3, p.finish())
	if !ok {
		t.Fatalf("what was packed from the tree cannot be unpacked:\n%s", src)
	}
	compareBlocks(t, src, want, again)
	return true
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func compareBlocks(t failer, src []byte, want, got []*block) {
	t.Helper()
	a, b := describeBlocks(want), describeBlocks(got)
	if a != b {
		t.Fatalf("read in another way:\n%s\nwith the tree:\n%s\nwithout:\n%s", src, a, b)
	}
}

// describeBlocks writes everything that blocks hold.
func describeBlocks(list []*block) string {
	var w strings.Builder
	for _, b := range list {
		fmt.Fprintf(&w, "%s %q %x %d:%d %v labels %q {\n", b.schema.name, b.label, b.at, b.line, b.column, b.incomplete, accessLabels(b))
		for i := range b.args {
			fmt.Fprintf(&w, "%d = %s\n", b.args[i].arg, describeTerm(&b.args[i]))
		}
		w.WriteString(describeBlocks(b.nested()) + "}\n")
	}
	return w.String()
}

func describeTerm(t *term) string {
	text := fmt.Sprintf("%d %d %x %q %v", t.kind, t.root, t.at, t.text, t.on)
	for i := range t.list {
		text += " [" + describeTerm(&t.list[i]) + "]"
	}
	switch more := t.more.(type) {
	case cty.Value:
		text += " " + more.AsBigFloat().Text('p', 0)
	case *refPath:
		if more.key != cty.NilVal {
			text += fmt.Sprintf(" key %#v", more.key)
		}
		if more.lookup != nil {
			text += " lookup " + describeTerm(more.lookup)
		}
		text += " access " + more.access
	case []entry:
		for i := range more {
			text += fmt.Sprintf(" {%q %x %s}", more[i].key, more[i].at, describeTerm(&more[i].value))
		}
	case hclsyntax.Expression:
		text += " expression"
	}
	return text
}

// pieces of plain files, and of what is nearly plain.
var nearlyPlain = []string{
	"client \"a\" {\n", "client b {\n", "employee \"x\" {", "team \"t\" {", "access {\n", "access \"pod\" {\n", "access_link {\n", "agency {\n", "guardrails {\n", "removed {", "locals {\n", "test \"ä\" {\n",
	"}\n", "}", " } ", "\n", "\r\n", " ", "\t", "# c ä\n", "// c\n", "/* c */", "#",
	"name = ", "hub_id = ", "people = ", "members = ", "labels = ", "admin = ", "email = ", "permission_set = ", "clients = ", "for_each = ", "people=", "status =",
	"\"text\"", "\"ä\"", "\"a\u0301\"", "\"\u2126\"", "\"a\\n\"", "\"${a}\"", "\"50%\"", "\"$\"", "\"%\"", "\"$${\"", "\"\"", "\"a", "<<E\nE\n",
	"1", "12.50", "007", "1e3", "-1", "1.", "1.2.3", "1a", "99999999999999999999", "true", "false", "null", "true.x", "for", "nullx",
	"employee.maria", "team.t", "client.a.access.pod", "client.a[\"x\"]", "client.a[\"x\"].access.pod", "client.a[\"ä\"]", "client.a[0]", "client.a.access", "employee.a.b", "employee", "employee[\"maria\"]",
	"each.key", "each.value", "each.value.x", "each.value.x.y", "each.key.x", "each.other", "var.x", "local.y", "permission_set.view_only", "a-b", "_a", "employee._a", "employee.a-1", "employee.a*", "team.t.*",
	"[", "]", "[\n", "\n]", ",", ",\n", "{", "{\n", "a = ", "\"b\" = ", "a : ", "a::b", "(", ")", "?", "==", "=", ".", "[*]", "&",
}

// Whatever is accepted without the syntax tree is read as with it.
func TestPlainFilesAreReadAlike(t *testing.T) {
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		if readBothWays(t, []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(nearlyPlain), 0, 25).Draw(t, "pieces"), ""))) {
			plain++
		}
		for range 5 {
			if readBothWays(t, []byte(drawPlain(t))) {
				plain++
			}
		}
	})
	t.Log(plain, "were plain")
	if plain == 0 {
		t.Error("nothing was plain")
	}
}

// drawPlain draws a file that is plain but for an accident here and there.
func drawPlain(t *rapid.T) string {
	accident := func(s string) string {
		if rapid.IntRange(0, 200).Draw(t, "accident") > 0 {
			return s
		}
		return rapid.SampledFrom(nearlyPlain).Draw(t, "what")
	}
	pick := func(words ...string) string { return accident(rapid.SampledFrom(words).Draw(t, "pick")) }
	// odd words are such as only just are plain, or only just are not.
	odd := func(plain, odd []string) string {
		if rapid.IntRange(0, 15).Draw(t, "odd") == 0 {
			return pick(odd...)
		}
		return pick(plain...)
	}
	label := func(plain ...string) string {
		return odd(plain, []string{`""`, `"1a"`, `"-a"`, `"_a"`, `_a`, `"a b"`, `"ä"`, `"a\u0062"`, `"a$"`, `"a" "b"`, `1a`, ``})
	}
	gap := func() string { return pick("", " ", "  ", "\t", " ") }
	line := func() string { return gap() + pick("\n", "\n", "\n\n", "\r\n", " # comment\n", "// comment ä\n") }
	wide := func() string { return pick("", " ", "\n", "\n  ", " # c\n", "\r\n") }
	var value func(depth int) string
	value = func(depth int) string {
		n := rapid.IntRange(0, 9).Draw(t, "kind")
		switch {
		case n < 2:
			return odd([]string{`"text"`, `"ä"`, `"a b"`, `""`, "\"e\u0301\"", `"#"`, `"//"`, `"{"`},
				[]string{`"a\n"`, `"\\"`, `"\""`, `"50%"`, `"5$"`, `"$$"`, `"${a}"`, `"$${a}"`, `"%%{a}"`, `"%{ if true }a%{ endif }"`, `"a`, "\"a\tb\"", "<<E\na\nE\n"})
		case n < 3:
			return odd([]string{"1", "20", "1.5", "true", "false", "null", "0", "00"}, []string{"1e3", "1E3", "-1", "1.", ".5", "1.2.3", "1a", "0x1", "1_000", "!true", "true.x", "null[0]", "(1)", "1 + 1", "max(1)"})
		case n < 6 || depth == 3:
			return odd([]string{"employee.maria", "team.t", "client.a.access.pod", `client.a["x"]`, `client.a["x"].access.pod`, "each.key", "each.value", "each.value.x", "permission_set.view_only", "access.a-b"},
				[]string{"employee", "employee.a.b", `employee["a"]`, "employee.a[0]", `employee.a["x"].b`, `client.a["x\n"]`, `client.a["${x}"]`, "client.a.access", "client.a.access.b.c", `client.a.access["b"]`, "team.t.access.x",
					"each", "each.key.x", "each.value.x.y", "each.value[0]", "each.other", "var.x", "local.x", "path", "employee . a", "employee._a", "employee.1", "employee.a*", "team.t.*", "employee.a::b", "x.y", "foo(1)", "a ? b : c", "employee.ä", "employee.a\u0301"})
		case n < 8:
			text := "[" + wide()
			for range rapid.IntRange(0, 3).Draw(t, "elements") {
				text += value(depth+1) + wide() + pick(",", ",", ",", ", ") + wide()
			}
			return text + pick("", value(3)+wide()) + "]"
		}
		text := "{" + wide()
		for i := range rapid.IntRange(0, 3).Draw(t, "entries") {
			text += odd([]string{"a", "b", `"c"`, `"d.*"`, "e-f"}, []string{"true", "null", "for", "a.b", "(a)", "1", `"${a}"`, `"a\n"`, "_a", "ä"}) + fmt.Sprint(i)[:rapid.IntRange(0, 1).Draw(t, "number")] + gap() + pick("=", "=", ":") + gap() + value(depth+1) + pick(",", line(), ","+line(), ", ")
		}
		return text + wide() + "}"
	}
	argument := func(names ...string) string { return gap() + pick(names...) + gap() + "=" + gap() + value(0) }
	var text strings.Builder
	for range rapid.IntRange(0, 3).Draw(t, "blocks") {
		switch rapid.IntRange(0, 3).Draw(t, "block") {
		case 0:
			text.WriteString(gap() + "team" + gap() + label(`"t"`, "t", `"t-1"`) + gap() + "{" + gap() + argument("members", "members") + gap() + pick("}", "\n}") + line())
		case 1:
			text.WriteString("client" + gap() + label(`"c"`, "c") + " {" + line() + "name = \"C\"" + line() + argument("hub_id") + line())
			for range rapid.IntRange(0, 3).Draw(t, "nested") {
				text.WriteString(gap() + pick("access", "access", "access_link") + gap() + label(`"pod"`, "pod", "") + gap() + "{" + line() + argument("people") + line() + argument("permission_set", "reason", "teams", "add", "expires") + line() + gap() + "}" + line())
				text.WriteString(pick("", "", "domain = \"c.example\"\n", "labels = { a = \"b\" }\n"))
			}
			text.WriteString("}" + line())
		case 2:
			text.WriteString("employee \"m\" {" + line() + argument("email") + line() + argument("name") + line() + "}" + line())
		default:
			text.WriteString("access \"top\" {" + line() + argument("clients") + line() + argument("people") + line() + argument("add", "reason", "overrides") + line() + "}" + line())
		}
	}
	return text.String() + pick("", "", "# end", " ")
}

// The files of the examples are read alike, and most of them are plain.
func TestExamplesAreReadAlike(t *testing.T) {
	plain, all := 0, 0
	err := filepath.WalkDir("../examples", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".hcl" {
			return err
		}
		src, err := os.ReadFile(path)
		all++
		if err == nil && readBothWays(t, src) {
			plain++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if plain*2 < all {
		t.Errorf("%d of %d files are plain", plain, all)
	}
}

func FuzzPlainFile(f *testing.F) {
	f.Add([]byte(strings.Join(nearlyPlain, "")))
	f.Add([]byte("client \"a\" {\n  name = \"A\"\n  hub_id = 1\n  access {\n    people = [employee.a, team.b]\n  }\n}\n"))
	f.Fuzz(func(t *testing.T, src []byte) { readBothWays(t, src) })
}

// Whatever the bytes are, unpacking ends and tells what is wrong.
func FuzzUnpack(f *testing.F) {
	w := newWorker()
	packed, ok := w.plain.read([]byte("client \"a\" {\n  name = \"A\"\n  hub_id = 1\n  access \"b\" {\n    people = [employee.a, { a = client.b[\"c\"] }]\n  }\n}\n"))
	if !ok {
		f.Fatal("not plain")
	}
	f.Add(packed.data, strings.Join(packed.words, "\n"))
	f.Fuzz(func(_ *testing.T, data []byte, words string) {
		blocks, _ := unpackFile(1, packedFile{data, strings.Split(words, "\n")})
		describeBlocks(blocks)
	})
}

// A configuration gives the same, places and mistakes included, whether its
// files are read without the syntax tree or, made not plain by a comment at
// their end, with it.
func TestTheWayOfReadingDoesNotShow(t *testing.T) {
	dir := t.TempDir()
	valid := 0
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		blocks := w.blocks(func(kind string, i int) string { return fmt.Sprintf("%s_%d", kind, i) })
		files := rapid.SliceOfN(rapid.SampledFrom([]string{"a.hcl", "z.hcl", "clients/m.hcl"}), len(blocks), len(blocks)).Draw(t, "files")
		file := func(i int) string { return files[i] }
		without := loadBlocks(t, dir, blocks, file)
		for _, name := range []string{"a.hcl", "z.hcl", "clients/m.hcl"} {
			if i := slices.Index(files, name); i >= 0 {
				last := len(files) - 1
				for files[last] != name {
					last--
				}
				blocks[last] += "/* not plain */\n"
			}
		}
		with := loadBlocks(t, dir, blocks, file)
		if a, b := printDiagnostics(without.Diagnostics), printDiagnostics(with.Diagnostics); a != b {
			t.Fatalf("mistakes differ:\n%s\n%s", a, b)
		}
		if without.Desired == nil {
			return
		}
		valid++
		with.Desired.Digest, without.Desired.Digest = "", ""
		with.Desired.Catalogue, without.Desired.Catalogue = nil, nil
		if diff := cmp.Diff(with.Desired, without.Desired); diff != "" {
			t.Fatalf("wishes differ:\n%s", diff)
		}
	})
	if valid == 0 {
		t.Error("no random configuration was valid")
	}
}

// What is a mistake, or more than the reader knows, is left to the syntax tree.
func TestWhatIsNotPlain(t *testing.T) {
	client := func(inner string) string {
		return "client \"c\" {\n  name = \"C\"\n  hub_id = 1\n" + inner + "\n}\n"
	}
	for text, want := range map[string]bool{
		client("labels = { a = 1, b = 2 }"):                                                             true,
		client("labels = { a = 1, a = 2 }"):                                                             false,
		client("labels = { a = 1, \"a\" = 2 }"):                                                         false,
		client("labels = { \"\u00e4\" = 1, \"a\u0308\" = 2 }"):                                          false,
		client("domain = \"c.example\""):                                                                true,
		client("name = \"D\""):                                                                          false,
		client("domain = \"c.example\"\ndomain = \"x\""):                                                false,
		client("access {\npeople = []\n}\naccess {\npeople = []\n}"):                                    true,
		client("access {\npeople = []\npeople = []\n}"):                                                 false,
		client("access {\n}"):                                                                           false,
		client("access \"a\" \"b\" {\npeople = []\n}"):                                                  false,
		client("access_link \"a\" {\nadmin = \"a\"\n}"):                                                 false,
		client("managed_mrr = 007"):                                                                     true,
		client("managed_mrr = 1_0"):                                                                     false,
		client("managed_mrr = 1.5.2"):                                                                   false,
		client("managed_mrr = " + strings.Repeat("1", 100)):                                             false,
		client("acting_admins = [employee.a employee.b]"):                                               false,
		client("acting_admins = [for.x]"):                                                               false,
		client("acting_admins = [employee.a,,]"):                                                        false,
		client("acting_admins = [employee.a,\n# c\n]"):                                                  true,
		client("acting_admins = [\n[employee.a]\n, employee.b]"):                                        true,
		client("acting_admins = " + strings.Repeat("[", 32) + strings.Repeat("]", 32)):                  true,
		client("acting_admins = " + strings.Repeat("[", 33) + strings.Repeat("]", 33)):                  false,
		client("labels = {\na = 1\nb = 2,\n\nc : 3 }"):                                                  true,
		client("labels = { a = 1 b = 2 }"):                                                              false,
		client("labels = {, }"):                                                                         false,
		client("nothing = 1"):                                                                           false,
		client("nothing {\n}"):                                                                          false,
		"agency {\nname = \"A\"\nhub_id = 1\nemail_domains = []\nguardrails {\n}\n}\n":                  true,
		"agency {\nname = \"A\"\nhub_id = 1\nemail_domains = []\nguardrails {\n}\nguardrails {\n}\n}\n": false,
		"team \"t\" { members = [] }\n":                                                                 true,
		"team \"t\" { members = [] } team \"u\" { members = [] }\n":                                     false,
		"team \"t\" { members = [\n] }\n":                                                               false,
		"team \"t\" { members = []\n}\n":                                                                false,
		"team \"t\" {\nmembers = [] }\n":                                                                false,
		"team \"\" { members = [] }\n":                                                                  false,
		"team { members = [] }\n":                                                                       false,
		"policy \"p\" {\n}\n":                                                                           false,
		"locals {\n}\n":                                                                                 false,
		"x = 1\n":                                                                                       false,
		"\uFEFFteam \"t\" { members = [] }\n":                                                           false,
	} {
		if got := readBothWays(t, []byte(text)); got != want {
			t.Errorf("plain is %v for:\n%s", got, text)
		}
	}
}
