package state

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"accredit/engine/ordinary"

	"golang.org/x/mod/sumdb/note"
)

// AppendCheckpoint signs a checkpoint and adds it to the file, which is made
// where there is none, and makes it durable. One that is there already is not
// added again. The file is written at its end alone: never through a link, and
// nothing in it changes, but that a last note whose writing was cut short goes.
// Where writing fails the file is as long as it was.
func AppendCheckpoint(path string, c Checkpoint, s *Signer) (added bool, err error) {
	if added, err = MayAppend(path, c); err != nil || !added {
		return false, err
	}
	message, err := sign(&note.Note{Text: c.text()}, s)
	if err != nil {
		return false, err
	}
	before, err := readCheckpoints(path, nil)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	if n := len(before.list); n > 0 && before.list[n-1].Anchor() == c.Anchor() {
		message = nil // it is noted, before what is torn
	} else {
		message = append(message, '\n')
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return false, err
	}
	if before.isTorn {
		err = f.Truncate(before.whole)
	}
	if err == nil {
		err = appendWhole(f, message)
	}
	err = errors.Join(err, f.Close())
	return err == nil && message != nil, err
}

// appendWhole writes all of a message at the end, or takes away what it wrote.
func appendWhole(f *os.File, message []byte) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	_, err = f.Write(message)
	if err = errors.Join(err, f.Sync()); err == nil {
		return nil
	}
	now, looking := f.Stat()
	if looking != nil || now.Size() > info.Size()+int64(len(message)) { // somebody else wrote meanwhile
		return errors.Join(err, looking)
	}
	return errors.Join(err, f.Truncate(info.Size()))
}

// ReadCheckpoints reads the checkpoints of a file that one of the keys signed.
// What is not signed, not whole or does not follow the one before is a
// problem. A file without any is an error: it would prove nothing.
func ReadCheckpoints(path string, keys ...Verifier) ([]Checkpoint, []Problem, error) {
	file, err := readCheckpoints(path, keys)
	if file.isTorn {
		file.problems = append(file.problems, Problem{Where: "torn checkpoint",
			Text: fmt.Sprintf("the last in %s has no whole signature: writing it was cut short", path)})
	}
	if err == nil && len(file.list)+len(file.problems) == 0 {
		err = fmt.Errorf("%s has no checkpoint", path)
	}
	return file.list, file.problems, err
}

// checkpointFile is what stands in a file of checkpoints.
type checkpointFile struct {
	list     []Checkpoint
	problems []Problem // but not that it is torn
	isTorn   bool      // writing the last note was cut short
	whole    int64     // bytes before that note
}

// maxCheckpoints bounds a file of checkpoints, in bytes: some hundred thousand.
const maxCheckpoints = 64 << 20

// readCheckpoints reads a file, without keys whoever signed it.
func readCheckpoints(path string, keys []Verifier) (file checkpointFile, err error) {
	data, err := ordinary.Read(path, maxCheckpoints)
	switch {
	case errors.Is(err, ordinary.ErrNot):
		return file, fmt.Errorf("%s is %w", path, err)
	case errors.Is(err, ordinary.ErrTooLarge):
		return file, fmt.Errorf("%s: %w", path, err)
	case err != nil:
		return file, err
	}
	whole := beforeTorn(data)
	file.isTorn, file.whole = whole < len(data), int64(whole)
	report := func(serial int64, format string, args ...any) {
		file.problems = append(file.problems, Problem{Serial: serial, Where: "checkpoints", Text: fmt.Sprintf(format, args...)})
	}
	unsigned, notes := 0, splitNotes(unixLines(data[:whole]))
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
		if err := checkGrowth(file.list, &c); err != nil {
			report(c.Serial, "%v", err)
		}
		file.list = append(file.list, c)
	}
	if unsigned > 0 && unsigned == len(notes) {
		file.problems = []Problem{{Where: "key", Text: fmt.Sprintf("none of the %d checkpoints in %s is signed by the key: the key is another one", unsigned, path)}}
	}
	return file, nil
}

// unixLines takes away what git may add when it checks out.
func unixLines(data []byte) []byte { return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) }

// signatureOpen begins each line with a signature.
const signatureOpen = "— "

// beforeTorn is how many bytes stand before a last note whose writing was cut
// short, or all. Such a note begins as notes do and ends before the end of its
// signature; what is cut off in another way was not cut by writing it.
func beforeTorn(data []byte) int {
	start := bytes.LastIndexByte(data, '\n') + 1
	if last := data[start:]; len(last) > 0 && bytes.HasPrefix([]byte(checkpointOpen), last) && endsNote(unixLines(data[:start])) {
		return start // within its first line
	}
	first := []byte(checkpointOpen[:len(checkpointOpen)-1])
	start = bytes.LastIndex(data, append([]byte("\n"), first...)) + 1
	if !bytes.HasPrefix(data[start:], first) {
		return len(data)
	}
	text, signature, _ := bytes.Cut(unixLines(data[start:]), []byte("\n\n"))
	open := []byte(signatureOpen)
	isBegun := (bytes.HasPrefix(signature, open) || bytes.HasPrefix(open, signature)) && !bytes.Contains(text, open)
	if isBegun && bytes.IndexByte(signature, '\n') < 0 {
		return start
	}
	return len(data)
}

// endsNote reports whether a note is over there, or none began.
func endsNote(data []byte) bool {
	if len(data) == 0 || bytes.HasSuffix(data, []byte("\n\n")) {
		return true
	}
	before := data[:len(data)-1]
	return bytes.HasPrefix(before[bytes.LastIndexByte(before, '\n')+1:], []byte(signatureOpen))
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
