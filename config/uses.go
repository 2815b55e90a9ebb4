package config

import "slices"

// useKind tells apart the things outside a client that its meaning can depend
// on.
type useKind uint8

const (
	useBlock    useKind = iota // a person, a team, a permission set, an access block outside clients or a test, by address
	useValue                   // a local or a variable, by name
	useEmail                   // who has an e-mail, present or former
	useFile                    // the text that file() returns
	useClient                  // what an expression can ask of a client, by address
	useClients                 // the same of all clients
	usePeople                  // everybody, and every team
	useSets                    // every permission set
	useValues                  // every local and every variable
	useInstance                // all instances of one block with for_each, by its address
	useKinds                   // how many there are
)

// thing names one of them.
type thing struct {
	kind useKind
	name string
}

// uses is what was used while the configuration was resolved. Each thing has a
// number, so that a client that uses forty of them keeps forty numbers.
type uses struct {
	on      bool
	numbers map[thing]int32
	list    []thing
	of      map[*progress][]int32 // what was used for something that is evaluated once
	tests   map[string][]int32    // what was used for each test
	common  []int32               // what was used for what every client depends on
	gather  *[]int32              // where uses go that nothing on the stack accounts for; nil: to common
}

// number returns the number of a thing.
func (u *uses) number(k useKind, name string) int32 {
	is := thing{k, name}
	n, known := u.numbers[is]
	if !known {
		if u.numbers == nil {
			u.numbers = map[thing]int32{}
		}
		n = int32(len(u.list))
		u.numbers[is], u.list = n, append(u.list, is)
	}
	return n
}

// use notes that what is evaluated now depends on a thing.
func (l *loader) use(k useKind, name string) {
	if l.uses.on {
		l.noteUse(l.uses.number(k, name))
	}
}

// useInstance notes that it depends on a block. What a client says of itself is
// no use: it stands in the client's own text.
func (l *loader) useInstance(in *instance) {
	if !l.uses.on || l.reading != nil && in == l.reading.in {
		return
	}
	if in.decl.kind == clientKind {
		l.use(useClient, in.address)
		return
	}
	if in.use == 0 {
		in.use = l.uses.number(useBlock, in.address) + 1
	}
	l.noteUse(in.use - 1)
}

// useTarget notes that it depends on what a reference names.
func (l *loader) useTarget(t target) {
	if t.in != nil {
		l.useInstance(t.in)
		return
	}
	l.use(useInstance, t.decl.address())
}

func (l *loader) noteUse(n int32) {
	u := &l.uses
	switch {
	case len(l.stack) > 0:
		top := &l.stack[len(l.stack)-1]
		top.uses = append(top.uses, n)
	case u.gather != nil:
		*u.gather = append(*u.gather, n)
	default:
		u.common = append(u.common, n)
	}
}

// gathered runs f and returns what was used in it, each thing once.
func (l *loader) gathered(f func()) []int32 {
	if !l.uses.on {
		f()
		return nil
	}
	var list []int32
	before := l.uses.gather
	l.uses.gather = &list
	f()
	l.uses.gather = before
	return distinct(list)
}

// useAll notes things by their numbers.
func (l *loader) useAll(list []int32) {
	if l.uses.on {
		for _, n := range list {
			l.noteUse(n)
		}
	}
}

// keepUses keeps what was used for something whose evaluation has ended.
func (u *uses) keepUses(state *progress, list []int32) {
	if len(list) == 0 {
		return
	}
	if u.of == nil {
		u.of = map[*progress][]int32{}
	}
	u.of[state] = distinct(list)
}

// keepTest keeps what was used for a test.
func (u *uses) keepTest(name string, list []int32) {
	if u.tests == nil {
		u.tests = map[string][]int32{}
	}
	u.tests[name] = list
}

// testAddress stands before the name of a test where things are named.
const testAddress = "test."

// distinct sorts a list and leaves out repetitions.
func distinct(list []int32) []int32 {
	slices.Sort(list)
	return slices.Compact(list)
}

// asksOfClients notes that something other than the client itself asks about a
// client: then a subset needs the values of all of them.
func (l *loader) asksOfClients() {
	l.crossed = true
	if s := l.subset; s != nil && !s.stubs {
		s.needStubs = true
	}
}

// rootUses notes what a whole root stands for.
func (l *loader) rootUses(name string) {
	switch name {
	case "people", "employee", "contractor", "team":
		l.use(usePeople, "")
	case "permission_set":
		l.use(useSets, "")
	case "var", "local":
		l.use(useValues, "")
	case "clients", "client", "access":
		l.asksOfClients()
		l.use(useClients, "")
	}
}

// memberUses notes what one member of a root stands for.
func (l *loader) memberUses(root, name string) {
	if root == "var" || root == "local" {
		l.use(useValue, root+"."+name)
		return
	}
	if d := l.registry.named[kindOf(root)][name]; d != nil {
		if found, ok := l.only(d); ok {
			l.useTarget(found)
		}
	}
}
