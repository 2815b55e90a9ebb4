package sqlstore

import (
	"reflect"
	"strings"
	"testing"

	"accredit/engine"
)

func partWithRights() *engine.RunPart {
	reader := engine.Levels{{Permission: "crm.contacts.view", Level: "all"}}
	grant := func(set string, levels engine.Levels) *engine.RecordedGrant {
		return &engine.RecordedGrant{Person: engine.Nobody, Rights: &engine.RecordedRights{Set: set, Levels: levels}}
	}
	more := append(engine.Levels{{Permission: "crm.contacts.edit", Level: "all"}}, reader...)
	return &engine.RunPart{
		Run: engine.Run{Number: 1}, HubID: 7, Sets: []engine.RecordedSet{{Name: "reader", Levels: reader}},
		Steps: []engine.RunStep{
			{Run: 1, Seq: 1, Email: "ann@x.example", After: grant("reader", reader)},
			{Run: 1, Seq: 2, Email: "ben@x.example", Before: grant("reader", reader), After: grant("reader", more)},
			{Run: 1, Seq: 3, Email: "cat@x.example", Before: grant("", more)},
			{Run: 1, Seq: 4, Email: "dan@x.example", Before: grant("reader", more)},
		},
	}
}

// Each of the rights stands once in what is stored, and whatever a document looks
// like, packed or not, it is the same part.
func TestPackedPart(t *testing.T) {
	p := partWithRights()
	packed, plain := textOf(packedPart(p)), textOf(documentOfPart(p))
	if n := strings.Count(packed, "crm.contacts.view"); n != 3 { // the set, "reader" with more, and none with more
		t.Errorf("the permission stands %d times in %s", n, packed)
	}
	for _, text := range []string{packed, plain} {
		var d partDocument
		if err := fromJSON(text, &d); err != nil {
			t.Fatal(err)
		}
		got, err := d.part()
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(documentOfPart(got), documentOfPart(p)) {
			t.Errorf("got %s from %s", textOf(documentOfPart(got)), text)
		}
	}
}

func TestDamagedRights(t *testing.T) {
	packed := textOf(packedPart(partWithRights()))
	for _, change := range [][2]string{{`"of":1`, `"of":9`}, {`"of":1`, `"of":-1`}, {`"of":1,`, ``}, {`"of":1`, `"of":1,"set":"reader"`}, {`"as_set":1`, `"as_set":2`}, {`"as_set":1`, `"as_set":1,"set":"x"`}} {
		damaged := strings.Replace(packed, change[0], change[1], 1)
		if damaged == packed {
			t.Fatalf("%s is not in %s", change[0], packed)
		}
		var d partDocument
		if err := fromJSON(damaged, &d); err != nil {
			t.Fatal(err)
		}
		if _, err := d.part(); err == nil {
			t.Errorf("%s is read with %s", damaged, change[1])
		}
	}
}
