package cli

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
)

// noKeys is I7: nothing of a key stands in what was written anywhere, and in requests
// in no other place than its header.
func (v *invariants) noKeys() {
	v.t.Helper()
	for _, text := range v.outputs {
		if part := keyIn(text); part != "" {
			v.t.Errorf("I7: %q was written, of a key, by accredit %s", part, text)
		}
	}
	err := filepath.WalkDir(v.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if part := keyIn(string(text)); part != "" {
			v.t.Errorf("I7: %s holds %q, of a key", filepath.Base(path), part)
		}
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	if v.hub == nil {
		return
	}
	for _, e := range v.log() {
		if e.KeyLeaked != "" {
			v.t.Errorf("I7: request %d has a key in its %s", e.N, e.KeyLeaked)
		}
	}
}

// keyIn returns a part of an office's keys that stands in a text, as it is or as it
// is written elsewhere. Every ten bytes of a key are a part of it: but for the hub id
// all keys of offices are the same.
func keyIn(text string) string {
	const long = 10
	key := officeKey(0)
	before, after, _ := strings.Cut(key, "0")
	for _, part := range []string{before, after} {
		for i := 0; i+long <= len(part); i++ {
			if strings.Contains(text, part[i:i+long]) {
				return part[i : i+long]
			}
		}
		for from := range 3 { // as base64 cuts it
			coded := base64.StdEncoding.EncodeToString([]byte(part[from:]))
			if strings.Contains(text, coded[:len(coded)/4*4-4]) {
				return "base64 of " + part
			}
		}
		if strings.Contains(text, hex.EncodeToString([]byte(part[:long]))) {
			return "hexadecimals of " + part
		}
	}
	return ""
}
