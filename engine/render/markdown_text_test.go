package render

import (
	"bytes"
	"html"
	"strings"
	"testing"
)

// TestMarkdownText is the paragraph about it on the page about formats.
func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"[x](y) *a* `b` _c_ #1 ~d~ e|f": "\\[x\\]\\(y\\) \\*a\\* \\`b\\` \\_c\\_ \\#\u200b1 \\~\u200bd\\~ e\\|f",
		"1. - + = ! {} $ ^ \\":          "1\\. \\- \\+ \\= \\! \\{\\} \\$ \\^ \\\\",
		"R & D <b>":                     "R &amp; D &lt;b&gt;",
		"a@b @ @":                       "a@\u200bb @\u200b @\u200b",
		"one\ntwo\r\nthree":             "one two\\\\u\\{d\\} three",
		"https://northwind.example":     "https\\:\u200b//northwind\\.example",
		"100%, 5%off, R&D":              "100%\u200b, 5%\u200boff, R&amp;\u200bD",
	} {
		if got := markdownText(in); got != want {
			t.Errorf("markdownText(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzMarkdownText: between other words, text from outside is a paragraph of
// text, shows what the terminal shows, and mentions nobody.
func FuzzMarkdownText(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, document := range []string{markdownText(s), "- " + markdownText(s), "a " + markdownText(s) + " b", "<b>" + markdownText(s) + "</b>"} {
			checkInert(t, []byte(document))
		}
		document := "a " + markdownText(s) + " b"
		if got := structure([]byte(document)); len(got) != 2 {
			t.Errorf("%q is no paragraph of text: %q", document, got)
		}
		want := strings.Join(strings.Fields("a "+Terminal(s)+" b"), " ")
		if got := strings.Join(strings.Fields(strings.ReplaceAll(shownText(t, []byte(document)), noRef, "")), " "); got != want {
			t.Errorf("%q is shown as %q", want, got)
		}
	})
}

// FuzzMarkdownHTML: in the summary of a section it adds no tag.
func FuzzMarkdownHTML(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		document := "<details><summary>" + markdownHTML(s) + "</summary>\n\ntext\n\n</details>\n"
		want := []string{"Document", " HTMLBlock[<details> <summary> </summary>]", " Paragraph", " HTMLBlock[</details>]"}
		if got := structure([]byte(document)); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%q is %q", document, got)
		}
		if strings.ContainsAny(markdownHTML(s), "<>\"\n") {
			t.Errorf("%q has a character that ends the text", markdownHTML(s))
		}
		checkInert(t, []byte(document))
	})
}

// FuzzMarkdownCode: a code span holds exactly what the terminal shows.
func FuzzMarkdownCode(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Add("`")
	f.Add("``` `` `")
	f.Add("  ")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		document := "a " + markdownCode(s) + " b"
		if got := strings.Join(structure([]byte(document)), "|"); got != "Document| Paragraph|  CodeSpan" {
			t.Errorf("%q is %s", document, got)
		}
		var page bytes.Buffer
		if err := markdown().Convert([]byte(document), &page); err != nil {
			t.Fatal(err)
		}
		_, shown, _ := strings.Cut(page.String(), "<code>")
		shown, _, _ = strings.Cut(shown, "</code>")
		if got := html.UnescapeString(shown); strings.TrimSpace(got) != strings.TrimSpace(Terminal(s)) {
			t.Errorf("%q is shown as %q", s, got)
		}
		fenced := "```diff\n+ a\n```\n"
		if got := markdownDiff("+ " + Terminal(s) + "\n"); len(structure([]byte(got+"\n"+fenced))) != 3 {
			t.Errorf("%q is not one block", got)
		}
	})
}
