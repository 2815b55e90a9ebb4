package planfile

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzLoadPlan: whatever is read is refused, or says the same when written
// again. The digest is left out, which nothing random would get past.
func FuzzLoadPlan(f *testing.F) {
	data := encoded(f, samplePlan())
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add(encoded(f, hostilePlan("\x1b[31m\u202e")))
	f.Add([]byte(`{"schema": "accredit.plan/v1", "config": {"catalogue": "2026.12"}, "steps": [{"hub_id": null}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, stamp, err := decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := Encode(&once, p, stamp.Version); err != nil {
			t.Fatal(err)
		}
		again, stamp, err := decode(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, once.Bytes())
		}
		if err := Encode(&twice, again, stamp.Version); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("it changes:\n%s\n%s", once.Bytes(), twice.Bytes())
		}
	})
}

// FuzzDecodeState: whatever is read is refused, or can be written and read
// again.
func FuzzDecodeState(f *testing.F) {
	for _, name := range []string{"state.json", "mistakes.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"schema": "accredit.state/v1", "clients": [{"hub_id": 1, "grants": [{"email": "a@b", "permission_set": "x"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		state, err := DecodeState(bytes.NewReader(data))
		if err != nil || state.Complete(nil, nil) != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := EncodeState(&once, state.Access, 739941); err != nil {
			t.Fatal(err)
		}
		again, err := DecodeState(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, once.Bytes())
		}
		if err := EncodeState(&twice, again.Access, 739941); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("it changes:\n%s\n%s", once.Bytes(), twice.Bytes())
		}
	})
}
