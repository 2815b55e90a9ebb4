package render

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
)

// The pages are self-contained files: nothing is loaded, nothing is sent.
//
//go:embed html
var htmlFiles embed.FS

// htmlPage is what the frame around every page needs. Data from outside only
// ever reaches a page through html/template, which escapes it by its place.
type htmlPage struct {
	Title  string
	Policy string // the content security policy: the embedded style and script, and nothing else
	Style  template.CSS
	Script template.JS
	Body   any
}

// writeHTML writes a page: the frame html/page.html with the body template
// html/NAME.html, the style html/page.css, and, where there is one, the
// script html/NAME.js.
func writeHTML(w io.Writer, name, title string, body any) error {
	t, err := template.New("page.html").Funcs(template.FuncMap{"safe": Terminal}).
		ParseFS(htmlFiles, "html/page.html", "html/"+name+".html")
	if err != nil {
		return err
	}
	style, err := htmlFiles.ReadFile("html/page.css")
	if err != nil {
		return err
	}
	page := htmlPage{Title: title, Style: template.CSS(style), Body: body}
	page.Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '" + sourceHash(style) + "'"
	if script, err := htmlFiles.ReadFile("html/" + name + ".js"); err == nil {
		page.Script = template.JS(script)
		page.Policy += "; script-src '" + sourceHash(script) + "'"
	}
	return t.Execute(w, page)
}

// sourceHash is how a content security policy names a style or script.
func sourceHash(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
