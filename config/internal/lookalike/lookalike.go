// Package lookalike finds names and e-mail addresses that look alike and are
// not the same.
//
// It does not decide which of them is meant, and is no check of what a name may
// be: it warns.
package lookalike

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"accredit/config/diagnostic"
	"accredit/engine"
	"golang.org/x/text/unicode/norm"
)

// Item is a name or e-mail address and where it stands. Kind says what it names
// ("client", "e-mail"); only items of one kind are compared.
type Item struct {
	Kind, Text string
	Range      diagnostic.Range
}

// Find warns of items of one kind that look alike and differ, such as a name
// with a Cyrillic letter in it: one warning a group, with all its places. Items
// with the same text are not compared, two people may be called alike.
func Find(items []Item) diagnostic.Diagnostics {
	type key struct{ kind, skeleton string }
	groups := make(map[key][]int, len(items))
	var order []key
	for i, item := range items {
		k := key{item.Kind, item.Skeleton()}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	var ds diagnostic.Diagnostics
	for _, k := range order {
		if d := warning(items, groups[k]); d != nil {
			ds = append(ds, *d)
		}
	}
	return ds
}

// Differ reports whether two texts of a kind look alike and are not the same.
func Differ(kind, a, b string) bool {
	x, y := Item{Kind: kind, Text: a}, Item{Kind: kind, Text: b}
	return x.Plain() != y.Plain() && x.Skeleton() == y.Skeleton()
}

// warning makes the warning for items with one skeleton, or nil where all have
// the same text.
func warning(items []Item, group []int) *diagnostic.Diagnostic {
	first := items[group[0]]
	var other string
	var places []diagnostic.Place
	for _, i := range group[1:] {
		item := items[i]
		if other == "" && item.Plain() != first.Plain() {
			other = item.Text
		}
		places = append(places, diagnostic.Place{Range: item.Range, Note: item.Kind + " " + shortQuote(item.Text)})
	}
	if other == "" {
		return nil
	}
	return &diagnostic.Diagnostic{
		Severity: engine.Warning,
		Summary:  "Names look alike",
		Detail: fmt.Sprintf("The %s %s looks like %s, and is another: %s.",
			first.Kind, shortQuote(first.Text), shortQuote(other), firstDifference(first.Text, other)),
		Hint:    "Write both alike if they are meant to be one; else make them differ in more than that.",
		Subject: first.Range,
		Related: places,
	}
}

// firstDifference says in which characters two texts begin to differ.
func firstDifference(a, b string) string {
	left, right := []rune(norm.NFC.String(a)), []rune(norm.NFC.String(b))
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			return fmt.Sprintf("one has U+%04X (%c) where the other has U+%04X (%c)", left[i], left[i], right[i], right[i])
		}
	}
	return "one goes on where the other ends"
}

func (i Item) isEmail() bool { return i.Kind == "e-mail" }

// Plain is the text as it is compared for being the same.
func (i Item) Plain() string {
	if i.isEmail() {
		return engine.LowerASCII(i.Text)
	}
	return norm.NFC.String(i.Text)
}

// Skeleton is the skeleton of UTS 39. That of an address is folded once more,
// since 0 looks like a capital O only.
func (i Item) Skeleton() string {
	if i.isEmail() {
		return engine.LowerASCII(skeleton(engine.LowerASCII(i.Text)))
	}
	return skeleton(i.Text)
}

// skeleton maps characters that look alike to one of them, as UTS 39 does:
// decomposed, mapped, decomposed again.
func skeleton(s string) string {
	table := confusables()
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if to, ok := table[r]; ok {
			b.WriteString(to)
		} else if to := compatible(r); to != "" {
			b.WriteString(to)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFD.String(b.String())
}

// compatible maps fullwidth and mathematical letters to plain ones, and these
// on where they are confused themselves.
func compatible(r rune) string {
	if (r < 0xFF01 || r > 0xFF5E) && (r < 0x1D400 || r > 0x1D7FF) {
		return ""
	}
	return skeleton(norm.NFKD.String(string(r)))
}

// shortQuote quotes what somebody wrote, cut to a bearable length.
func shortQuote(s string) string {
	const limit = 80
	if len(s) > limit {
		return fmt.Sprintf("%q...", s[:limit])
	}
	return fmt.Sprintf("%q", s)
}

//go:embed confusables.txt
var confusablesText string

// confusables reads the table: a line has what characters are mapped to, then
// the characters. Those that a name in a European script is likely to be
// forged with are in it, of the some 6,000 that Unicode lists.
var confusables = sync.OnceValue(func() map[rune]string {
	table := map[rune]string{}
	for line := range strings.Lines(confusablesText) {
		line = strings.TrimSuffix(line, "\n")
		to, from, found := strings.Cut(line, "\t")
		if !found { // a comment
			continue
		}
		for _, r := range from {
			table[r] = to
		}
	}
	return table
})
