package render

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	rawhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// markdown reads Markdown as GitHub does: with tables, strikethrough, task
// lists and addresses that become links by themselves.
func markdown() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(rawhtml.WithUnsafe()))
}

var tag = regexp.MustCompile(`<!--.*?-->|</?[a-zA-Z][^<>]*>`)

// structure writes the parse tree without its text: a node a line, of HTML the
// tags alone.
func structure(source []byte) []string {
	var lines []string
	depth := 0
	_ = ast.Walk(markdown().Parser().Parse(text.NewReader(source)), func(n ast.Node, enter bool) (ast.WalkStatus, error) {
		if !enter {
			depth--
			return ast.WalkContinue, nil
		}
		line := strings.Repeat(" ", depth) + n.Kind().String()
		depth++
		switch n := n.(type) {
		case *ast.Text, *ast.String:
			return ast.WalkContinue, nil
		case *ast.HTMLBlock:
			line += fmt.Sprint(tag.FindAllString(string(n.Lines().Value(source)), -1))
		case *ast.RawHTML:
			line += string(n.Segments.Value(source))
		case *ast.FencedCodeBlock:
			line += fmt.Sprintf(" %s %d", n.Language(source), n.Lines().Len())
		}
		lines = append(lines, line)
		return ast.WalkContinue, nil
	})
	return lines
}

// checkInert fails for anything in the text that leads somewhere, and for
// anybody or anything that GitHub or GitLab would find mentioned in it.
func checkInert(t *testing.T, source []byte) {
	t.Helper()
	for _, line := range structure(source) {
		kind := strings.TrimSpace(line)
		for _, bad := range []string{"Link", "AutoLink", "Image", "LinkReferenceDefinition", "Emphasis", "Strikethrough", "TaskCheckBox", "Table", "Blockquote"} {
			if kind == bad && !ownEmphasis(kind, source) {
				t.Errorf("there is a %s:\n%.2000s", bad, source)
			}
		}
	}
	for _, found := range mention.FindAllString(shownText(t, source), -1) {
		t.Errorf("%q is mentioned", found)
	}
}

// ownEmphasis: the totals and what was left out are bold.
func ownEmphasis(kind string, source []byte) bool {
	return kind == "Emphasis" && bytes.Count(source, []byte("**")) <= 4
}

var (
	mention = regexp.MustCompile(`@[^\x{200b}]|[@#!~%&$^][\pL\pN"@]|://\S`)
	codes   = regexp.MustCompile(`(?s)<pre>.*?</pre>|<code>.*?</code>`)
)

// shownText is what a reader sees of the document, code left out.
func shownText(t *testing.T, source []byte) string {
	t.Helper()
	var page bytes.Buffer
	if err := markdown().Convert(source, &page); err != nil {
		t.Fatal(err)
	}
	return html.UnescapeString(tag.ReplaceAllString(codes.ReplaceAllString(page.String(), ""), ""))
}
