package sqlstore

import (
	"accredit/engine"
	"accredit/state"
)

// head is the row that says which state this is.
type head struct {
	lineage     string
	serial      int64
	hash        string // of the revision
	contentHash string
	grants      int
	guardrails  string // as in their column
}

// snapshot is the state as read, with the numbers that its rows have in the
// database.
type snapshot struct {
	only        *state.Part // nil: everything
	head        head        // zero: nothing recorded yet
	access      *engine.Access
	personIDs   []int64                            // by person
	personIndex map[int64]int32                    // the reverse
	lastPerson  int64                              // the greatest number of a person, for writing
	rights      map[int64]*engine.RecordedRights   // every one ever recorded, by id
	rightsIDs   map[*engine.RecordedRights]int64   // the reverse
	intents     map[int64]intent                   // every one ever recorded, by id
	origins     map[int64]map[int64]*engine.Origin // by hub id, then by id there
}

func newSnapshot() *snapshot {
	return &snapshot{
		access:      &engine.Access{},
		personIndex: map[int64]int32{},
		rights:      map[int64]*engine.RecordedRights{},
		rightsIDs:   map[*engine.RecordedRights]int64{},
		intents:     map[int64]intent{},
		origins:     map[int64]map[int64]*engine.Origin{},
	}
}

// intent is what many origins share, whatever block they are of.
type intent struct {
	team, definition, wish string
	observed               bool
}

func intentOf(o *engine.Origin) intent { return intent{o.Team, o.Definition, o.Wish, o.Observed} }

// origin is the origin with that intent in a block.
func (i intent) origin(block string) *engine.Origin {
	return &engine.Origin{Block: block, Team: i.team, Definition: i.definition, Wish: i.wish, Observed: i.observed}
}
