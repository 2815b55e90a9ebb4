package live

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func lookup(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := env[name]; return v, ok }
}

func write(t *testing.T, path, text string, mode os.FileMode) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestKeysOf(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "keys.json"), fmt.Sprintf(`{"%d": %q, "77": "another-key-of-77"}`, hub, canary), 0o600)
	for name, test := range map[string]struct {
		env  map[string]string
		want string
	}{
		"variable":       {map[string]string{"ACCREDIT_HUBSPOT_KEY_886618329": " " + canary + "\n"}, canary},
		"variable first": {map[string]string{"ACCREDIT_HUBSPOT_KEY_886618329": "first-of-them", envFile: file}, "first-of-them"},
		"file":           {map[string]string{envFile: file}, canary},
		"another's":      {map[string]string{"ACCREDIT_HUBSPOT_KEY_77": canary}, ""},
		"nothing":        {nil, ""},
	} {
		k, err := NewKeys(lookup(test.env)).Of(t.Context(), hub)
		if k.reveal() != test.want || (test.want == "") != errors.Is(err, ErrNoKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file of keys that lies or looks wrong is refused, and nothing of it is said.
func TestKeysFileRefused(t *testing.T) {
	good := fmt.Sprintf(`{"%d": %q}`, hub, canary)
	dir := t.TempDir()
	repo, config := filepath.Join(dir, "repo"), filepath.Join(dir, "config")
	write(t, filepath.Join(repo, ".git", "HEAD"), "ref", 0o600)
	for name, test := range map[string]struct {
		path, says string
	}{
		"others may read": {write(t, filepath.Join(dir, "open"), good, 0o644), "chmod 600"},
		"in git":          {write(t, filepath.Join(repo, "a", "b", "keys"), good, 0o600), "work tree of git"},
		"configuration":   {write(t, filepath.Join(config, "sub", "keys"), good, 0o600), "in the configuration"},
		"a folder":        {dir, "not an ordinary file"},
		"not there":       {filepath.Join(dir, "nothing"), "no such file"},
		"a bare key":      {write(t, filepath.Join(dir, "bare"), canary, 0o600), "not a JSON object"},
		"an array":        {write(t, filepath.Join(dir, "array"), `["`+canary+`"]`, 0o600), "not a JSON object"},
		"swapped":         {write(t, filepath.Join(dir, "swapped"), fmt.Sprintf(`{%q: "%d"}`, canary, hub), 0o600), "not a JSON object"},
		"nested":          {write(t, filepath.Join(dir, "nested"), fmt.Sprintf(`{"%d": {"key": %q}}`, hub, canary), 0o600), "not a JSON object"},
		"cut":             {write(t, filepath.Join(dir, "cut"), good[:len(good)-9], 0o600), "not a JSON object"},
		"more after it":   {write(t, filepath.Join(dir, "more"), good+canary, 0o600), "not a JSON object"},
		"two lines":       {write(t, filepath.Join(dir, "lines"), strings.Replace(good, "3f9c", `\n`, 1), 0o600), "not a key"},
		"twice":           {write(t, filepath.Join(dir, "twice"), strings.Replace(good, "}", ", "+good[1:], 1), 0o600), "stands there twice"},
		"too long":        {write(t, filepath.Join(dir, "long"), good+strings.Repeat(" ", maxKeysFile), 0o600), "too long"},
	} {
		if runtime.GOOS == "windows" && name == "others may read" {
			continue
		}
		_, err := NewKeys(lookup(map[string]string{envFile: test.path}), config).Of(t.Context(), hub)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
		noKey(t, err)
	}
	real := write(t, filepath.Join(dir, "real"), good, 0o600)
	for link, to := range map[string]string{filepath.Join(dir, "link"): real, filepath.Join(dir, "into"): repo} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err)
		}
	}
	for path, says := range map[string]string{filepath.Join(dir, "link"): "it is a link", filepath.Join(dir, "into", "a", "b", "keys"): "work tree of git"} {
		if _, err := readKeys(path, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", path, err, says)
		}
	}
}

func TestHelper(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the helpers here are shell scripts")
	}
	dir := t.TempDir()
	mark := filepath.Join(dir, "alive")
	for name, test := range map[string]struct {
		script, says string // says empty: it answers the key
	}{
		"answers":        {`read line; [ "$line" = hub_id=886618329 ] && [ $# = 0 ] && echo key=` + canary, ""},
		"talks":          {`echo hello; echo key=` + canary + `; head -c 300000 /dev/zero | tr '\0' x`, ""},
		"fails":          {`echo "no ` + canary + ` there" >&2; exit 3`, "exit status 3; it says: no [key] there"},
		"traces":         {`echo key=` + canary + `; echo "+ curl ` + canary[:20] + `" >&2; exit 1`, "it says: + curl [key]"},
		"colours":        {`printf '\033[31mred\033[0m' >&2; exit 1`, "it says: [31mred[0m"},
		"says nothing":   {`:`, "there is no key"},
		"two keys":       {`echo key=` + canary + `; echo key=other-key-1`, "two keys"},
		"no line":        {`echo ` + canary, "did not answer key="},
		"a bad key":      {`echo "key=` + canary + ` more"`, "not a key"},
		"leaves a child": {`(sleep 3; touch ` + mark + `) & echo key=` + canary, ""},
	} {
		program := write(t, filepath.Join(dir, strings.ReplaceAll(name, " ", "_")), "#!/bin/sh\n"+test.script+"\n", 0o700)
		k, err := NewKeys(lookup(map[string]string{envHelper: program})).Of(t.Context(), hub)
		switch {
		case test.says == "" && (err != nil || k.reveal() != canary):
			t.Errorf("%s: %v", name, err)
		case test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)):
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
		noKey(t, err)
	}
	time.Sleep(3100 * time.Millisecond)
	if _, err := os.Stat(mark); err == nil {
		t.Error("what the helper started was left running")
	}
	if _, err := askHelper(t.Context(), filepath.Join(dir, "nothing"), hub); err == nil {
		t.Error("a helper that is not there answered")
	}
}
