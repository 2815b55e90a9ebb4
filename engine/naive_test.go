package engine_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/verify"
)

// random is a catalogue of twelve permissions, scopes among them.
func randomCatalogue(t *testing.T) *engine.Catalogue {
	t.Helper()
	list := []engine.Permission{
		{Name: engine.PermissionModifyBilling}, {Name: engine.PermissionSuperAdmin}, {Name: engine.PermissionPartnerAdmin},
	}
	for i := range 9 {
		list = append(list, engine.Permission{Name: fmt.Sprintf("x.p%d", i), Kind: engine.Kind(i % 2)})
	}
	c, err := engine.NewCatalogue("random", list)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The engine against the naive second model on random agencies of 8 people, 4
// clients and 12 permissions: the same verdicts and the same rights at the end
// (docs/reliability.md, T3).
func TestSecondModel(t *testing.T) {
	agencies := suite.Sample(10_000, 500)
	c := randomCatalogue(t)
	refused, reached := 0, 0
	for seed := range uint64(agencies) {
		rng := rand.New(rand.NewPCG(seed, 3))
		r := randomAgency(rng, c)
		p := r.world.Plan(engine.Options{Overrides: []string{engine.RuleMaxRemovals, engine.RuleEmptySource}})
		blocked := map[int64]map[string]bool{}
		for _, f := range p.Violations {
			if !f.Blocks() {
				continue
			}
			hub := p.Clients[f.Client].HubID
			if blocked[hub] == nil {
				blocked[hub] = map[string]bool{}
			}
			blocked[hub][p.People[f.Person].Email] = true
		}
		ends := r.ends(p)
		for hub, model := range r.models {
			end, refusals := model.End()
			for _, who := range model.People {
				email := enginetest.Email(who)
				if refusals[who] != blocked[hub][email] {
					t.Fatalf("seed %d: client %d, %s: refused %t, the second model says %t\n%+v", seed, hub, who, blocked[hub][email], refusals[who], model)
				}
				if refusals[who] {
					refused++
				} else {
					reached++
				}
				if got, want := ends[hub][email], text(end[who]); got != want {
					t.Fatalf("seed %d: client %d, %s ends with %s, the second model says %s\n%+v", seed, hub, who, got, want, model)
				}
			}
		}
		if len(p.Violations) == 0 {
			if err := verify.Plan(r.world.Access(), p); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
	t.Logf("agencies %d, grants decided %d, refused %d", agencies, reached, refused)
}

type agency struct {
	world  *enginetest.World
	models map[int64]*enginetest.Naive
}

// ends writes what everybody has after the plan's steps.
func (r *agency) ends(p *engine.Plan) map[int64]map[string]string {
	ends := map[int64]map[string]string{}
	for hub, model := range r.models {
		ends[hub] = map[string]string{}
		for _, who := range model.People {
			ends[hub][enginetest.Email(who)] = text(model.Now[who])
		}
	}
	for i := range p.Steps {
		st := &p.Steps[i]
		level := enginetest.Levels(nil)
		if st.After != nil {
			level = levelsOf(p.Catalogue, st.After.Rights)
		}
		ends[p.Clients[st.Client].HubID][p.People[st.Person].Email] = text(level)
	}
	return ends
}

func text(l enginetest.Levels) string {
	if l == nil {
		return "nothing"
	}
	s := enginetest.Levels{}
	for p, v := range l {
		if v > 0 {
			s[p] = v
		}
	}
	return fmt.Sprint(map[string]int(s))
}

func levelsOf(c *engine.Catalogue, r engine.Rights) enginetest.Levels {
	l := enginetest.Levels{}
	for i, p := range c.All() {
		if v := r.Level(i); v > 0 {
			l[p.Name] = int(v)
		}
	}
	return l
}

func randomAgency(rng *rand.Rand, c *engine.Catalogue) *agency {
	w := enginetest.New(c)
	r := &agency{w, map[int64]*enginetest.Naive{}}
	var people []string
	roles := map[string]bool{}
	for i := range 8 {
		name := fmt.Sprintf("p%d", i)
		people = append(people, name)
		if rng.IntN(8) == 0 {
			w.Person(name, "super_admin")
			roles[name] = true
		} else {
			w.Person(name)
		}
	}
	sets := map[string]enginetest.Levels{}
	for _, s := range engine.BuiltinSets(c) {
		sets[s.Name] = levelsOf(c, s.Rights)
	}
	names := []string{"super_admin", "partner_admin", "partner_admin", "partner_admin"}
	for i := range 6 {
		b := make([]byte, c.Len())
		for j, p := range c.All() {
			switch p.Name {
			case engine.PermissionSuperAdmin:
			case engine.PermissionPartnerAdmin:
				b[j] = byte(i % 2)
			case engine.PermissionModifyBilling:
				b[j] = byte(rng.IntN(4) / 3)
			default:
				b[j] = byte(rng.IntN(int(p.Kind.Top()) + 1))
			}
		}
		name := fmt.Sprintf("set%d", i)
		w.SetRights(name, engine.Rights(b))
		sets[name] = levelsOf(c, engine.Rights(b))
		names = append(names, name)
	}
	for hub := int64(1); hub <= 4; hub++ {
		model := &enginetest.Naive{
			People: people, RoleHolder: roles, Now: map[string]enginetest.Levels{}, Want: map[string]enginetest.Levels{},
			Everything: sets["super_admin"], Partner: sets["partner_admin"], Clamp: rng.IntN(2) == 0, Own: rng.IntN(2),
		}
		client := w.Client(hub)
		if model.Own > 0 {
			client.Own("owner@client.example")
		}
		if model.Clamp {
			client.Declared(func(d *dc) { d.SubsetRule = engine.Clamp })
		}
		if rng.IntN(2) == 0 {
			model.Preferred = []string{people[rng.IntN(8)]}
			client.Acting(model.Preferred...)
		}
		for _, who := range people {
			if rng.IntN(3) > 0 {
				set := names[rng.IntN(len(names))]
				client.Was(who, set)
				model.Now[who] = sets[set]
			}
			if rng.IntN(3) > 0 {
				set := names[rng.IntN(len(names))]
				client.Want(who, set)
				model.Want[who] = sets[set]
			}
		}
		r.models[hub] = model
	}
	return r
}
