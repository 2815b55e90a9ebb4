package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// otherState refuses the default place of a state where there is none but one
// lies beside, in a folder below or the one above: whoever stands in the wrong
// directory would make a second state, in which everything is new.
func otherState(dir, path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	entries, _ := os.ReadDir(dir) // no such directory: whoever reads the configuration says it
	var beside []string
	if !hasAgency(filepath.Join(dir, "*.hcl")) { // else it is a configuration of its own
		beside = append(beside, filepath.Join(dir, ".."))
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "_") { // as configuration is read
			beside = append(beside, filepath.Join(dir, e.Name()))
		}
	}
	for _, folder := range beside {
		if other := filepath.Join(folder, stateFile); isFile(other) {
			return withHint(fmt.Errorf("there is no state at %s, but there is one at %s", path, other),
				"Is that the one? Run there, with --chdir %s, or give --state %s. For a new one give --state %s.", folder, other, path)
		}
	}
	return nil
}
