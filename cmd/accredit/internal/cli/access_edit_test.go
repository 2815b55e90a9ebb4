package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"accredit/config/edit"
)

// An edit that was found for another configuration than the one on disk is not
// written, or taken back: nobody proved what it means there.
func TestEditOfWhatChanged(t *testing.T) {
	for name, change := range map[string]struct{ file, text string }{
		"the file that is edited": {"riverbend.hcl", "# new\n"},
		"another file":            {"more.hcl", "team \"more\" {\n  members = [employee.sam]\n}\n"},
		"a mistake elsewhere":     {"more.hcl", "team \"more\" {\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS("../../../../examples/minimal")); err != nil {
				t.Fatal(err)
			}
			a := &app{streams: streams{out: io.Discard, err: io.Discard, env: func(string) string { return "" }}}
			a.flags.now, a.flags.quiet = "2026-11-21T09:00:00Z", true
			e, err := a.findEdit(dir, edit.TakeAccess, edit.Asked{Email: "sam@lighthouse.example", HubID: 48213075})
			if err != nil || len(e.change.Files) != 1 {
				t.Fatal(err)
			}
			path := filepath.Join(dir, change.file)
			was, _ := os.ReadFile(path)
			if err := os.WriteFile(path, append(was, change.text...), 0o644); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(filepath.Join(dir, "riverbend.hcl"))
			err = a.writeEdit(context.Background(), e)
			if exitCode(context.Background(), err) != exitStale {
				t.Errorf("got %v", err)
			}
			if after, _ := os.ReadFile(filepath.Join(dir, "riverbend.hcl")); string(after) != string(before) {
				t.Errorf("the file is now\n%s", after)
			}
		})
	}
}
