package fakehub_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

func FuzzReadWorld(f *testing.F) {
	f.Add([]byte(small))
	for _, broken := range []string{"", "{", `{"agency":1}`, `{"accounts":[{"hubId":1}]}`, `{"accounts":[[]]}`, `{"agency":1,"accounts":[{"hubId":1,"users":[{"individual":{"a":"b"}}]}]}`, strings.Repeat("[", 5000)} {
		f.Add([]byte(broken))
	}
	text, err := world().Text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := fakehub.ReadWorld(text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "line ") {
				t.Errorf("no line: %v", err)
			}
			var line int
			if _, scan := fmt.Sscanf(err.Error(), "line %d:", &line); scan != nil || line < 1 || line > 1+bytes.Count(text, []byte("\n")) {
				t.Errorf("line %d of %d: %v", line, bytes.Count(text, []byte("\n")), err)
			}
			return
		}
		written, err := w.Text()
		if err != nil {
			t.Fatal(err)
		}
		again, err := fakehub.ReadWorld(written)
		if err != nil {
			t.Fatalf("%v: written as %s", err, written)
		}
		twice, err := again.Text()
		if err != nil || !bytes.Equal(written, twice) {
			t.Errorf("%v: written as %s and %s", err, written, twice)
		}
		if _, err := fakehub.New(again, fakehub.Options{}); err != nil {
			t.Error(err)
		}
	})
}
