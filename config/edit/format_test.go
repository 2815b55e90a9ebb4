package edit

import (
	"strings"
	"testing"
)

func TestFormat(t *testing.T) {
	for name, test := range map[string]struct{ src, want string }{
		"equals signs under each other":           {"a \"b\" {\n x = 1\n   long= 2\n}", "a \"b\" {\n  x    = 1\n  long = 2\n}\n"},
		"one line break at the end":               {"x = 1\n\n\n", "x = 1\n"},
		"byte order mark and Windows line breaks": {"\uFEFFx = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"},
		"line breaks of a heredoc":                {"x = <<E\r\na\r\nE\r\n", "x = <<E\na\nE\n"},
		"nothing":                                 {"\n\n", ""},
	} {
		got, ds := Format("a.hcl", []byte(test.src))
		if len(ds) > 0 || string(got) != test.want {
			t.Errorf("%s: %q, %v, want %q", name, got, ds, test.want)
		}
		if again, _ := Format("a.hcl", got); string(again) != string(got) {
			t.Errorf("%s: formatted twice: %q", name, again)
		}
	}
}

// A file that cannot be read stays as it is.
func TestFormatKeepsMistakes(t *testing.T) {
	for want, src := range map[string]string{
		"Character not allowed": " x = 1 # \u202e\n",
		"Invalid expression":    " x =\n",
		"Nesting too deep":      " x = " + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "\n",
		"File too large":        " #" + strings.Repeat("x", 1<<20) + "\n",
	} {
		got, ds := Format("a.hcl", []byte(src))
		if string(got) != src || len(ds) == 0 || ds[0].Summary != want || ds[0].Subject.File != "a.hcl" {
			t.Errorf("want %q, got %+v and %.40q", want, ds, got)
		}
	}
}
