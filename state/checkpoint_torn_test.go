package state_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/state"
)

// TestTornCheckpoint cuts the last note off after every byte. What is left of
// it is told as that, and the next checkpoint takes its place: the file is then
// as if nothing had been cut. With the line ends of Windows, too.
func TestTornCheckpoint(t *testing.T) {
	s := newSigner(t, "one")
	path := filepath.Join(t.TempDir(), "checkpoints.txt")
	size := 0
	for i := range int64(3) {
		if added, err := state.AppendCheckpoint(path, checkpoint(i+1), s); err != nil || !added {
			t.Fatalf("%t, %v", added, err)
		}
		if i == 1 {
			size = len(read(t, path))
		}
	}
	all := read(t, path)
	for _, earlier := range [][]byte{nil, all[:size], bytes.ReplaceAll(all[:size], []byte("\n"), []byte("\r\n"))} {
		for cut := 1; cut < len(all)-size; cut++ {
			write(t, path, append(bytes.Clone(earlier), all[size:size+cut]...))
			list, problems, err := state.ReadCheckpoints(path, s.Verifier())
			isWhole := size+cut >= len(all)-1 // but for the empty line after it
			if err != nil || isWhole != (len(problems) == 0) || !isWhole && (len(problems) != 1 || problems[0].Where != "torn checkpoint") {
				t.Fatalf("cut at %d: %v, %v, %v", cut, list, problems, err)
			}
			if added, err := state.AppendCheckpoint(path, checkpoint(3), s); err != nil || added == isWhole {
				t.Fatalf("cut at %d: %t, %v", cut, added, err)
			}
			if got := read(t, path); !isWhole && !bytes.Equal(got, append(bytes.Clone(earlier), all[size:]...)) {
				t.Fatalf("cut at %d: %q", cut, got)
			}
		}
	}
	// The latest is noted already, before what is torn: that goes.
	write(t, path, append(bytes.Clone(all), "accredit checkpoint v1\nlin"...))
	if added, err := state.AppendCheckpoint(path, checkpoint(3), s); err != nil || added || !bytes.Equal(read(t, path), all) {
		t.Errorf("%t, %v, %q", added, err, read(t, path))
	}
}

// TestNotTorn: what was not left by writing a note is neither taken for that
// nor taken away.
func TestNotTorn(t *testing.T) {
	s := newSigner(t, "one")
	path := filepath.Join(t.TempDir(), "checkpoints.txt")
	if _, err := state.AppendCheckpoint(path, checkpoint(1), s); err != nil {
		t.Fatal(err)
	}
	good := string(read(t, path))
	unsigned, _, _ := strings.Cut(good, "— ")
	for name, text := range map[string]string{
		"another file":      "my notes\n",
		"more at the end":   good + "my notes",
		"a signature less":  unsigned + "and more\n",
		"no line between":   strings.Replace(good, "\n\n— ", "\n— ", 1),
		"edited":            strings.Replace(good, "serial 1", "serial x", 1),
		"torn in the midst": "accredit checkpoint v1\nlineage x\n" + good,
	} {
		write(t, path, []byte(text))
		if added, err := state.AppendCheckpoint(path, checkpoint(2), s); err == nil || added {
			t.Errorf("%s: added", name)
		}
		if string(read(t, path)) != text {
			t.Errorf("%s: touched", name)
		}
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
