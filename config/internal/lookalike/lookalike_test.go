package lookalike

import (
	"slices"
	"strings"
	"testing"

	"accredit/config/diagnostic"
)

func TestFind(t *testing.T) {
	for name, test := range map[string]struct {
		kind  string
		texts []string
		want  []int // lines of the warning's places; none: no warning
		says  string
	}{
		"a Cyrillic letter":       {"client", []string{"Acme", "Other", "\u0410cme"}, []int{1, 3}, "one has U+0041"},
		"three in a group":        {"person", []string{"Bob", "B\u043eb", "\u0412ob"}, []int{1, 2, 3}, ""},
		"the same name twice":     {"person", []string{"Bob Ray", "Bob Ray"}, nil, ""},
		"composed and decomposed": {"person", []string{"Ren\u00e9", "Rene\u0301"}, nil, ""},
		"capitals of an address":  {"e-mail", []string{"a@acme.example", "A@Acme.example"}, nil, ""},
		"a digit in an address":   {"e-mail", []string{"bob@acme.example", "b0b@acme.example"}, []int{1, 2}, ""},
		"capitals of a name":      {"client", []string{"Acme", "ACME"}, nil, ""},
		"a fullwidth letter":      {"client", []string{"Acme", "\uff21cme"}, []int{1, 2}, ""},
		"nothing":                 {"client", nil, nil, ""},
	} {
		var items []Item
		for i, text := range test.texts {
			items = append(items, Item{Kind: test.kind, Text: text, Range: diagnostic.Range{File: "a.hcl", Line: i + 1}})
		}
		var got []int
		ds := Find(items)
		for _, d := range ds {
			got = append(got, d.Subject.Line)
			for _, place := range d.Related {
				got = append(got, place.Range.Line)
			}
			if !strings.Contains(d.Detail, test.says) {
				t.Errorf("%s: the warning says %q, want %q in it", name, d.Detail, test.says)
			}
		}
		if !slices.Equal(got, test.want) || len(ds) > 1 {
			t.Errorf("%s: places %v, want %v: %v", name, got, test.want, ds)
		}
	}
}

// Items of two kinds are not compared.
func TestFindKeepsKindsApart(t *testing.T) {
	if ds := Find([]Item{{Kind: "client", Text: "Acme"}, {Kind: "person", Text: "\u0410cme"}}); len(ds) > 0 {
		t.Error(ds)
	}
}
