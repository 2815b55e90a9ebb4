package config

import "github.com/zclconf/go-cty/cty"

// declaration is a block that references can name, with all its instances:
// one, or one for each element of its for_each.
type declaration struct {
	kind      kind
	label     string
	block     *block   // nil for a built-in permission set
	access    []string // labels of the access blocks in a client
	forEach   *term    // nil: exactly one instance
	instances []*instance
	byKey     map[string]*instance // with for_each
	state     progress             // of for_each
	value     cty.Value            // of all instances, as a reference sees them
}

// address is that of the block, without the key of an instance.
func (d *declaration) address() string { return d.kind.String() + "." + d.label }

// at is where the declaration stands.
func (d *declaration) at() span {
	if d.block == nil {
		return 0
	}
	return d.block.at
}

// instance is one block as it takes part: that of one for_each element, or
// the block itself.
type instance struct {
	decl    *declaration
	address string
	key     string // of the element of for_each
	each    *each  // nil without for_each
	state   progress
	use     int32      // number of it among what is used, and one; zero: not yet
	element textDigest // see elementDigest
	person  *person
	client  *client
	team    *team
	set     *permissionSet
}

// each is what each.key and each.value stand for.
type each struct{ key, value cty.Value }

// progress of something that is evaluated when it is first asked for.
type progress uint8

const (
	untouched progress = iota
	running
	done
	failed // and reported
)

// registry holds all blocks of all files, by kind, before anything is evaluated.
type registry struct {
	named [kinds]map[string]*declaration
	lists [kinds][]*declaration // in the order of files

	agency      []*block
	permissions []*block
	policies    []*block
	tests       []*block
	removed     []*block
	variables   []*block
	locals      []*block
	unread      []int32 // files that could not be read whole: what is missing may stand there
}

// add enters a block; a label that is taken already is reported.
func (l *loader) add(b *block) {
	r := &l.registry
	switch b.schema {
	case agencySchema:
		r.agency = append(r.agency, b)
	case permissionSchema:
		r.permissions = append(r.permissions, b)
	case policySchema:
		r.policies = append(r.policies, b)
	case testSchema:
		r.tests = append(r.tests, b)
	case removedSchema:
		r.removed = append(r.removed, b)
	case variableSchema:
		r.variables = append(r.variables, b)
	case localsSchema:
		r.locals = append(r.locals, b)
	default:
		l.declare(kindOf(b.schema.name), b)
	}
}

func (l *loader) declare(k kind, b *block) {
	if b.label == "" {
		return // reported
	}
	d := &declaration{kind: k, label: b.label, block: b, access: accessLabels(b)}
	if b.schema.forEach {
		d.forEach = b.arg("for_each")
	}
	if l.isTaken(k, b) {
		return
	}
	l.registry.enter(d)
}

func (r *registry) enter(d *declaration) {
	if r.named[d.kind] == nil {
		r.named[d.kind] = map[string]*declaration{}
	}
	r.named[d.kind][d.label] = d
	r.lists[d.kind] = append(r.lists[d.kind], d)
}

// isTaken reports a label that another block of the kind has.
func (l *loader) isTaken(k kind, b *block) bool {
	other := l.registry.named[k][b.label]
	switch {
	case other == nil:
		return false
	case other.block == nil:
		l.report(b.at, "Built-in permission set", "Choose another name; extend the built-in one if you want to start from it.",
			"The permission set %q comes with the program and cannot be declared again.", b.label)
	default:
		l.conflict(b.at, other.block.at, "Duplicate label", "Rename one of the two.",
			"There are two %s blocks with the label %q.", k, b.label)
	}
	return true
}
