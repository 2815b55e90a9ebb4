package main

import (
	"fmt"
	"io"
)

// materialsTool lists what a program is made of, in the form of CycloneDX. It
// is run as the version says, and is no part of this module.
const materialsTool = "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0"

// materials writes the list of each program on each platform.
func (r *release) materials() error {
	for _, p := range r.platforms {
		for _, program := range r.programs {
			list, err := r.command([]string{"GOFLAGS="}, "go", "run", materialsTool,
				"bin", "-json", "-std", "-noserial", "-notimestamp", "-version", "v"+r.version, r.built(p, program))
			if err != nil {
				return err
			}
			name := fmt.Sprintf("%s_%s_%s_%s.cdx.json", program, r.version, p.os, p.arch)
			if err := r.create(name, func(w io.Writer) error { _, err := w.Write(list); return err }); err != nil {
				return err
			}
		}
	}
	return nil
}
