package join

import (
	"testing"

	"accredit/engine"
)

// TestOnly keeps every grant with its person, whatever is left out.
func TestOnly(t *testing.T) {
	r := &engine.RecordedRights{Set: "x"}
	a := &engine.Access{People: []engine.Person{{Email: "a"}, {Email: "b"}, {Email: "c"}}, Clients: []engine.RecordedClient{
		{Client: engine.Client{HubID: 1}, Grants: []engine.RecordedGrant{{Person: 0, Rights: r}, {Person: 2, Rights: r}}},
		{Client: engine.Client{HubID: 2}, Grants: []engine.RecordedGrant{{Person: 1, Rights: r}, {Person: 2, Rights: r}}},
		{Client: engine.Client{HubID: 3}}}}
	list := func(hubIDs []int64, emails []string) (text string) {
		part := Only(a, hubIDs, emails)
		for _, p := range part.People {
			text += p.Email
		}
		for _, c := range part.Clients {
			text += " "
			for _, g := range c.Grants {
				text += part.People[g.Person].Email
			}
		}
		return text
	}
	for _, c := range []struct {
		hubIDs []int64
		emails []string
		want   string
	}{
		{nil, nil, "abc ac bc "}, {[]int64{1}, nil, "ac ac"}, {[]int64{3}, nil, " "}, {nil, []string{"c"}, "c c c"},
		{[]int64{2, 3}, []string{"b"}, "b b"}, {[]int64{1}, []string{"b"}, "b"}, {nil, []string{"b", "a"}, "ab a b"},
	} {
		if got := list(c.hubIDs, c.emails); got != c.want {
			t.Errorf("%v %v: %q, want %q", c.hubIDs, c.emails, got, c.want)
		}
	}
}
