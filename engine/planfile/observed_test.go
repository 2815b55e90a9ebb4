package planfile

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"accredit/engine"
)

// What an account showed is the same observation when it is read again: with it the
// moment, and what was not told.
func TestObservedRoundTrip(t *testing.T) {
	a := &engine.Access{
		Catalogue: "2026.12", People: []engine.Person{{Email: "ann@x.example", Status: engine.PersonActive}},
		Clients: []engine.RecordedClient{{Client: engine.Client{HubID: 7, Name: "Acme", AccountType: "standard", Mode: engine.Observe}, Grants: []engine.RecordedGrant{
			{Person: 0, Status: engine.Active, Rights: &engine.RecordedRights{Set: engine.NoSet, Unknown: true}},
		}}},
		Sets: []engine.RecordedSet{{Name: engine.NoSet, Unknown: true}},
	}
	a.Agency.Name, a.Agency.HubID = "North", 1
	for _, how := range []engine.Observed{
		{At: time.Date(2026, 11, 21, 9, 0, 0, 123000000, time.UTC), Names: true, NoPartners: true, Teams: true, SuperAdmins: true, Absent: []string{"ben@x.example", "cat@x.example"}},
		{At: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Whole: true, NoSets: true, Status: true},
	} {
		var b bytes.Buffer
		if err := EncodeObserved(&b, a, &how, 740000); err != nil {
			t.Fatal(err)
		}
		is, err := DecodeState(&b)
		if err != nil {
			t.Fatal(err)
		}
		got := *is.Told
		got.At = is.ObservedAt
		if got.Absent == nil {
			got.Absent = how.Absent
		}
		if len(got.Absent) == 0 && len(how.Absent) == 0 {
			got.Absent, how.Absent = nil, nil
		}
		if !reflect.DeepEqual(got, how) {
			t.Errorf("got %+v, want %+v", got, how)
		}
		if len(is.Access.Clients) != 1 || len(is.Access.Clients[0].Grants) != 1 || is.Access.Clients[0].Grants[0].Rights.Set != engine.NoSet {
			t.Errorf("the account is %+v", is.Access.Clients)
		}
	}
}
