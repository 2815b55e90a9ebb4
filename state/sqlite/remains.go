package sqlite

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// remains names a file beside the state that only a state with something in it
// leaves, so that an empty file is one that was cut off; "" for none. SQLite
// would take the empty file for a new database, and delete the journal.
func (s *Store) remains() string {
	entries, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil {
		return ""
	}
	base := filepath.Base(s.path)
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), base)
		switch {
		case !ok:
		case rest == ".holder", rest == "-journal" && s.isJournalOfPages(),
			isNumbered(rest, ".backup-"), isNumbered(rest, ".replaced-"):
			return e.Name()
		}
	}
	return ""
}

// isNumbered: such as .backup-1, .backup-1.2 and .replaced-3.
func isNumbered(rest, word string) bool {
	numbers, ok := strings.CutPrefix(rest, word)
	return ok && !slices.ContainsFunc(strings.Split(numbers, "."), func(n string) bool {
		_, err := strconv.ParseUint(n, 10, 31)
		return err != nil
	})
}

// isJournalOfPages reports whether the journal is of a database that had
// pages, which its header says at byte 16 (SQLite's file format, "The Rollback
// Journal"). That of the very first transaction says 0.
func (s *Store) isJournalOfPages() bool {
	f, err := os.Open(s.path + "-journal")
	if err != nil {
		return false
	}
	header := make([]byte, 20)
	_, err = io.ReadFull(f, header)
	if err = errors.Join(err, f.Close()); err != nil {
		return false
	}
	return string(header[:8]) == "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" && binary.BigEndian.Uint32(header[16:]) > 0
}
