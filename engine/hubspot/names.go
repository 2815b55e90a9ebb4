package hubspot

import (
	"maps"
	"slices"
	"strings"

	"accredit/engine"

	"golang.org/x/text/unicode/norm"
)

// SetNames say what accounts call permission sets. The zero value knows none.
type SetNames struct {
	// Everywhere is hubspot_name by name of the set: what accounts call it
	// where that is not its own name.
	Everywhere map[string]string
	// Accounts is permission_set_names by hub id and name of the set: what one
	// account calls it otherwise.
	Accounts map[int64]map[string]string
}

// folded returns a name as it is compared, however its accents were written.
func folded(name string) string { return engine.FoldName(norm.NFC.String(name)) }

// setNames finds sets by what accounts call them.
type setNames struct {
	known    map[string]bool             // sets, by name
	opaque   map[string]bool             // of them, those of unknown contents
	everyone map[string]string           // set by folded name; empty: two sets are called so
	accounts map[int64]map[string]string // the same, where an account calls a set otherwise
	replaced map[int64]map[string]bool   // sets that an account calls otherwise
	long     map[string]bool             // folded names in which a separator of cells stands
}

func newSetNames(sets []engine.RecordedSet, names SetNames) *setNames {
	b := &setNames{
		known: map[string]bool{}, opaque: map[string]bool{}, everyone: map[string]string{}, accounts: map[int64]map[string]string{},
		replaced: map[int64]map[string]bool{}, long: map[string]bool{},
	}
	for _, name := range []string{engine.SetSuperAdmin, engine.SetPartnerAdmin, engine.SetViewOnly} {
		b.known[name] = true
	}
	for i := range sets {
		b.known[sets[i].Name], b.opaque[sets[i].Name] = true, sets[i].Unknown
	}
	for set := range names.Everywhere {
		b.known[set] = true
	}
	for _, set := range slices.Sorted(maps.Keys(b.known)) {
		if called := names.Everywhere[set]; called != "" {
			b.enter(b.everyone, called, set)
		} else {
			b.enter(b.everyone, set, set)
		}
	}
	for hubID, called := range names.Accounts {
		b.accounts[hubID], b.replaced[hubID] = map[string]string{}, map[string]bool{}
		for _, set := range slices.Sorted(maps.Keys(called)) {
			b.enter(b.accounts[hubID], called[set], set)
			b.replaced[hubID][set] = true
		}
	}
	return b
}

func (b *setNames) enter(list map[string]string, called, set string) {
	key := folded(called)
	if strings.ContainsFunc(called, isSeparator) {
		b.long[key] = true
	}
	if _, twice := list[key]; twice {
		set = ""
	}
	list[key] = set
}

// find returns the set that an account calls so, and whether it is one that is
// known. What is not known gets a name of its own.
func (b *setNames) find(hubID int64, name string) (set string, known bool) {
	key := folded(name)
	if set := b.accounts[hubID][key]; set != "" {
		return set, true
	}
	if set := b.everyone[key]; set != "" && !b.replaced[hubID][set] {
		return set, true
	}
	set = SetName(name)
	if b.known[set] && set == key { // the set of that name is called otherwise there
		return digested(set, name), false
	}
	return set, b.known[set]
}

// like returns a known set whose name reads like this one; empty where there is
// none. It is a suggestion and no more.
func (b *setNames) like(name string) string {
	key := columnKey(name)
	for _, set := range slices.Sorted(maps.Keys(b.known)) {
		if read := columnKey(set); !engine.IsBuiltinSet(set) && key != "" && (read == key || strings.HasPrefix(key, read) || strings.HasPrefix(read, key)) {
			return set
		}
	}
	return ""
}
