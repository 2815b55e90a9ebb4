package hubspot

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// readText reads a whole file as UTF-8: as it is, or from UTF-16 with a byte
// order mark. Bytes that are no UTF-8 stay, so that their line can be told.
func readText(f File) (_ string, err error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err != nil {
		return "", err
	}
	if len(data) > maxFileBytes {
		return "", errors.New("the file is larger than 64 MiB")
	}
	text, err := decode(data)
	if err != nil {
		return "", err
	}
	if !strings.Contains(text, "\n") { // the line ends of another time
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return text, nil
}

func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, err := utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", fmt.Errorf("the file begins like UTF-16 and is not: %w", err)
		}
		return string(out), nil
	case bytes.IndexByte(data[:min(len(data), 64)], 0) >= 0:
		return "", errors.New("the file has bytes that are zero: save it as UTF-8, or as UTF-16 with a byte order mark")
	}
	return string(bytes.TrimPrefix(data, []byte("\ufeff"))), nil
}

// maxCell bounds what stands in a cell that is looked at, in bytes.
const maxCell = 4 << 10

// cleanCell gives the text of a cell in normal form, without spaces around it,
// and refuses what would not show as what it is. Line breaks and tabs become
// spaces.
func cleanCell(s string) (string, error) {
	switch {
	case len(s) > maxCell:
		return "", fmt.Errorf("it is longer than %d bytes", maxCell)
	case !utf8.ValidString(s):
		return "", errors.New("it is not UTF-8: export the file again, or save it as UTF-8")
	}
	for _, c := range s {
		switch {
		case c == '\n' || c == '\r' || c == '\t':
		case c == utf8.RuneError:
			return "", errors.New("it has a character that an earlier program could not read (U+FFFD)")
		case isHidden(c):
			return "", fmt.Errorf("it has the character U+%04X, which cannot be seen or changes how the text around it is shown", c)
		}
	}
	return strings.Join(strings.Fields(norm.NFC.String(s)), " "), nil
}

// isHidden reports whether the character is a control, a format or bidi
// character, or a line break that only some programs know.
func isHidden(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// quote quotes what stands in a file, cut to a bearable length.
func quote(s string) string {
	const limit = 80
	if len(s) > limit {
		return fmt.Sprintf("%q...", s[:limit])
	}
	return fmt.Sprintf("%q", s)
}
