package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

// desk is a directory with a configuration, a state of one revision, a saved
// plan of the next one, signed, and the program to run on them.
type desk struct {
	t                       *testing.T
	dir, state, plan, key   string
	planBytes, stateAtFirst []byte
}

const deskNow = "2026-11-21T09:00:00Z"

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir := t.TempDir()
	d := &desk{t: t, dir: dir, state: filepath.Join(dir, "accredit.db"), plan: filepath.Join(dir, "plan.json"), key: filepath.Join(dir, "team.key")}
	d.configure("reader")
	if code, _, stderr := d.run("apply", dir, "--auto-approve", "--now", deskNow); code != exitOK {
		t.Fatal(stderr)
	}
	d.configure("editor")
	if code, _, stderr := d.run("state", "key", "new", d.key); code != exitOK {
		t.Fatal(stderr)
	}
	if code, _, stderr := d.run("plan", dir, "--now", deskNow, "--out", d.plan, "--sign", d.key); code != exitOK {
		t.Fatal(stderr)
	}
	d.planBytes, d.stateAtFirst = d.read(d.plan), d.read(d.state)
	return d
}

// configure writes twelve people with a permission set in one client.
func (d *desk) configure(set string) {
	var b strings.Builder
	b.WriteString(`agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]
}
employee "maria" {
  email = "maria@northwind.example"
  name  = "Maria Olsen"
}
permission_set "editor" {
  permissions = { "crm.contacts.edit" = "all" }
}
permission_set "reader" {
  permissions = { "crm.contacts.view" = "all" }
}
`)
	var names []string
	for i := range 12 {
		names = append(names, fmt.Sprintf("employee.p%d", i))
		fmt.Fprintf(&b, "employee \"p%d\" {\n  email = \"p%[1]d@northwind.example\"\n  name = \"Person %[1]d\"\n}\n", i)
	}
	fmt.Fprintf(&b, `client "acme" {
  name         = "Acme Corp"
  hub_id       = 7
  super_admins = ["owner@acme.example"]
  access_link {
    admin       = employee.maria
    approved_by = "owner@acme.example"
    approved_on = "2026-11-01"
  }
  access {
    people         = [%s]
    permission_set = permission_set.%s
    reason         = "SOW-1"
    expires        = "2026-12-31"
  }
}
`, strings.Join(names, ", "), set)
	if err := os.WriteFile(filepath.Join(d.dir, "a.hcl"), []byte(b.String()), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) read(path string) []byte {
	d.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

func (d *desk) run(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	env := func(name string) string { return map[string]string{"ACCREDIT_USER": "tester@northwind.example"}[name] }
	code = run(d.t.Context(), streams{in: strings.NewReader(""), out: &out, err: &err, env: env}, &leftovers{}, args)
	return code, out.String(), err.String()
}

// refused applies a plan with these bytes and demands that it is refused, with
// a sentence that has one of the words, and that the state is as it was.
func (d *desk) refused(what string, plan []byte, words string, args ...string) {
	d.t.Helper()
	if err := os.WriteFile(d.plan, plan, 0o600); err != nil {
		d.t.Fatal(err)
	}
	code, _, stderr := d.run(append([]string{"apply", d.plan, "--state", d.state, "--now", deskNow}, args...)...)
	if code != exitStale && code != exitError {
		d.t.Fatalf("%s: exit code %d\n%s", what, code, stderr)
	}
	if !regexp.MustCompile(words).MatchString(stderr) {
		d.t.Errorf("%s: %q does not say %q", what, stderr, words)
	}
}

func (d *desk) untouched() {
	d.t.Helper()
	if !bytes.Equal(d.read(d.state), d.stateAtFirst) {
		d.t.Error("the state was changed")
	}
}

// The end of a saved plan: its digest, over all bytes but the digest itself.
const (
	digestOpens  = ",\n  \"digest\": \""
	digestCloses = "\"\n}\n"
)

// forged replaces text in a saved plan and computes the digest anew.
func (d *desk) forged(old, now string) []byte {
	d.t.Helper()
	body, _, ok := strings.Cut(string(d.planBytes), digestOpens)
	if !ok || !strings.Contains(body, old) {
		d.t.Fatalf("the plan has no %q", old)
	}
	body = strings.Replace(body, old, now, 1)
	sum := sha256.Sum256([]byte(body + digestOpens + digestCloses))
	return []byte(body + digestOpens + "sha256:" + hex.EncodeToString(sum[:]) + digestCloses)
}

// TestApplyFlipped is T11: each byte of a saved plan of 20 kB is flipped, and
// apply refuses it.
func TestApplyFlipped(t *testing.T) {
	d := newDesk(t)
	if len(d.planBytes) < 20_000 {
		t.Fatalf("the plan has %d bytes", len(d.planBytes))
	}
	flipped := 0
	for i := 0; i < len(d.planBytes); i += suite.Every(23) {
		data := bytes.Clone(d.planBytes)
		data[i] ^= 0x01
		d.refused(fmt.Sprintf("byte %d, %q", i, d.planBytes[i]), data, "digest|is damaged|is not a saved plan|newer version")
		flipped++
	}
	d.untouched()
	t.Logf("%d bytes flipped", flipped)
}

// TestApplyBound is T11: each field that binds a saved plan to what it was made
// from is changed, with a fitting digest, and the sentence names the field.
func TestApplyBound(t *testing.T) {
	d := newDesk(t)
	lineage := regexp.MustCompile(`"lineage": "[^"]+"`).FindString(string(d.planBytes))
	configuration := regexp.MustCompile(`"config": \{\n    "digest": "[^"]+"`).FindString(string(d.planBytes))
	for name, c := range map[string]struct{ old, now, words string }{
		"schema":        {"accredit.plan/v1", "accredit.plan/v9", "version|schema"},
		"as_of":         {`"as_of": "2026-11-21`, `"as_of": "2026-11-19`, "48h0m0s old"},
		"as_of, later":  {`"as_of": "2026-11-21`, `"as_of": "2026-11-25`, "still to come"},
		"configuration": {configuration, strings.Replace(configuration, "sha256:", "sha256:0", 1), "configuration"},
		"catalogue":     {`"catalogue": "2026.12"`, `"catalogue": "2027.01"`, "catalogue"},
		"lineage":       {lineage, `"lineage": "3f0c"`, "lineage"},
		"serial":        {`"serial": 1`, `"serial": 2`, "serial"},
		"summary":       {`"change": 12`, `"change": 11`, "not as plan --out writes it"},
	} {
		d.refused(name, d.forged(c.old, c.now), c.words, d.dir)
	}
	d.untouched()
}

// TestApplyForgedAnywhere: whatever is changed in a plan with a fitting
// digest, a signature does not cover it.
func TestApplyForgedAnywhere(t *testing.T) {
	d := newDesk(t)
	verifier := "--require-signature=" + d.key
	forged := 0
	lines := strings.SplitAfter(string(d.planBytes), "\n")
	value := regexp.MustCompile(`: (".+"|\d+|true|false)(,?\n)$`)
	for i, line := range lines {
		found := value.FindStringSubmatch(line)
		if found == nil || strings.Contains(line, `"digest": "sha256`) && i > len(lines)-4 {
			continue
		}
		now := map[byte]string{'"': found[1][:len(found[1])-1] + `x"`, 't': "false", 'f': "true"}[found[1][0]]
		if now == "" {
			now = found[1] + "1"
		}
		if i%suite.Every(7) != 0 {
			continue
		}
		changed := strings.Join(lines[:i], "") + strings.Replace(line, found[1]+found[2], now+found[2], 1) + strings.Join(lines[i+1:], "")
		body, _, _ := strings.Cut(changed, digestOpens)
		sum := sha256.Sum256([]byte(body + digestOpens + digestCloses))
		d.refused(strings.TrimSpace(line), []byte(body+digestOpens+"sha256:"+hex.EncodeToString(sum[:])+digestCloses),
			"digest|not a saved plan|newer version|catalogue", verifier)
		forged++
	}
	if forged < 40 {
		t.Errorf("only %d values", forged)
	}
	d.untouched()
	if err := os.WriteFile(d.plan, d.planBytes, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := d.run("apply", d.plan, d.dir, verifier, "--now", deskNow); code != exitOK {
		t.Errorf("the plan that was signed: %s", stderr)
	}
	t.Logf("%d values forged", forged)
}

// TestApplyEmptiedViolations: whoever empties the violations of a saved plan,
// and computes its digest anew, has it refused without DIR, too. What was
// overridden when it was saved is applied, and stands in the history.
func TestApplyEmptiedViolations(t *testing.T) {
	d := newDesk(t)
	text := string(d.read(filepath.Join(d.dir, "a.hcl")))
	text = regexp.MustCompile(`people         = \[.*\]`).ReplaceAllString(text, "people         = [employee.p0]")
	if err := os.WriteFile(filepath.Join(d.dir, "a.hcl"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := d.run("plan", d.dir, "--now", deskNow, "--out", d.plan); code != exitBlocked {
		t.Fatal(code, stderr)
	}
	d.planBytes = d.read(d.plan)
	violations := regexp.MustCompile(`(?s)"violations": \[\n.*?\n  \]`).FindString(string(d.planBytes))
	if !strings.Contains(violations, `"max-removals"`) {
		t.Fatalf("the violations are %q", violations)
	}
	d.planBytes = bytes.Replace(d.planBytes, []byte(violations), []byte(`"violations": []`), 1)
	d.refused("emptied", d.forged(`"violations": 1`, `"violations": 0`), "it breaks the rule max-removals")
	d.planBytes = d.forged(`"violations": 1`, `"violations": 0`)
	d.refused("emptied, and counted down", d.forged(`"removals": 11`, `"removals": 0`), "takes away 0, and its steps take away 11")
	d.untouched()

	if code, _, stderr := d.run("plan", d.dir, "--now", deskNow, "--out", d.plan, "--override", "max-removals"); code != exitOK {
		t.Fatal(code, stderr)
	}
	if code, _, stderr := d.run("apply", d.plan, "--state", d.state, "--now", deskNow); code != exitOK {
		t.Fatal(code, stderr)
	}
	if _, stdout, _ := d.run("history", d.dir, "--json"); !strings.Contains(stdout, `"max-removals"`) {
		t.Errorf("history is %s", stdout)
	}
}
