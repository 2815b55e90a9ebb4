package planfile

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"accredit/engine"
)

// decode reads the JSON of a plan, strictly: an unknown field, person, client
// or permission is an error, and so is what is left out.
func decode(r io.Reader) (*engine.Plan, Stamp, error) {
	d := &planDecoder{
		json:    json.NewDecoder(bufio.NewReaderSize(r, bufferSize)),
		plan:    &engine.Plan{Limits: engine.DefaultLimits()},
		people:  map[string]int32{},
		clients: map[int64]int32{},
		sets:    map[string]engine.Rights{},
	}
	d.json.DisallowUnknownFields()
	err := d.document()
	switch {
	case err == nil && d.plan.Catalogue == nil:
		err = fmt.Errorf("%w: it names no catalogue", ErrNotAPlan)
	case err != nil && !errors.Is(err, ErrCatalogue):
		err = fmt.Errorf("%w: %w", ErrNotAPlan, err)
	}
	return d.plan, d.stamp, err
}

// planDecoder reads one plan, field by field and step by step.
type planDecoder struct {
	json    *json.Decoder
	plan    *engine.Plan
	stamp   Stamp
	people  map[string]int32
	clients map[int64]int32
	sets    map[string]engine.Rights // contents of the listed sets
	rights  engine.Interner
}

// document reads the fields in any order, except that lists of names come
// before what uses the names.
func (d *planDecoder) document() error {
	if err := d.delim('{'); err != nil {
		return err
	}
	for d.json.More() {
		key, err := d.json.Token()
		if err != nil {
			return err
		}
		if err := d.field(key.(string)); err != nil {
			return fmt.Errorf("field %q: %w", key, err)
		}
	}
	if err := d.delim('}'); err != nil {
		return err
	}
	if _, err := d.json.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the plan")
	}
	return nil
}

// field reads the value of one field of the document.
func (d *planDecoder) field(name string) error {
	p := d.plan
	switch name {
	case "schema", "digest": // checked before
		return into(d, func(string) error { return nil })
	case "summary": // counted anew, except for what grants without a step add
		return into(d, d.summary)
	case "version":
		return d.json.Decode(&d.stamp.Version)
	case "as_of":
		return into(d, d.asOf)
	case "config":
		return into(d, d.config)
	case "state":
		return into(d, func(doc stateDoc) error {
			p.Lineage, p.Serial, p.StateHash = doc.Lineage, doc.Serial, doc.Hash
			return nil
		})
	case "agency":
		return into(d, func(doc agencyDoc) error {
			p.Agency, p.AgencyHubID, p.EmailDomains = doc.Name, doc.HubID, doc.EmailDomains
			return nil
		})
	case "overrides":
		return d.json.Decode(&p.Overrides)
	case "skip_blocked":
		return d.json.Decode(&p.SkipBlocked)
	case "narrowed":
		return d.json.Decode(&p.Narrowed)
	case "only_clients":
		return d.json.Decode(&p.OnlyClients)
	case "only_people":
		return d.json.Decode(&p.OnlyPeople)
	case "as":
		return d.json.Decode(&p.As)
	case "guardrails":
		return into(d, d.limits)
	case "removals":
		return d.json.Decode(&p.Removals)
	case "base":
		return d.json.Decode(&p.Base)
	case "facts":
		return into(d, d.facts)
	default:
		return d.list(name)
	}
}

// list reads the value of one field that is a list.
func (d *planDecoder) list(name string) error {
	p := d.plan
	switch name {
	case "permissions":
		return into(d, d.permissions)
	case "permission_sets":
		return each(d, d.set)
	case "people":
		return each(d, d.person)
	case "clients":
		return each(d, d.client)
	case "causes":
		return each(d, d.cause)
	case "steps":
		return each(d, d.step)
	case "waiting":
		return each(d, d.waiting)
	case "kept":
		return each(d, d.kept)
	case "violations":
		return each(d, func(doc findingDoc) error { return d.finding(doc, &p.Violations) })
	case "warnings":
		return each(d, func(doc findingDoc) error { return d.finding(doc, &p.Warnings) })
	case "skipped":
		return each(d, d.skipped)
	case "relationships":
		return each(d, d.relationship)
	case "in_progress":
		return each(d, d.inProgress)
	case "replaces":
		return each(d, d.replaced)
	case "scheduled":
		return each(d, d.scheduled)
	case "ends_soon":
		return each(d, d.endsSoon)
	default:
		return errors.New("this version does not know it")
	}
}

// into reads one value and hands it over.
func into[T any](d *planDecoder, take func(T) error) error {
	var value T
	if err := d.json.Decode(&value); err != nil {
		return err
	}
	return take(value)
}

// each reads a list, one element at a time.
func each[T any](d *planDecoder, take func(T) error) error {
	if err := d.delim('['); err != nil {
		return err
	}
	for i := 0; d.json.More(); i++ {
		if err := into(d, take); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	return d.delim(']')
}

func (d *planDecoder) delim(want json.Delim) error {
	token, err := d.json.Token()
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("want %q", want.String())
	}
	return nil
}

func (d *planDecoder) asOf(text string) (err error) {
	d.plan.AsOf, err = time.Parse(time.RFC3339Nano, text)
	d.plan.AsOf = d.plan.AsOf.UTC()
	return err
}

func (d *planDecoder) summary(doc summaryDoc) (err error) {
	d.plan.HeldBack, d.plan.Observed = doc.HeldBack, doc.Observed
	d.plan.Effect, err = engine.ParseEffect(doc.Effect)
	return err
}

// config finds the catalogue. Rights can be read against this program's only.
func (d *planDecoder) config(doc configDoc) error {
	d.stamp.Catalogue = doc.Catalogue
	c := engine.BuiltinCatalogue()
	if doc.Catalogue != c.Version {
		return fmt.Errorf("%w: %q, this program has %q; plan again", ErrCatalogue, doc.Catalogue, c.Version)
	}
	d.plan.ConfigDigest, d.plan.Catalogue = doc.Digest, c
	return nil
}

func (d *planDecoder) permissions(docs []permissionDoc) error {
	if d.plan.Catalogue == nil {
		return errors.New("the catalogue must come first")
	}
	custom := make([]engine.Permission, 0, len(docs))
	for _, doc := range docs {
		kind, err := engine.ParseKind(doc.Kind)
		if err != nil {
			return err
		}
		custom = append(custom, engine.Permission{Name: doc.Name, Kind: kind, Description: doc.Description, Custom: true})
	}
	c, err := d.plan.Catalogue.With(custom)
	if err != nil {
		return err
	}
	d.plan.Catalogue = c
	return nil
}
