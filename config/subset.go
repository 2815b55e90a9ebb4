package config

import (
	"slices"

	"accredit/engine"
)

// Subset says that a configuration was read in part.
//
// A client is left alone exactly when its key is what it was and nothing was to
// be done or said of it. Its key is the text of its own blocks, the content of
// everything outside the clients that it used or that reaches it, what is
// recorded of it, and the day until which dates cannot matter. Files that hold
// nothing but clients are hashed, and parsed only where a key differs; all
// other files are read anew each time.
type Subset struct {
	// Clients are the hub ids that Desired speaks for, sorted: those that it
	// has, those that are no longer declared where and as they were, and those
	// that only state has.
	Clients []int64
	// People are the e-mails of people without a block of whom a plan has to
	// know what is recorded.
	People []string
	// Elsewhere counts the clients that are left alone.
	Elsewhere engine.Elsewhere

	run *subset // to include more people
}

// subset is a run that leaves clients alone.
type subset struct {
	m       *snapshot
	tree    *tree
	options Options
	names   listing

	files    []sourceFile
	parsed   []parsedFile
	isParsed []bool
	before   []int32 // number of a file in the snapshot, by that now; -1: it is new
	now      []int32 // the reverse; -1: it is gone

	clients []knownState    // of the clients of the snapshot
	where   []int32         // of each, the file that was parsed in which it stands
	isFresh map[*block]bool // blocks of clients that the snapshot does not know at their address

	stubs     bool // clients that are left alone are there with their values
	needStubs bool // something asked about them
	hasValues bool // the snapshot has the values of its clients

	l        *loader // of the last attempt
	result   *Subset
	wanted   []bool  // people of l whom Desired has
	gathered []int32 // their numbers among all
}

// knownState is what a run has found of a client of the snapshot.
type knownState uint8

const (
	clientGone  knownState = iota // it is not declared any more
	clientApart                   // it is declared, and left alone
	clientStale                   // it is declared, and has to be looked at
)

// mostStale is how many clients may be looked at before reading everything is
// as good.
func (m *snapshot) mostStale() int { return max(8, m.clients.n/2) }

// loadSubset reads what changed since the snapshot of the cache. It returns nil
// where everything has to be read: because something changed on which every
// client depends, because too much changed, or because there is a mistake to
// report.
func loadSubset(t *tree, o Options, names listing) (*engine.Desired, *Subset, *loader) {
	if !mayBeSubset(&o, names) {
		return nil, nil, nil
	}
	s := &subset{m: o.Cache.snapshot, tree: t, options: o, names: names, stubs: o.Cache.crossed, hasValues: o.Cache.crossed}
	s.matchFiles()
	if !s.readFiles() || !s.sortClients() || !s.markByDate() {
		return nil, nil, nil
	}
	for {
		desired, again := s.attempt()
		switch {
		case desired != nil:
			return desired, s.result, s.l
		case !again:
			return nil, nil, nil
		}
	}
}

func mayBeSubset(o *Options, names listing) bool {
	return o.Cache != nil && o.Cache.snapshot != nil && !o.Compared && len(o.Vars)+len(o.Instead) == 0 &&
		engine.DateOf(o.Now) >= o.Cache.day
}

// matchFiles pairs the files with those of the snapshot. Both lists are sorted
// by name.
func (s *subset) matchFiles() {
	names := slices.Concat(s.names.sources, s.names.variables)
	s.files, s.before, s.now = make([]sourceFile, len(names)), make([]int32, len(names)), make([]int32, s.m.files.n)
	for i := range s.m.files.n {
		s.now[i] = -1
	}
	at := 0
	for i, name := range names {
		s.files[i].name, s.before[i] = name, -1
		for at < s.m.files.n && s.m.file(at).name < name {
			at++
		}
		if at < s.m.files.n && s.m.file(at).name == name {
			s.before[i], s.now[at] = int32(at), int32(i)
		}
	}
}

// readFiles hashes every file, and parses all but those that hold nothing but
// clients and are what they were.
func (s *subset) readFiles() bool {
	s.parsed, s.isParsed = make([]parsedFile, len(s.files)), make([]bool, len(s.files))
	l := s.newLoader()
	l.eachFile(len(s.files), func(i int, w *worker) { s.parsed[i] = l.parseFile(int32(i), i >= len(s.names.sources), w) })
	for i := range s.parsed {
		if !s.accept(i) {
			return false
		}
	}
	return true
}

// accept takes what a file gave. It returns false where there is a mistake in it.
func (s *subset) accept(i int) bool {
	p := &s.parsed[i]
	s.isParsed[i] = !p.left
	return p.err == nil && !p.broken && !p.diags.HasErrors()
}

func (s *subset) newLoader() *loader {
	l := newLoader(s.tree, s.options)
	l.files, l.subset, l.uses.on = s.files, s, true
	return l
}

// leaves reports whether a file that was hashed need not be parsed.
func (s *subset) leaves(file int32) bool {
	before := s.before[file]
	if before < 0 || s.isParsed[file] {
		return false
	}
	f := s.m.file(int(before))
	return f.clients && f.hash == string(s.files[file].hash[:])
}

// sortClients finds out which clients of the snapshot stand where and as they
// stood. It returns false where one is declared twice.
func (s *subset) sortClients() bool {
	s.clients, s.where, s.isFresh = make([]knownState, s.m.clients.n), make([]int32, s.m.clients.n), map[*block]bool{}
	for i := range s.clients {
		if c := s.m.client(i); c.file >= 0 && s.isUnparsed(c.file) {
			s.clients[i] = clientApart
		}
	}
	for i := range s.parsed {
		for _, b := range s.parsed[i].blocks {
			if isSingleClient(b) && !s.sortClient(b) {
				return false
			}
		}
	}
	return true
}

// isUnparsed reports whether a file of the snapshot is what it was, and was
// not parsed.
func (s *subset) isUnparsed(file int) bool {
	return file < len(s.now) && s.now[file] >= 0 && !s.isParsed[s.now[file]]
}

func isSingleClient(b *block) bool { return b.schema == clientSchema && b.arg("for_each") == nil }

func (s *subset) sortClient(b *block) bool {
	at := s.m.at("client." + b.label)
	switch {
	case at < 0:
		s.isFresh[b] = true
		return true
	case s.clients[at] != clientGone:
		return false // a second one
	case s.m.client(at).text == b.text && b.text != textDigest{}:
		s.clients[at], s.where[at] = clientApart, b.at.file()
	default:
		s.clients[at] = clientStale
	}
	return true
}

// markByDate marks clients of which something recorded changed, and those on
// whose dates this day is one to look at.
func (s *subset) markByDate() bool {
	today := engine.DateOf(s.options.Now)
	for i := range s.clients {
		c := s.m.client(i)
		if _, changed := slices.BinarySearch(s.options.Recheck, c.HubID); changed || today >= c.until {
			s.mark(i)
		}
	}
	return s.fewStale()
}

// mark has a client looked at that would be left alone.
func (s *subset) mark(i int) bool {
	if s.clients[i] != clientApart {
		return false
	}
	s.clients[i] = clientStale
	return true
}

func (s *subset) fewStale() bool {
	n := 0
	for _, is := range s.clients {
		if is == clientStale {
			n++
		}
	}
	return n <= s.m.mostStale()
}
