package gitfiles

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// list names the files of the directory in a commit.
func (r *Repository) list(ctx context.Context, commit string) ([]entry, error) {
	tree, err := r.run(ctx, nil, "rev-parse", "--verify", "--quiet", commit+":"+r.prefix)
	if isExit(err) {
		return nil, &Error{fmt.Sprintf("the directory %s is not in revision %s", r.prefix, short(commit)), "Name a revision that has it, or another directory with --chdir."}
	}
	if err != nil {
		return nil, err
	}
	l := &listing{commit: commit}
	// -t: folders count, or one that holds itself a billion times would be
	// walked for ever without a file.
	err = r.stream(ctx, nil, l.read, "ls-tree", "-r", "-t", "-z", "-l", "--full-tree", strings.TrimSpace(string(tree)))
	if err != nil {
		return nil, unreadable(commit, err)
	}
	return l.entries, nil
}

// listing reads what ls-tree prints, and no more than the bounds: a tree of a
// few bytes can name billions of files.
type listing struct {
	commit  string
	entries []entry
	count   int // folders included
}

func (l *listing) read(r *bufio.Reader) error {
	for {
		line, err := readRecord(r)
		switch {
		case errors.Is(err, io.EOF): // in the middle of a record, git's exit says why
			return nil
		case err != nil:
			return err
		}
		if l.count++; l.count > fileCount {
			return &Error{fmt.Sprintf("revision %s has more than %d files and folders below the configuration directory", short(l.commit), fileCount), "Keep the configuration in a directory of its own."}
		}
		if err := l.add(line); err != nil {
			return err
		}
	}
}

// readRecord reads up to a zero byte, and at most what a path can have.
func readRecord(r *bufio.Reader) (string, error) {
	record, err := r.ReadSlice(0) // the buffer's size bounds it
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", &Error{"a revision has a path that is too long to be written", ""}
	}
	if err != nil {
		return string(record), err
	}
	return string(record[:len(record)-1]), nil
}

func (l *listing) add(line string) error {
	about, name, _ := strings.Cut(line, "\t")
	fields := strings.Fields(about) // mode, type, object, size
	if len(fields) != 4 || len(name) > nameLimit || !fs.ValidPath(name) || strings.Contains(name, `\`) {
		return fmt.Errorf("revision %s has a file with a name that cannot be written: %.200q", short(l.commit), name)
	}
	if fields[1] == "tree" {
		return nil
	}
	size, _ := strconv.ParseInt(fields[3], 10, 64) // a submodule has none
	l.entries = append(l.entries, entry{fields[0], fields[2], name, size})
	return nil
}
