package planfile

import (
	"bytes"
	"encoding/json"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
)

// sampleDrift is a report of a small agency in which something of most kinds
// happened.
func sampleDrift(t *testing.T, s string) *engine.Drift {
	t.Helper()
	w := enginetest.New(nil).Set("junior", "crm.contacts.view=all").Set("senior", "crm.contacts.view=all", "crm.contacts.edit=all").
		Person("ann", "super_admin").Person("bob").Person("eve").Person("zoe")
	w.Client(7).Own("owner@acme.example").Both("ann", "partner_admin").Both("bob", "junior").Want("eve", "junior").Recorded(func(c *engine.RecordedClient) {
		c.Applied, c.Gone = true, []engine.Gone{{Person: 3, On: 739940}}
	})
	w.Client(8).Both("ann", "partner_admin")
	sight := w.Look().Unread(8, s)
	sight.At(7).Saw("bob", "senior").Saw("zoe", "junior").Own("new@acme.example")
	sight.At(99).Saw("bob", "senior")
	d, err := engine.FindDrift(w.Desired(), w.Access(), sight.Observation(), engine.DriftOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d.Dir, d.Commit = s, "0123456789abcdef"
	for i := range d.Items {
		if d.Items[i].GoneOn != 0 {
			d.Items[i].GoneBy = s
		}
		if d.Items[i].Email == "bob@northwind.example" {
			d.Items[i].Ignored = &engine.Ignored{Until: 740000, On: 739941, Who: s, Because: s}
		}
	}
	return d
}

func encodedDrift(t *testing.T, d *engine.Drift) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := EncodeDrift(&b, d, "0.1.0"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEncodeDriftGolden(t *testing.T) {
	golden(t, "drift.json", encodedDrift(t, sampleDrift(t, "access")))
}

// Whatever stands in it, a report is JSON in printable characters that says
// just that.
func TestEncodeDriftHostile(t *testing.T) {
	for _, s := range []string{"\x1b[31m\u202e", "\"},{", "</script>", "\x00\x7f\u2028", "名前"} {
		got := encodedDrift(t, sampleDrift(t, s))
		var doc struct {
			Config struct{ Dir string }
			Items  []struct{ Ignored *struct{ Because string } }
		}
		if err := json.Unmarshal(got, &doc); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if doc.Config.Dir != s {
			t.Errorf("%q became %q", s, doc.Config.Dir)
		}
		if bytes.ContainsAny(got, "\x1b\x00\x7f\u202e\u2028") {
			t.Errorf("%q stands there as it is", s)
		}
	}
}
