package main

import (
	"fmt"
	"path/filepath"
	"runtime"
)

// build builds every program for every platform into the temporary folder.
func (r *release) build() error {
	for _, p := range r.platforms {
		for _, program := range r.programs {
			if err := r.buildOne(p, program); err != nil {
				return err
			}
		}
	}
	return nil
}

// buildOne builds a program. What the build says of itself is given, and not
// looked up in git, which would add the tags that a checkout happens to have.
func (r *release) buildOne(p platform, program string) error {
	about := r.module + "/cmd/accredit/internal/cli"
	flags := fmt.Sprintf("-s -w -X %s.programVersion=%s -X %s.commit=%s", about, r.version, about, r.commit)
	_, err := r.command([]string{"CGO_ENABLED=0", "GOOS=" + p.os, "GOARCH=" + p.arch, "GOFLAGS=", "GOWORK=off", "GOAMD64=", "GOARM64="},
		"go", "build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", r.built(p, program), "./cmd/"+program)
	return err
}

// built is where a built program lies.
func (r *release) built(p platform, program string) string {
	return filepath.Join(r.stage, p.os+"_"+p.arch, p.executable(program))
}

// here is the platform that this runs on.
var here = platform{runtime.GOOS, runtime.GOARCH}
