package engine

import (
	"cmp"
	"slices"
)

// What of the configuration was not applied: declared against recorded, which
// are the steps of the plan; among them what an import found and nobody
// decided on since.

// pending makes an item of the steps of each person in each client.
func (f *driftFinder) pending() {
	type key struct{ client, person int32 }
	steps := map[key][]*Step{}
	var order []key
	for i := range f.plan.Steps {
		st := &f.plan.Steps[i]
		k := key{st.Client, st.Person}
		if steps[k] == nil {
			order = append(order, k)
		}
		steps[k] = append(steps[k], st)
	}
	for _, k := range order {
		if !f.isExplained(k.client, steps[k]) {
			f.pendingItem(k.client, k.person, steps[k])
		}
	}
	f.overdue()
}

func (f *driftFinder) pendingItem(client, person int32, steps []*Step) {
	first, last := steps[0], steps[len(steps)-1]
	it := DriftItem{Client: client, Person: Nobody, Class: DriftNotApplied, Action: first.Action, Pos: first.Pos}
	if client != Nobody {
		it.HubID = f.out.Clients[client].HubID
	}
	for _, st := range steps {
		it.Fields = append(it.Fields, st.More().Fields...)
	}
	if person == Nobody || client == Nobody {
		if person != Nobody {
			it.Email = f.plan.People[person].Email
			it.Person = f.at[it.Email]
		}
		it.Digest = f.digestText("record", it.HubID, it.Email, fieldsText(it.Fields))
		f.out.Items = append(f.out.Items, it)
		return
	}
	it.Email = f.plan.People[person].Email
	it.Person = f.at[it.Email]
	it.Recorded, it.Declared = moved(first.Before, it.Person), moved(last.After, it.Person)
	f.pair(&it, first.Cause)
}

// pair files an item about somebody's grant in a client, unless what was seen
// there says it already.
func (f *driftFinder) pair(it *DriftItem, cause Cause) {
	acc := f.accounts[it.Client]
	if acc != nil && !f.complete(acc, it, cause == CauseDrift) {
		return
	}
	f.classifyPending(it, cause)
	it.Permissions = f.permissions(it, howOf(acc))
	f.out.Items = append(f.out.Items, *it)
}

// complete adds what was seen to an item, and reports whether the item still
// has something to say: not where what was seen is reported already and is
// what is declared, or differs from what an import found before.
func (f *driftFinder) complete(acc *accountDrift, it *DriftItem, drift bool) bool {
	w := acc.pairs[it.Person]
	if w == nil || w.observed == nil && !f.tellsOf(acc, it.Person) {
		return true
	}
	it.Observed, it.Seen, it.ByName = w.observed, true, acc.how.Names || acc.how.NoSets
	it.AsDeclared = f.sameSeen(acc.how, it.Declared, w.observed) && !f.sameSeen(acc.how, it.Recorded, w.observed)
	return !acc.reported[it.Person] || !drift && !it.AsDeclared
}

func (f *driftFinder) classifyPending(it *DriftItem, cause Cause) {
	switch {
	case cause == CauseDrift:
		it.Class = f.classify(it.Declared, it.Recorded, it.Declared != nil, false)
		it.Digest = f.digest("grant", it.HubID, it.Email, it.Declared, it.Recorded)
		return
	case cause == CauseExpiry && it.Declared == nil:
		it.Class = DriftLapsed
	}
	it.Digest = f.digestText("pending", it.HubID, it.Email, f.grantText(it.Recorded), f.grantText(it.Declared), grantDates(it.Recorded), grantDates(it.Declared))
}

func howOf(acc *accountDrift) *Observed {
	if acc == nil {
		return nil
	}
	return acc.how
}

// grantDates writes what of a grant is no right: a change of it alone is a
// difference between declared and recorded, too.
func grantDates(g *Grant) string {
	if g == nil {
		return ""
	}
	return fieldsText([]Field{{"starts", g.Starts.String(), g.Expires.String()}, {"reason", g.More().Reason, g.Set}})
}

func fieldsText(fields []Field) string {
	sorted := slices.Clone(fields)
	slices.SortStableFunc(sorted, func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
	text := ""
	for _, f := range sorted {
		text += quoteList([]string{"." + f.Name, "." + f.Before, "." + f.After}) + ";"
	}
	return text
}
