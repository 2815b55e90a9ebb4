package engine

import (
	"cmp"
	"slices"
	"strings"
)

// finish adds what concerns no single client, narrows and sorts.
func (f *driftFinder) finish() {
	f.unmanaged()
	for i := range f.out.Items {
		it := &f.out.Items[i]
		it.Ignored = f.ignored(it)
	}
	f.rules()
	f.out.Items = slices.DeleteFunc(f.out.Items, func(it DriftItem) bool { return !f.wants(it.Client, it.Email) })
	slices.SortStableFunc(f.out.Items, func(a, b DriftItem) int {
		return cmp.Or(cmp.Compare(a.Client, b.Client), strings.Compare(a.Email, b.Email), cmp.Compare(a.Class, b.Class))
	})
	for _, list := range []*[]Finding{&f.out.Violations, &f.out.Warnings} {
		*list = slices.DeleteFunc(*list, func(v Finding) bool { return !f.wantsFinding(&v) })
		sortFindings(*list)
	}
}

func (f *driftFinder) unmanaged() {
	if f.o == nil {
		return
	}
	for i := range f.o.Access.Clients {
		c := &f.o.Access.Clients[i]
		if !slices.Contains(f.out.Sources, f.o.Accounts[i].Source) {
			f.out.Sources = append(f.out.Sources, f.o.Accounts[i].Source)
		}
		known := slices.ContainsFunc(f.out.Clients, func(pc PlanClient) bool { return pc.HubID == c.HubID })
		if !known && f.wants(Nobody, "") {
			f.out.Unmanaged = append(f.out.Unmanaged, UnmanagedAccount{HubID: c.HubID, Name: c.Name, Source: f.o.Accounts[i].Source, People: len(c.Grants)})
		}
	}
	slices.Sort(f.out.Sources)
}

// wants reports whether --client and --person ask for a pair.
func (f *driftFinder) wants(client int32, email string) bool {
	if !f.wantsClient(client) {
		return false
	}
	return len(f.options.People) == 0 || slices.Contains(f.options.People, email)
}

func (f *driftFinder) wantsClient(client int32) bool {
	return len(f.options.Clients) == 0 || client != Nobody && slices.Contains(f.options.Clients, f.out.Clients[client].HubID)
}

func (f *driftFinder) wantsFinding(v *Finding) bool {
	email := ""
	if v.Person != Nobody {
		email = f.out.People[v.Person].Email
	}
	if v.Person == Nobody && len(f.options.Clients) == 0 {
		return true // of everybody
	}
	return f.wants(v.Client, email) || v.Person == Nobody && f.wants(v.Client, first(f.options.People))
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// ignored finds the decision to leave the difference as it is, while it holds.
func (f *driftFinder) ignored(it *DriftItem) *Ignored {
	key := Ignored{HubID: it.HubID, Email: it.Email, Digest: it.Digest}
	at, found := slices.BinarySearchFunc(f.a.Ignored, key, CompareIgnored)
	if !found || f.a.Ignored[at].Until < f.day {
		return nil
	}
	return &f.a.Ignored[at]
}
