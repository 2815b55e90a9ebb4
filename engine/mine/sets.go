package mine

import (
	"cmp"
	"slices"
	"strconv"

	"accredit/engine"
)

// minSetGrants is how many grants must be adjusted alike before that is worth
// a permission set of its own.
const minSetGrants = 3

// Sets returns a with permission sets of their own for rights that many
// grants have alike and that are no set as it stands, and for rights that a set
// with additions and removals cannot say. Nobody's rights change. The sets are
// named after the one they come from, with a number.
func Sets(a *engine.Access) *engine.Access {
	m := newMiner(a)
	fresh := m.freshSets()
	if len(fresh) == 0 {
		return a
	}
	out := *a
	out.Sets, out.Clients = slices.Clone(a.Sets), slices.Clone(a.Clients)
	for _, set := range fresh {
		out.Sets = append(out.Sets, engine.RecordedSet{Name: set.Set, Levels: set.Levels})
	}
	slices.SortFunc(out.Sets, func(x, y engine.RecordedSet) int { return cmp.Compare(x.Name, y.Name) })
	for i := range out.Clients {
		grants := slices.Clone(out.Clients[i].Grants)
		for j := range grants {
			if set := fresh[m.text(grants[j].Rights)]; set != nil {
				grants[j].Rights = set
			}
		}
		out.Clients[i].Grants = grants
	}
	return &out
}

// adjusted is rights that are no set as it stands, and how many grants have them.
type adjusted struct {
	rights *engine.RecordedRights
	text   string
	grants int
}

// freshSets gives the rights of the new sets, by the text of what they replace.
func (m *miner) freshSets() map[string]*engine.RecordedRights {
	taken := map[string]bool{}
	for name := range m.sets {
		taken[name] = true
	}
	fresh := map[string]*engine.RecordedRights{}
	for _, r := range m.adjusted() {
		_, _, exact := m.adjustments(r.rights)
		if exact && r.grants < minSetGrants {
			continue
		}
		n := 2
		for taken[r.rights.Set+"_"+strconv.Itoa(n)] {
			n++
		}
		name := r.rights.Set + "_" + strconv.Itoa(n)
		taken[name] = true
		fresh[r.text] = engine.NewRecordedRights(name, false, r.rights.Levels, nil)
	}
	return fresh
}

// adjusted lists the rights that differ from their set, the most frequent
// first. Those of the two admins stay: they are read against today's catalogue.
func (m *miner) adjusted() []adjusted {
	at, plain := map[string]int{}, map[string]bool{}
	var list []adjusted
	for i := range m.a.Clients {
		for j := range m.a.Clients[i].Grants {
			r := m.a.Clients[i].Grants[j].Rights
			text := m.text(r)
			if _, looked := plain[text]; !looked {
				plain[text] = r.Unknown || engine.FollowsCatalogue(r.Set) || len(r.Deviations(m.contents(r.Set))) == 0
			}
			if plain[text] {
				continue
			}
			k, known := at[text]
			if !known {
				k = len(list)
				at[text] = k
				list = append(list, adjusted{rights: r, text: text})
			}
			list[k].grants++
		}
	}
	slices.SortFunc(list, func(a, b adjusted) int { return cmp.Or(cmp.Compare(b.grants, a.grants), cmp.Compare(a.text, b.text)) })
	return list
}

// rightsText tells rights apart.
func rightsText(r *engine.RecordedRights) string {
	key := strconv.AppendBool(strconv.AppendQuote(nil, r.Set), r.Unknown)
	for _, pl := range r.Levels {
		key = strconv.AppendQuote(strconv.AppendQuote(key, pl.Permission), pl.Level)
	}
	return string(key)
}
