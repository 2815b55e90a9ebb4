package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
)

// file is one file of an archive, a package or an image: a path with slashes
// and either its content or where it lies.
type file struct {
	path    string
	mode    os.FileMode
	content []byte
	source  string // in place of content
}

func (f file) read() ([]byte, error) {
	if f.source != "" {
		return os.ReadFile(f.source)
	}
	return f.content, nil
}

// noticesFile is the name of the licences of what the programs are made of.
const noticesFile = "THIRD_PARTY_NOTICES.txt"

// shells are those that the program writes completions for, and the file of
// each.
var shells = map[string]string{"bash": "accredit.bash", "zsh": "_accredit", "fish": "accredit.fish", "powershell": "accredit.ps1"}

// collect makes what stands beside the programs: completions, manual pages and
// licences.
func (r *release) collect() error {
	if err := r.buildOne(here, project); err != nil {
		return err
	}
	for shell, name := range shells {
		script, err := r.command(nil, r.built(here, project), "completion", shell)
		if err != nil {
			return err
		}
		r.add("completions/"+name, script)
	}
	if err := r.manPages(); err != nil {
		return err
	}
	for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md"} {
		content, err := os.ReadFile(filepath.Join(r.tree, name))
		if err != nil {
			return err
		}
		r.add(name, content)
	}
	notices, err := r.notices()
	if err != nil {
		return err
	}
	r.add(noticesFile, notices)
	slices.SortFunc(r.beside, func(a, b file) int { return cmp.Compare(a.path, b.path) })
	return nil
}

func (r *release) add(path string, content []byte) {
	r.beside = append(r.beside, file{path: path, mode: 0o644, content: content})
}

func (r *release) manPages() error {
	folder := filepath.Join(r.stage, "man")
	if _, err := r.command(nil, r.built(here, project), "man", folder); err != nil {
		return err
	}
	pages, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, page := range pages {
		content, err := os.ReadFile(filepath.Join(folder, page.Name()))
		if err != nil {
			return err
		}
		r.add("man/"+page.Name(), content)
	}
	return nil
}

// writeBeside writes the files beside the programs into a folder.
func (r *release) writeBeside(folder string) error {
	if err := r.collect(); err != nil {
		return err
	}
	for _, f := range r.beside {
		path := filepath.Join(folder, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.content, f.mode); err != nil {
			return err
		}
	}
	return nil
}

// packed is content as gzip has it, without a name or a time.
func packed(content []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}
