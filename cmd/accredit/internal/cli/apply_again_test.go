package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/planfile"
)

// edited saves the desk's plan again after somebody edited it, with a digest
// that fits.
func (d *desk) edited(edit func(*engine.Plan)) []byte {
	d.t.Helper()
	whole := filepath.Join(d.t.TempDir(), "plan.json")
	if err := os.WriteFile(whole, d.planBytes, 0o600); err != nil {
		d.t.Fatal(err)
	}
	p, stamp, err := planfile.Load(whole)
	if err != nil {
		d.t.Fatal(err)
	}
	edit(p)
	if err := planfile.Save(whole, p, stamp.Version); err != nil {
		d.t.Fatal(err)
	}
	return d.read(whole)
}

// TestApplyPlansAgain: with the configuration at hand, a plan whose steps each
// hold and that the configuration does not give is refused, and the part that
// differs is named.
func TestApplyPlansAgain(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]struct {
		edit  func(*engine.Plan)
		words string
	}{
		"a step left out": {func(p *engine.Plan) { p.Steps = p.Steps[:len(p.Steps)-1] }, "step 12 of client.acme differs"},
		"another reason":  {func(p *engine.Plan) { p.Steps[3].After.Details = nil }, "step 4 of client.acme differs"},
		"a warning left out": {func(p *engine.Plan) {
			p.Warnings = append(p.Warnings, engine.Finding{Rule: "x", Client: -1, Person: -1})
		}, `warning \d+ \(x\) differs`},
		"somebody with a role": {func(p *engine.Plan) { p.People[0].Labels = map[string]string{"a": "b"} }, "beside its steps and findings differs"},
		"a client to write":    {func(p *engine.Plan) { p.Facts.Clients = []int32{0} }, "what is written without a step differs"},
		"removals not counted": {func(p *engine.Plan) { p.Removals++ }, "beside its steps and findings differs"},
		"another who acts":     {func(p *engine.Plan) { p.As = p.People[len(p.People)-1].Email }, "differs"},
		"nobody who acts":      {func(p *engine.Plan) { p.As = "nobody@x.example" }, "nobody here has the e-mail"},
		"narrowed":             {func(p *engine.Plan) { p.OnlyClients, p.Narrowed = []int64{99}, true }, "differs"},
	} {
		d.refused(name, d.edited(c.edit), "the configuration in .* makes another plan than the saved one: .*"+c.words, d.dir)
	}
	d.untouched()

	// What --base marks, and which version planned, does not matter.
	marked := d.edited(func(p *engine.Plan) { p.Base, p.Steps[0].InBase = "main", true })
	if err := os.WriteFile(d.plan, marked, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := d.run("apply", d.plan, d.dir, "--now", "2026-11-21T20:00:00Z"); code != exitOK {
		t.Errorf("with marks, eleven hours later: %s", stderr)
	}
}

// TestApplyGuardrailEdited: a plan blocked by a guardrail, with the violation
// taken out, is refused.
func TestApplyGuardrailEdited(t *testing.T) {
	d := newDesk(t)
	path := filepath.Join(d.dir, "a.hcl")
	text := string(d.read(path))
	from, to := strings.Index(text, "  access {"), strings.LastIndex(text, "}\n")
	if err := os.WriteFile(path, []byte(text[:from]+text[to:]), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := d.run("plan", d.dir, "--now", deskNow, "--out", d.plan); code != exitBlocked {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	d.planBytes = d.read(d.plan)
	d.refused("no violations", d.edited(func(p *engine.Plan) { p.Violations = nil }), "violation 1 .* differs", d.dir)
	d.untouched()
}

// TestApplyNarrowedAgain: --client, --person, --as and --skip-blocked are
// planned again with.
func TestApplyNarrowedAgain(t *testing.T) {
	for _, args := range [][]string{
		{"--client", "acme"}, {"--person", "p3"}, {"--as", "maria"},
		{"--as", "maria", "--person", "p1", "--person", "p2", "--skip-blocked", "--override", "max-removals"},
	} {
		d := newDesk(t)
		if code, _, stderr := d.run(append([]string{"plan", d.dir, "--now", deskNow, "--out", d.plan}, args...)...); code != exitOK {
			t.Fatal(stderr)
		}
		d.planBytes = d.read(d.plan)
		d.refused("a step left out", d.edited(func(p *engine.Plan) { p.Steps = p.Steps[:len(p.Steps)-1] }), "step|beside", d.dir)
		d.untouched()
		if err := os.WriteFile(d.plan, d.planBytes, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, stderr := d.run("apply", d.plan, d.dir, "--now", deskNow); code != exitOK {
			t.Errorf("%v: %s", args, stderr)
		}
	}
}

// TestApplyChecksSteps: without a configuration to plan again with, what the
// checker can see is refused all the same, inside the transaction.
func TestApplyChecksSteps(t *testing.T) {
	d := newDesk(t)
	d.refused("another effect", d.edited(func(p *engine.Plan) { p.Effect = engine.EffectNone }), "the plan was checked again and refused: its effect is")
	d.refused("nobody who makes it", d.edited(func(p *engine.Plan) { p.Steps[0].Actor = engine.Nobody }), "the plan was checked again and refused: step 1 of client.acme")
	d.untouched()
}
