package render

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// The pages without a script of their own fit a desk and a phone, say nothing
// on the console and run nothing that a name brings.
func TestPagesInBrowser(t *testing.T) {
	hostile := `<img src=x onerror="document.title='pwned'">`
	pages := map[string]func(w io.Writer, s string) error{
		"report": func(w io.Writer, s string) error { return ClientReportHTML(w, sampleReport(s)) },
		"drift":  func(w io.Writer, s string) error { return DriftHTML(w, hostileDrift(s)) },
	}
	b := startBrowser(t)
	for name, page := range pages {
		for i, s := range []string{"Acme Corporation of the Northern Hemisphere", hostile} {
			var text bytes.Buffer
			if err := page(&text, s); err != nil {
				t.Fatal(err)
			}
			for _, width := range widthsOf(i) {
				p := b.open(t, text.Bytes(), width)
				p.fits(t)
				p.quiet(t)
				if title := eval[string](t, p, "document.title"); title == "pwned" {
					t.Errorf("%s: a name ran", name)
				}
				p.keep(t, fmt.Sprintf("%s_%d", name, width))
			}
		}
	}
}
