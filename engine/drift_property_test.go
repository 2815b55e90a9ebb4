package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/join"
	"accredit/engine/revise"
	"accredit/state/statetest"

	"github.com/google/go-cmp/cmp"
)

// injected is a random agency that is as declared, and what somebody did to it.
type injected struct {
	world    *enginetest.World
	sight    *enginetest.Sight
	tampered []string // hub id and e-mail, sorted
}

var driftSets = []string{"junior", "senior", "reader2", "theirs", "partner_admin", "super_admin"}

// inject makes a random agency and tampers with some of its accounts.
func inject(rng *rand.Rand) *injected {
	w := enginetest.New(nil).
		Set("junior", "crm.contacts.view=all").
		Set("senior", "crm.contacts.view=all", "crm.contacts.edit=all").
		Set("reader2", "crm.contacts.view=team").
		UnknownSet("theirs")
	var names []string
	for i := range 6 {
		names = append(names, fmt.Sprintf("p%d", i))
		w.Person(names[i])
	}
	in := &injected{world: w}
	has := map[string]string{}
	for hub := int64(1); hub <= 4; hub++ {
		c := w.Client(hub).Own("owner@client.example")
		c.Both("p0", "partner_admin")
		has[fmt.Sprint(hub, "p0")] = "partner_admin"
		for _, name := range names[1:] {
			if rng.IntN(2) == 0 {
				set := driftSets[rng.IntN(len(driftSets))]
				c.Both(name, set)
				has[fmt.Sprint(hub, name)] = set
			}
		}
	}
	w.Access()
	in.sight = w.Look()
	for hub := int64(1); hub <= 4; hub++ {
		if rng.IntN(5) == 0 {
			continue // nobody looks there
		}
		account := in.sight.At(hub)
		for _, name := range append(names, "stranger") {
			if rng.IntN(4) > 0 {
				continue
			}
			if tamper(rng, account, name, has[fmt.Sprint(hub, name)]) {
				in.tampered = append(in.tampered, fmt.Sprint(hub, " ", enginetest.Email(name)))
			}
		}
		if rng.IntN(6) == 0 {
			account.Own("owner@client.example", "other@client.example")
			in.tampered = append(in.tampered, fmt.Sprint(hub, " other@client.example"))
		}
	}
	slices.Sort(in.tampered)
	return in
}

// tamper changes what somebody has in an account, and reports whether it did.
func tamper(rng *rand.Rand, account *enginetest.Account, name, had string) bool {
	switch rng.IntN(4) {
	case 0:
		account.Gone(name)
		return had != ""
	case 1:
		if had != "" {
			account.Saw(name, had, switchedOff)
			return true
		}
		fallthrough
	case 2:
		if had != "" {
			account.Saw(name, had, teams("EMEA"))
			return true
		}
		fallthrough
	default:
		set := driftSets[rng.IntN(len(driftSets))]
		account.Saw(name, set)
		return set != had
	}
}

func (in *injected) found(d *engine.Drift) []string {
	var list []string
	for i := range d.Items {
		list = append(list, fmt.Sprint(d.Items[i].HubID, " ", d.Items[i].Email))
	}
	slices.Sort(list)
	return list
}

// Injected drift is always found, and nothing else is (docs/reliability.md,
// promise 8). Recording what was seen leaves nothing that was done outside
// since; the plan then brings back what is declared, and calls it drift.
func TestInjectedDrift(t *testing.T) {
	rounds := suite.Sample(1000, 300)
	total := 0
	for seed := range uint64(rounds) {
		in := inject(rand.New(rand.NewPCG(seed, 11)))
		o := in.sight.Observation()
		d := drift(t, in.world, o)
		total += len(in.tampered)
		if diff := cmp.Diff(in.tampered, in.found(d)); diff != "" {
			t.Fatalf("seed %d: (-tampered +found)\n%s%q", seed, diff, driftLines(d))
		}
		var items []*engine.DriftItem
		for i := range d.Items {
			items = append(items, &d.Items[i])
		}
		for _, changes := range []*engine.Changes{
			revise.Seen(in.world.Access(), in.world.Desired(), items),
			revise.Import(in.world.Access(), importable(in.world, o), engine.DateOf(enginetest.Now)),
		} {
			recorded := changed(t, in.world.Access(), changes)
			after, err := engine.FindDrift(in.world.Desired(), recorded, o, engine.DriftOptions{})
			if err != nil {
				t.Fatal(err)
			}
			checkDecided(t, seed, d, after)
		}
	}
	t.Logf("%d rounds, %d injected", rounds, total)
}

// importable is an observation as a state document would have it: with what
// the configuration says of the clients.
func importable(w *enginetest.World, o *engine.Observation) *engine.Access {
	in := *o.Access
	in.Clients = slices.Clone(in.Clients)
	for i := range in.Clients {
		for _, c := range w.Access().Clients {
			if c.HubID == in.Clients[i].HubID {
				super, grants := in.Clients[i].SuperAdmins, in.Clients[i].Grants
				in.Clients[i] = c
				in.Clients[i].SuperAdmins, in.Clients[i].Grants, in.Clients[i].Gone = super, grants, nil
			}
		}
	}
	return &in
}

// checkDecided: what was seen is recorded, every difference is still there as
// what an import found, and is the same one.
func checkDecided(t *testing.T, seed uint64, before, after *engine.Drift) {
	t.Helper()
	digests := func(d *engine.Drift) []string {
		var list []string
		for i := range d.Items {
			list = append(list, fmt.Sprint(d.Items[i].HubID, d.Items[i].Email, d.Items[i].Class, d.Items[i].Digest))
		}
		slices.Sort(list)
		return list
	}
	if diff := cmp.Diff(digests(before), digests(after)); diff != "" {
		t.Fatalf("seed %d: recording made other differences (-before +after)\n%s%q\n%q", seed, diff, driftLines(before), driftLines(after))
	}
}

// changed applies changes to an access, with the model that the conformance
// suite of states has, and compares what looking ahead gives.
func changed(t *testing.T, a *engine.Access, c *engine.Changes) *engine.Access {
	t.Helper()
	m := statetest.ModelOf(a)
	m.Apply(c)
	recorded := m.Access()
	ahead := *join.WithChanges(a, c)
	ahead.Lineage, ahead.Serial = "", 0
	if diff := statetest.Diff(recorded, &ahead); diff != "" {
		t.Fatalf("looking ahead gives something else (-recorded +ahead):\n%s", diff)
	}
	return recorded
}
