package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"accredit/engine"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Comparison writes what changes between two configurations, which it calls
// from and to.
func (t Text) Comparison(w io.Writer, c *engine.Comparison, from, to string) error {
	v, p := newComparison(c, from, to, t.Verbose), newPage(w, t.Width, t.Color)
	p.print(row{text: fmt.Sprintf("accredit diff: agency %s, %s -> %s, as of %s",
		shorten(Terminal(c.Agency), p.width), v.from, v.to, c.AsOf.UTC().Format(time.RFC3339))})
	p.blank()
	for i := range c.Causes {
		p.print(row{text: "Cause: " + v.causeLine(&c.Causes[i])})
		t.differences(p, c.Causes[i].Permissions)
	}
	if len(c.Causes) > 0 {
		p.blank()
	}
	for _, s := range v.sections() {
		p.print(row{text: s.title, place: s.place})
		for _, r := range s.rows {
			t.difference(p, &r)
		}
		p.blank()
	}
	p.print(row{text: v.totals()})
	return p.Flush()
}

func (t Text) difference(p *page, r *differenceRow) {
	sign, color := symbol(r.sign)
	p.print(row{margin: stepMargin, mark: sign, color: color, text: r.text, place: r.place})
	if len(r.details) > 0 {
		p.print(row{margin: detailMargin, text: strings.Join(r.details, ", ")})
	}
	t.differences(p, r.permissions)
}

// differences writes a row a permission, and how many more there are.
func (t Text) differences(p *page, changes []engine.PermissionChange) {
	shown := changes
	if !t.Verbose && len(changes) > maxPermissionLines {
		shown = changes[:maxPermissionLines-1]
	}
	width := 0
	for i := range shown {
		width = max(width, len(Terminal(shown[i].Permission)))
	}
	for i := range shown {
		mark, color := differenceMark(&shown[i])
		p.print(row{margin: detailMargin, mark: mark, color: color, text: pad(Terminal(shown[i].Permission), width) + "   " + levelChange(&shown[i])})
	}
	if more := len(changes) - len(shown); more > 0 {
		p.print(row{margin: detailMargin, text: "... and " + count(more, "more permission")})
	}
}

func differenceMark(c *engine.PermissionChange) (string, text.Color) {
	switch {
	case c.Before == c.After:
	case isLowest(c.Before):
		return "+", text.FgGreen
	case isLowest(c.After):
		return "-", text.FgRed
	}
	return "~", text.FgYellow
}
