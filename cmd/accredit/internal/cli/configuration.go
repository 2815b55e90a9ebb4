package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"accredit/config"
	"accredit/config/diagnostic"
	"accredit/engine"
	"accredit/engine/render"
)

// dir is the configuration directory: the argument, --chdir, or here.
func (a *app) dir(args []string) (string, error) {
	switch {
	case len(args) > 0 && a.flags.chdir != "":
		return "", errUsage("give the directory once: as an argument or with --chdir")
	case len(args) > 0:
		return args[0], nil
	case a.flags.chdir != "":
		return a.flags.chdir, nil
	}
	return ".", nil
}

// load reads the configuration and prints what there is to say about it. Its
// mistakes end the command.
func (a *app) load(dir string) (*config.Result, error) {
	now, err := a.moment()
	if err != nil {
		return nil, err
	}
	return a.loadAt(dir, now)
}

// loadAt is load for another moment.
func (a *app) loadAt(dir string, now time.Time) (*config.Result, error) {
	options, err := a.optionsAt(now)
	if err != nil {
		return nil, err
	}
	return a.loadWith(dir, options)
}

// loadWith is load with more options.
func (a *app) loadWith(dir string, options config.Options) (*config.Result, error) {
	res, err := a.readWith(dir, options)
	if err != nil {
		return nil, err
	}
	return res, a.saidOf(dir, res)
}

// saidOf prints what there is to say about a configuration. Mistakes in it are
// an error.
func (a *app) saidOf(dir string, res *config.Result) error {
	if res.Diagnostics.HasErrors() && partOf(dir, res) {
		above := filepath.Join(dir, "..")
		return withHint(fmt.Errorf("%s has no agency block: it is a part of the configuration in %s", dir, above), "Run it there, or with --chdir %s.", above)
	}
	if err := a.sayDiagnostics(res); err != nil {
		return err
	}
	if res.Diagnostics.HasErrors() {
		return &mistakesErr{res}
	}
	return nil
}

// mistakesErr ends a command whose configuration has mistakes. They have been
// printed: there is nothing more to say.
type mistakesErr struct{ res *config.Result }

func (e *mistakesErr) Error() string { return "" }

func (e *mistakesErr) Unwrap() error { return exit(exitError) }

var agencyBlock = regexp.MustCompile(`(?m)^[ \t]*agency[ \t]*\{`)

// partOf reports whether a directory without an agency block is a folder of a
// configuration, whose agency block is in the directory above.
func partOf(dir string, res *config.Result) bool {
	for _, src := range res.Sources {
		if agencyBlock.Match(src) {
			return false
		}
	}
	return hasAgency(filepath.Join(dir, "..", "*.hcl"))
}

// hasAgency reports whether one of the files has an agency block.
func hasAgency(pattern string) bool {
	files, err := filepath.Glob(pattern)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(files, func(file string) bool {
		src, err := readRegular(file)
		return err == nil && agencyBlock.Match(src)
	})
}

// configOptions are how the command line wants a configuration to be read.
func (a *app) configOptions() (config.Options, error) {
	now, err := a.moment()
	if err != nil {
		return config.Options{}, err
	}
	return a.optionsAt(now)
}

func (a *app) optionsAt(now time.Time) (config.Options, error) {
	vars := map[string]string{}
	for _, v := range a.flags.vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return config.Options{}, errUsage("--var takes NAME=VALUE, not %q", v)
		}
		if _, twice := vars[name]; twice {
			return config.Options{}, errUsage("--var %s is given twice", name)
		}
		vars[name] = value
	}
	return config.Options{Now: now, Vars: vars}, nil
}

// read reads the configuration and says nothing.
func (a *app) read(dir string) (*config.Result, error) {
	now, err := a.moment()
	if err != nil {
		return nil, err
	}
	return a.readAt(dir, now)
}

// readAt reads the configuration as it counts at a moment.
func (a *app) readAt(dir string, now time.Time) (*config.Result, error) {
	options, err := a.optionsAt(now)
	if err != nil {
		return nil, err
	}
	return a.readWith(dir, options)
}

func (a *app) readWith(dir string, options config.Options) (*config.Result, error) {
	p := a.progress("Reading configuration")
	defer p.end()
	options.Progress, options.Compared = p.step, a.compares
	res, err := config.Load(dir, options)
	if err != nil {
		return nil, configError(dir, err)
	}
	if d := res.Desired; d != nil {
		a.log().Debug("Configuration", "digest", d.Digest, "clients", len(d.Clients), "people", len(d.People))
	}
	if a.records {
		boundGarbage(garbageWhileRecording)
	} else {
		boundGarbage(garbageWhilePlanning)
	}
	return res, nil
}

// largeHeap is the heap, in bytes, from which on what a phase left behind is
// freed before the next one: less is not worth the time.
const largeHeap = 128 << 20

// How much garbage may stand on a large heap, in percent of what is in use: a
// plan is made in two fifths less memory and half as much time again
// as without a bound. Recording it has to be quick: others wait for the state.
const (
	garbageWhilePlanning  = 10
	garbageWhileRecording = 50
)

// boundGarbage does so where the heap is large, and frees what there is.
// Otherwise the collector, which waits for the heap to double, would let the
// state grow on top of what reading the configuration left behind.
func boundGarbage(percent int) {
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.HeapAlloc > largeHeap {
		debug.SetGCPercent(percent)
		runtime.GC()
	}
}

func configError(dir string, err error) error {
	if files, walkErr := hclFiles(dir); walkErr != nil || len(files) == 0 {
		return withHint(err, "Give the configuration directory, or start one with %q.", "accredit init")
	}
	return err
}

// sayDiagnostics prints mistakes and warnings on standard error.
func (a *app) sayDiagnostics(res *config.Result) error {
	list := res.Diagnostics
	if a.flags.quiet {
		list = nil
		for _, d := range res.Diagnostics {
			if d.Severity == engine.Error {
				list = append(list, d)
			}
		}
	}
	return a.printDiagnostics(list, func(file string) []byte { return res.Sources[file] })
}

func (a *app) printDiagnostics(list config.Diagnostics, source func(string) []byte) error {
	if len(list) == 0 {
		return nil
	}
	p := diagnostic.Printer{Width: width(a.err), Color: a.color(a.err), Source: source, Escape: render.Terminal}
	if err := p.Print(a.err, list); err != nil {
		return err
	}
	errors := 0
	for _, d := range list {
		if d.Severity == engine.Error {
			errors++
		}
	}
	if errors > 1 {
		fmt.Fprintf(a.err, "%d errors.\n", errors)
	}
	return nil
}

// isFile reports whether the argument names a file rather than a directory: a
// saved plan, for apply and show.
func isFile(arg string) bool {
	info, err := os.Stat(arg)
	return err == nil && !info.IsDir()
}

// looksLikeFile reports whether an argument that does not exist was meant as a
// file.
func looksLikeFile(arg string) bool {
	_, err := os.Stat(arg)
	return os.IsNotExist(err) && filepath.Ext(arg) != ""
}

var errNotExist = fs.ErrNotExist
