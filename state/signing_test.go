package state_test

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"accredit/state"
)

func newSigner(t *testing.T, name string) *state.Signer {
	t.Helper()
	secret, verifier, err := state.NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("# a comment\n"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := state.ReadSigner(path)
	if err != nil {
		t.Fatal(err)
	}
	if s.Verifier().String() != verifier {
		t.Fatalf("the secret gives the verifier %s, not %s", s.Verifier(), verifier)
	}
	if v, err := state.ReadVerifier(path); err != nil || !v.Same(s.Verifier()) {
		t.Fatalf("the file gives %v, %v", v, err)
	}
	return s
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb", "a\tb", "a\x1b[31m", "a\u202eb", "a\u200bb", "a\u00a0b", "a\u2028b", "a\x00", "a\xff", "a\ufeff", strings.Repeat("x", 201)} {
		if _, _, err := state.NewKey(name); !errors.Is(err, state.ErrKey) {
			t.Errorf("name %q: %v", name, err)
		}
	}
	secret, verifier, err := state.NewKey("x")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "comment": "# nothing\n", "two": secret + "\n" + secret, "cut": secret[:len(secret)-4], "bent": strings.Replace(secret, "+x+", "+y+", 1), "large": strings.Repeat("x", 9999),
	} {
		if _, err := state.ReadSigner(write(name, text)); !errors.Is(err, state.ErrKey) {
			t.Errorf("%s as a signer: %v", name, err)
		}
		if _, err := state.ReadVerifier(write(name, text)); !errors.Is(err, state.ErrKey) {
			t.Errorf("%s as a verifier: %v", name, err)
		}
	}
	if _, err := state.ReadSigner(write("public", verifier)); !errors.Is(err, state.ErrKey) {
		t.Errorf("a verifier as a signer: %v", err)
	}
	if _, err := state.ReadSigner(dir); !errors.Is(err, state.ErrKey) {
		t.Errorf("a folder: %v", err)
	}
}

// TestSameKey: a key is one, under whatever name, and is written in one way.
func TestSameKey(t *testing.T) {
	maria := newSigner(t, "maria").Verifier()
	parts := strings.SplitN(maria.String(), "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	text, err := note.NewEd25519VerifierKey("bob", key[1:])
	if err != nil {
		t.Fatal(err)
	}
	bob, err := state.ReadVerifier(text)
	if err != nil || !bob.Same(maria) || bob.Same(newSigner(t, "bob").Verifier()) {
		t.Errorf("%v, %v: not the same", bob, err)
	}
	prefix, encoded := text[:len(text)-len(parts[2])], parts[2]
	file := filepath.Join(t.TempDir(), "bob.pub")
	for _, other := range []string{
		prefix + encoded[:9] + "\r" + encoded[9:], prefix + encoded[:9] + "\n" + encoded[9:], prefix + encoded + "\r", prefix + encoded + "\n",
		"bob+" + strings.ToUpper(prefix[4:]) + encoded, strings.Replace(text, "bob", "b\x1bb", 1),
	} {
		if other == text {
			continue // its hash has digits alone
		}
		if v, err := state.ReadVerifier(other); err == nil {
			t.Errorf("%q: taken for %v", other, v)
		}
	}
	if err := os.WriteFile(file, []byte(prefix+encoded[:9]+"\r"+encoded[9:]+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := state.ReadVerifier(file); !errors.Is(err, state.ErrKey) {
		t.Errorf("from a file: %v", err)
	}
}

// padded: the last character of base64 before its = has bits that mean nothing.
func padded(data []byte, i int) bool { return i+1 < len(data) && data[i+1] == '=' }

func checkpoint(serial int64) state.Checkpoint {
	return state.Checkpoint{Lineage: "3f0c", Serial: serial, Revision: "sha256:r" + string(rune('0'+serial)), Content: "sha256sum:c", At: time.Date(2026, 11, 21, 9, 0, 0, 5, time.UTC)}
}

// TestCheckpoints: what was appended comes back; only what follows is added;
// a byte that differs is told.
func TestCheckpoints(t *testing.T) {
	one, two := newSigner(t, "one"), newSigner(t, "two")
	path := filepath.Join(t.TempDir(), "checkpoints.txt")
	for i, s := range []*state.Signer{one, one, two} {
		if added, err := state.AppendCheckpoint(path, checkpoint(int64(i+1)), s); err != nil || !added {
			t.Fatalf("%t, %v", added, err)
		}
	}
	keys := []state.Verifier{one.Verifier(), two.Verifier()}
	list, problems, err := state.ReadCheckpoints(path, keys...)
	if err != nil || len(problems) > 0 || len(list) != 3 || list[2] != checkpoint(3) {
		t.Fatalf("%v, %v, %v", list, problems, err)
	}
	if added, err := state.AppendCheckpoint(path, checkpoint(3), one); added || err != nil {
		t.Errorf("the same again: %t, %v", added, err)
	}
	other := checkpoint(3)
	other.Revision = "sha256:other"
	foreign := checkpoint(4)
	foreign.Lineage = "other"
	for _, c := range []state.Checkpoint{checkpoint(2), other, foreign} {
		if added, err := state.AppendCheckpoint(path, c, one); added || err == nil {
			t.Errorf("%+v was added", c)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bent := filepath.Join(t.TempDir(), "bent.txt")
	for i := range data {
		if padded(data, i) {
			continue
		}
		changed := append([]byte{}, data...)
		changed[i] ^= 0x01
		if err := os.WriteFile(bent, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, problems, err := state.ReadCheckpoints(bent, keys...); err == nil && len(problems) == 0 {
			t.Errorf("byte %d, %q: not found", i, data[i])
		}
	}
	if err := os.WriteFile(bent, []byte(strings.ReplaceAll(string(data), "\n", "\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if list, problems, err := state.ReadCheckpoints(bent, keys...); err != nil || len(problems) > 0 || len(list) != 3 {
		t.Errorf("with the line ends of Windows: %v, %v", problems, err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if added, err := state.AppendCheckpoint(link, checkpoint(4), one); added || err == nil {
		t.Error("written through a link")
	}
}

// TestPlanSignatures: each demanded key, of just this plan.
func TestPlanSignatures(t *testing.T) {
	one, two, three := newSigner(t, "one"), newSigner(t, "two"), newSigner(t, "one")
	p := state.PlanIdentity{Digest: "sha256:d", Lineage: "3f0c", Serial: 12}
	signed, err := state.SignPlan(nil, p, one)
	if err != nil {
		t.Fatal(err)
	}
	if signed, err = state.SignPlan(signed, p, two); err != nil {
		t.Fatal(err)
	}
	again, err := state.SignPlan(signed, p, one)
	if err != nil || len(again) != len(signed) {
		t.Errorf("signed again: %d bytes, not %d, %v", len(again), len(signed), err)
	}
	if err := state.VerifyPlan(signed, p, []state.Verifier{one.Verifier(), two.Verifier()}); err != nil {
		t.Error(err)
	}
	for name, keys := range map[string][]state.Verifier{
		"one more": {one.Verifier(), two.Verifier(), three.Verifier()}, "another of that name": {three.Verifier()},
	} {
		if err := state.VerifyPlan(signed, p, keys); !errors.Is(err, state.ErrUnsigned) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for field, other := range map[string]state.PlanIdentity{
		"digest": {Digest: "sha256:e", Lineage: "3f0c", Serial: 12}, "lineage": {Digest: "sha256:d", Lineage: "3f0d", Serial: 12}, "serial": {Digest: "sha256:d", Lineage: "3f0c", Serial: 13},
	} {
		if err := state.VerifyPlan(signed, other, []state.Verifier{one.Verifier()}); !errors.Is(err, state.ErrOtherPlan) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
		if _, err := state.SignPlan(signed, other, one); !errors.Is(err, state.ErrOtherPlan) {
			t.Errorf("sign another %s: %v", field, err)
		}
	}
	for i := range signed {
		if padded(signed, i) {
			continue
		}
		bent := append([]byte{}, signed...)
		bent[i] ^= 0x01
		if err := state.VerifyPlan(bent, p, []state.Verifier{one.Verifier(), two.Verifier()}); err == nil {
			t.Errorf("byte %d, %q: not found", i, signed[i])
		}
	}
}
