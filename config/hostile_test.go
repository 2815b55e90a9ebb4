package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// canary stands in files that must never be read, and never be shown.
const canary = "canary-3f9a"

// hostileTrees: what is put into a directory that has base.hcl, and what the
// refusal must name. Nothing may be read from outside, and nothing may wait.
var hostileTrees = []struct {
	name  string
	build func(t *testing.T, dir, outside string)
	says  string // part of the error or of a diagnostic
}{
	{"link as source", func(t *testing.T, dir, outside string) { symlink(t, outside, filepath.Join(dir, "x.hcl")) }, "x.hcl is a link"},
	{"link inside as source", func(t *testing.T, dir, _ string) {
		symlink(t, filepath.Join(dir, "base.hcl"), filepath.Join(dir, "x.hcl"))
	}, "x.hcl is a link"},
	{"dangling link as source", func(t *testing.T, dir, _ string) { symlink(t, "/nowhere/at/all", filepath.Join(dir, "x.hcl")) }, "x.hcl is a link"},
	{"link to a folder", func(t *testing.T, dir, outside string) {
		symlink(t, filepath.Dir(outside), filepath.Join(dir, "clients"))
	}, "clients is a link"},
	{"link as variables", func(t *testing.T, dir, outside string) { symlink(t, outside, filepath.Join(dir, "x.vars.hcl")) }, "x.vars.hcl is a link"},
	{"pipe as source", func(t *testing.T, dir, _ string) { pipe(t, filepath.Join(dir, "x.hcl")) }, "x.hcl is not a regular file"},
	{"pipe as data", func(t *testing.T, dir, _ string) { pipe(t, filepath.Join(dir, "x.csv")); use(t, dir, "x.csv") }, "x.csv is not a regular file"},
	{"link as data", func(t *testing.T, dir, outside string) {
		symlink(t, outside, filepath.Join(dir, "x.csv"))
		use(t, dir, "x.csv")
	}, "x.csv is a link"},
	{"folder of data is a link", func(t *testing.T, dir, outside string) {
		symlink(t, filepath.Dir(outside), filepath.Join(dir, "_data"))
		use(t, dir, "_data/secret.hcl")
	}, "_data is a link"},
	{"device as data", func(t *testing.T, dir, _ string) {
		symlink(t, "/dev/zero", filepath.Join(dir, "x.csv"))
		use(t, dir, "x.csv")
	}, "x.csv is a link"},
	{"absolute path", func(t *testing.T, dir, outside string) { use(t, dir, outside) }, "not a path inside"},
	{"path of the system", func(t *testing.T, dir, _ string) { use(t, dir, "/proc/self/environ") }, "not a path inside"},
	{"parent", func(t *testing.T, dir, _ string) { use(t, dir, "../outside/secret.hcl") }, "not a path inside"},
	{"parent in the middle", func(t *testing.T, dir, _ string) { use(t, dir, "sub/../../outside/secret.hcl") }, "not a path inside"},
	{"dot", func(t *testing.T, dir, _ string) { use(t, dir, "./base.hcl") }, "not a path inside"},
	{"backslash", func(t *testing.T, dir, _ string) { use(t, dir, `..\\outside\\secret.hcl`) }, "not a path inside"},
	{"empty path", func(t *testing.T, dir, _ string) { use(t, dir, "") }, "not a path inside"},
	{"folder as data", func(t *testing.T, dir, _ string) {
		if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil {
			t.Fatal(err)
		}
		use(t, dir, "sub")
	}, "sub is not a regular file"},
	{"data is not there", func(t *testing.T, dir, _ string) { use(t, dir, "none.csv") }, "no file \"none.csv\""},
}

func symlink(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Fatal(err)
	}
}

// use writes a file that reads data.
func use(t *testing.T, dir, name string) {
	t.Helper()
	write(t, dir, "main.hcl", "locals {\n  x = csvdecode(file(\""+name+"\"))\n}\n")
}

func TestHostilePaths(t *testing.T) {
	for _, test := range hostileTrees {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			parent := t.TempDir()
			dir, outside := filepath.Join(parent, "config"), filepath.Join(parent, "outside", "secret.hcl")
			write(t, parent, "outside/secret.hcl", "# "+canary+"\na,b\n"+canary+",2\n")
			write(t, dir, "base.hcl", strings.TrimPrefix(base, "-- base.hcl --\n"))
			test.build(t, dir, outside)
			said := loadAndPrint(t, dir)
			if !strings.Contains(said, test.says) {
				t.Errorf("want %q, got:\n%s", test.says, said)
			}
			if strings.Contains(said, canary) {
				t.Errorf("the canary sings:\n%s", said)
			}
		})
	}
}

// loadAndPrint loads a directory and gives everything that could be shown of
// it. A load that waits for a pipe ends with the test binary's own timeout.
func loadAndPrint(t *testing.T, dir string) string {
	t.Helper()
	r, err := Load(dir, Options{Now: today})
	if err != nil {
		return "error: " + err.Error()
	}
	said := printDiagnostics(r.Diagnostics)
	for _, src := range r.Sources {
		said += string(src)
	}
	if r.Desired != nil {
		said += "no mistakes"
	}
	return said
}

func TestReadFailures(t *testing.T) {
	empty, varsOnly, file := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "x")
	write(t, varsOnly, "x.vars.hcl", "a = 1\n")
	write(t, filepath.Dir(file), "x", "")
	for dir, want := range map[string]string{
		filepath.Join(empty, "none"): "no such directory", empty: "has no .hcl file", varsOnly: "has no .hcl file", file: "is not a directory",
	} {
		r, err := Load(dir, Options{Now: today})
		if r != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", dir, err, want)
		}
	}
	if os.Geteuid() == 0 {
		return // root may read everything
	}
	write(t, empty, "a.hcl", "")
	if err := os.Chmod(filepath.Join(empty, "a.hcl"), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(empty, Options{Now: today}); err == nil {
		t.Error("an unreadable file is no error")
	}
}

// The directory itself may be a link; other files in it may be anything.
func TestDirectoryMayBeALink(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "base.hcl", strings.TrimPrefix(base, "-- base.hcl --\n"))
	symlink(t, "/etc/passwd", filepath.Join(dir, "README.md"))
	pipe(t, filepath.Join(dir, "fifo"))
	name := filepath.Join(t.TempDir(), "link")
	symlink(t, dir, name)
	if said := loadAndPrint(t, name); said != "no mistakes" {
		t.Errorf("got:\n%s", said)
	}
}

// Deep and large configurations end with a diagnostic and in time.
func TestBombs(t *testing.T) {
	deep := func(n int, open, close string) string {
		return "locals {\n  x = " + strings.Repeat(open, n) + "1" + strings.Repeat(close, n) + "\n}\n"
	}
	var doubling strings.Builder
	doubling.WriteString("locals {\n  a0 = \"0123456789abcdef\"\n")
	for i := range 24 {
		doubling.WriteString("  a" + string(rune('a'+i)) + " = \"${local.a" + string(rune('a'+i-1)) + "}${local.a" + string(rune('a'+i-1)) + "}\"\n")
	}
	doubling.WriteString("}\n")
	for name, config := range map[string]string{
		"parentheses": deep(100_000, "(", ")"),
		"brackets":    deep(100_000, "[", "]"),
		"splats":      "locals {\n  x = a" + strings.Repeat("[*]", 100_000) + "\n}\n",
		"operators":   "locals {\n  x = 1" + strings.Repeat("+1", 200_000) + "\n}\n",
		"doubling":    strings.ReplaceAll(doubling.String(), "local.a`", "local.a0"),
		"too long":    strings.Repeat("# 0123456789\n", 50_000),
		"loops":       "locals {\n  x = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]\n}\n",
		"format":      "locals {\n  x = format(\"%200000000s\", \"x\")\n}\n",
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "main.hcl", config)
			write(t, dir, "base.hcl", strings.TrimPrefix(base, "-- base.hcl --\n"))
			if said := loadAndPrint(t, dir); !strings.HasPrefix(said, "error") {
				t.Errorf("got:\n%.300s", said)
			}
		})
	}
}
