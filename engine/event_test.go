package engine

import (
	"slices"
	"testing"
)

func recordedLevels(set string, levels ...string) *RecordedRights {
	r := &RecordedRights{Set: set}
	for i := 0; i < len(levels); i += 2 {
		r.Levels = append(r.Levels, PermissionLevel{levels[i], levels[i+1]})
	}
	return r
}

// TestEvents: one event for each thing, in the order that people read them,
// with what differs and nothing else.
func TestEvents(t *testing.T) {
	maria := &Person{Email: "maria@northwind.example", Name: "Maria Olsen", FormerEmails: []string{"maria.old@northwind.example"}}
	old := &Person{Email: "maria.old@northwind.example", Name: "Maria Olsen"}
	was := &RecordedGrant{Rights: recordedLevels("junior", "crm.deals.edit", "own", "reports.access", "on"), Expires: 740000}
	is := &RecordedGrant{Rights: recordedLevels("manager", "crm.deals.edit", "team", "crm.export", "on"), Expires: 740000,
		Details: &Details{Reason: "SOW-1"}}
	c := &Changes{
		Agency: "Northwind",
		Sets: []SetChange{{Before: &RecordedSet{Name: "junior", Levels: Levels{{"a", "own"}}}, After: &RecordedSet{Name: "junior", Levels: Levels{{"a", "all"}}}},
			{After: &RecordedSet{Name: "manager"}}},
		People:  []PersonChange{{Before: old, After: maria}},
		Clients: []ClientChange{{Before: &RecordedClient{Client: Client{HubID: 9, Name: "Old"}}, After: &RecordedClient{Client: Client{HubID: 9, Name: "New"}}}},
		Grants: []GrantChange{{HubID: 9, Email: maria.Email, Before: was, After: is, Step: StepInfo{Action: ActionChange}},
			{HubID: 7, Email: maria.Email, After: was, Step: StepInfo{Action: ActionAdd}}, {HubID: 8, Email: maria.Email, Before: was}},
	}
	a := &Access{Clients: []RecordedClient{{Client: Client{HubID: 7, Address: "client.acme"}}}}
	events := EventsOf(c, a)
	type brief struct {
		kind   EventKind
		client string
	}
	var got []brief
	for _, e := range events {
		got = append(got, brief{e.Kind, e.Client})
	}
	want := []brief{{EventAgency, ""}, {EventSet, ""}, {EventSet, ""}, {EventPerson, ""}, {EventGrant, "client.acme"}, {EventGrant, "hub 8"}, {EventClient, "New"}, {EventGrant, "New"}}
	if !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
	if e := events[1]; !slices.Equal(e.Permissions, []PermissionChange{{Permission: "a", Before: "own", After: "all"}}) || e.Came || e.Went {
		t.Errorf("set: %+v", e)
	}
	if f, ok := events[3].Field("email"); !ok || f.Before != old.Email || f.After != maria.Email || len(events[3].Fields) != 2 {
		t.Errorf("person: %+v", events[3])
	}
	if !events[4].Came || !events[5].Went || len(events[4].Permissions)+len(events[5].Permissions) > 0 {
		t.Errorf("came and went: %+v", events[4:6])
	}
	e := events[7]
	if !slices.Equal(e.Fields, []Field{{"permission_set", "junior", "manager"}, {"reason", "", "SOW-1"}}) {
		t.Errorf("fields of a grant: %+v", e.Fields)
	}
	if !slices.Equal(e.Permissions, []PermissionChange{{Permission: "crm.deals.edit", Before: "own", After: "team"}, {Permission: "crm.export", Before: "off", After: "on"}, {Permission: "reports.access", Before: "on", After: "off"}}) {
		t.Errorf("permissions of a grant: %+v", e.Permissions)
	}
}

// TestByName: the built-in sets that are read against today's catalogue are
// what they are today, changed by what is recorded.
func TestByName(t *testing.T) {
	all := recordedLevels(SetSuperAdmin).ByName().ByPermission()
	if len(all) != BuiltinCatalogue().Len() {
		t.Errorf("super_admin has %d of %d permissions", len(all), BuiltinCatalogue().Len())
	}
	less := recordedLevels(SetPartnerAdmin, "crm.export", "off", "account.modify_billing", "on").ByName().ByPermission()
	if less["crm.export"] != "" || less["account.modify_billing"] != "on" || less["partner.admin"] != "on" {
		t.Errorf("partner_admin, changed: %v", less)
	}
}

// TestAreas: every permission of the catalogue is of an area, and every area
// has some.
func TestAreas(t *testing.T) {
	used := make([]int, len(Areas())+1)
	for _, p := range BuiltinCatalogue().All() {
		used[AreaOf(p.Name)]++
	}
	if used[len(Areas())] > 0 || slices.Contains(used[:len(Areas())], 0) {
		t.Errorf("permissions by area: %v", used)
	}
	for _, k := range []Kind{Toggle, Scope} {
		seen := map[string]bool{}
		for l := range k.Top() + 1 {
			if seen[k.Reach(l)] || (k.Reach(l) == "") != (l == 0) {
				t.Errorf("%s %d reaches %q", k, l, k.Reach(l))
			}
			seen[k.Reach(l)] = true
		}
	}
}
