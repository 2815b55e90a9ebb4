package hubspot

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"accredit/engine/table"

	"golang.org/x/text/unicode/norm"
)

// openTable reads a file as a table, up to its header line.
func openTable(f File) (_ *table.Table, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err := io.ReadAll(io.LimitReader(r, table.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	text, err := table.Text(data)
	if err != nil {
		return nil, err
	}
	return table.New(text)
}

// maxCell bounds what stands in a cell that is looked at, in bytes.
const maxCell = 4 << 10

// cleanCell returns the text of a cell in normal form, without spaces around it.
// It refuses what would not show as what it is. Line breaks and tabs become
// spaces.
func cleanCell(s string) (string, error) {
	text, err := cleanJoined(s)
	if err != nil {
		return "", err
	}
	for _, c := range text {
		if isJoiner(c) {
			return "", errHidden(c)
		}
	}
	return text, nil
}

// cleanJoined does the same and lets joiners stand: names in many scripts, and
// emoji, are written with them.
func cleanJoined(s string) (string, error) {
	switch {
	case len(s) > maxCell:
		return "", fmt.Errorf("it is longer than %d bytes", maxCell)
	case !utf8.ValidString(s):
		return "", errors.New("it is not UTF-8: export the file again, or save it as UTF-8")
	}
	for _, c := range s {
		switch {
		case c == '\n' || c == '\r' || c == '\t' || isJoiner(c):
		case c == utf8.RuneError:
			return "", errors.New("it has a character that an earlier program could not read (U+FFFD)")
		case isHidden(c):
			return "", errHidden(c)
		}
	}
	return strings.Join(strings.Fields(norm.NFC.String(s)), " "), nil
}

func errHidden(c rune) error {
	return fmt.Errorf("it has the character U+%04X, which cannot be seen or changes how the text around it is shown", c)
}

// showable returns a name to display, without what cannot be shown. It refuses
// nothing: a name decides nothing.
func showable(s string) string {
	s = withoutHidden(strings.ToValidUTF8(s[:min(len(s), maxCell)], ""))
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	for len(s) > maxName {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// withoutHidden leaves out what cannot be seen; line breaks become spaces.
func withoutHidden(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\r' || c == '\t':
			return ' '
		case isHidden(c) || c == utf8.RuneError:
			return -1
		}
		return c
	}, s)
}

// isHidden reports whether the character is a control, a format or bidi
// character, or a line break that only some programs know.
func isHidden(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// isJoiner reports whether the character joins letters or parts them: U+200C
// stands in Persian names, U+200D in emoji.
func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// quote quotes what stands in a file, cut to a bearable length.
func quote(s string) string {
	const limit = 80
	if len(s) > limit {
		return fmt.Sprintf("%q...", s[:limit])
	}
	return fmt.Sprintf("%q", s)
}
