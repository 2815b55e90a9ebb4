package gitfiles

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
)

// links writes links that lead nowhere, or, where those of the revision lead
// to a folder, to their own: so that a configuration refuses what it would
// refuse in a work tree, and nothing outside is read.
func (w *writer) links(ctx context.Context, list []entry) error {
	var asked []string
	for i := range list {
		if list[i].isJudged() {
			asked = append(asked, list[i].name)
		}
	}
	if len(asked) > linkCount {
		return &Error{fmt.Sprintf("revision %s has more than %d links below the configuration directory", short(w.commit), linkCount), "Keep the configuration in a directory of its own."}
	}
	toFolder, err := w.leadToFolder(ctx, asked)
	if err != nil {
		return err
	}
	for i := range list {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := w.link(list[i].name, toFolder[list[i].name]); err != nil {
			return err
		}
	}
	return nil
}

// isJudged reports whether it matters where a link leads: not where the
// configuration passes over its name, nor where it refuses it by its name.
func (e *entry) isJudged() bool { return !isPassedOver(e.name) && !e.isSource() }

func (w *writer) link(name string, toFolder bool) error {
	if err := w.folder(name); err != nil {
		return err
	}
	target := "a-link-of-another-revision"
	if toFolder {
		target = "."
	}
	return w.root.Symlink(target, name)
}

// leadToFolder finds the links that lead to a folder. One git follows them
// all.
func (w *writer) leadToFolder(ctx context.Context, names []string) (map[string]bool, error) {
	toFolder := map[string]bool{}
	if len(names) == 0 {
		return toFolder, nil
	}
	var questions bytes.Buffer
	for _, name := range names {
		full := path.Join(w.repository.prefix, name)
		if strings.Contains(full, "\n") {
			return nil, &Error{fmt.Sprintf("revision %s has a link with a line feed in its name: %q", short(w.commit), name), ""}
		}
		questions.WriteString(w.commit + ":" + full + "\n")
	}
	return toFolder, w.repository.stream(ctx, nil, questions.Bytes(), func(r *bufio.Reader) error {
		for _, name := range names {
			is, err := readKind(r, w.repository.top)
			if err != nil {
				return fmt.Errorf("git ended before it said where %s leads: %w", name, err)
			}
			toFolder[name] = is
		}
		return nil
	}, "cat-file", "--batch-check=%(objecttype)", "--follow-symlinks")
}

// readKind reads one answer, and reports whether it is a folder: an object's
// type, or why there is none, with the length of a text that follows. Where a
// link leads out of the repository, this machine says what is there, as it
// does for the work tree. It is not read.
func readKind(r *bufio.Reader, top string) (bool, error) {
	answer, err := r.ReadString('\n')
	if err != nil {
		return false, err
	}
	fields := strings.Fields(answer)
	if len(fields) != 2 || fields[1] == "missing" {
		return strings.TrimSpace(answer) == "tree" || strings.HasSuffix(answer, " missing\n"), nil
	}
	size, err := strconv.Atoi(fields[1])
	if err != nil || size > 1<<20 {
		return false, fmt.Errorf("it said %.80q", answer)
	}
	text := make([]byte, size+1) // and a line feed
	if _, err := io.ReadFull(r, text); err != nil || fields[0] != "symlink" {
		return false, err
	}
	target := string(text[:size])
	info, err := os.Stat(from(top, target))
	return err == nil && info.IsDir(), nil
}
