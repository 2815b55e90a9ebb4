package render

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"html/template"
	"io"
	"io/fs"
)

// The pages are self-contained files: nothing is loaded, nothing is sent.
//
//go:embed html
var htmlFiles embed.FS

// pagePolicy is the content security policy of every page, before the hashes
// of its own style and script: no request of any kind, no markup made from
// text by a script.
const pagePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// htmlPage is what the frame around every page needs. Data from outside only
// ever reaches a page through html/template, which escapes it by its place.
type htmlPage struct {
	Title  string
	Policy string // the embedded style and script, and nothing else
	Style  template.CSS
	Script template.JS
	Body   any
}

// writeHTML writes a page: the frame html/page.html with the body template
// html/NAME.html (it defines "body": header, main with the id "main", and
// footer), the style html/page.css and, where they are there, html/NAME.css
// after it and the script html/NAME.js. A body template has no style
// attributes and no event handlers: the policy blocks them. What comes from
// outside must be safe in Body already, or pass the template function safe.
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
	own, err := optionalFile("html/" + name + ".css")
	if err != nil {
		return err
	}
	script, err := optionalFile("html/" + name + ".js")
	if err != nil {
		return err
	}
	style = append(style, own...)
	page := htmlPage{Title: title, Style: template.CSS(style), Script: template.JS(script), Body: body}
	page.Policy = pagePolicy + "; style-src '" + sourceHash(style) + "'"
	if len(script) > 0 {
		page.Policy += "; script-src '" + sourceHash(script) + "'"
	}
	return t.Execute(w, page)
}

// optionalFile reads an embedded file; one that is not there is empty.
func optionalFile(path string) ([]byte, error) {
	data, err := htmlFiles.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// sourceHash is how a content security policy names a style or script.
func sourceHash(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
