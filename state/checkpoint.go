package state

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"accredit/engine/ordinary"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is a revision as it was noted outside the state, signed, in a
// file that only grows and that git keeps. A state that was put back to an
// older one no longer has the revision; one whose history was written anew
// has another in its place. A later checkpoint covers the earlier ones, since
// the hash of a revision is over the hash of the one before.
type Checkpoint struct {
	Lineage  string
	Serial   int64
	Revision string // its hash
	Content  string // hash of the logical state after it
	At       time.Time
}

// CheckpointOf notes a revision.
func CheckpointOf(r *Revision) Checkpoint {
	return Checkpoint{Lineage: r.Lineage, Serial: r.Serial, Revision: r.Hash, Content: r.ContentHash, At: r.At}
}

// Anchor is what Store.VerifyHistory compares.
func (c *Checkpoint) Anchor() Anchor {
	return Anchor{Lineage: c.Lineage, Serial: c.Serial, Hash: c.Revision}
}

// checkpointOpen is the first line of each checkpoint.
const checkpointOpen = "accredit checkpoint v1\n"

func (c *Checkpoint) text() string {
	return checkpointOpen + fmt.Sprintf("lineage %s\nserial %d\nrevision %s\ncontent %s\nat %s\n",
		c.Lineage, c.Serial, c.Revision, c.Content, c.At.UTC().Format(time.RFC3339Nano))
}

func parseCheckpoint(text string) (Checkpoint, error) {
	values, err := readFields(text, checkpointOpen, "lineage", "serial", "revision", "content", "at")
	if err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{Lineage: values[0], Revision: values[2], Content: values[3]}
	if c.Serial, err = strconv.ParseInt(values[1], 10, 64); err != nil || c.Serial < 1 {
		return c, fmt.Errorf("%q is no serial", values[1])
	}
	if c.At, err = time.Parse(time.RFC3339Nano, values[4]); err != nil {
		return c, fmt.Errorf("%q is no moment", values[4])
	}
	return c, nil
}

// readFields reads lines of a name and a value, in that order and no others.
func readFields(text, open string, names ...string) ([]string, error) {
	rest, ok := strings.CutPrefix(text, open)
	if !ok {
		return nil, fmt.Errorf("it does not begin with %q", strings.TrimSuffix(open, "\n"))
	}
	values := make([]string, len(names))
	for i, name := range names {
		line, after, ended := strings.Cut(rest, "\n")
		if values[i], ok = strings.CutPrefix(line, name+" "); !ok || !ended {
			return nil, fmt.Errorf("it has no %s where that belongs", name)
		}
		rest = after
	}
	if rest != "" {
		return nil, errors.New("there is more in it than belongs there")
	}
	return values, nil
}

// AppendCheckpoint signs a checkpoint and adds it to the file, which is made
// where there is none, and makes it durable. One that is there already is not
// added again. The file is written at its end alone: never through a link, and
// nothing in it changes.
func AppendCheckpoint(path string, c Checkpoint, s *Signer) (added bool, err error) {
	if added, err = MayAppend(path, c); err != nil || !added {
		return false, err
	}
	message, err := sign(&note.Note{Text: c.text()}, s)
	if err != nil {
		return false, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return false, err
	}
	_, err = f.Write(append(message, '\n'))
	return true, errors.Join(err, f.Sync(), f.Close())
}

// MayAppend says whether a checkpoint would be added to the file, or what
// keeps it from following those there. Nobody's signature is looked at: whoever
// signs now may be another than before.
func MayAppend(path string, c Checkpoint) (bool, error) {
	list, problems, err := readCheckpoints(path, nil)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return true, nil
	case err != nil:
		return false, err
	case len(problems) > 0:
		return false, fmt.Errorf("%s: %s", path, problems[0].Text)
	case len(list) == 0:
		return true, nil
	case list[len(list)-1].Anchor() == c.Anchor():
		return false, nil
	}
	if err := checkGrowth(list, &c); err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return true, nil
}

// checkGrowth says what keeps a checkpoint from following those before it. One
// without a revision is of a revision that is still to be made.
func checkGrowth(list []Checkpoint, c *Checkpoint) error {
	if len(list) == 0 {
		return nil
	}
	switch last := &list[len(list)-1]; {
	case last.Lineage != c.Lineage:
		return fmt.Errorf("checkpoint %d is of another state (lineage %s, not %s)", last.Serial, last.Lineage, c.Lineage)
	case c.Revision == "" && c.Serial <= last.Serial:
		return fmt.Errorf("checkpoint %d is there already, and the state is at serial %d: an older state was put in its place", last.Serial, c.Serial-1)
	case c.Serial < last.Serial:
		return fmt.Errorf("checkpoint %d is there already, and serial %d comes before it: an older state was put in its place", last.Serial, c.Serial)
	case c.Serial == last.Serial && c.Revision != last.Revision:
		return fmt.Errorf("checkpoint %d is of another revision: history was written anew", c.Serial)
	}
	return nil
}

// ReadCheckpoints reads the checkpoints of a file that one of the keys signed.
// What is not signed, not whole or does not follow the one before is a
// problem. A file without any is an error: it would prove nothing.
func ReadCheckpoints(path string, keys ...Verifier) ([]Checkpoint, []Problem, error) {
	list, problems, err := readCheckpoints(path, keys)
	if err == nil && len(list)+len(problems) == 0 {
		err = fmt.Errorf("%s has no checkpoint", path)
	}
	return list, problems, err
}

// maxCheckpoints bounds a file of checkpoints, in bytes: some hundred thousand.
const maxCheckpoints = 64 << 20

// readCheckpoints reads a file, without keys whoever signed it.
func readCheckpoints(path string, keys []Verifier) ([]Checkpoint, []Problem, error) {
	data, err := ordinary.Read(path, maxCheckpoints)
	switch {
	case errors.Is(err, ordinary.ErrNot):
		return nil, nil, fmt.Errorf("%s is %w", path, err)
	case errors.Is(err, ordinary.ErrTooLarge):
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	case err != nil:
		return nil, nil, err
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // as git may check it out
	var list []Checkpoint
	var problems []Problem
	unsigned, notes := 0, splitNotes(data)
	report := func(serial int64, format string, args ...any) {
		problems = append(problems, Problem{Serial: serial, Where: "checkpoints", Text: fmt.Sprintf(format, args...)})
	}
	for i, message := range notes {
		text, _, err := open(message, keys)
		unverified := (*note.UnverifiedNoteError)(nil)
		if len(keys) == 0 && errors.As(err, &unverified) {
			text, err = unverified.Note.Text, nil
		}
		if err != nil {
			if errors.As(err, &unverified) {
				unsigned++
			}
			report(0, "checkpoint %d in %s is not signed by the key: %v", i+1, path, err)
			continue
		}
		c, err := parseCheckpoint(text)
		if err != nil {
			report(0, "checkpoint %d in %s cannot be read: %v", i+1, path, err)
			continue
		}
		if err := checkGrowth(list, &c); err != nil {
			report(c.Serial, "%v", err)
		}
		list = append(list, c)
	}
	if unsigned > 0 && unsigned == len(notes) {
		problems = []Problem{{Where: "key", Text: fmt.Sprintf("none of the %d checkpoints in %s is signed by the key: the key is another one", unsigned, path)}}
	}
	return list, problems, nil
}

// splitNotes cuts a file before every line that opens a checkpoint. The empty
// line after each is dropped.
func splitNotes(data []byte) [][]byte {
	var notes [][]byte
	for len(data) > 0 {
		end := len(data)
		if at := bytes.Index(data, []byte("\n"+checkpointOpen)); at >= 0 {
			end = at + 1
		}
		message := data[:end]
		if bytes.HasSuffix(message, []byte("\n\n")) {
			message = message[:len(message)-1]
		}
		notes = append(notes, message)
		data = data[end:]
	}
	return notes
}
