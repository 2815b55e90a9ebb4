package engine

// PermissionLister lists what steps of one plan do to single permissions, as
// Plan.PermissionChanges does. It remembers its answers: most steps of a large
// plan do what others did. The lists are shared and must not be changed. It is
// for one goroutine.
type PermissionLister struct {
	plan  *Plan
	known map[permissionsKey][]PermissionChange
}

// permissionsKey is all that the answer depends on.
type permissionsKey struct {
	before, after, wanted Rights
	known                 bool
}

// rememberedLists bounds the memory of a plan in which every step is another.
const rememberedLists = 1024

// NewPermissionLister makes one for a plan.
func NewPermissionLister(p *Plan) *PermissionLister {
	return &PermissionLister{plan: p, known: map[permissionsKey][]PermissionChange{}}
}

// Of lists what a step does.
func (l *PermissionLister) Of(s *Step) []PermissionChange {
	if s.After == nil || s.After.Unknown {
		return nil
	}
	before, known := l.plan.rightsCompared(s)
	key := permissionsKey{before, s.After.Rights, s.More().Wanted, known}
	list, ok := l.known[key]
	if !ok {
		if len(l.known) == rememberedLists {
			clear(l.known)
		}
		list = l.plan.PermissionChanges(s)
		l.known[key] = list
	}
	return list
}
