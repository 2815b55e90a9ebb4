package planfile

import (
	"bytes"
	"path/filepath"
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// samePlan compares plans: rights by level, catalogues by content, and no
// difference between a list that is empty and one that is not there, except
// for the recorded sets, where it counts.
var samePlan = cmp.Options{
	cmp.Comparer(func(a, b engine.Rights) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b *engine.Catalogue) bool {
		return a.Version == b.Version && cmp.Equal(a.All(), b.All())
	}),
	cmp.FilterPath(func(p cmp.Path) bool { return p.String() != "Facts.Sets" }, cmpopts.EquateEmpty()),
	cmpopts.IgnoreUnexported(engine.Plan{}), // what planning keeps for itself
}

func TestPlanRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkRoundTrip(t, drawPlan(t)) })
}

func checkRoundTrip(t *rapid.T, p *engine.Plan) {
	var b bytes.Buffer
	if err := Encode(&b, p, "1"); err != nil {
		t.Fatal(err)
	}
	got, stamp, err := decode(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatalf("%v\n%s", err, b.Bytes())
	}
	if diff := cmp.Diff(p, got, samePlan); diff != "" {
		t.Fatalf("decoded plan differs (-want +got):\n%s", diff)
	}
	var again bytes.Buffer
	if err := Encode(&again, got, stamp.Version); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Fatalf("written again it differs:\n%s", cmp.Diff(b.String(), again.String()))
	}
}

// TestSaveRoundTrip goes through a file, and leaves out the client that the
// plan does not name.
func TestSaveRoundTrip(t *testing.T) {
	p := samplePlan()
	path := filepath.Join(t.TempDir(), "plan")
	want := *p
	p.Clients = append(p.Clients, engine.PlanClient{Client: engine.Client{HubID: 999999999}})
	p.Sets = append(p.Sets, engine.PermissionSet{Name: "unnamed"})
	if err := Save(path, p, "0.1.0"); err != nil {
		t.Fatal(err)
	}
	got, stamp, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&want, got, samePlan); diff != "" {
		t.Errorf("loaded plan differs (-want +got):\n%s", diff)
	}
	if stamp.Version != "0.1.0" || stamp.Catalogue != engine.BuiltinCatalogue().Version {
		t.Errorf("stamp is %+v", stamp)
	}
}
