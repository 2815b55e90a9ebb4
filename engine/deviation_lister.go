package engine

// DeviationLister tells how recorded rights deviate from recorded permission
// sets. It remembers its answers: a million grants share a few hundred rights.
// The lists are shared and must not be changed. It is for one goroutine.
type DeviationLister struct {
	sets  map[string]*RecordedSet
	known map[*RecordedRights]Levels
}

// NewDeviationLister makes one for sets by name. The contents of a set that is
// not among them are empty, but for the built-in ones.
func NewDeviationLister(sets map[string]*RecordedSet) *DeviationLister {
	return &DeviationLister{sets: sets, known: map[*RecordedRights]Levels{}}
}

// Of lists the deviations of some rights.
func (l *DeviationLister) Of(r *RecordedRights) Levels {
	list, ok := l.known[r]
	if !ok {
		if len(l.known) == rememberedLists {
			clear(l.known)
		}
		var contents Levels
		if set := l.sets[r.Set]; set != nil {
			contents = set.Levels
		}
		list = r.Deviations(contents)
		l.known[r] = list
	}
	return list
}
