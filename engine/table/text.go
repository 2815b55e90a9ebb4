package table

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
)

// MaxBytes bounds a file that holds a table.
const MaxBytes = 64 << 20

// byteOrderMark is what spreadsheets put in front of UTF-8.
const byteOrderMark = "\ufeff"

// Text returns what a file holds as UTF-8, without a byte order mark and with
// line ends that end with a line feed. Bytes that are not UTF-8 stay, so that
// their line can be told.
func Text(data []byte) (string, error) {
	if len(data) > MaxBytes {
		return "", errors.New("the file is larger than 64 MiB")
	}
	if err := whatElse(data); err != nil {
		return "", err
	}
	text, err := decode(data)
	if err != nil {
		return "", err
	}
	if err := whatElse([]byte(text[:min(len(text), longestMark)])); err != nil {
		return "", err
	}
	if !strings.Contains(text, "\n") { // the line ends of another time
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return text, nil
}

// longestMark is how much of a file is looked at to tell what it is.
const longestMark = 512

// notTables tells by the first bytes what is not a table, and what to do.
var notTables = []struct{ mark, why string }{
	{"PK\x03\x04", "this is a workbook (.xlsx) or a zip archive, not CSV: unpack the archive, or open the workbook and save it as CSV (UTF-8)"},
	{"PK\x05\x06", "this is an empty zip archive, not CSV"},
	{"\xd0\xcf\x11\xe0", "this is a workbook (.xls), not CSV: open it and save it as CSV (UTF-8)"},
	{"\x1f\x8b", "this is a compressed file (gzip), not CSV: unpack it first"},
	{"%PDF-", "this is a PDF, not CSV: export the users again, as CSV"},
	{"{\\rtf", "this is a text document (RTF), not CSV: export it again, as CSV"},
	{"version https://git-lfs.github.com/", "this is a pointer of Git LFS, not the file itself: run git lfs pull (in CI, check out with LFS)"},
	{"/annex/objects/", "this is a pointer of git-annex, not the file itself: run git annex get"},
	{"<!doctype", webPage}, {"<html", webPage},
	{"<?xml", "this is XML, not CSV: save it as CSV (UTF-8)"},
	{"<<<<<<< ", "this has the marks of a merge that is not finished (<<<<<<<): settle the conflict first"},
}

const webPage = "this is a web page, not CSV: perhaps the session had expired; log in and export it again"

// whatElse returns an error where the first bytes say that this is not a table.
func whatElse(data []byte) error {
	start := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), longestMark)], " \t\r\n\ufeff"))
	for _, other := range notTables {
		if bytes.HasPrefix(start, bytes.ToLower([]byte(other.mark))) {
			return errors.New(other.why)
		}
	}
	return nil
}

// decode reads UTF-16 with a byte order mark, else UTF-8.
func decode(data []byte) (string, error) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	case hasZeros(data):
		return "", errZeros
	default:
		return string(bytes.TrimPrefix(data, []byte(byteOrderMark))), nil
	}
	text, err := decode16(data[2:], order)
	if err == nil && hasZeros([]byte(text[:min(len(text), longestMark)])) {
		err = errZeros // UTF-32 begins like UTF-16
	}
	return text, err
}

// hasZeros reports whether so many of the first bytes are zero that each
// character has some. One zero in a cell is not more than a bad character.
func hasZeros(data []byte) bool {
	start := data[:min(len(data), longestMark)]
	return 4*bytes.Count(start, []byte{0}) > len(start)
}

var errZeros = errors.New("the file has bytes that are zero: save it as CSV in UTF-8, or in UTF-16 with a byte order mark")

func decode16(data []byte, order binary.ByteOrder) (string, error) {
	if len(data)%2 != 0 {
		return "", errors.New("the file begins like UTF-16 and ends in half a character: it may have been cut off")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units)), nil
}
