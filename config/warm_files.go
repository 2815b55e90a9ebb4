package config

import (
	"crypto/sha256"
	"slices"

	"accredit/config/internal/guard"
	"accredit/engine"
)

// matchFiles pairs the files with those in the memory. False: one outside the
// clients is gone. Both lists are sorted by name.
func (w *warmer) matchFiles(sources []string) bool {
	w.now, w.before = make([]int32, w.m.files.n), make([]int32, len(sources))
	w.l.files = make([]sourceFile, len(sources))
	at := 0
	gone := func(f *knownFile) bool {
		w.now[at] = -1
		at++
		return f.clients
	}
	for i, name := range sources {
		w.l.files[i].name, w.before[i] = name, -1
		for at < w.m.files.n {
			f := w.m.file(at)
			if f.name == name {
				w.now[at], w.before[i] = int32(i), int32(at)
				at++
				break
			}
			if f.name > name {
				break
			}
			if !gone(&f) {
				return false
			}
		}
	}
	for at < w.m.files.n {
		if f := w.m.file(at); !gone(&f) {
			return false
		}
	}
	return true
}

// findStale marks the clients that are not settled today, and their files.
// False: one stands in a file with something else, or there are too many.
func (w *warmer) findStale() bool {
	w.stale, w.same, w.reopen = make([]bool, w.m.known.n), make([]bool, w.m.known.n), make([]bool, w.m.files.n)
	today := engine.DateOf(w.l.options.Now)
	n := 0
	for i := range w.m.known.n {
		c := w.m.client(i)
		_, changed := slices.BinarySearch(w.l.options.Recheck, c.HubID)
		if !changed && today < c.until {
			continue
		}
		if n++; c.file >= len(w.reopen) || n > w.m.mostStale() {
			return false
		}
		w.stale[i], w.reopen[c.file] = true, true
	}
	for i, reopen := range w.reopen {
		if reopen && !w.m.file(i).clients {
			return false
		}
	}
	return true
}

// readFiles reads and hashes every file and parses those that are new, not
// what they were, or hold a client that is stale. False: one of them is not
// plain, or what stands outside the clients in it cannot be compared.
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
		isSame := f.hash == string(source.hash[:])
		if isSame && f.asks {
			*p = w.l.parseTree(file, false, slices.Clone(src), own)
			p.blocks = slices.DeleteFunc(p.blocks, func(b *block) bool { return b.schema != policySchema })
			return !p.broken && len(p.diags) == 0
		}
		if isSame && !w.reopen[before] {
			return true
		}
		if !f.clients && (f.asks || f.outer == "") {
			return isSame
		}
	}
	w.reread[file] = true
	if len(guard.CheckCharacters(source.name, src)) > 0 {
		return false
	}
	packed, plain := own.plain.read(src)
	if !plain {
		return false
	}
	p.blocks, _ = unpackFile(file, packed) // just packed
	digestTexts(src, p.blocks)
	return !slices.ContainsFunc(p.blocks, func(b *block) bool { return b.schema.forEach && b.arg("for_each") != nil })
}
