package gitfiles

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// converting are the attributes with which a file in the work tree is not what
// git keeps of it. text and eol only change how lines end, which never reaches
// a value.
var converting = []string{"ident", "working-tree-encoding", "filter"}

// attributesLimit bounds a .gitattributes file, and a line of it: versions of
// git differ in what they do with longer ones.
const (
	attributesLimit     = 1 << 20
	attributesLineLimit = 2048
)

// refuseConverted refuses a revision in which an attribute converts a file that
// is read. git judges, by an index in the directory that has nothing but the
// attributes.
func (r *Repository) refuseConverted(ctx context.Context, l *listing, dir string, read []entry) error {
	where := "revision " + short(l.commit)
	files := &attributeFiles{where: where}
	var index bytes.Buffer
	ids := make([]string, len(l.attributes))
	for i, a := range l.attributes {
		if a.mode == modeLink {
			return &Error{fmt.Sprintf("%s is a link in %s", a.name, where), "Versions of git differ in whether they follow it. Put the file itself there."}
		}
		fmt.Fprintf(&index, "%s %s\t%s\x00", a.mode, a.object, a.name)
		ids[i] = a.object
	}
	if len(ids) > 0 {
		err := r.objects(ctx, "blob", ids, func(i int, content []byte) error { return files.add(l.attributes[i].name, content) })
		if errors.Is(err, errMissing) {
			return unreadable(l.commit)
		}
		if err != nil {
			return err
		}
	}
	folder, err := os.MkdirTemp(dir, ".index-")
	if err != nil {
		return err
	}
	own := []string{"GIT_INDEX_FILE=" + filepath.Join(folder, "index")}
	if err := r.stream(ctx, own, index.Bytes(), drain, "update-index", "-z", "--index-info"); err != nil {
		return err
	}
	var names []string
	for i := range read {
		if !isPassedOver(read[i].name) || !read[i].isSource() {
			names = append(names, path.Join(r.prefix, read[i].name))
		}
	}
	found, err := r.converted(ctx, own, names, "--cached")
	if err == nil && len(found) > 0 {
		err = files.refuse(found[0])
	}
	return errors.Join(err, os.RemoveAll(folder))
}

func drain(in *bufio.Reader) error {
	_, err := io.Copy(io.Discard, in)
	return err
}

// conversion is an attribute that converts a file, named from the top.
type conversion struct{ name, attribute string }

// converted asks git which of the files an attribute converts: as attributes
// count here, and as they count where the case of letters does not.
func (r *Repository) converted(ctx context.Context, more, names []string, flags ...string) ([]conversion, error) {
	var found []conversion
	if len(names) == 0 {
		return nil, nil
	}
	for _, ignoreCase := range []string{"false", "true"} {
		args := slices.Concat([]string{"-c", "core.ignoreCase=" + ignoreCase, "check-attr", "-z", "--stdin"}, flags, converting)
		err := r.stream(ctx, more, []byte(strings.Join(names, "\x00")+"\x00"), func(in *bufio.Reader) error {
			for range len(names) * len(converting) {
				var said [3]string // name, attribute, value
				for i := range said {
					word, err := in.ReadString(0)
					if err != nil {
						return fmt.Errorf("git ended before it gave the attributes of all files: %w", err)
					}
					said[i] = strings.TrimSuffix(word, "\x00")
				}
				if said[2] != "unspecified" && said[2] != "unset" {
					found = append(found, conversion{said[0], said[1]})
				}
			}
			return nil
		}, args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// attributeFiles are the .gitattributes files of a revision, or of the work
// tree, by which a message names the line.
type attributeFiles struct {
	where string
	names []string
	lines map[string][]string
}

func (f *attributeFiles) add(name string, content []byte) error {
	if len(content) > attributesLimit {
		return &Error{fmt.Sprintf("%s in %s is longer than 1 MiB", name, f.where), "Versions of git differ in how they read it. Shorten it."}
	}
	if f.lines == nil {
		f.lines = map[string][]string{}
	}
	f.names, f.lines[name] = append(f.names, name), strings.Split(strings.TrimPrefix(string(content), "\ufeff"), "\n")
	for i, line := range f.lines[name] {
		if len(line) > attributesLineLimit {
			return &Error{fmt.Sprintf("%s line %d in %s is longer than %d bytes", name, i+1, f.where, attributesLineLimit), "Versions of git differ in how they read it. Shorten it."}
		}
	}
	return nil
}

// refuse names the line that converts a file.
func (f *attributeFiles) refuse(c conversion) error {
	place := f.line(c)
	if place == "" {
		place = "an attribute of this machine or clone (.git/info/attributes, core.attributesFile)"
	}
	return &Error{fmt.Sprintf("%s in %s: %s converts %s, so that a work tree has another text than git keeps", place, f.where, c.attribute, c.name),
		fmt.Sprintf("Take %s away from what the configuration reads. text and eol may stay.", c.attribute)}
}

// line finds the line that gives a file the attribute: the innermost file's
// last one that names both.
func (f *attributeFiles) line(c conversion) string {
	names := slices.Clone(f.names)
	slices.SortStableFunc(names, func(a, b string) int { return strings.Count(b, "/") - strings.Count(a, "/") })
	for _, file := range names {
		folder := path.Dir(file)
		below, ok := strings.CutPrefix(c.name, folder+"/")
		if !ok && folder != "." {
			continue
		}
		if folder == "." {
			below = c.name
		}
		for i, line := range slices.Backward(f.lines[file]) {
			if f.gives(line, c.attribute) && mayMatch(line, below) {
				return fmt.Sprintf("%s line %d", file, i+1)
			}
		}
	}
	return ""
}

// gives reports whether a line sets the attribute, by its name or by that of a
// macro.
func (f *attributeFiles) gives(line, attribute string) bool {
	fields := strings.Fields(line)
	if len(fields) == 0 || strings.HasPrefix(fields[0], "#") || strings.HasPrefix(fields[0], "[attr]") {
		return false
	}
	for _, word := range fields[1:] {
		name, _, _ := strings.Cut(word, "=")
		if name == attribute || f.isMacro(name, attribute, macroDepth) {
			return true
		}
	}
	return false
}

// macroDepth bounds how deep macros are followed into each other.
const macroDepth = 5

// isMacro reports whether a name stands for attributes of which one is asked
// about, perhaps by way of another macro.
func (f *attributeFiles) isMacro(name, attribute string, depth int) bool {
	if depth == 0 {
		return false
	}
	for _, lines := range f.lines {
		for _, line := range lines {
			fields := strings.Fields(line)
			if len(fields) < 2 || fields[0] != "[attr]"+name {
				continue
			}
			for _, word := range fields[1:] {
				if given, _, _ := strings.Cut(word, "="); given == attribute || f.isMacro(given, attribute, depth-1) {
					return true
				}
			}
		}
	}
	return false
}

// mayMatch reports whether a line's pattern can mean a file. It need not be
// exact: git has judged, and only the line's number is looked for.
func mayMatch(line, name string) bool {
	pattern := strings.ToLower(strings.Fields(line)[0])
	if strings.ContainsAny(pattern, `"[\`) || strings.Contains(pattern, "**") {
		return true
	}
	if !strings.Contains(pattern, "/") {
		name = path.Base(name)
	}
	ok, err := path.Match(strings.TrimPrefix(pattern, "/"), strings.ToLower(name))
	return ok || err != nil
}
