package state

import (
	"context"
	"iter"
	"time"

	"accredit/engine"
)

// Store keeps the access of one agency and remembers how it came to be.
//
// A Store may be used by several goroutines. Every method can fail with
// ErrLocked, ErrDamaged or a wrapped error of the driver; a canceled context
// gives its error and leaves the state as it was.
type Store interface {
	// Read returns what is recorded now. ErrNone: nothing yet.
	Read(ctx context.Context, opts ReadOptions) (*engine.Access, error)

	// ChangedSince tells what revisions after an anchor changed. ErrNone:
	// nothing is recorded.
	ChangedSince(ctx context.Context, since Anchor) (Changed, error)

	// Apply reads what is recorded, calls decide with it, and writes the
	// changes that decide returns, a revision and their history: all of it in
	// one transaction, or nothing. Nobody else writes between the read and
	// the commit. Where nothing is recorded yet, decide gets an empty access
	// with serial 0. An error of decide rolls back and is returned as it is.
	//
	// Of rev the caller gives who, when and why (see Revision); the rest is
	// set by the store. The complete revision is returned; its Serial is 0
	// when there was nothing to write. When Apply returns a revision it is on
	// disk. decide must not keep or change the access, nor use the store.
	// With a backend that retries, decide is called once for each attempt.
	//
	// ErrMismatch: the changes do not fit what is recorded. ErrMoved: they change
	// a closed part of a run, which decide does not get, and it is not as it was
	// before any more. ErrApplied: a revision with that apply id exists.
	Apply(ctx context.Context, rev Revision, decide func(*engine.Access) (*engine.Changes, error)) (Revision, error)

	// ApplyPart is Apply for changes that touch only clients of a part, and add
	// only people whom the part asks for: nothing else is read, so that its cost
	// follows the change. ErrMismatch, too: the changes touch other people or
	// other clients.
	ApplyPart(ctx context.Context, rev Revision, part *Part, decide func(*engine.Access) (*engine.Changes, error)) (Revision, error)

	// Runs lists the parts of every run, closed ones too, by run and hub id.
	// Access has those that are open.
	Runs(ctx context.Context) ([]engine.RunPart, error)

	// NoteCompared keeps for each of these clients, by hub id, when it was
	// compared as a whole with its account; an earlier moment than the one that
	// is known, and a client that is not recorded, are left out. It is no
	// revision: nothing that is recorded follows from it.
	NoteCompared(ctx context.Context, moments map[int64]time.Time) error

	// History walks the revisions that match, the latest first. It ends with
	// the first error.
	History(ctx context.Context, f Filter) iter.Seq2[Entry, error]

	// ReadAt returns what was recorded after the revision with that serial,
	// found by undoing all later ones. ErrNone: no state or no such revision.
	ReadAt(ctx context.Context, serial int64) (*engine.Access, error)

	// Check looks at everything that can be wrong with what is stored: the
	// file or database itself, references between rows, and whether the
	// content is what the last revision said. It does not repair.
	Check(ctx context.Context) ([]Problem, error)

	// VerifyHistory finds revisions and changes that were edited, deleted,
	// swapped or cut off. Only an anchor, a serial and hash noted elsewhere,
	// can tell that the whole state was replaced by an older one.
	VerifyHistory(ctx context.Context, anchors ...Anchor) ([]Problem, error)

	// Backup writes a checked copy to a new file at path: a state of its own,
	// of the embedded backend. It refuses to overwrite: the error then is
	// fs.ErrExist.
	Backup(ctx context.Context, path string) error

	// Dump walks every row that is stored, history included, as of one
	// moment: what Fill of another store takes. What is damaged is not handed
	// on. It ends with the first error. ErrNone: nothing yet.
	Dump(ctx context.Context) iter.Seq2[Row, error]

	// Fill writes what Dump of another store gives, where nothing is recorded
	// yet, compares content hash and history with what was said of them, and
	// keeps all of it or nothing. Serials, hashes and lineage stay. It
	// returns the latest revision. ErrExists: there is a state already.
	Fill(ctx context.Context, rows iter.Seq2[Row, error]) (Anchor, error)

	// Close releases the store. It is no error to close it twice.
	Close() error
}

// ReadOptions narrow a Read.
type ReadOptions struct {
	// Only is the part to read; nil: everything.
	Only *Part

	// WithoutGrants leaves out who has or had access, and what is ignored: what
	// is left are the clients, people and permission sets.
	WithoutGrants bool

	// Now is the moment for which Access.Recent is read: the revisions since
	// 24 hours before it, and the one before those. Zero: the moment of the
	// latest revision.
	Now time.Time
}

// Part is some clients, with everybody who has or had access there or is the
// admin of a link, and some people beside them. Permission sets and recent revisions are in every part.
// Who or what is not recorded is no error.
type Part struct {
	Clients []int64 // hub ids
	// People gives the e-mails of the people beside; nil: none. It is called
	// last, once for each attempt, so that it may wait for who they are.
	People func() []string
}

// Changed is what revisions after an anchor changed.
type Changed struct {
	Now     Anchor  // the latest revision
	Clients []int64 // hub ids, sorted
	// Joined are the e-mails of people who were not recorded before, and have not
	// changed since; sorted.
	Joined []string
	// Beyond says that something else changed as well: other people, permission
	// sets or the agency; or that the anchor is not of this state's history, so
	// that nothing can be told.
	Beyond bool
}

// RecentWindow is how far Access.Recent looks back (docs/rules.md R7).
const RecentWindow = 24 * time.Hour

// Anchor is a revision that was noted outside the state: in a saved plan, a
// log, a signed checkpoint. An empty Lineage or Hash is not compared.
type Anchor struct {
	Lineage string
	Serial  int64
	Hash    string
}

// Row is a row of a state on its way to another store. Only the two stores
// know what stands in it.
type Row struct {
	Table  string
	Values []any // int64, float64 or string
}

// Problem is something wrong with what is stored.
type Problem struct {
	Serial int64  // revision that it was found at; 0: not of one revision
	Where  string // table or file, perhaps with the row
	Text   string // what is wrong, in a sentence
}

// String joins the parts of the problem.
func (p Problem) String() string { return p.Where + ": " + p.Text }
