package planfile

import (
	"errors"
	"time"

	"accredit/engine"
)

// evidence reads how it is known that a grant is so; null says, as its absence
// does, that nothing is known of it. It is kept as the document says it: whoever
// records a document decides what its word is worth.
func (d *stateDecoder) evidence() *engine.Evidence {
	if d.null() {
		return nil
	}
	e := &engine.Evidence{}
	d.object(func(name string) bool {
		switch name {
		case "kind":
			e.Kind = parsed(d.reader, parseEvidenceKind)
		case "at":
			e.At = parsed(d.reader, parseEvidenceMoment)
		case "by":
			e.By = d.text()
		case "entered_by":
			e.EnteredBy = d.text()
		case "source":
			e.Source = d.text()
		case "told_of":
			e.ToldOf = d.texts()
		case "step":
			e.Step = d.text()
		default:
			return false
		}
		return true
	}, "kind", "at")
	return e
}

// parseEvidenceKind reads a grade. No evidence is null, and no empty text.
func parseEvidenceKind(s string) (engine.EvidenceKind, error) {
	kind, err := engine.ParseEvidenceKind(s)
	if err == nil && kind == engine.NoEvidence {
		err = errors.New("evidence has no kind: write told, answered or seen, or null in its place")
	}
	return kind, err
}

func parseEvidenceMoment(s string) (time.Time, error) {
	at, err := parseMoment(s)
	if err == nil && at.IsZero() {
		err = errors.New("evidence has no moment: write it like 2026-11-21T09:00:00Z")
	}
	return at, err
}
