package config

import (
	"strings"
	"testing"

	"accredit/config/internal/guard"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"pgregory.net/rapid"
)

// What is plain passes the guard, or is an ordinary syntax error that the
// parser reports: the short cut lets nothing more through.
func TestPlainPassesTheGuard(t *testing.T) {
	pieces := []string{
		"a", "e", "x = ", "client \"a\" {\n", "{", "}", "[", "]", "(", ")", "\"", "\"text\"", "\"a\\\"b\"", "\"${a}\"", "\"%{ if a }\"", "# c\n", "// c\n",
		"/* c", "*/", "<<EOT\n", "EOT\n", "\n", "\r\n", " ", "1", "12", "1e9", "1e99999", "+", "-", "[*]", "[0]", ".b", ".*", ",", ":", "?", "!", "&&", "'", "`", ";", "@", "$", "ä", "\\",
		strings.Repeat("(", 33), strings.Repeat(")", 33), strings.Repeat("1", 99), strings.Repeat("+1", 400), strings.Repeat("[a]", 400), strings.Repeat("-", 300), strings.Repeat("\n[a]", 300),
		"x = [\n  1,\n]\n", "x = { a = \"b\" }\n",
	}
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(t, "pieces"), "")
		if !isPlain([]byte(text)) {
			return
		}
		plain++
		ds := guard.Check("a.hcl", []byte(text))
		if len(ds) == 0 || len(checkSource("a.hcl", []byte(text))) > 0 {
			return
		}
		if _, diags := hclsyntax.ParseConfig([]byte(text), "a.hcl", hcl.InitialPos); !diags.HasErrors() || ds[0].Summary != "Missing line break" {
			t.Fatalf("the guard refuses %q:\n%s", text, printDiagnostics(ds))
		}
	})
	if plain == 0 {
		t.Error("nothing was plain")
	}
}

func TestWhatIsPlain(t *testing.T) {
	for text, want := range map[string]bool{
		strings.TrimPrefix(base, "-- base.hcl --\n"): true,
		"\uFEFFx = 1\n": true,
		"x = \"ä # not a comment {\" # a comment {\n": true,
		"x = \"${a}\"\n":   false,
		"x = <<EOT\nEOT\n": false,
		"x = [\n":          false,
		"x = (]\n":         false,
		"x = 1e9\n":        false,
		"/* */\n":          false,
		strings.Repeat("[", 33) + strings.Repeat("]", 33): false,
		"x = 1" + strings.Repeat("+1", 500) + "\n":        false,
		"x = a" + strings.Repeat("[0]", 500) + "\n":       false,
	} {
		if got := isPlain([]byte(text)); got != want {
			t.Errorf("isPlain(%.40q) is %v", text, got)
		}
	}
}
