package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"accredit/engine/hubspot"
	"accredit/engine/ordinary"
)

// importFiles are the files of an import, by what they hold.
type importFiles struct {
	exports   []string // HubSpot's, CSV
	documents []string // accredit's own, JSON
}

func (f *importFiles) count() int { return len(f.exports) + len(f.documents) }

// listImportFiles takes files as they are given, and of directories every
// *.csv and *.json in the order of their names, except the file that lists the
// clients. What is no CSV by its name is JSON.
func listImportFiles(args []string, except string) (importFiles, error) {
	var files importFiles
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() {
			files.add(arg) // a missing file is reported where it is read
			continue
		}
		entries, err := os.ReadDir(arg)
		if err != nil {
			return files, err
		}
		before := files.count()
		for _, entry := range entries {
			name := entry.Name()
			path := filepath.Join(arg, name)
			if ext := strings.ToLower(filepath.Ext(name)); !strings.HasPrefix(name, ".") && (ext == ".csv" || ext == ".json") && !isSameFile(path, except) {
				files.add(path)
			}
		}
		if files.count() == before {
			return files, withHint(fmt.Errorf("there is no *.csv and no *.json in %s", arg), "Give the directory in which the exports are.")
		}
	}
	return files, nil
}

func (f *importFiles) add(path string) {
	if strings.EqualFold(filepath.Ext(path), ".csv") {
		f.exports = append(f.exports, path)
		return
	}
	f.documents = append(f.documents, path)
}

func isSameFile(path, other string) bool {
	if other == "" {
		return false
	}
	a, err := os.Stat(path)
	if err != nil {
		return false
	}
	b, err := os.Stat(other)
	return err == nil && os.SameFile(a, b)
}

// exportFile is a file on disk, as package hubspot reads it. Links and what is
// no ordinary file are refused.
func exportFile(path string) hubspot.File {
	return hubspot.File{Name: path, Open: func() (io.ReadCloser, error) {
		f, err := ordinary.Open(path, ordinary.Unbounded)
		if err != nil {
			return nil, unwrapPath(err)
		}
		return f, nil
	}}
}
