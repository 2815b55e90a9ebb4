package cli

import (
	"fmt"
	"io"
	"os"

	"accredit/engine/hubspot"
	"accredit/engine/ordinary"
)

// importFiles are the files of an import, by what they hold.
type importFiles struct {
	exports   []string // HubSpot's, tables
	documents []string // accredit's own, JSON
	others    []string // in the same folders, and not looked at
}

func (f *importFiles) count() int { return len(f.exports) + len(f.documents) }

// listImportFiles takes files as they are given, and of directories every
// table and every document in the order of their names, except the file that
// lists the clients.
func listImportFiles(args []string, except string) (importFiles, error) {
	var files importFiles
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() {
			files.add(arg) // a missing file is reported where it is read
			continue
		}
		paths, others, err := inFolder(arg)
		if err != nil {
			return files, err
		}
		before := files.count()
		for _, path := range paths {
			if !isSameFile(path, except) {
				files.add(path)
			}
		}
		for _, path := range others {
			if !isSameFile(path, except) {
				files.others = append(files.others, path)
			}
		}
		if files.count() == before {
			return files, withHint(fmt.Errorf("there is no *.csv and no *.json in %s", arg), "Give the directory in which the exports are.")
		}
	}
	return files, nil
}

func (f *importFiles) add(path string) {
	if isJSONFile(path) {
		f.documents = append(f.documents, path)
		return
	}
	f.exports = append(f.exports, path)
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
