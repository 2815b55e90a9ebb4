package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// mayHoldKeys refuses a file in a git work tree, from where accredit takes no keys,
// and one that may hold keys of real accounts: they would be lost.
func mayHoldKeys(path string) error {
	if err := holdsOnlyFakeKeys(path); err != nil {
		return err
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return err
	}
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return fmt.Errorf("%s lies in the git work tree %s, from where accredit takes no keys: name a file elsewhere", path, dir)
		}
		above := filepath.Dir(dir)
		if above == dir {
			return nil
		}
		dir = above
	}
}

// holdsOnlyFakeKeys refuses a file that has something else than keys that this
// program made up.
func holdsOnlyFakeKeys(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	keys := map[string]string{}
	if json.Unmarshal(text, &keys) != nil {
		return fmt.Errorf("%s is there and holds something else than keys: name another file", path)
	}
	for _, key := range keys {
		if !strings.HasPrefix(key, "pat-fake-") {
			return fmt.Errorf("%s is there and holds keys that fakehub did not make: name another file", path)
		}
	}
	return nil
}
