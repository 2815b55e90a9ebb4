package planfile

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func decodeText(t testing.TB, document string) *ImportedState {
	t.Helper()
	state, err := DecodeState(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestStateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAccess(t)
		var b bytes.Buffer
		if err := EncodeState(&b, a, 739941); err != nil {
			t.Fatal(err)
		}
		got, err := DecodeState(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.Bytes())
		}
		if diff := cmp.Diff(a, got.Access, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("decoded state differs (-want +got):\n%s", diff)
		}
		if len(got.Open) > 0 {
			t.Fatalf("left open: %+v", got.Open)
		}
	})
}

// drawAccess draws a state with what its JSON keeps.
func drawAccess(t *rapid.T) *engine.Access {
	a := &engine.Access{Lineage: text.Draw(t, "lineage"), Serial: rapid.Int64Range(0, 1<<60).Draw(t, "serial"), Catalogue: text.Draw(t, "catalogue")}
	a.Agency.Name, a.Agency.HubID = text.Draw(t, "agency"), rapid.Int64Range(1<<40, engine.MaxHubID).Draw(t, "hub")
	a.Sets = []engine.RecordedSet{{Name: "alpha", Levels: drawLevels(t, false)}, {Name: "beta", Unknown: true}}
	for i := range rapid.IntRange(1, 4).Draw(t, "people") {
		p := drawPerson(t, i)
		p.Address, p.Pos, p.FormerEmails = "", engine.Pos{}, nil
		a.People = append(a.People, p)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "clients") {
		c := engine.RecordedClient{Client: drawClient(t, i), EndsOn: date.Draw(t, "ends")}
		c.LastActivity = date.Draw(t, "activity")
		c.Address, c.SuperAdmins, c.Links = "", []string{"owner@c.example"}, []engine.Link{{Admin: "p01@x.example", ApprovedOn: date.Draw(t, "on")}}
		for person := range a.People {
			if rapid.Bool().Draw(t, "grant") {
				c.Grants = append(c.Grants, drawRecorded(t, a, int32(person)))
			}
		}
		a.Clients = append(a.Clients, c)
	}
	return a
}

// drawLevels draws levels of a few permissions, one of them in no catalogue.
func drawLevels(t *rapid.T, lowest bool) engine.Levels {
	levels := engine.Levels{}
	for _, name := range []string{"crm.contacts.edit", "crm.export", "gone.from.catalogue"} {
		kind := engine.Scope
		if name == "crm.export" {
			kind = engine.Toggle
		}
		l := oneOf(kind.Top()).Draw(t, "level")
		if rapid.Bool().Draw(t, name) && (l > 0 || lowest) {
			levels = append(levels, engine.PermissionLevel{Permission: name, Level: kind.Name(l)})
		}
	}
	return levels
}

func drawEvidence(t *rapid.T) *engine.Evidence {
	kind := engine.EvidenceKind(rapid.IntRange(0, 3).Draw(t, "grade"))
	if kind == engine.NoEvidence {
		return nil
	}
	return &engine.Evidence{
		Kind: kind, At: time.Unix(rapid.Int64Range(1, 1<<33).Draw(t, "at"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).UTC(),
		By: text.Draw(t, "by"), EnteredBy: text.Draw(t, "entered"), Source: text.Draw(t, "source"),
		ToldOf: []string{engine.ShowsMember, engine.ShowsSet}[:rapid.IntRange(0, 2).Draw(t, "told of")], Step: "7.12",
	}
}

func drawRecorded(t *rapid.T, a *engine.Access, person int32) engine.RecordedGrant {
	g := engine.RecordedGrant{
		Person: person, Status: oneOf(engine.Deactivated).Draw(t, "status"), Seat: oneOf(engine.SeatPartner).Draw(t, "seat"),
		Unlinked: rapid.Bool().Draw(t, "unlinked"), Details: drawDetails(t), Evidence: drawEvidence(t),
		Starts:  rapid.Map(rapid.Int32Range(0, 9), func(n int32) engine.Date { return engine.Date(n) }).Draw(t, "starts"),
		Expires: rapid.Map(rapid.Int32Range(10, 99), func(n int32) engine.Date { return engine.Date(n) }).Draw(t, "expires"),
	}
	switch name := rapid.SampledFrom([]string{"alpha", "beta", "view_only", "partner_admin"}).Draw(t, "set"); name {
	case "beta":
		unknown := rapid.Bool().Draw(t, "unknown")
		g.Rights = engine.NewRecordedRights(name, unknown, nil, drawLevels(t, false))
	case "alpha":
		g.Rights = engine.NewRecordedRights(name, rapid.IntRange(0, 4).Draw(t, "unknown") == 0, a.Sets[0].Levels, drawLevels(t, true))
	default:
		g.Rights = engine.NewRecordedRights(name, false, nil, drawLevels(t, true))
	}
	return g
}

func TestDecodeStateDefaults(t *testing.T) {
	state := decodeText(t, `{"schema": "accredit.state/v1", "clients": [{"hub_id": 7, "grants": [
		{"email": "Bob@Northwind.example", "permission_set": "junior", "rights": {"crm.export": "off"}},
		{"email": "ann@other.example", "permission_set": "view_only", "seat": "unknown", "assets": null}]}]}`)
	a := state.Access
	if got := a.People[1].Email; got != "bob@northwind.example" {
		t.Errorf("e-mail is %q", got)
	}
	c := &a.Clients[0]
	if c.AccountType != "standard" || c.Mode != engine.Enforce {
		t.Errorf("client is %+v", c)
	}
	for _, g := range c.Grants {
		if g.Unlinked || g.Status != engine.Active || g.Details != nil {
			t.Errorf("grant is %+v", g)
		}
	}
	want := []OpenGrant{{Client: 0, Grant: 1, Set: "junior", Deviations: engine.Levels{{Permission: "crm.export", Level: "off"}}, NoSeat: true}}
	if diff := cmp.Diff(want, state.Open); diff != "" {
		t.Errorf("open grants (-want +got):\n%s", diff)
	}

	if err := state.Complete(nil, nil); err == nil || !strings.Contains(err.Error(), `client 7, bob@northwind.example: permission set "junior"`) {
		t.Errorf("without the set: %v", err)
	}
	sets := []engine.RecordedSet{{Name: "junior", Levels: engine.Levels{{Permission: "crm.contacts.edit", Level: "own"}, {Permission: "crm.export", Level: "on"}}}}
	if err := state.Complete(sets, []string{"northwind.example"}); err != nil {
		t.Fatal(err)
	}
	bob := &c.Grants[1]
	if bob.Seat != engine.SeatPartner {
		t.Errorf("seat is %v", bob.Seat)
	}
	if diff := cmp.Diff(engine.Levels{{Permission: "crm.contacts.edit", Level: "own"}}, bob.Rights.Levels); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
}

// TestDecodeStateAssets: [] is none, absent is not known.
func TestDecodeStateAssets(t *testing.T) {
	state := decodeText(t, `{"schema": "accredit.state/v1", "clients": [{"hub_id": 7, "grants": [
		{"email": "a@x.example", "permission_set": "view_only", "assets": []},
		{"email": "b@x.example", "permission_set": "view_only"}]}]}`)
	grants := state.Access.Clients[0].Grants
	if grants[0].Details == nil || !grants[0].Details.AssetsKnown {
		t.Error("[] is not known")
	}
	if grants[1].Details != nil {
		t.Error("absent assets are known")
	}
}

// TestDecodeStateMistakes reads testdata/mistakes.json, which has one of each,
// and compares what is said about it.
func TestDecodeStateMistakes(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "mistakes.json"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = DecodeState(bytes.NewReader(data))
	var mistakes Mistakes
	if !errors.As(err, &mistakes) {
		t.Fatalf("error is %v", err)
	}
	golden(t, "mistakes.txt", []byte(mistakes.Error()+"\n"))
}

func TestDecodeStateBroken(t *testing.T) {
	for name, c := range map[string]struct{ document, want string }{
		"empty":       {``, "1:1: not JSON: the document ends too early"},
		"text":        {"\n\n client", "3:2: not JSON: invalid character 'c' looking for beginning of value"},
		"cut off":     {`{"schema": "accredit.state/v1", "clients": [`, "clients"},
		"list":        {`[]`, "1:1: want an object"},
		"no schema":   {`{}`, `1:1: the field "schema" is missing`},
		"plan":        {`{"schema": "accredit.plan/v1"}`, `1:12: schema: "accredit.plan/v1" is not the schema of a state`},
		"followed":    {`{"schema": "accredit.state/v1"} 1`, "something follows"},
		"bad UTF-8":   {"{\"schema\": \"\xff\"}", "not UTF-8"},
		"deep":        {`{"x": ` + strings.Repeat("[", 1_000_000), "x: unknown field"},
		"deep object": {`{"clients": ` + strings.Repeat(`[{"grants":`, 100_000), "clients"},
		"unknown set": {`{"schema": "accredit.state/v1", "permission_sets": [{"name": "u", "unknown": true}], "clients": [{"hub_id": 1, "grants": [
{"email": "a@x.example", "permission_set": "u", "rights": {"crm.export": "on"}}]}]}`, `2:1: clients[0].grants[0]: permission set "u" is unknown and cannot be adjusted`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := DecodeState(strings.NewReader(c.document)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestDecodeStateManyMistakes(t *testing.T) {
	document := `{"schema": "accredit.state/v1", "clients": [` + strings.Repeat(`{"hub": 1},`, 100_000) + `{}]}`
	_, err := DecodeState(strings.NewReader(document))
	var mistakes Mistakes
	if !errors.As(err, &mistakes) || len(mistakes) != maxMistakes {
		t.Errorf("got %d mistakes", len(mistakes))
	}
}

func TestDecodeStateRefusesTheAgencyAsClient(t *testing.T) {
	_, err := DecodeState(strings.NewReader(`{"schema": "accredit.state/v1", "clients": [{"hub_id": 7, "grants": []}, {"hub_id": 1000001}], "agency": {"hub_id": 1000001}}`))
	if err == nil || err.Error() != "1:74: clients[1]: hub id 1000001 is the agency's own account, no client" {
		t.Error(err)
	}
}
