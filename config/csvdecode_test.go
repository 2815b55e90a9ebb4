package config

import (
	"strings"
	"testing"
	"time"
)

// csvdecode reads tables as spreadsheets save them, like every other reader.
func TestCSVDecodeForms(t *testing.T) {
	const base = "agency {\n  name = \"N\"\n  hub_id = 1\n  email_domains = [\"n.example\"]\n}\n" +
		"client \"book\" {\n  for_each = { for r in csvdecode(file(\"c.csv\")) : r.id => r }\n  name     = each.value.name\n  hub_id   = each.value.hub_id\n}\n"
	for name, c := range map[string]struct{ data, want string }{
		"semicolons":  {"\ufeffid;name;hub_id\r\na;Ä, B;7\r\n;;\r\n", ""},
		"named":       {"sep=;\nid;name;hub_id\na;A;7\n", ""},
		"UTF-16":      {"\xff\xfe" + strings.Join(strings.Split("id\tname\thub_id\na\tA\t7\n", ""), "\x00") + "\x00", ""},
		"LFS pointer": {"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n", "c.csv: this is a pointer of Git LFS, not the file itself: run git lfs pull"},
		"workbook":    {"PK\x03\x04\x14\x00", "open the workbook and save it as CSV"},
		"bad rows":    {"id,name,hub_id\na,A\nb,B,8,9\nc,\xff,7\n", "c.csv, line 2: it has 2 cells, and the header line 3: the row may have been cut off; line 3: it has 4 cells"},
	} {
		dir := t.TempDir()
		write(t, dir, "main.hcl", base)
		write(t, dir, "c.csv", c.data)
		res, err := Load(dir, Options{Now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, d := range res.Diagnostics {
			text += d.Summary + ": " + d.Detail + "\n"
		}
		switch {
		case c.want == "" && (res.Diagnostics.HasErrors() || len(res.Desired.Clients) != 1):
			t.Errorf("%s: %s", name, text)
		case !strings.Contains(text, c.want):
			t.Errorf("%s: %s\nwant %s", name, text, c.want)
		}
	}
}
