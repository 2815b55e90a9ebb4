package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/engine/ordinary"
)

// tableEndings are how the names of tables end, in small letters; every other
// ending but .json says nothing.
var tableEndings = []string{".csv", ".tsv"}

// inFolder lists the files in a folder that are looked at, and what else is
// there. Names that begin with a dot are left out, unless they end like a file
// that would be looked at.
func inFolder(folder string) (files, others []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		ending := strings.ToLower(filepath.Ext(e.Name()))
		hidden := strings.HasPrefix(e.Name(), ".")
		readable := ending == ".json" || slices.Contains(tableEndings, ending)
		switch {
		case readable && !hidden && !e.IsDir():
			files = append(files, path)
		case readable || !hidden:
			others = append(others, path)
		}
	}
	return files, others, nil
}

// isJSONFile looks at the name, else at the first character. What cannot be read
// counts as JSON.
func isJSONFile(path string) bool {
	switch ending := strings.ToLower(filepath.Ext(path)); {
	case ending == ".json":
		return true
	case slices.Contains(tableEndings, ending):
		return false
	}
	f, err := ordinary.Open(path, ordinary.Unbounded)
	if err != nil {
		return true // whoever reads it says why it cannot be read
	}
	defer f.Close() //nolint:errcheck // nothing was written
	start := make([]byte, 512)
	n, _ := io.ReadFull(f, start)
	return bytes.HasPrefix(bytes.TrimSpace(start[:n]), []byte("{"))
}

// notLookedAt says which files of folders were not looked at.
func notLookedAt(paths []string) string {
	return "not looked at: " + bounded(paths) + " (of a folder the files that end in .csv, .tsv or .json are read; save a workbook as CSV)"
}
