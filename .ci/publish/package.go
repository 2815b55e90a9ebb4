package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // the formats that are made
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

// formats are the packages that are made of Linux, with the folder in which
// the completions of zsh lie.
var formats = []struct{ name, zsh string }{
	{"deb", "usr/share/zsh/vendor-completions"},
	{"rpm", "usr/share/zsh/site-functions"},
}

// packages writes deb and rpm for each architecture of Linux.
func (r *release) packages() error {
	for _, p := range r.platforms {
		if p.os != "linux" {
			continue
		}
		for _, format := range formats {
			contents, err := r.stagePackage(p, format.name, format.zsh)
			if err != nil {
				return err
			}
			if err := r.writePackage(p, format.name, contents); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *release) writePackage(p platform, format string, contents files.Contents) error {
	packager, err := nfpm.Get(format)
	if err != nil {
		return err
	}
	info := nfpm.WithDefaults(&nfpm.Info{
		Name: project, Arch: p.arch, Platform: p.os, Version: r.version, Section: "admin", Priority: "optional",
		Maintainer: "The accredit authors <maintainers@accredit.example>", License: "Apache-2.0", MTime: r.date,
		Description: "Who of your agency has which access in which client's HubSpot account, in git\n" +
			"accredit shows what a change would do, who can make it and in which order,\n" +
			"refuses what would lock somebody out or let somebody in, and records what was done.",
	})
	info.Contents = contents
	info.Recommends = []string{"git"}
	info.RPM.BuildHost = "localhost" // and not where it is built
	info.RPM.Summary = "Access in clients' HubSpot accounts, in git"
	if err := nfpm.PrepareForPackager(info, format); err != nil {
		return err
	}
	return r.create(packager.ConventionalFileName(info), func(w io.Writer) error { return packager.Package(info, w) })
}

// stagePackage lays out what a package installs.
func (r *release) stagePackage(p platform, format, zsh string) (files.Contents, error) {
	var contents files.Contents
	installed, err := r.installed(p, zsh)
	if err != nil {
		return nil, err
	}
	for _, f := range installed {
		source := f.source
		if source == "" {
			source = filepath.Join(r.stage, format+"_"+p.arch, filepath.FromSlash(f.path))
			if err := os.MkdirAll(filepath.Dir(source), 0o755); err != nil {
				return nil, err
			}
			if err := os.WriteFile(source, f.content, 0o600); err != nil {
				return nil, err
			}
		}
		contents = append(contents, &files.Content{
			Source: source, Destination: "/" + f.path,
			FileInfo: &files.ContentFileInfo{Owner: "root", Group: "root", Mode: f.mode, MTime: r.date},
		})
	}
	return contents, nil
}

// installed are the files of a package, by where they lie on the system.
func (r *release) installed(p platform, zsh string) ([]file, error) {
	var all []file
	for _, program := range r.programs {
		all = append(all, file{path: "usr/bin/" + program, mode: 0o755, source: r.built(p, program)})
	}
	for _, f := range r.beside {
		kind, name, _ := strings.Cut(f.path, "/")
		switch {
		case kind == "man":
			section := name[strings.LastIndex(name, ".")+1:]
			content, err := packed(f.content)
			if err != nil {
				return nil, err
			}
			f.path, f.content = fmt.Sprintf("usr/share/man/man%s/%s.gz", section, name), content
		case name == shells["bash"]:
			f.path = "usr/share/bash-completion/completions/" + project
		case name == shells["zsh"]:
			f.path = zsh + "/" + name
		case name == shells["fish"]:
			f.path = "usr/share/fish/vendor_completions.d/" + name
		case name == shells["powershell"]:
			continue // has no place of its own there
		case kind == "LICENSE":
			f.path = "usr/share/doc/" + project + "/copyright"
		default:
			f.path = "usr/share/doc/" + project + "/" + kind
		}
		all = append(all, f)
	}
	return all, nil
}
