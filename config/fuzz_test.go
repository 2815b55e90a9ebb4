package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzLoad: no file makes Load panic, wait or stay silent about a mistake.
func FuzzLoad(f *testing.F) {
	f.Add(example)
	for _, m := range mistakes {
		f.Add(m.config)
	}
	for _, g := range grantTables {
		f.Add(g.config)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		write(t, dir, "base.hcl", strings.TrimPrefix(base, "-- base.hcl --\n"))
		if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Load(dir, Options{Now: today})
		if err != nil {
			t.Fatal(err)
		}
		if r.Diagnostics.HasErrors() != (r.Desired == nil) {
			t.Errorf("errors: %v, but Desired is nil: %v", r.Diagnostics.HasErrors(), r.Desired == nil)
		}
		for _, d := range r.Diagnostics {
			if d.Summary == "" || d.Detail == "" {
				t.Errorf("a diagnostic says nothing: %+v", d)
			}
			src := r.Sources[d.Subject.File]
			if d.Subject.File != "" && (d.Subject.Byte > d.Subject.EndByte || d.Subject.EndByte > len(src) || d.Subject.Line < 1) {
				t.Errorf("a range outside of the file: %+v in %d bytes", d.Subject, len(src))
			}
			if !utf8.ValidString(d.Detail) && utf8.ValidString(text) {
				t.Errorf("a detail that is not text: %q", d.Detail)
			}
		}
		if r.Desired != nil {
			for _, c := range r.Desired.Clients {
				for i, g := range c.Grants {
					if i > 0 && c.Grants[i-1].Person >= g.Person {
						t.Errorf("grants of %s are not sorted", c.Address)
					}
				}
			}
		}
	})
}
