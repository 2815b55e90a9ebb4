package config

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"accredit/config/diagnostic"
	"accredit/config/internal/expression"
	"accredit/config/internal/guard"
	"accredit/engine"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Options say how a configuration is to be read.
type Options struct {
	Now      time.Time             // the day it is resolved for
	Vars     map[string]string     // values of --var, by variable
	Progress func(done, total int) // files parsed; may be nil
	Compared bool                  // fill what only comparing two configurations needs: DesiredClient.Schedule, Policy.Definition

	// Instead are files read in place of those of the directory, or beside
	// them: an edit that is to be looked at before it is written.
	Instead []File

	// Cache, where it is not nil, lets a subset be read: see Result.Subset.
	// Recheck are hub ids, sorted, of clients that have to be in it whatever the
	// files say: what is recorded of them changed. Joined are the e-mails of
	// people who have been recorded since: a subset has to declare them.
	Cache   *Cache
	Recheck []int64
	Joined  []string

	// Reading, where it is not nil, is told which clients are in the subset
	// before they are resolved, so that their state can be read meanwhile; and
	// told nil where everything is read after all.
	Reading func(hubIDs []int64)
}

// File is a file as it is read or to be written: its name is relative to the
// directory, with slashes.
type File struct {
	Name    string
	Content []byte
}

// Result is what a configuration says.
type Result struct {
	Desired     *engine.Desired   // nil when Diagnostics has errors
	Diagnostics Diagnostics       // all mistakes and warnings of all files, sorted
	Sources     map[string][]byte // text of the files that Diagnostics speak of
	Subset      *Subset           // not nil: Desired has only these clients, and only people whom they need
	ForgeIDs    []ForgeID         // who is who in a forge, by forge and id; only of active people
	Notes       *Notes            // what to keep in the cache; nil: nothing

	sets      map[string]*permissionSet
	catalogue *engine.Catalogue
}

// Load reads the configuration in a directory and resolves it for the day of
// o.Now. Mistakes in it are diagnostics of the result; the error is only for a
// failure to read: no such directory, no .hcl file, a file that cannot be
// opened, a link, anything that is not a regular file.
func Load(dir string, o Options) (*Result, error) {
	t, err := openTree(dir)
	if err != nil {
		return nil, err
	}
	defer t.close()
	for _, f := range o.Instead {
		t.instead[f.Name] = f.Content
	}
	names, err := t.list()
	if err != nil {
		return nil, err
	}
	if desired, subset, l := loadSubset(t, o, names); desired != nil {
		notes := l.notes(desired)
		result, err := l.finish(desired)
		if err == nil {
			result.Subset, result.Notes = subset, notes
		}
		return result, err
	}
	l := newLoader(t, o)
	l.uses.on = o.Cache != nil
	l.declareBuiltins()
	if err := l.parse(names); err != nil {
		return nil, err
	}
	desired := l.resolve()
	notes := l.notes(desired)
	result, err := l.finish(desired)
	if err == nil {
		result.Notes = notes
	}
	return result, err
}

func newLoader(t *tree, o Options) *loader {
	return &loader{options: o, tree: t, sources: map[int32][]byte{}, lines: map[int32]*lineIndex{}, data: map[string]*dataFile{}, functionNames: expression.FunctionNames()}
}

// sourceFile is one .hcl file that was read.
type sourceFile struct {
	name string
	hash [sha256.Size]byte
}

// loader carries one run of Load. After parsing it is used by one goroutine.
type loader struct {
	options       Options
	tree          *tree
	files         []sourceFile // configuration first, then variables; spans count in it
	sources       map[int32][]byte
	lines         map[int32]*lineIndex
	changed       error // a file was not the same when it was read again
	registry      registry
	forgeIDs      []ForgeID
	functionNames []string
	diags         Diagnostics

	dataMu            sync.Mutex
	data              map[string]*dataFile // targets of file()
	dataClosed        bool
	policiesReadFiles bool
	fileNames         map[string]int32

	unread   *words           // of the files that could not be read whole; made when first asked for
	reading  *client          // whose blocks are read
	crossed  bool             // something but the client itself asked about a client
	alike    bool             // people were warned of who look alike
	reaching [][]*accessBlock // access blocks outside the clients that reach each client
	uses     uses
	subset   *subset // not nil: clients that are unchanged are left alone
	adviser
	evaluator
	world
}

// parse reads and parses all files, on all cores, and enters their blocks in
// the order of their names.
func (l *loader) parse(names listing) error {
	for _, name := range slices.Concat(names.sources, names.variables) {
		l.files = append(l.files, sourceFile{name: name})
	}
	parsed := make([]parsedFile, len(l.files))
	l.parseAll(parsed, len(names.sources))
	for i := range parsed {
		if parsed[i].err != nil {
			return parsed[i].err
		}
	}
	for i := range parsed {
		p := &parsed[i]
		l.diags = append(l.diags, p.diags...)
		if p.broken {
			l.registry.unread = append(l.registry.unread, int32(i))
		}
		for _, b := range p.blocks {
			l.add(b)
		}
		l.assignments = append(l.assignments, p.assignments...)
		*p = parsedFile{}
	}
	l.sayStray(names.stray)
	return nil
}

// sayStray warns of variables files that are not read.
func (l *loader) sayStray(names []string) {
	for _, name := range names {
		l.diags = append(l.diags, Diagnostic{
			Severity: engine.Warning, Summary: "Variables file is not read",
			Detail:  "Values of variables are read from *.vars.hcl files at the top of the directory only.",
			Hint:    fmt.Sprintf("Move %s to the top of the directory.", name),
			Subject: Range{File: name, Line: 1, Column: 1, EndLine: 1, EndColumn: 1},
		})
	}
}

// parsedFile is what one file gave.
type parsedFile struct {
	blocks      []*block
	assignments []assignment
	diags       Diagnostics
	broken      bool
	left        bool // it was hashed, and need not be parsed
	err         error
}

// parseAll parses all files. The first sources files are configuration, the
// others give variables.
func (l *loader) parseAll(parsed []parsedFile, sources int) {
	l.eachFile(len(parsed), func(i int, w *worker) { parsed[i] = l.parseFile(int32(i), i >= sources, w) })
}

// eachFile shares the files out among the cores.
func (l *loader) eachFile(n int, do func(i int, w *worker)) {
	var mu sync.Mutex
	var next, finished int
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next - 1
	}
	tell := func() {
		mu.Lock()
		defer mu.Unlock()
		finished++
		if l.options.Progress != nil {
			l.options.Progress(finished, n)
		}
	}
	var group engine.Parallel
	for range min(runtime.GOMAXPROCS(0), n) {
		group.Go(func() {
			w := newWorker()
			for i := take(); i < n; i = take() {
				do(i, w)
				tell()
			}
		})
	}
	group.Wait()
}

// worker is what one goroutine keeps from file to file.
type worker struct {
	buffer  []byte // of the text of a file
	strings interner
	plain   *plainReader
}

func newWorker() *worker {
	strings := interner{}
	return &worker{strings: strings, plain: &plainReader{blockPacker: newBlockPacker(strings.bytes)}}
}

// parseFile reads one file and keeps what it says in compact form; its text
// and syntax tree are dropped.
func (l *loader) parseFile(file int32, variables bool, w *worker) (p parsedFile) {
	source := &l.files[file]
	src, err := l.tree.readInto(w.buffer, source.name, sourceLimit)
	if err != nil {
		p.err = fmt.Errorf("read configuration: %w", err)
		return p
	}
	w.buffer = src
	source.hash = sha256.Sum256(src)
	if p.left = l.subset != nil && !variables && l.subset.leaves(file); p.left {
		return p
	}
	if !variables && len(guard.CheckCharacters(source.name, src)) == 0 {
		if packed, ok := w.plain.read(src); ok {
			p.blocks, _ = unpackFile(file, packed) // just packed
			if l.options.Cache != nil {
				digestTexts(src, p.blocks)
			}
			return p
		}
	}
	src = slices.Clone(src) // the tree may hold on to it
	if p.diags = checkSource(source.name, src); p.diags.HasErrors() {
		p.broken = true
		return p
	}
	return l.parseTree(file, variables, src, w)
}

// parseTree reads a file by way of its syntax tree.
func (l *loader) parseTree(file int32, variables bool, src []byte, w *worker) (p parsedFile) {
	name := l.files[file].name
	// Offsets into the text stay as they are in the file, so that only what
	// was made of it loses its carriage returns.
	tree, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	p.broken = diags.HasErrors()
	p.diags = append(p.diags, diagnostic.FromHCL(diags)...)
	body, ok := tree.Body.(*hclsyntax.Body)
	if !ok {
		return p
	}
	if !p.broken {
		expression.EndLinesWithLF(body)
	}
	d := &decoder{file: file, name: name, broken: p.broken, strings: w.strings, known: l.functionNames, budget: &expression.Budget{}}
	if variables {
		p.assignments = d.assignments(body)
	} else {
		p.blocks = d.top(body)
		for i, b := range p.blocks {
			if b.schema == clientSchema {
				p.blocks[i] = w.plain.repack(file, b)
			}
		}
		if l.options.Cache != nil {
			digestTexts(src, p.blocks)
		}
	}
	p.diags = append(p.diags, d.diags...)
	return p
}

// finish sorts the diagnostics and fetches the sources that they speak of.
func (l *loader) finish(desired *engine.Desired) (*Result, error) {
	l.diags.Sort()
	l.diags = withoutRepetitions(l.diags)
	result := &Result{Diagnostics: l.diags, Sources: map[string][]byte{}, ForgeIDs: l.forgeIDs, sets: l.setsByName, catalogue: l.catalogue}
	if !l.diags.HasErrors() {
		result.Desired = desired
	}
	wanted := map[string]bool{}
	for _, d := range l.diags {
		wanted[d.Subject.File] = true
		for _, place := range d.Related {
			wanted[place.Range.File] = true
		}
	}
	for i, f := range l.files {
		if wanted[f.name] {
			result.Sources[f.name] = l.source(int32(i))
		}
	}
	l.closeData()
	return result, l.changed
}
