package planfile

import (
	"bytes"
	"encoding/json"
	"testing"

	"accredit/engine"
)

func TestEncodeComparisonGolden(t *testing.T) {
	p := samplePlan()
	c := &engine.Comparison{
		AsOf: p.AsOf, Catalogue: p.Catalogue, Agency: p.Agency, BeforeDigest: "sha256:1", AfterDigest: "sha256:2",
		People: p.People, Clients: p.Clients, Sets: p.Sets, Steps: p.Steps[:4], Causes: p.Causes,
		Rules:       []engine.RuleDifference{{Kind: "guardrail", Name: "max-removals", Before: "25%", After: "<50%>", Pos: engine.Pos{File: "agency.hcl", Line: 9}}},
		GrantsAdded: 1, GrantsChanged: 1, Effect: engine.Both,
	}
	var b bytes.Buffer
	if err := EncodeComparison(&b, c, "main", "the work tree", "0.1.0"); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b.Bytes()) {
		t.Error("it is no JSON")
	}
	golden(t, "diff.json", b.Bytes())
}
