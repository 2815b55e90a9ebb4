//go:build unix

// Command scale measures the built program as a whole process over books of
// many grants, each figure beside the floor below which it cannot go, and
// prints the result as Markdown: `make bench-scale`.
//
// It does not judge the figures, and looks at no output of the program but its
// exit code. Times differ from machine to machine: read the ratios.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"accredit/cmd/accredit/internal/book"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

type options struct {
	sizes   []int
	shapes  []book.Shape
	jobs    []string // empty: all
	runs    int
	dir     string // for the books
	keep    bool   // do not remove them in the end
	binary  string // empty: built
	perFile int

	accounts []int // connected ones to read; none: not measured
}

func run(ctx context.Context, args []string) error {
	if len(args) > 1 && args[0] == "floor" {
		return floor(ctx, args[1], args[2:])
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	o.keep = o.dir != ""
	if !o.keep {
		if o.dir, err = os.MkdirTemp("", "accredit-scale-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(o.dir) }() // a temporary folder: nothing to lose
	}
	if o.binary == "" {
		o.binary = filepath.Join(o.dir, "accredit")
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", o.binary, "accredit/cmd/accredit")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("build the program: %w", err)
		}
	}
	figures, err := o.measure(ctx)
	if err != nil {
		return err
	}
	seen, err := o.observe(ctx)
	if err != nil {
		return err
	}
	return report(os.Stdout, o, figures, seen)
}

func parse(args []string) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("scale", flag.ContinueOnError)
	sizes := f.String("sizes", "1000,10000,100000,1000000", "numbers of grants")
	shapes := f.String("shapes", "blocks,dense,csv", "how they are written down")
	jobs := f.String("jobs", "", "what to measure, by name (default: everything)")
	accounts := f.String("accounts", "100,1000,5000", "numbers of connected accounts to read; empty: none")
	f.IntVar(&o.runs, "runs", 3, "runs of each; the median counts")
	f.StringVar(&o.dir, "dir", "", "keep the books below this folder")
	f.StringVar(&o.binary, "binary", "", "measure this program in place of the one built from here")
	f.IntVar(&o.perFile, "per-file", 0, "clients in a file of HCL (default: 100)")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	for _, word := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("-sizes takes numbers, not %q", word)
		}
		o.sizes = append(o.sizes, n)
	}
	for _, word := range strings.Split(*shapes, ",") {
		if !slices.Contains(book.Shapes(), book.Shape(word)) {
			return nil, fmt.Errorf("-shapes takes %q, not %q", book.Shapes(), word)
		}
		o.shapes = append(o.shapes, book.Shape(word))
	}
	for _, word := range strings.FieldsFunc(*accounts, func(r rune) bool { return r == ',' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("-accounts takes numbers, not %q", word)
		}
		o.accounts = append(o.accounts, n)
	}
	if *jobs != "" {
		o.jobs = strings.Split(*jobs, ",")
	}
	return o, nil
}
