package engine_test

import (
	"testing"

	"accredit/engine"
)

// Who is asked for by every address and is not there is absent, also where the list
// may have been cut.
func TestTellsOf(t *testing.T) {
	part := engine.Observed{Absent: []string{"a@x.example", "b@x.example"}}
	for _, test := range []struct {
		how    engine.Observed
		emails []string
		want   bool
	}{
		{engine.Observed{Whole: true}, []string{"c@x.example"}, true},
		{part, []string{"a@x.example"}, true},
		{part, []string{"a@x.example", "b@x.example"}, true},
		{part, []string{"a@x.example", "c@x.example"}, false},
		{part, []string{"c@x.example"}, false},
	} {
		if got := test.how.TellsOf(test.emails...); got != test.want {
			t.Errorf("%v: %v", test.emails, got)
		}
	}
}
