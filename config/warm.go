package config

import (
	"crypto/sha256"
	"slices"

	"accredit/engine"
)

// Part says that a configuration was read in part: what is not, byte for
// byte, as it was when the cache was written, and what that needs.
type Part struct {
	// Clients are the hub ids that Desired speaks for, sorted: those that it
	// has, and those that were declared in the same files before.
	Clients []int64
	// Elsewhere counts the clients that are left out, which are settled.
	Elsewhere engine.Elsewhere
}

// warmer is a run that uses the cache.
type warmer struct {
	l      *loader
	m      *memory
	now    []int32 // number of a file now, by that in the memory; -1: gone
	before []int32 // the reverse; -1: new
	stale  []bool  // files of the memory in which a client has to be looked at again
	reread []bool  // files that were parsed
}

// mostStale is the share of the clients, one in so many, up to which reading
// a part of them is worth it.
const mostStale = 10

// loadPart reads a part of the configuration by means of the cache. False:
// everything has to be read, because something outside the clients changed,
// too much did, or there is a mistake to report.
func loadPart(t *tree, o Options, names listing) (*engine.Desired, *Part, *loader) {
	if !mayBePart(&o, names) {
		return nil, nil, nil
	}
	l := newLoader(t, o)
	w := &warmer{l: l, m: l.options.Cache.memory}
	l.warm = w
	if !w.matchFiles(names.sources) || !w.findStale() {
		return nil, nil, nil
	}
	parsed, ok := w.readFiles()
	if !ok {
		return nil, nil, nil
	}
	part := w.part()
	if len(part.Clients) > w.m.known.n/mostStale || part.Elsewhere.Grants == 0 || !w.declare(parsed) {
		return nil, nil, nil
	}
	desired := w.resolve()
	if l.doubt || l.diags.HasErrors() || !w.isApart() {
		return nil, nil, nil
	}
	for i := range desired.Clients {
		part.Clients = append(part.Clients, desired.Clients[i].HubID)
	}
	slices.Sort(part.Clients)
	part.Clients = slices.Compact(part.Clients)
	return desired, part, l
}

func mayBePart(o *Options, names listing) bool {
	return o.Cache != nil && o.Cache.memory != nil && !o.Compared && len(o.Vars)+len(o.Instead)+len(names.variables)+len(names.stray) == 0 &&
		engine.DateOf(o.Now) >= o.Cache.day
}

// matchFiles pairs the files with those in the memory. False: one outside the
// clients is gone. Both lists are sorted by name.
func (w *warmer) matchFiles(sources []string) bool {
	w.now, w.before = make([]int32, w.m.files.n), make([]int32, len(sources))
	w.l.files = make([]sourceFile, len(sources))
	at := 0
	for i, name := range sources {
		w.l.files[i].name, w.before[i] = name, -1
		for ; at < w.m.files.n; at++ {
			f := w.m.file(at)
			if f.name >= name {
				if f.name == name {
					w.now[at], w.before[i] = int32(i), int32(at)
					at++
				}
				break
			}
			if w.now[at] = -1; !f.clients {
				return false
			}
		}
	}
	for ; at < w.m.files.n; at++ {
		if w.now[at] = -1; !w.m.file(at).clients {
			return false
		}
	}
	return true
}

// findStale marks the files with clients that are not settled today. False: a
// client outside such a file is not, or there are too many.
func (w *warmer) findStale() bool {
	w.stale = make([]bool, w.m.files.n)
	today := engine.DateOf(w.l.options.Now)
	n := 0
	for i := range w.m.known.n {
		c := w.m.client(i)
		_, changed := slices.BinarySearch(w.l.options.Recheck, c.HubID)
		if !changed && today < c.until {
			continue
		}
		if n++; c.file >= len(w.stale) || n > w.m.known.n/mostStale {
			return false
		}
		w.stale[c.file] = true
	}
	for i, stale := range w.stale {
		if stale && !w.m.file(i).clients {
			return false
		}
	}
	return true
}

// readFiles reads and hashes every file and parses those that are new, not
// what they were, or stale. False: one outside the clients is not what it was.
func (w *warmer) readFiles() ([]parsedFile, bool) {
	parsed := make([]parsedFile, len(w.l.files))
	w.reread = make([]bool, len(w.l.files))
	w.l.eachFile(len(parsed), func(i int, own *worker) {
		parsed[i].broken = !w.readFile(int32(i), &parsed[i], own)
	})
	return parsed, !slices.ContainsFunc(parsed, func(p parsedFile) bool { return p.broken })
}

func (w *warmer) readFile(file int32, p *parsedFile, own *worker) bool {
	source := &w.l.files[file]
	src, err := w.l.tree.readInto(own.buffer, source.name, sourceLimit)
	if err != nil {
		return false // it is reported when everything is read
	}
	own.buffer = src
	source.hash = sha256.Sum256(src)
	if before := w.before[file]; before >= 0 {
		f := w.m.file(int(before))
		if same := f.hash == string(source.hash[:]); same && !w.stale[before] {
			return true
		} else if !f.clients {
			return same
		}
	}
	w.reread[file] = true
	if len(guardCharacters(source.name, src)) > 0 {
		return false
	}
	packed, plain := own.plain.read(src)
	if !plain {
		return false
	}
	p.blocks, _ = unpackFile(file, packed) // just packed
	return !slices.ContainsFunc(p.blocks, func(b *block) bool { return b.schema != clientSchema || b.arg("for_each") != nil })
}

// isElsewhere reports whether a client of the memory is left out.
func (w *warmer) isElsewhere(c *knownClient) bool {
	now := w.now[c.file]
	return now >= 0 && !w.reread[now]
}

// part counts the clients that are left out and lists the others.
func (w *warmer) part() *Part {
	p := &Part{}
	for i := range w.m.known.n {
		c := w.m.client(i)
		if w.isElsewhere(&c) {
			p.Elsewhere.Add(&c.Settled)
		} else {
			p.Clients = append(p.Clients, c.HubID)
		}
	}
	return p
}

// declare enters the clients that were read again, and all that they may need.
// False: a label is taken.
func (w *warmer) declare(parsed []parsedFile) bool {
	l := w.l
	l.declareBuiltins()
	for i := range w.m.rest.n {
		r := w.m.rest.record(i)
		if b := w.block(&r); b != nil {
			l.add(b)
		}
	}
	for i := range parsed {
		for _, b := range parsed[i].blocks {
			l.add(b)
			if at := w.m.labelled(b.label); at >= 0 {
				if c := w.m.client(at); w.isElsewhere(&c) {
					return false
				}
			}
		}
	}
	return !l.doubt && len(l.diags) == 0
}

// block reads a block with the number of its file before it.
func (w *warmer) block(r *shelfReader) *block {
	file := r.number()
	if file >= len(w.now) || w.now[file] < 0 {
		w.l.doubt = true
		return nil
	}
	b := r.block(w.now[file])
	w.l.doubt = w.l.doubt || b == nil
	return b
}

// isApart reports whether no client that was read again claims the hub id of
// one that is left out, or has a name that only looks like its name.
func (w *warmer) isApart() bool {
	for _, c := range w.l.clients {
		if at := w.m.hubID(c.HubID); at >= 0 {
			if other := w.m.client(at); w.isElsewhere(&other) {
				return false
			}
		}
		if w.looksLikeOther(lookOf(c.Name)) {
			return false
		}
	}
	return true
}

func (w *warmer) looksLikeOther(is look) bool {
	for i := w.m.looks.search(func(r shelfReader) bool { return r.text() < is.skeleton }); i < w.m.looks.n; i++ {
		r := w.m.looks.record(i)
		if r.text() != is.skeleton {
			return false
		}
		text := r.text()
		if other := w.m.client(r.number()); text != is.text && w.isElsewhere(&other) {
			return true
		}
	}
	return false
}
