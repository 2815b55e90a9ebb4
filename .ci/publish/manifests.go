package main

import (
	"io"
	"path/filepath"
	"text/template"
)

// manifestTemplates are what package managers of macOS and Windows read, by the
// template and the name of the file.
var manifestTemplates = [][2]string{{"homebrew.rb.tmpl", "accredit.rb"}, {"scoop.json.tmpl", "accredit.json"}}

// manifests fills the templates in. Without an address there is nothing that
// they could say.
func (r *release) manifests() error {
	if r.baseURL == "" {
		return nil
	}
	for _, m := range manifestTemplates {
		t, err := template.New(m[0]).Funcs(template.FuncMap{"list": func(words ...string) []string { return words }}).
			Option("missingkey=error").ParseFiles(filepath.Join(r.tree, "templates", m[0]))
		if err != nil {
			return err
		}
		data := map[string]any{"Version": r.version, "Programs": r.programs, "Archive": r.published}
		if err := r.create(m[1], func(w io.Writer) error { return t.Execute(w, data) }); err != nil {
			return err
		}
	}
	return nil
}

// publishedArchive is an archive as others fetch it.
type publishedArchive struct{ URL, SHA256, Folder string }

// published describes the archive of a platform.
func (r *release) published(os, arch string) (publishedArchive, error) {
	p := platform{os, arch}
	sum, err := sumOf(filepath.Join(r.out, r.archiveName(p)))
	return publishedArchive{r.baseURL + "/" + r.archiveName(p), sum, r.name(p)}, err
}
