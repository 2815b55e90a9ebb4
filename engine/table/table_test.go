package table_test

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"accredit/engine/table"

	"github.com/google/go-cmp/cmp"
)

// read reads everything: the header line, rows, and bad rows as "line: why".
func read(t *testing.T, data string) (rows [][]string, bad []string, err error) {
	t.Helper()
	text, err := table.Text([]byte(data))
	if err != nil {
		return nil, nil, err
	}
	tb, err := table.New(text)
	if err != nil {
		return nil, nil, err
	}
	rows = [][]string{tb.Header()}
	for {
		row, err := tb.Next()
		var unreadable table.BadRow
		switch {
		case errors.Is(err, io.EOF):
			return rows, bad, nil
		case errors.As(err, &unreadable):
			bad = append(bad, strings.Repeat("\n", tb.Line())+err.Error())
		case err != nil:
			return rows, bad, err
		default:
			rows = append(rows, slices.Clone(row))
		}
	}
}

func in16(s string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + s)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

// The same rows in every form in which spreadsheets save them.
func TestForms(t *testing.T) {
	const rows = "name,team\nZoë 🦊,\"Röhren, \"\"und\"\" mehr\"\nBob,x\n"
	want := [][]string{{"name", "team"}, {"Zoë 🦊", `Röhren, "und" mehr`}, {"Bob", "x"}}
	with := func(separator string) string {
		return strings.NewReplacer("e,t", "e"+separator+"t", "🦊,", "🦊"+separator, "Bob,", "Bob"+separator).Replace(rows)
	}
	for name, data := range map[string]string{
		"plain": rows, "mark": "\ufeff" + rows, "crlf": strings.ReplaceAll(rows, "\n", "\r\n"), "cr": strings.ReplaceAll(rows, "\n", "\r"),
		"no end": strings.TrimSuffix(rows, "\n"), "semicolons": with(";"), "tabs": with("\t"), "bars": with("|"),
		"little": in16(rows, binary.LittleEndian), "big": in16(with(";"), binary.BigEndian),
		"named": "sep=;\r\n" + with(";"), "named in quotes": "\ufeff\"sep=\t\"\n" + with("\t"), "named in UTF-16": in16("sep=;\n"+with(";"), binary.LittleEndian),
		"blank rows": strings.ReplaceAll(with(";"), "\nB", "\n;\n\n ; \nB"), "leading blank lines": "\n\r\n" + with(";"),
	} {
		got, bad, err := read(t, data)
		if err != nil || len(bad) > 0 {
			t.Errorf("%s: %v %v", name, err, bad)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What only looks like a table says what it is, and the way out.
func TestNoTables(t *testing.T) {
	for data, want := range map[string]string{
		"PK\x03\x04\x14\x00\x06":           "workbook",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "save it as CSV",
		"\x1f\x8b\x08\x00":                 "unpack",
		"%PDF-1.7\n":                       "PDF",
		"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n": "git lfs pull",
		"\ufeff<!DOCTYPE html>\n<html>":                                         "log in",
		"\n <HTML><body>":                                                       "log in",
		in16("<html>", binary.LittleEndian):                                     "log in",
		"<?xml version=\"1.0\"?>":                                               "XML",
		"<<<<<<< HEAD\na,b\n=======\n":                                          "merge",
		"a\x00,\x00b\x00":                                                       "zero",
		"\xff\xfe\x00\x00a\x00\x00\x00":                                         "zero",
		"\xff\xfea\x00,":                                                        "half a character",
		"":                                                                      "nothing in it",
		"sep=;\n":                                                               "nothing in it",
		"a,\"b\n":                                                               "cut off",
		"a,\xffb\n":                                                             "column 2 is not UTF-8",
		strings.Repeat("a,", 1001):                                              "more than 1000",
		"a,b\nx,\"" + strings.Repeat("y", 2<<20):                                "longer than 1 MiB",
	} {
		_, _, err := read(t, data)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v, want %q", data, err, want)
		}
	}
}

// A row that cannot be read has its line, whatever stood in front of it.
func TestBadRows(t *testing.T) {
	rows, bad, err := read(t, "sep=;\na;b\n1;2\n3\n\"4\"x;5\n<<<<<<< HEAD;\n6;7;8\n9;10\n")
	if err != nil || len(rows) != 3 {
		t.Fatal(rows, err)
	}
	var lines []int
	for _, text := range bad {
		lines = append(lines, strings.LastIndex(text, "\n")+1)
	}
	if !slices.Equal(lines, []int{4, 5, 6, 7}) || !strings.Contains(bad[0], "1 cells, and the header line 2") || !strings.Contains(bad[2], "merge") {
		t.Errorf("%v %q", lines, bad)
	}
}

// FuzzTable: whatever a file holds, reading ends, and each row has a cell for
// each column.
func FuzzTable(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "sep=;\na;b\n", "\xff\xfea\x00", "\"", "a\n\"x\ny\"", "sep="} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, _, err := read(t, string(data))
		for _, row := range rows {
			if err == nil && len(row) != len(rows[0]) {
				t.Errorf("%q of %q", row, rows[0])
			}
		}
	})
}
