package sqlstore

import "accredit/engine"

// rightsIndex gives rights their numbers: those that they have, or new ones.
type rightsIndex struct {
	snapshot *snapshot
	ids      map[*engine.RecordedRights]int64 // of this revision
	byValue  map[string]int64                 // made when first needed
	added    []rightsRow
	next     int64

	last   *engine.RecordedRights // asked for before, most often asked for again
	lastID int64
}

func newRightsIndex(b *snapshot) rightsIndex {
	x := rightsIndex{snapshot: b, ids: map[*engine.RecordedRights]int64{}}
	for id := range b.rights {
		x.next = max(x.next, id)
	}
	return x
}

func (x *rightsIndex) id(r *engine.RecordedRights) int64 {
	if r != x.last {
		x.last, x.lastID = r, x.find(r)
	}
	return x.lastID
}

func (x *rightsIndex) find(r *engine.RecordedRights) int64 {
	if id, ok := x.snapshot.rightsIDs[r]; ok {
		return id
	}
	if id, ok := x.ids[r]; ok {
		return id
	}
	if x.byValue == nil {
		x.byValue = make(map[string]int64, len(x.snapshot.rights))
		for id, r := range x.snapshot.rights {
			x.byValue[rightsValue(r)] = id
		}
	}
	value := rightsValue(r)
	id, ok := x.byValue[value]
	if !ok {
		x.next++
		id = x.next
		x.byValue[value] = id
		x.added = append(x.added, rightsRow{id, r})
	}
	x.ids[r] = id
	return id
}

func rightsValue(r *engine.RecordedRights) string {
	var p rowPacker
	packRights(&p, r)
	return string(p.b)
}

// originIndex gives the origins of one client their numbers.
type originIndex struct {
	byPointer map[*engine.Origin]int64
	byValue   map[engine.Origin]int64
	added     []originRow
	next      int64
}

// reset begins another client, which has these origins.
func (x *originIndex) reset(recorded map[int64]*engine.Origin) {
	x.byPointer, x.byValue = emptied(x.byPointer), emptied(x.byValue)
	x.added, x.next = x.added[:0], 0
	for id, o := range recorded {
		x.byPointer[o] = id
		x.byValue[*o] = id
		x.next = max(x.next, id)
	}
}

// mostKept is how many entries a map may have to be worth emptying: it takes
// as long as the map ever was large.
const mostKept = 256

// emptied gives a map without entries: the one of the client before, or a new
// one.
func emptied[K comparable, V any](m map[K]V) map[K]V {
	if m == nil || len(m) > mostKept {
		return map[K]V{}
	}
	clear(m)
	return m
}

// id returns the number of an origin, 0 for nil.
func (x *originIndex) id(o *engine.Origin) int64 {
	if o == nil {
		return 0
	}
	if id, ok := x.byPointer[o]; ok {
		return id
	}
	id, ok := x.byValue[*o]
	if !ok {
		x.next++
		id = x.next
		x.byValue[*o] = id
		x.added = append(x.added, originRow{id: id, origin: o})
	}
	x.byPointer[o] = id
	return id
}

// intentIndex gives intents their numbers.
type intentIndex struct {
	snapshot *snapshot
	ids      map[intent]int64 // made when first needed
	added    []intentRow
	next     int64
}

func (x *intentIndex) id(i intent) int64 {
	if x.ids == nil {
		x.ids = make(map[intent]int64, len(x.snapshot.intents))
		for id, i := range x.snapshot.intents {
			x.ids[i] = id
			x.next = max(x.next, id)
		}
	}
	id, ok := x.ids[i]
	if !ok {
		x.next++
		id = x.next
		x.ids[i] = id
		x.added = append(x.added, intentRow{id, i})
	}
	return id
}
