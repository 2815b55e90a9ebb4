package planfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

// saved gives the bytes of a saved plan of at least 20 kB.
func saved(t testing.TB) []byte {
	t.Helper()
	p := samplePlan()
	for len(encoded(t, p)) < 20_000 {
		p.Steps = append(p.Steps, p.Steps[2])
	}
	path := filepath.Join(t.TempDir(), "plan")
	if err := Save(path, p, "0.1.0"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func loadBytes(data []byte) error {
	_, _, err := load(bytes.NewReader(data), int64(len(data)))
	return err
}

// TestLoadFlipped is T11 of the test catalogue: each byte of a saved plan,
// white space and digest included, changed in one bit: another character, or
// the other case of a letter.
func TestLoadFlipped(t *testing.T) {
	data := saved(t)
	if err := loadBytes(data); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(data); i += suite.Every(11) {
		for _, mask := range []byte{0x01, 0x20} {
			data[i] ^= mask
			if err := loadBytes(data); err == nil {
				t.Fatalf("byte %d of %d, %q, flipped with %#x: accepted", i, len(data), data[i]^mask, mask)
			}
			data[i] ^= mask
		}
	}
}

func TestLoadCutOrGrown(t *testing.T) {
	data := saved(t)
	for i := 0; i < len(data); i += suite.Every(11) {
		if err := loadBytes(data[:i]); err == nil {
			t.Fatalf("cut after %d bytes: accepted", i)
		}
	}
	for _, more := range []string{"\n", " ", "{}", "\x00"} {
		if err := loadBytes(append(bytes.Clone(data), more...)); !errors.Is(err, ErrDamaged) {
			t.Errorf("with %q at its end: %v", more, err)
		}
	}
}

// resigned replaces text in a saved plan and gives it a fitting digest.
func resigned(t *testing.T, data []byte, old, now string) []byte {
	t.Helper()
	body := string(data[:len(data)-endLength])
	if !strings.Contains(body, old) {
		t.Fatalf("the plan has no %q", old)
	}
	body = strings.Replace(body, old, now, 1)
	digest, err := digestOver(func(w io.Writer) error { _, err := w.Write([]byte(body)); return err })
	if err != nil {
		t.Fatal(err)
	}
	return []byte(body + digestOpen + digest + digestClose)
}

// TestLoadForged changes the file and computes the digest anew: what is
// derived must still say what the plan does.
func TestLoadForged(t *testing.T) {
	for name, c := range map[string]struct {
		old, now string
		want     error
	}{
		"nothing":               {`"serial": 12`, `"serial": 12`, nil},
		"serial":                {`"serial": 12`, `"serial": 13`, nil},
		"summary":               {`"remove": 1`, `"remove": 0`, ErrNotAPlan},
		"derived permission":    {`"after": "team"`, `"after": "none"`, ErrNotAPlan},
		"derived label":         {`"client": "client.acme"`, `"client": "client.hooli"`, ErrNotAPlan},
		"derived reason":        {"\"reason\": \"SOW-118\",\n      \"expires\"", "\"reason\": \"\",\n      \"expires\"", ErrNotAPlan},
		"white space":           {`"serial": 12`, `"serial":  12`, ErrNotAPlan},
		"order of fields":       {`"skip_blocked": true,` + "\n  " + `"narrowed": true`, `"narrowed": true,` + "\n  " + `"skip_blocked": true`, ErrNotAPlan},
		"unknown field":         {`"removals": 1`, `"removal": 1`, ErrNotAPlan},
		"unknown field, within": {`"seq": 1,`, `"seq": 1, "sequence": 1,`, ErrNotAPlan},
		"other case":            {`"seq": 1,`, `"Seq": 1,`, ErrNotAPlan},
		"twice":                 {`"removals": 1,`, `"removals": 1, "removals": 1,`, ErrNotAPlan},
		"unknown action":        {`"action": "add"`, `"action": "ad"`, ErrNotAPlan},
		"unknown person":        {`"actor": "maria@northwind.example"`, `"actor": "mia@northwind.example"`, ErrNotAPlan},
		"unknown permission":    {`"crm.export": "on"`, `"crm.exports": "on"`, ErrNotAPlan},
		"level of other kind":   {`"crm.export": "on"`, `"crm.export": "all"`, ErrNotAPlan},
		"catalogue":             {`"catalogue": "2026.12"`, `"catalogue": "2027.01"`, ErrCatalogue},
		"schema":                {`accredit.plan/v1`, `accredit.plan/v2`, ErrNewer},
		"state":                 {`accredit.plan/v1`, `accredit.state/v1`, ErrNotAPlan},
		"deep":                  {`"removals": 1,`, `"removals": ` + strings.Repeat("[", 1_000_000) + `,`, ErrNotAPlan},
	} {
		t.Run(name, func(t *testing.T) {
			if err := loadBytes(resigned(t, saved(t), c.old, c.now)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestLoadOtherFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(write("target", string(saved(t))), link); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path string
		want error
	}{
		"missing": {filepath.Join(dir, "nothing"), fs.ErrNotExist},
		"empty":   {write("empty", ""), ErrNotAPlan},
		"text":    {write("text", "client \"acme\" {}\n"), ErrNotAPlan},
		"json":    {write("json", "{}\n"), ErrNotAPlan},
		"array":   {write("array", "[1]\n"), ErrNotAPlan},
		"printed": {write("printed", string(encoded(t, samplePlan()))), ErrDamaged},
		"link":    {link, ErrNotAPlan},
		"folder":  {dir, ErrNotAPlan},
		"device":  {os.DevNull, ErrNotAPlan},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := Load(c.path); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			} else if !strings.Contains(err.Error(), c.path) {
				t.Errorf("%q does not name the file", err)
			}
		})
	}
}

func TestSaveFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plan")
	if err := os.WriteFile(path, []byte("older"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, samplePlan(), "1"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("mode is %v", info.Mode())
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files are left, error %v", len(entries), err)
	}
}

func TestSaveRefuses(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, []byte("untouched"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	// A socket of our own stands for devices: were Save wrong, it would replace
	// what it is given.
	socket := filepath.Join(dir, "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, path := range []string{link, dir, socket, filepath.Join(dir, "no", "plan")} {
		if err := Save(path, samplePlan(), "1"); err == nil {
			t.Errorf("%s: saved", path)
		}
	}
	if data, _ := os.ReadFile(target); string(data) != "untouched" {
		t.Errorf("the target now holds %q", data)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 3 {
		t.Errorf("files are left: %v", entries)
	}
}

// TestSaveFailed: what cannot be encoded leaves the older plan as it was.
func TestSaveFailed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plan")
	if err := Save(path, samplePlan(), "1"); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	p := samplePlan()
	p.Clients[1].ManagedMRR = math.Inf(1)
	if err := Save(path, p, "1"); err == nil {
		t.Fatal("saved an infinite amount")
	}
	after, _ := os.ReadFile(path)
	if !bytes.Equal(before, after) {
		t.Error("the older plan changed")
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("files are left: %v", entries)
	}
}
