package gitfiles

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

func git(t *testing.T, dir, stdin string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@northwind.example",
		"GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@northwind.example")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// repository makes one with files in a folder, committed.
func repository(t *testing.T, files map[string]string) (*Repository, string) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	dir := t.TempDir()
	git(t, dir, "", "init", "-q", "-b", "main")
	for name, text := range files {
		path := filepath.Join(dir, "cfg", name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "", "add", "-A")
	git(t, dir, "", "commit", "-q", "-m", "one")
	r, err := Open(context.Background(), filepath.Join(dir, "cfg"))
	if err != nil {
		t.Fatal(err)
	}
	return r, git(t, dir, "", "rev-parse", "HEAD")
}

func extract(t *testing.T, r *Repository, commit string) map[string]string {
	t.Helper()
	dir, err := r.Extract(context.Background(), commit)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	err = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		files[name] = e.Type().String()
		if e.Type().IsRegular() {
			text, err := os.ReadFile(path)
			files[name] = string(text)
			return err
		}
		target, err := os.Readlink(path)
		files[name] = "-> " + target
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Only what a configuration may read is written: sources, and data where some
// source could ask for it.
func TestExtract(t *testing.T) {
	r, commit := repository(t, map[string]string{"a.hcl": "x = 1\n", "clients/b.hcl": "y\r\n", "x.vars.hcl": "", "notes.md": "text", "book.csv": "a,b\n"})
	if got := extract(t, r, commit); len(got) != 3 || got["clients/b.hcl"] != "y\r\n" {
		t.Errorf("%q", got)
	}
	r, commit = repository(t, map[string]string{"a.hcl": "x = csvdecode(file(\"book.csv\"))\n", "book.csv": "a,b\n"})
	if got := extract(t, r, commit); got["book.csv"] != "a,b\n" {
		t.Errorf("%q", got)
	}
}

// A tree of a few bytes that names billions of files, or of folders without
// any, is refused at the bound. A sample is that of folders, which hold nothing
// that could be counted in their place.
func TestExtractTreeBomb(t *testing.T) {
	leaves := map[string]string{"files": "100644 blob %s\tf%d\n", "folders": "040000 tree %s\tf%d\n"}
	for _, kind := range suite.Sample([]string{"files", "folders"}, []string{"folders"}) {
		leaf := leaves[kind]
		r, _ := repository(t, map[string]string{"a.hcl": "x"})
		object := git(t, filepath.Join(r.top, "cfg"), "content", "hash-object", "-w", "--stdin")
		if kind == "folders" {
			object = git(t, filepath.Join(r.top, "cfg"), "", "mktree")
		}
		for range 10 {
			var lines strings.Builder
			for i := range 10 {
				fmt.Fprintf(&lines, leaf, object, i)
			}
			object, leaf = git(t, filepath.Join(r.top, "cfg"), lines.String(), "mktree"), "040000 tree %s\tf%d\n"
		}
		top := git(t, filepath.Join(r.top, "cfg"), "040000 tree "+object+"\tcfg\n", "mktree")
		dir, err := r.Extract(context.Background(), git(t, filepath.Join(r.top, "cfg"), "", "commit-tree", "-m", "x", top))
		if err == nil || !strings.Contains(err.Error(), "more than 200000 files and folders") || dir != "" {
			t.Errorf("%s: %q, %v", kind, dir, err)
		}
	}
}

// Where links lead is found by one git, up to a bound, and as in a work tree.
func TestExtractLinks(t *testing.T) {
	r, _ := repository(t, map[string]string{"a.hcl": "x"})
	link := func(target string) string {
		return git(t, filepath.Join(r.top, "cfg"), target, "hash-object", "-w", "--stdin")
	}
	outside, near := t.TempDir(), filepath.Join(r.top, "near")
	if err := errors.Join(os.Mkdir(near, 0o755), os.WriteFile(filepath.Join(outside, "f"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	commit := func(lines string) string {
		sub := git(t, filepath.Join(r.top, "cfg"), "100644 blob "+link("x")+"\tb.hcl\n", "mktree")
		tree := git(t, filepath.Join(r.top, "cfg"), lines+"040000 tree "+sub+"\tsub\n", "mktree")
		top := git(t, filepath.Join(r.top, "cfg"), "040000 tree "+tree+"\tcfg\n", "mktree")
		return git(t, filepath.Join(r.top, "cfg"), "", "commit-tree", "-m", "x", top)
	}
	targets := map[string]string{"absolute": outside, "file": outside + "/f", "over": "../../" + filepath.Base(r.top) + "/near",
		"chain": "absolute", "own": "sub", "up": "../cfg", "nowhere": "none", "ring": "ring", "a file": "sub/b.hcl", "_hidden": outside}
	want := map[string]bool{"absolute": true, "over": true, "chain": true, "own": true, "up": true}
	var lines strings.Builder
	for name, target := range targets {
		fmt.Fprintf(&lines, "120000 blob %s\t%s\n", link(target), name)
	}
	files := extract(t, r, commit(lines.String()))
	for name := range targets {
		if got := files[name] == "-> ."; got != want[name] {
			t.Errorf("%s -> %s is %q", name, targets[name], files[name])
		}
	}
	lines.Reset()
	sub := link("sub")
	for i := range linkCount + 1 {
		fmt.Fprintf(&lines, "120000 blob %s\tl%d\n", sub, i)
	}
	if _, err := r.Extract(context.Background(), commit(lines.String())); err == nil || !strings.Contains(err.Error(), "more than 1000 links") {
		t.Errorf("too many links: %v", err)
	}
}

// A revision is what its commit says: not what a reference, a graft or the
// environment puts in its place.
func TestNothingIsReplaced(t *testing.T) {
	r, first := repository(t, map[string]string{"a.hcl": "true"})
	blob := git(t, filepath.Join(r.top, "cfg"), "", "rev-parse", "HEAD:cfg/a.hcl")
	git(t, filepath.Join(r.top, "cfg"), "", "replace", blob, git(t, filepath.Join(r.top, "cfg"), "false", "hash-object", "-w", "--stdin"))
	git(t, filepath.Join(r.top, "cfg"), "", "commit", "-q", "--allow-empty", "-m", "two")
	second := git(t, filepath.Join(r.top, "cfg"), "", "rev-parse", "HEAD")
	graft := filepath.Join(r.top, ".git/info/grafts")
	if err := os.WriteFile(graft, []byte(second+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"GIT_OBJECT_DIRECTORY": t.TempDir(), "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.useReplaceRefs",
		"GIT_CONFIG_VALUE_0": "true", "GIT_REPLACE_REF_BASE": "refs/heads/", "GIT_INDEX_FILE": "/dev/null", "GIT_WORK_TREE": t.TempDir(),
		"GIT_NAMESPACE": "x", "GIT_GRAFT_FILE": graft, "GIT_CEILING_DIRECTORIES": r.top} {
		t.Setenv(name, value)
	}
	if got := extract(t, r, first); got["a.hcl"] != "true" {
		t.Errorf("%q", got)
	}
	if base, err := r.MergeBase(context.Background(), first, second); base != first {
		t.Errorf("they part from %q, %v", base, err)
	}
}

// A revision may name anything: nothing is written outside, no link leads
// anywhere.
func TestExtractHostileTrees(t *testing.T) {
	r, _ := repository(t, map[string]string{"a.hcl": "file"})
	blob := git(t, filepath.Join(r.top, "cfg"), "content", "hash-object", "-w", "--stdin")
	link := git(t, filepath.Join(r.top, "cfg"), "/etc", "hash-object", "-w", "--stdin")
	inside := git(t, filepath.Join(r.top, "cfg"), "sub", "hash-object", "-w", "--stdin")
	sub := git(t, filepath.Join(r.top, "cfg"), "100644 blob "+blob+"\tb.hcl\n", "mktree")
	commit := func(tree string) string {
		t.Helper()
		top := git(t, filepath.Join(r.top, "cfg"), "040000 tree "+tree+"\tcfg\n", "mktree")
		return git(t, filepath.Join(r.top, "cfg"), "", "commit-tree", "-m", "x", top)
	}
	module := "160000 commit " + git(t, filepath.Join(r.top, "cfg"), "", "rev-parse", "HEAD") + "\tmodule\n"
	if dir, err := r.Extract(context.Background(), commit(git(t, filepath.Join(r.top, "cfg"), module, "mktree", "--missing"))); err == nil || !strings.Contains(err.Error(), "cfg/module is a submodule") {
		t.Errorf("a submodule is written into %s: %v", dir, err)
	}
	files := extract(t, r, commit(git(t, filepath.Join(r.top, "cfg"), "120000 blob "+link+"\tout.hcl\n120000 blob "+inside+"\tinside\n120000 blob "+link+"\tpasswd\n040000 tree "+sub+"\tsub\n", "mktree")))
	want := map[string]string{"out.hcl": "-> a-link-of-another-revision", "inside": "-> .", "passwd": "-> .", "sub/b.hcl": "content"}
	for name, text := range want {
		if files[name] != text {
			t.Errorf("%s is %q, want %q", name, files[name], text)
		}
	}
	if len(files) != len(want) {
		t.Errorf("%q", files)
	}
	for _, name := range []string{"..", "a\\b"} {
		raw := fmt.Sprintf("100644 %s\x00%s", name, unhex(t, blob))
		tree := git(t, filepath.Join(r.top, "cfg"), raw, "hash-object", "-w", "-t", "tree", "--literally", "--stdin")
		if dir, err := r.Extract(context.Background(), commit(tree)); err == nil {
			t.Errorf("%q is written into %s", name, dir)
		}
	}
}

// A tree that names a file twice is read in different ways, and one that is not
// what its name says is not read.
func TestExtractForgedTrees(t *testing.T) {
	r, one := repository(t, map[string]string{"a.hcl": "one"})
	dir := filepath.Join(r.top, "cfg")
	first, second := git(t, dir, "", "rev-parse", "HEAD:cfg/a.hcl"), git(t, dir, "two", "hash-object", "-w", "--stdin")
	raw := fmt.Sprintf("100644 a.hcl\x00%s100644 a.hcl\x00%s", unhex(t, first), unhex(t, second))
	tree := git(t, dir, raw, "hash-object", "-w", "-t", "tree", "--literally", "--stdin")
	top := git(t, dir, "040000 tree "+tree+"\tcfg\n", "mktree")
	if got, err := r.Extract(context.Background(), git(t, dir, "", "commit-tree", "-m", "x", top)); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a file named twice is written into %s: %v", got, err)
	}
	objects := filepath.Join(r.top, ".git/objects")
	object := func(id string) string { return filepath.Join(objects, id[:2], id[2:]) }
	for _, other := range [][2]string{{git(t, dir, "", "rev-parse", one+":cfg"), tree}, {one, git(t, dir, "", "commit-tree", "-m", "x", top)}} {
		genuine, err := os.ReadFile(object(other[0]))
		if err != nil {
			t.Fatal(err)
		}
		forged, err := os.ReadFile(object(other[1]))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Remove(object(other[0])), os.WriteFile(object(other[0]), forged, 0o400)); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Extract(context.Background(), one); err == nil || !strings.Contains(err.Error(), "is damaged") {
			t.Errorf("a forged object is written into %s: %v", got, err)
		}
		if err := errors.Join(os.Remove(object(other[0])), os.WriteFile(object(other[0]), genuine, 0o400)); err != nil {
			t.Fatal(err)
		}
	}
	if got := extract(t, r, one); got["a.hcl"] != "one" {
		t.Errorf("%q", got)
	}
}

func unhex(t *testing.T, object string) string {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(object); i += 2 {
		var c byte
		if _, err := fmt.Sscanf(object[i:i+2], "%02x", &c); err != nil {
			t.Fatal(err)
		}
		b.WriteByte(c)
	}
	return b.String()
}

func TestExtractRefuses(t *testing.T) {
	r, commit := repository(t, map[string]string{"a.hcl": "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"})
	if _, err := r.Extract(context.Background(), commit); err == nil || !strings.Contains(err.Error(), "Git LFS") {
		t.Errorf("a pointer of Git LFS: %v", err)
	}
	for _, revision := range []string{"", "-x", "--output=x", "nowhere", "main:cfg", "main\x00"} {
		if got, err := r.Commit(context.Background(), revision); err == nil {
			t.Errorf("%q is %s", revision, got)
		}
	}
	if _, err := Open(context.Background(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "not in a git repository") {
		t.Errorf("no repository: %v", err)
	}
}

// What the environment says of another repository does not count, nor what a
// repository replaces or runs.
func TestGitIsOnItsOwn(t *testing.T) {
	r, commit := repository(t, map[string]string{"a.hcl": "true"})
	ran := filepath.Join(t.TempDir(), "ran")
	git(t, filepath.Join(r.top, "cfg"), "", "config", "core.fsmonitor", "touch "+ran+";")
	git(t, filepath.Join(r.top, "cfg"), "", "config", "remote.origin.url", "ext::touch "+ran)
	git(t, filepath.Join(r.top, "cfg"), "", "config", "remote.origin.promisor", "true")
	git(t, filepath.Join(r.top, "cfg"), "", "config", "core.repositoryFormatVersion", "1")
	git(t, filepath.Join(r.top, "cfg"), "", "config", "extensions.partialClone", "origin")
	git(t, filepath.Join(r.top, "cfg"), "", "config", "protocol.ext.allow", "always")
	t.Setenv("GIT_DIR", t.TempDir())
	t.Setenv("GIT_EXTERNAL_DIFF", "touch "+ran)
	if got := extract(t, r, commit); got["a.hcl"] != "true" {
		t.Errorf("%q", got)
	}
	// An object that is missing would be fetched, through a program.
	top := r.top
	_ = os.Unsetenv("GIT_DIR")
	blob := git(t, filepath.Join(r.top, "cfg"), "", "rev-parse", "HEAD:cfg/a.hcl")
	if err := os.Remove(filepath.Join(top, ".git/objects", blob[:2], blob[2:])); err != nil {
		t.Fatal(err)
	}
	if dir, err := r.Extract(context.Background(), commit); err == nil {
		t.Errorf("a missing object is written into %s", dir)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program of the repository ran")
	}
}

// An interrupt ends git, and whoever extracts is told where, to remove it.
func TestExtractInterrupted(t *testing.T) {
	r, commit := repository(t, map[string]string{"a.hcl": "true"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Extract(ctx, commit); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if _, err := Open(ctx, filepath.Join(r.top, "cfg")); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	// No error brings an exit code of git's along.
	var exit interface{ ExitCode() int }
	if _, err := r.list(context.Background(), strings.Repeat("a", 40)); err == nil || errors.As(err, &exit) {
		t.Errorf("the error is %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "accredit-revision-*"))
	if len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}
