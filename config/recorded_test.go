package config

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"accredit/engine"
	"accredit/internal/suite"

	gocmp "github.com/google/go-cmp/cmp"
)

// keptAccess keeps recorded access beside a cache that remembers nothing else.
func keptAccess(t *testing.T, a *engine.Access) *Cache {
	t.Helper()
	c := &Cache{dir: t.TempDir(), key: make([]byte, 32)}
	none := &shelfWriter{}
	none.table(0, nil)
	n := &Notes{cache: c, desired: &engine.Desired{}}
	w := &shelfWriter{}
	w.b = append(w.b, none.b...) // files
	w.flag(false)
	w.b = append(w.b, none.b...) // people
	w.index(0, nil)
	for range 3 { // those whom every plan needs, teams, everything else
		w.b = append(w.b, none.b...)
	}
	n.tables = w.b
	if err := n.Keep(Anchor{}, a, &engine.Settlement{}); err != nil {
		t.Fatal(err)
	}
	return OpenCache(c.dir, c.key)
}

// What is read of kept access is what a part of the state would be: the
// clients asked for, everybody whom they name and who is asked for, and every
// field of them.
func TestRecordedIsAPart(t *testing.T) {
	for seed := range suite.Sample(uint64(200), 40) {
		rng := rand.New(rand.NewPCG(seed, 1))
		a := randomAccess(rng)
		c := keptAccess(t, a)
		var hubIDs []int64
		for id := range int64(3 * len(a.Clients)) { // of some there is nothing
			if rng.IntN(4) > 0 {
				hubIDs = append(hubIDs, id)
			}
		}
		emails := []string{"", "nobody@x", "p999@x"}
		for range rng.IntN(4) {
			emails = append(emails, fmt.Sprintf("p%03d@x", rng.IntN(200)))
		}
		r, err := c.Recorded(hubIDs)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Access(emails)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		if diff := gocmp.Diff(partOfAccess(a, hubIDs, emails), got); diff != "" {
			t.Fatalf("seed %d:\n%s", seed, diff)
		}
	}
}

// partOfAccess takes a part out of recorded access, looking at everything.
func partOfAccess(a *engine.Access, hubIDs []int64, emails []string) *engine.Access {
	part := &engine.Access{People: []engine.Person{}}
	wanted := map[string]bool{}
	for _, email := range emails {
		wanted[email] = true
	}
	for _, c := range a.Clients {
		if !slices.Contains(hubIDs, c.HubID) {
			continue
		}
		c.Grants, c.Gone = append([]engine.RecordedGrant{}, c.Grants...), slices.Clone(c.Gone)
		part.Clients = append(part.Clients, c)
		for _, g := range c.Grants {
			wanted[a.People[g.Person].Email] = true
		}
		for _, g := range c.Gone {
			wanted[a.People[g.Person].Email] = true
		}
		for _, l := range c.Links {
			wanted[l.Admin] = true
		}
	}
	number := map[int32]int32{}
	for i, p := range a.People {
		if wanted[p.Email] {
			number[int32(i)] = int32(len(part.People))
			part.People = append(part.People, p)
		}
	}
	for i := range part.Clients {
		for j := range part.Clients[i].Grants {
			part.Clients[i].Grants[j].Person = number[part.Clients[i].Grants[j].Person]
		}
		for j := range part.Clients[i].Gone {
			part.Clients[i].Gone[j].Person = number[part.Clients[i].Gone[j].Person]
		}
	}
	return part
}

// A page that is not what was written is not read, whatever in it changed.
func TestRecordedPageIsProved(t *testing.T) {
	a := randomAccess(rand.New(rand.NewPCG(7, 7)))
	c := keptAccess(t, a)
	path := filepath.Join(c.dir, cacheFolder, recordedFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []int64
	var emails []string
	for i := range a.Clients {
		all = append(all, a.Clients[i].HubID)
	}
	for i := range a.People {
		emails = append(emails, a.People[i].Email)
	}
	read := func() error {
		r, err := c.Recorded(all)
		if err != nil {
			return err
		}
		defer r.Close()
		_, err = r.Access(emails)
		return err
	}
	for at := 0; at < len(good); at += suite.Every(17) {
		bad := slices.Clone(good)
		bad[at] ^= 1 << (at % 8)
		if at%5 == 0 {
			bad = bad[:at]
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if read() == nil {
			t.Fatalf("byte %d of %d was damaged, and the page was read", at, len(good))
		}
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := read(); err != nil {
		t.Fatal(err)
	}
}

// randomAccess makes up recorded access in which every field may be set.
func randomAccess(rng *rand.Rand) *engine.Access {
	f := filler{rng}
	a := &engine.Access{}
	for i := range rng.IntN(200) {
		var p engine.Person
		f.fill(reflect.ValueOf(&p).Elem())
		p.Email, p.Pos = fmt.Sprintf("p%03d@x", i), engine.Pos{}
		a.People = append(a.People, p)
	}
	var rights []*engine.RecordedRights
	for range 1 + rng.IntN(4) {
		var r engine.RecordedRights
		f.fill(reflect.ValueOf(&r).Elem())
		rights = append(rights, &r)
	}
	for i := range rng.IntN(60) {
		var c engine.RecordedClient
		f.fill(reflect.ValueOf(&c).Elem())
		c.HubID = int64(1 + 2*i)
		for j := range c.Links {
			c.Links[j].Pos = engine.Pos{}
			if len(a.People) > 0 {
				c.Links[j].Admin = a.People[rng.IntN(len(a.People))].Email
			}
		}
		if len(a.People) == 0 {
			c.Grants, c.Gone = nil, nil
		}
		for j := range c.Grants {
			c.Grants[j].Person, c.Grants[j].Rights = int32(rng.IntN(len(a.People))), rights[rng.IntN(len(rights))]
		}
		for j := range c.Gone {
			c.Gone[j].Person = int32(rng.IntN(len(a.People)))
		}
		slices.SortFunc(c.Grants, func(x, y engine.RecordedGrant) int { return cmp.Compare(x.Person, y.Person) })
		a.Clients = append(a.Clients, c)
	}
	return a
}

// filler fills whatever fields a type has, so that one which is added and not
// kept shows.
type filler struct{ rng *rand.Rand }

func (f filler) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i))
		}
	case reflect.Pointer:
		if f.rng.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem())
		}
	case reflect.Slice:
		if n := f.rng.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		for range f.rng.IntN(3) {
			if v.IsNil() {
				v.Set(reflect.MakeMap(v.Type()))
			}
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.fill(key)
			f.fill(value)
			v.SetMapIndex(key, value)
		}
	case reflect.String:
		v.SetString([]string{"", "a", "Größe", "two words", "x\x00y"}[f.rng.IntN(5)])
	case reflect.Bool:
		v.SetBool(f.rng.IntN(2) == 0)
	case reflect.Float64:
		v.SetFloat([]float64{0, 1499.5, -3, 1e300}[f.rng.IntN(4)])
	case reflect.Uint8:
		v.SetUint(uint64(f.rng.IntN(2)))
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.rng.IntN(1 << 20)))
	default:
		panic(v.Type().String() + " is not filled")
	}
}
