package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func newTest(t *testing.T) *release {
	t.Helper()
	r, err := newRelease("../..", "v0.0.0-test", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.clean)
	return r
}

// allowedKinds are licences under which a part may be built in.
var allowedKinds = []string{"Apache-2.0", "MPL-2.0", "BSD-3-Clause", "BSD-2-Clause", "MIT", "ISC", "Unlicense", "blessing"}

// Every module that is built in has a licence that is known and allowed, and
// stands in the notices.
func TestNotices(t *testing.T) {
	r := newTest(t)
	parts, err := r.parts()
	if err != nil {
		t.Fatal(err)
	}
	notices, err := r.notices()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		kinds := p.kinds()
		if len(kinds) == 0 {
			t.Errorf("%s: no licence is known in %d files", p.name, len(p.licences))
		}
		for _, kind := range kinds {
			if !slices.Contains(allowedKinds, kind) {
				t.Errorf("%s: %s may not be built in", p.name, kind)
			}
		}
		if !bytes.Contains(notices, []byte("\n"+p.name+": ")) {
			t.Errorf("%s does not stand in the notices", p.name)
		}
	}
	for _, p := range allPlatforms {
		packages, err := r.listPackages(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, pkg := range packages {
			if pkg.Module == nil || pkg.Module.Main {
				continue
			}
			if name := pkg.Module.Path + " " + pkg.Module.Version; !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
				t.Errorf("%s: %s does not stand in the notices", p, name)
			}
		}
	}
	for _, name := range []string{"Go standard library", "/engine/publicmail", "github.com/hashicorp/hcl/v2 "} {
		if !slices.ContainsFunc(parts, func(p part) bool { return strings.Contains(p.name, name) }) {
			t.Errorf("%s does not stand in the notices", name)
		}
	}
}

func TestKindOf(t *testing.T) {
	for text, want := range map[string]string{
		"Apache License\n   Version 2.0, January 2004": "Apache-2.0",
		"Mozilla Public License, version 2.0":          "MPL-2.0",
		"All rights are reserved.":                     "",
	} {
		if got := kindOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestVersions(t *testing.T) {
	for _, bad := range []string{"", "1.2.3", "v1.2", "v1.2.3; rm", "v1.2.3-", "v1.2.3+build"} {
		if _, err := newRelease("../..", bad, ""); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestChoose(t *testing.T) {
	got, err := choose("windows/amd64,linux/arm64")
	if want := []platform{{"linux", "arm64"}, {"windows", "amd64"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	if got, err := choose("linux/amd64,plan9/386"); err == nil || !strings.Contains(err.Error(), "plan9/386") {
		t.Errorf("%v, %v", got, err)
	}
}

// A file of an archive says nothing of who made it, or when.
func TestTarTellsNothing(t *testing.T) {
	date := time.Unix(1764000000, 0)
	var b bytes.Buffer
	if err := writeTar(&b, []file{{path: "tmp/", mode: 0o777 | os.ModeSticky | os.ModeDir}, {path: "a", mode: 0o644, content: []byte("x")}}, date); err != nil {
		t.Fatal(err)
	}
	modes := map[string]int64{"tmp/": 0o1777, "a": 0o644}
	for r := tar.NewReader(&b); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || h.Uname != "" || !h.ModTime.Equal(date) || h.Mode != modes[h.Name] {
			t.Errorf("%+v", h)
		}
		delete(modes, h.Name)
	}
	if len(modes) > 0 {
		t.Errorf("missing: %v", modes)
	}
}

// The image has what a program needs of a system, each folder before what is
// in it.
func TestImageFiles(t *testing.T) {
	r := newTest(t)
	r.add("LICENSE", []byte("x"))
	files, err := r.imageFiles(platform{"linux", "amd64"})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{"./": true}
	for _, f := range files {
		if dir := filepath.Dir(strings.TrimSuffix(f.path, "/")) + "/"; !seen[dir] {
			t.Errorf("%s stands before %s", f.path, dir)
		}
		seen[f.path] = true
	}
	for _, path := range []string{"usr/bin/accredit", rootsFile, "tmp/", "etc/passwd", "home/nobody/", "work/", "usr/share/doc/accredit/copyright"} {
		if !seen[path] {
			t.Errorf("%s is not there", path)
		}
	}
	if n := bytes.Count(roots(), []byte("BEGIN CERTIFICATE")); n < 50 {
		t.Errorf("%d roots", n)
	}
}

// The formula and the manifest name each archive by its sum.
func TestManifests(t *testing.T) {
	r := newTest(t)
	r.out, r.baseURL = t.TempDir(), "https://downloads.example/v0.0.0-test"
	for _, p := range allPlatforms {
		if err := os.WriteFile(filepath.Join(r.out, r.archiveName(p)), []byte(p.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.manifests(); err != nil {
		t.Fatal(err)
	}
	for name, systems := range map[string][]string{"accredit.rb": {"darwin", "linux"}, "accredit.json": {"windows"}} {
		text, err := os.ReadFile(filepath.Join(r.out, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range allPlatforms {
			archive, err := r.published(p.os, p.arch)
			if err != nil {
				t.Fatal(err)
			}
			if want := slices.Contains(systems, p.os); bytes.Contains(text, []byte(archive.SHA256)) != want || bytes.Contains(text, []byte(archive.URL)) != want {
				t.Errorf("%s has %s: %v\n%s", name, p, !want, text)
			}
		}
	}
}
