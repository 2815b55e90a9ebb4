package config

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"accredit/config/internal/lookalike"
	"accredit/engine"
)

// dataFile is a target of file(), read once.
type dataFile struct {
	text string
	hash [sha256.Size]byte
	err  error
}

// readData is what file() reads with: a path relative to the directory, with
// slashes and without "..". After loading nothing new is read, since the
// digest is done then.
func (l *loader) readData(name string) (string, error) {
	l.dataMu.Lock()
	defer l.dataMu.Unlock()
	if !l.dataClosed {
		l.use(useFile, name)
	}
	if f := l.data[name]; f != nil {
		return f.text, f.err
	}
	if l.dataClosed {
		return "", errors.New("a file can be read only while the configuration is loaded, so its name must not depend on the subject of a policy")
	}
	f := &dataFile{}
	f.text, f.err = l.openData(name)
	f.hash = sha256.Sum256([]byte(f.text))
	l.data[name] = f
	return f.text, f.err
}

func (l *loader) openData(name string) (string, error) {
	if !fs.ValidPath(name) || strings.Contains(name, `\`) {
		return "", fmt.Errorf("%q is not a path inside the configuration directory: write it with / and without .., relative to the directory", name)
	}
	src, err := l.tree.read(name, dataLimit)
	var failure *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no file %q in the configuration directory", name)
	case errors.As(err, &failure):
		return "", fmt.Errorf("%s cannot be read: %w", name, failure.Err)
	case err != nil:
		return "", err
	case len(src) > dataLimit:
		return "", fmt.Errorf("%s is larger than 64 MiB", name)
	}
	return string(src), nil
}

// closeData lets go of what file() read, unless a policy may ask again.
func (l *loader) closeData() {
	l.dataMu.Lock()
	defer l.dataMu.Unlock()
	l.dataClosed = true
	if !l.policiesReadFiles {
		l.data = nil
	}
}

// digest names the configuration by its content: files, data and --var
// values, whatever the order in which they were read.
func (l *loader) digest() string {
	sum := sha256.New()
	lines := make([]string, 0, len(l.files)+len(l.data)+len(l.options.Vars))
	for i := range l.files {
		lines = append(lines, digestLine("file", l.files[i].name, hex.EncodeToString(l.files[i].hash[:])))
	}
	for name, f := range l.data {
		if f.err == nil {
			lines = append(lines, digestLine("data", name, hex.EncodeToString(f.hash[:])))
		}
	}
	for name, value := range l.options.Vars {
		lines = append(lines, digestLine("var", name, value))
	}
	slices.Sort(lines)
	for _, line := range lines {
		writeLine(sum, line)
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}

// digestLine quotes its words, so that two lists never read the same.
func digestLine(words ...string) string {
	for i, word := range words {
		words[i] = strconv.Quote(word)
	}
	return strings.Join(words, " ")
}

func writeLine(sum hash.Hash, line string) {
	sum.Write([]byte(line))
	sum.Write([]byte{'\n'})
}

// fileIndex finds a file by name.
func (l *loader) fileIndex(name string) (int32, bool) {
	if l.fileNames == nil {
		l.fileNames = make(map[string]int32, len(l.files))
		for i, f := range l.files {
			l.fileNames[f.name] = int32(i)
		}
	}
	i, ok := l.fileNames[name]
	return i, ok
}

// findLookalikes warns of names and addresses that look alike. The items
// carry their number in place of a range, so that only the places of those
// found are looked up in the sources.
func (l *loader) findLookalikes(people []*person) {
	list := make([]looked, 0, 2*len(people)+2*len(l.clients))
	for _, p := range people {
		list = append(list, looked{"person", p.Name, p.nameAt}, looked{"e-mail", p.Email, p.emailAt})
	}
	for _, c := range l.clients {
		if c.apart {
			continue
		}
		list = append(list, looked{"client", c.Name, c.nameAt}, looked{clientLabel, c.Address, c.in.decl.at()})
	}
	l.warnLookalikes(list)
	l.labelLookalikes()
}

// labelLookalikes warns of labels outside the clients that look alike, those of
// built-in permission sets among them. These blocks are read in every run.
func (l *loader) labelLookalikes() {
	var list []looked
	for _, p := range l.people {
		list = append(list, looked{"label", p.Address, p.in.decl.at()})
	}
	for _, t := range l.teams {
		list = append(list, looked{"label", t.in.address, t.in.decl.at()})
	}
	for _, s := range l.sets {
		if s.in.decl.block != nil {
			list = append(list, looked{"label", s.in.address, s.in.decl.at()})
		}
	}
	l.warnLookalikes(list)
	for _, s := range l.sets {
		for _, builtin := range engine.BuiltinSets(l.catalogue) {
			if s.in.decl.block != nil && lookalike.Differ("permission set", s.Name, builtin.Name) {
				l.warn(s.in.decl.at(), "Name looks like a built-in permission set", "Choose another name.",
					"The permission set %q looks like the built-in %s, and is another.", s.Name, builtin.Name)
			}
		}
	}
}

// looked is a text that is compared with others of its kind.
type looked struct {
	kind, text string
	at         span
}

// clientLabel is the kind of the labels of clients.
const clientLabel = "client label"

func (l *loader) warnLookalikes(list []looked) {
	slices.SortStableFunc(list, func(a, b looked) int { return cmp.Compare(a.at, b.at) })
	items := make([]lookalike.Item, len(list))
	for i, n := range list {
		items[i] = lookalike.Item{Kind: n.kind, Text: n.text, Range: Range{File: "?", Line: i + 1, Column: 1}}
	}
	for _, d := range lookalike.Find(items) {
		l.alike = l.alike || !slices.Contains([]string{"client", clientLabel, "label"}, list[d.Subject.Line-1].kind)
		d.Subject = l.place(list[d.Subject.Line-1].at)
		for i := range d.Related {
			d.Related[i].Range = l.place(list[d.Related[i].Range.Line-1].at)
		}
		l.diags = append(l.diags, d)
	}
}
