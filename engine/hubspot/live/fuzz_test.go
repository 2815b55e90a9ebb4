package live

import (
	"encoding/json"
	"os"
	"testing"
)

// Whatever an account answers, reading it ends, and what is whole has no row that
// was not understood.
func FuzzReadUsers(f *testing.F) {
	for _, name := range []string{"users.json", "user.json", "roles.json", "partner_clients.json"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		var example struct{ Response json.RawMessage }
		if err := json.Unmarshal(data, &example); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(example.Response))
	}
	for _, seed := range []string{
		`null`, `[]`, `{}`, `{"results":null}`, `{"results":[null,1,"x",{}],"paging":{"next":{"after":7}}}`, `{"paging":[],"results":[]}`,
		`{"paging":{},"results":[{"id":1,"email":"A@b.example","roleIds":[1,null,"2"],"roleId":3,"superAdmin":false,"secondaryTeamIds":[null],"seatNames":null}]}`,
		`{"paging":{"next":null},"results":[{"id":"1","email":"a@b.example","roleIds":[],"superAdmin":"true"},{"id":"1","email":"ａ@ｂ.example","roleIds":[],"superAdmin":false}]}`,
		`{"paging":{},"results":[{"id":"1e9","email":"k\u212a@b.example","roleIds":[],"superAdmin":true,"firstName":"\u202e"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var p page
		if json.Unmarshal(data, &p) != nil || p.Results == nil {
			return
		}
		got := readUsers(&listing{rows: *p.Results, paged: p.Paging.told}, pagesTo)
		if len(got.list)+got.bad != len(*p.Results) || got.whole && (got.bad > 0 || !p.Paging.told) {
			t.Errorf("%+v of %d rows", got, len(*p.Results))
		}
		for _, u := range got.list {
			if u.ID == "" || u.Email == "" {
				t.Errorf("%+v", u)
			}
			_ = u.teamIDs()
		}
		if readUsers(&listing{rows: *p.Results, paged: true}, "2026-03").whole {
			t.Error("a list of the earlier version is whole")
		}
		_ = newProblem(400, nil, data, newClock().at, canary).Error()
	})
}
