// Command release makes what is published of this project: archives, packages,
// an image, lists of what is in them, and checksums, all from one tree and with
// the same bytes each time.
//
// It is a module of its own, so that what it needs stands in no program. It
// does not publish: nothing is sent anywhere.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	f := flag.NewFlagSet("release", flag.ContinueOnError)
	version := f.String("version", "", "the version, like v1.2.3 (required)")
	out := f.String("out", "dist", "the folder that is made, which must not hold anything")
	platforms := f.String("platforms", "", "only these, like linux/amd64,windows/arm64 (default: all)")
	base := f.String("base-url", "", "where the archives will lie; with it the formula and the manifest are written")
	beside := f.String("beside", "", "write only what stands beside the programs into this folder, for another tool")
	tree := f.String("tree", ".", "the checkout")
	if err := f.Parse(args); err != nil {
		return err
	}
	r, err := newRelease(*tree, *version, *platforms)
	if err != nil {
		return err
	}
	defer r.clean()
	if *beside != "" {
		return r.writeBeside(*beside)
	}
	r.baseURL = strings.TrimSuffix(*base, "/")
	if r.out, err = filepath.Abs(*out); err != nil {
		return err
	}
	return r.make()
}

// make makes everything.
func (r *release) make() error {
	if left, _ := os.ReadDir(r.out); len(left) > 0 {
		return fmt.Errorf("%s is not empty", r.out)
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	for _, step := range []func() error{r.collect, r.build, r.archives, r.packages, r.image, r.materials, r.manifests, r.checksums} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
