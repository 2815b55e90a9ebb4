package state

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
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

// MayAppend says whether a checkpoint would be added to the file, or what
// keeps it from following those there. Nobody's signature is looked at: whoever
// signs now may be another than before.
func MayAppend(path string, c Checkpoint) (bool, error) {
	file, err := readCheckpoints(path, nil)
	list := file.list
	switch {
	case errors.Is(err, os.ErrNotExist):
		return true, nil
	case err != nil:
		return false, err
	case len(file.problems) > 0:
		return false, fmt.Errorf("%s: %s", path, file.problems[0].Text)
	case len(list) == 0:
		return true, nil
	case list[len(list)-1].Anchor() == c.Anchor():
		return file.isTorn, nil // what is torn has to go
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
