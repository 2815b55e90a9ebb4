package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"accredit/state"
)

// TestCutOff: an empty file is no state yet, unless what lies beside says that
// there was one. Then nothing is touched, and a backup can take its place.
func TestCutOff(t *testing.T) {
	hot := "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7\x00\x00\x00\x01abcd\x00\x00\x00"
	for name, c := range map[string]struct {
		content string
		refused bool
	}{
		"-journal": {hot + "\x17", true}, ".holder": {"{}", true}, ".backup-1": {"x", true}, ".backup-1.2": {"x", true}, ".replaced-12": {"x", true},
		".txt": {"x", false}, ".backup-of-ann": {"x", false}, ".new-1": {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "accredit.db")
			must(t, os.WriteFile(path, nil, 0o600))
			must(t, os.WriteFile(path+name, []byte(c.content), 0o600))
			for _, mode := range []Mode{ReadOnly, Create} {
				s, err := Open(t.Context(), path, Options{Mode: mode})
				want := state.ErrDamaged
				if !c.refused {
					want = map[Mode]error{ReadOnly: state.ErrNone}[mode]
				}
				if !errors.Is(err, want) {
					t.Errorf("mode %d: %v, want %v", mode, err, want)
				}
				if err == nil {
					must(t, s.Close())
				}
			}
			if string(bytesOf(t, path+name)) != c.content {
				t.Error("what lies beside was touched")
			}
			if !c.refused {
				return
			}
			if _, err := Restore(t.Context(), backup(t, smallHistory(t)), path, RestoreOptions{}); err != nil || wholeAt(t, path) != 6 {
				t.Errorf("restore: %v", err)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "accredit.db")
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, os.WriteFile(path+"-journal", []byte(hot+"\x00"), 0o600)) // of the very first transaction
	fill(t, path)
	must(t, os.Rename(path, path+".replaced-1")) // moved away on purpose
	fill(t, path)
}
