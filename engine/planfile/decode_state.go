package planfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"
	"unicode/utf8"

	"accredit/engine"
)

// MaxStateSize bounds a state document, in bytes. It is read whole, so that a
// mistake can be shown with its place.
const MaxStateSize = 1 << 30

// DecodeState reads a state document, strictly: an unknown or repeated field,
// a repeated client, grant, person or set, and a bad value are Mistakes, all
// of them collected. Absent fields have the language's defaults. The rules of
// access are not applied: what it says is taken as fact.
func DecodeState(r io.Reader) (*ImportedState, error) {
	data, err := readState(r)
	switch {
	case err != nil:
		return nil, err
	case len(data) > MaxStateSize:
		return nil, errors.New("the state document is larger than 1 GiB")
	case !utf8.Valid(data):
		return nil, errors.New("the state document is not UTF-8")
	}
	d := &stateDecoder{
		reader: newReader(data), access: &engine.Access{},
		hubIDs: map[int64]bool{}, people: map[string]bool{}, sets: map[string]bool{},
	}
	d.document()
	d.checkAgency()
	d.checkAdjusted()
	if len(d.mistakes) > 0 {
		return nil, d.mistakes
	}
	return d.finish(), nil
}

// readState reads at most a byte more than the bound, of a file without room
// to spare.
func readState(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if f, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		b.Grow(int(min(info.Size(), MaxStateSize)) + bytes.MinRead)
	}
	_, err := b.ReadFrom(io.LimitReader(r, MaxStateSize+1))
	return b.Bytes(), err
}

// stateDecoder reads one state document.
type stateDecoder struct {
	*reader
	access *engine.Access
	grants [][]grantRead // for each client
	starts []int         // for each client, where it stands
	hubIDs map[int64]bool
	people map[string]bool // listed, by e-mail
	sets   map[string]bool

	observedAt time.Time
	told       *toldDoc
}

// document reads the whole.
func (d *stateDecoder) document() {
	a := d.access
	d.object(func(name string) bool {
		switch name {
		case "schema":
			parsed(d.reader, parseStateSchema)
		case "lineage":
			a.Lineage = d.text()
		case "serial":
			a.Serial = d.whole(0)
		case "catalogue":
			a.Catalogue = d.text()
		case "observed_at":
			d.observedAt = parsed(d.reader, parseMoment)
		case "observed":
			d.told = d.readTold()
		case "agency":
			d.agency()
		case "permission_sets":
			d.list(d.set)
		case "people":
			d.list(d.person)
		case "clients":
			d.list(d.client)
		default:
			return false
		}
		return true
	}, "schema")
	if d.stopped {
		return
	}
	if _, err := d.json.Token(); !errors.Is(err, io.EOF) {
		d.mistake(d.offset(), "something follows the document")
	}
}

func parseStateSchema(s string) (string, error) {
	if s != stateSchema {
		return "", fmt.Errorf("%q is not the schema of a state, %q", s, stateSchema)
	}
	return s, nil
}

// parseMoment reads a moment; the empty text is none.
func parseMoment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return at, fmt.Errorf("%q is not a moment: write it like 2026-11-21T09:00:00Z", s)
	}
	return at.UTC(), nil
}

func (d *stateDecoder) agency() {
	d.object(func(name string) bool {
		switch name {
		case "name":
			d.access.Agency.Name = d.text()
		case "hub_id":
			d.access.Agency.HubID = d.hubID()
		default:
			return false
		}
		return true
	})
}

func (d *stateDecoder) set() {
	start := d.offset()
	var s engine.RecordedSet
	listed := false
	d.object(func(name string) bool {
		switch name {
		case "name":
			s.Name = d.setName()
		case "unknown":
			s.Unknown = d.flag()
		case "permissions":
			s.Levels, listed = d.levels(), true
		default:
			return false
		}
		return true
	}, "name")
	switch {
	case d.stopped:
	case engine.IsBuiltinSet(s.Name):
		d.mistake(start, "permission set %q is built in and cannot be listed", s.Name)
	case d.sets[s.Name]:
		d.mistake(start, "permission set %q stands there twice", s.Name)
	case s.Unknown && listed:
		d.mistake(start, "permission set %q is unknown and has permissions", s.Name)
	}
	d.sets[s.Name] = true
	s.Levels = slices.DeleteFunc(s.Levels, func(pl engine.PermissionLevel) bool { return isLowest(pl.Level) })
	d.access.Sets = append(d.access.Sets, s)
}

// setName reads the name of a permission set.
func (d *stateDecoder) setName() string {
	at := d.offset()
	name := d.text()
	if name == "" && !d.stopped {
		d.mistake(at, "a permission set needs a name")
	}
	return name
}

func isLowest(level string) bool {
	kind, ok := engine.KindOfLevel(level)
	return ok && kind.Name(0) == level
}

func (d *stateDecoder) person() {
	start := d.offset()
	var p engine.Person
	d.object(func(name string) bool {
		switch name {
		case "email":
			p.Email = d.email()
		case "name":
			p.Name = d.text()
		case "kind":
			p.Kind = parsed(d.reader, engine.ParsePersonKind)
		case "status":
			p.Status = parsed(d.reader, engine.ParsePersonStatus)
		case "roles":
			d.list(func() { p.Roles |= parsed(d.reader, engine.ParseRole) })
		case "former_emails":
			p.FormerEmails = d.emails()
		case "protected":
			p.Protected = d.flag()
		case "user_id":
			p.UserID = d.text()
		case "labels":
			p.Labels = d.pairs()
		default:
			return false
		}
		return true
	}, "email")
	if !d.stopped && d.people[p.Email] {
		d.mistake(start, "person %q stands there twice", p.Email)
	}
	d.people[p.Email] = true
	d.access.People = append(d.access.People, p)
}
