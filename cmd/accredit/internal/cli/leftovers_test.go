package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accredit/cmd/accredit/internal/gitfiles"
	"accredit/engine/enginetest/suite"
)

// Whoever ends the program after an interrupt waits until the files of a
// revision are removed, however many they are, written or being written.
func TestInterruptLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir := t.TempDir()
	git := func(stdin string, args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@northwind.example"}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git("", "init", "-q")
	blob := git("x", "hash-object", "-w", "--stdin")
	var lines strings.Builder
	for i := range suite.Sample(20_000, 2_000) {
		fmt.Fprintf(&lines, "100644 blob %s\tf%d.hcl\n", blob, i)
	}
	commit := git("", "commit-tree", "-m", "x", git(lines.String(), "mktree"))
	repository, err := gitfiles.Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	folders := func() []string {
		list, _ := filepath.Glob(filepath.Join(os.TempDir(), "accredit-revision-*"))
		return list
	}
	for _, whole := range []bool{true, false} {
		a := &app{left: &leftovers{}}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() {
			_, err := a.commitSide(ctx, repository, "x", commit)
			done <- err
		}()
		if whole {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		for len(folders()) == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
		a.left.gone(time.Hour)
		if left := folders(); len(left) > 0 {
			t.Fatalf("written %v: left is %q", whole, left)
		}
		if !whole {
			<-done
		}
	}
}
