package config

// declare enters the clients that are not what they were, and what is outside
// the clients but for people and teams. False: a label is taken.
func (w *warmer) declare(parsed []parsedFile) bool {
	l := w.l
	l.declareBuiltins()
	for i := range w.m.rest.n {
		r := w.m.rest.record(i)
		if at := r; w.isReread(at.number()) {
			continue
		}
		if b := w.block(&r); b != nil {
			l.add(b)
		}
	}
	for _, b := range w.rest {
		l.add(b)
	}
	for i := range parsed {
		for _, b := range parsed[i].blocks {
			if b.schema == policySchema {
				l.add(b)
			} else if b.schema == clientSchema && !w.declareClient(b) {
				return false
			}
		}
	}
	return !l.doubt && len(l.diags) == 0
}

// declareClient enters a client that was read again, unless it stands there as
// it stood, in whichever file. Where its lines moved, no settled client has
// anything to show of them.
func (w *warmer) declareClient(b *block) bool {
	at := w.m.labelled(b.label)
	if at >= 0 {
		c := w.m.client(at)
		switch {
		case w.isElsewhere(at):
			return false // a second one
		case !w.stale[at] && c.text == b.text && b.text != textDigest{} && w.l.registry.named[clientKind][b.label] == nil:
			w.same[at] = true
			return true
		}
	}
	w.l.add(b)
	return true
}

// isReread reports whether a file of the memory was parsed again.
func (w *warmer) isReread(file int) bool {
	return file < len(w.now) && w.now[file] >= 0 && w.reread[w.now[file]]
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
		if at := w.m.hubID(c.HubID); at >= 0 && w.isElsewhere(at) {
			return false
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
		if text := r.text(); text != is.text && w.isElsewhere(r.number()) {
			return true
		}
	}
	return false
}
