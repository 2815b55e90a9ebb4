package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// What was told last is noted in a file: it holds no address and nothing of the
// report.

// noteFile stands beside the state, else in the configuration, and is named by
// what tells one report from another.
func noteFile(dir, state, kind string, parts []string) string {
	if !strings.Contains(state, "://") {
		dir = filepath.Dir(state)
	}
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%q\n", part)
	}
	return filepath.Join(dir, ".accredit", kind+hex.EncodeToString(h.Sum(nil)[:8])+".json")
}

// readNote reads what was told last; where there is no file, nothing was.
func readNote(file string, last any) error {
	if err := noteIsOurs(file); err != nil {
		return err
	}
	data, err := readRegular(file)
	if errors.Is(err, errNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, last); err != nil {
		return withHint(fmt.Errorf("%s does not say which report was sent last: %w", file, err), "Delete it, or name another file with --notify-last.")
	}
	return nil
}

// noteIsOurs refuses a note that a link would lead somewhere else: .accredit
// lies where others may write, such as in a repository under review.
func noteIsOurs(file string) error {
	if dir := filepath.Dir(file); filepath.Base(dir) == ".accredit" {
		if info, err := os.Lstat(dir); err == nil && !info.IsDir() {
			return withHint(fmt.Errorf("%s is no directory of its own", dir), "Remove it, or name another file with --notify-last.")
		}
	}
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return withHint(fmt.Errorf("%s is not a regular file", file), "Name another file with --notify-last.")
	}
	return nil
}

func writeNote(file string, last any) error {
	data, err := json.Marshal(last)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	if err := noteIsOurs(file); err != nil {
		return err
	}
	return writeWhole(file, append(data, '\n'), 0o600)
}
