package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// programs are what is published, each with a folder below cmd. This is the one
// list of them; a program whose folder is not there is left out.
var programs = []string{"accredit", "fakehub"}

// project names the files.
const project = "accredit"

// platform is an operating system and an architecture, as Go names them.
type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "/" + p.arch }

// executable is the name of a program's file there.
func (p platform) executable(program string) string {
	if p.os == "windows" {
		return program + ".exe"
	}
	return program
}

// allPlatforms is what a release is made for.
var allPlatforms = []platform{
	{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"},
}

// release is one version while it is made.
type release struct {
	tree, out string
	stage     string // a temporary folder
	module    string
	version   string // without the v
	commit    string
	date      time.Time // that every file has
	programs  []string
	platforms []platform
	baseURL   string

	beside []file // what stands beside the programs
}

var versions = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$`)

func newRelease(tree, version, only string) (*release, error) {
	if !versions.MatchString(version) {
		return nil, fmt.Errorf("the version %q is not like v1.2.3 or v1.2.3-rc.1", version)
	}
	tree, err := filepath.Abs(tree)
	if err != nil {
		return nil, err
	}
	r := &release{tree: tree, version: version[1:]}
	if r.platforms, err = choose(only); err != nil {
		return nil, err
	}
	for _, name := range programs {
		if _, err := os.Stat(filepath.Join(tree, "cmd", name)); err == nil {
			r.programs = append(r.programs, name)
		}
	}
	if r.module, err = r.output("go", "list", "-m"); err != nil {
		return nil, err
	}
	if r.commit, err = r.headCommit(); err != nil {
		return nil, err
	}
	if r.date, err = r.headDate(); err != nil {
		return nil, err
	}
	r.stage, err = os.MkdirTemp("", "release-")
	return r, err
}

func (r *release) clean() { _ = os.RemoveAll(r.stage) } // temporary: nothing to lose

// choose gives the platforms of a list, in the order in which a release has
// them.
func choose(only string) ([]platform, error) {
	if only == "" {
		return allPlatforms, nil
	}
	wanted := strings.Split(only, ",")
	var chosen []platform
	for _, p := range allPlatforms {
		if i := slices.Index(wanted, p.String()); i >= 0 {
			chosen, wanted = append(chosen, p), slices.Delete(wanted, i, i+1)
		}
	}
	if len(wanted) > 0 {
		return nil, fmt.Errorf("no release is made for %s", strings.Join(wanted, ", "))
	}
	return chosen, nil
}

// headCommit is the commit of the tree, with a mark where the tree is not as
// committed.
func (r *release) headCommit() (string, error) {
	commit, err := r.output("git", "rev-parse", "HEAD")
	if err != nil {
		return "", fmt.Errorf("the tree is no git checkout: %w", err)
	}
	changed, err := r.output("git", "status", "--porcelain", "--untracked-files=no")
	if changed != "" {
		commit += "-dirty"
	}
	return commit, err
}

// headDate is SOURCE_DATE_EPOCH, or when the commit was made.
func (r *release) headDate() (time.Time, error) {
	said := os.Getenv("SOURCE_DATE_EPOCH")
	if said == "" {
		var err error
		if said, err = r.output("git", "log", "-1", "--format=%ct"); err != nil {
			return time.Time{}, err
		}
	}
	seconds, err := strconv.ParseInt(said, 10, 64)
	return time.Unix(seconds, 0).UTC(), err
}

// output runs a command in the tree.
func (r *release) output(name string, args ...string) (string, error) {
	out, err := r.command(nil, name, args...)
	return strings.TrimSpace(string(out)), err
}

// command runs a command in the tree with variables added to the environment.
func (r *release) command(env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = r.tree, append(os.Environ(), env...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), err), errors.New(strings.TrimSpace(said.String())))
	}
	return out, nil
}
