package ordinary

import (
	"os"
	"path/filepath"
	"testing"
)

// Mode 0666, which every file has here, does not say that others can use it.
func TestOpenToOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o666 || OpenToOthers(info) {
		t.Errorf("mode %04o, open to others: %v", info.Mode().Perm(), OpenToOthers(info))
	}
}
