package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// part is something that programs are made of, with its licences: a module, the
// standard library, or a folder of this project that came from elsewhere.
type part struct {
	name     string
	licences map[string][]byte // by the path of the file, within the part
}

var licenceNames = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|unlicense|copyright)([-._].*)?$`)

// listed is what go list tells of a package.
type listed struct {
	Dir, ImportPath string
	Standard        bool
	Module          *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// parts finds what the programs are made of, on all platforms of a release, by
// name. A licence counts where it lies in the folder of a package that is built
// in, or above it.
func (r *release) parts() ([]part, error) {
	found := map[string]part{}
	for _, p := range allPlatforms {
		packages, err := r.listPackages(p)
		if err != nil {
			return nil, err
		}
		for _, pkg := range packages {
			name, root := pkg.belongsTo()
			if found[name].licences == nil {
				found[name] = part{name: name, licences: map[string][]byte{}}
			}
			if err := found[name].readLicences(pkg.Dir, root); err != nil {
				return nil, err
			}
		}
	}
	for name, p := range found {
		if name == r.module || strings.HasPrefix(name, r.module+"/") && len(p.licences) == 0 {
			delete(found, name) // the project itself has its licence beside
		}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b part) int { return cmp.Compare(a.name, b.name) }), nil
}

func (r *release) listPackages(p platform) ([]listed, error) {
	args := []string{"list", "-deps", "-json=Dir,ImportPath,Standard,Module"}
	for _, program := range r.programs {
		args = append(args, "./cmd/"+program)
	}
	out, err := r.command([]string{"CGO_ENABLED=0", "GOOS=" + p.os, "GOARCH=" + p.arch, "GOFLAGS=", "GOWORK=off"}, "go", args...)
	if err != nil {
		return nil, err
	}
	var list []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg listed
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		list = append(list, pkg)
	}
}

// belongsTo names the part that a package is of, and the highest folder where
// its licence can lie.
func (pkg *listed) belongsTo() (name, root string) {
	switch {
	case pkg.Standard:
		return "Go standard library", pkg.Dir[:len(pkg.Dir)-len(pkg.ImportPath)] + ".."
	case pkg.Module.Main: // a folder with a licence of its own came from elsewhere
		return pkg.ImportPath, pkg.Dir
	}
	return pkg.Module.Path + " " + pkg.Module.Version, pkg.Module.Dir
}

// readLicences reads the licences in a folder and above, as far as root.
func (p part) readLicences(dir, root string) error {
	root = filepath.Clean(root)
	for ; ; dir = filepath.Dir(dir) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if entry.IsDir() || !licenceNames.MatchString(entry.Name()) || strings.HasSuffix(entry.Name(), ".go") {
				continue
			}
			name, err := filepath.Rel(root, filepath.Join(dir, entry.Name()))
			if err != nil {
				return err
			}
			if p.licences[filepath.ToSlash(name)], err = os.ReadFile(filepath.Join(dir, entry.Name())); err != nil {
				return err
			}
		}
		if dir == root || len(dir) <= len(root) {
			return nil
		}
	}
}

// notices is the text of all licences.
func (r *release) notices() ([]byte, error) {
	parts, err := r.parts()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "The programs of %s are made of the following as well. The source of a module is\nat its path.\n\n", project)
	for _, p := range parts {
		if len(p.licences) == 0 {
			return nil, fmt.Errorf("%s has no licence", p.name)
		}
		fmt.Fprintf(&b, "  %s (%s)\n", p.name, strings.Join(p.kinds(), ", "))
	}
	for _, p := range parts {
		for _, name := range slices.Sorted(maps.Keys(p.licences)) {
			fmt.Fprintf(&b, "\n%s\n%s: %s\n%[1]s\n\n%s\n", strings.Repeat("=", 72), p.name, name, bytes.TrimSpace(p.licences[name]))
		}
	}
	return b.Bytes(), nil
}
