package worksheet

import (
	"strings"
	"testing"
)

const goodForm = "### Person\n\nbob@northwind.example\n\n### Client\n\nacme\n\n### Permission set\n\naccount_manager\n\n### Last day\n\n2026-12-31\n\n### Reason\n\nSOW-9: the fair"

func TestReadForm(t *testing.T) {
	want := Form{"bob@northwind.example", "acme", "account_manager", "2026-12-31", "SOW-9: the fair"}
	for _, text := range []string{goodForm, goodForm + "\n", strings.ReplaceAll(goodForm, "\n", "\r\n"), strings.ReplaceAll(goodForm, "\n\n", "\n")} {
		if got, err := ReadForm([]byte(text)); err != nil || *got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// Whatever is not just what the form makes is refused, with its place.
func TestReadFormRefuses(t *testing.T) {
	for name, test := range map[string]struct{ old, text, want string }{
		"left empty":           {"acme", "_No response_", "Client is missing"},
		"a field is gone":      {"### Client\n\nacme\n\n", "", "line 5: the field Client comes before Permission set"},
		"a second person":      {"SOW-9: the fair", "x\n\n### Person\n\nmaria@northwind.example", "line 21: the field Person stands twice"},
		"a field of their own": {"SOW-9: the fair", "x\n\n### Approved by\n\nthe boss", `line 21: there is no field "Approved by"`},
		"two lines":            {"SOW-9: the fair", "SOW-9\nand more", "line 20: Reason takes one line"},
		"text before":          {"### Person", "Please!\n\n### Person", "line 1: this stands before the first field"},
		"a comment of HTML":    {"### Person", "<!-- x -->\n### Person", "line 1: this stands before the first field"},
		"does not show":        {"the fair", "the \u202efair", "line 19: Reason holds the character U+202E"},
		"too long":             {"the fair", strings.Repeat("x", 1001), "line 19: Reason is longer than 1000 characters"},
		"not UTF-8":            {"the fair", "the \xff", "it is not UTF-8"},
		"endless":              {"the fair", strings.Repeat("x", MaxFormBytes), "it is longer than 65536 bytes"},
		"nothing":              {goodForm, "", "Person is missing"},
	} {
		_, err := ReadForm([]byte(strings.Replace(goodForm, test.old, test.text, 1)))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

// Every byte of a form was written by somebody else.
func FuzzReadForm(f *testing.F) {
	f.Add(goodForm)
	f.Add("### Person\n### Person\n\n_No response_")
	f.Fuzz(func(t *testing.T, text string) {
		form, err := ReadForm([]byte(text))
		if err != nil {
			return
		}
		for _, value := range []string{form.Person, form.Client, form.Set, form.Until, form.Reason} {
			if value == "" || strings.ContainsAny(value, "\r\n") {
				t.Errorf("%q gives %+v", text, form)
			}
		}
	})
}
