package state

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Why a signed plan is not taken.
var (
	ErrUnsigned  = errors.New("the plan is not signed as demanded")
	ErrOtherPlan = errors.New("the signatures are of another plan")
)

// PlanIdentity is what a signature of a saved plan covers: all bytes of the
// plan, by their digest, and the state that it was made from.
type PlanIdentity struct {
	Digest  string // of the saved plan
	Lineage string // empty: made where there was no state yet
	Serial  int64
}

// planOpen is the first line of a signed plan's note.
const planOpen = "accredit plan v1\n"

func (p *PlanIdentity) text() string {
	lineage := p.Lineage
	if lineage == "" {
		lineage = "none"
	}
	return planOpen + fmt.Sprintf("digest %s\nlineage %s\nserial %d\n", p.Digest, lineage, p.Serial)
}

// SignPlan adds a key's signature to those that a plan has: the contents of
// the file beside it, empty for none. Signing again changes nothing.
// ErrOtherPlan: the signatures are of another plan.
func SignPlan(signatures []byte, p PlanIdentity, s *Signer) ([]byte, error) {
	n := &note.Note{Text: p.text()}
	if len(signatures) > 0 {
		// Without a key every signature is unverified, and kept as it is.
		_, err := note.Open(signatures, note.VerifierList())
		var unverified *note.UnverifiedNoteError
		if !errors.As(err, &unverified) {
			return nil, fmt.Errorf("%w: they cannot be read", ErrOtherPlan)
		}
		if unverified.Note.Text != n.Text {
			return nil, ErrOtherPlan
		}
		n = unverified.Note
	}
	return sign(n, s)
}

// VerifyPlan checks that each of the keys signed just this plan. ErrOtherPlan
// says which field differs, ErrUnsigned who has not signed.
func VerifyPlan(signatures []byte, p PlanIdentity, keys []Verifier) error {
	text, by, err := open(signatures, keys)
	var unverified *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unverified):
		text, by = unverified.Note.Text, nil
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnsigned, err)
	}
	if text != p.text() {
		return fmt.Errorf("%w: %s", ErrOtherPlan, planDifference(text, p))
	}
	var missing []string
	for _, key := range keys {
		signed := false
		for _, v := range by {
			signed = signed || v.Same(key)
		}
		if !signed {
			missing = append(missing, key.Name())
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: no signature of %s", ErrUnsigned, strings.Join(missing, ", "))
	}
	return nil
}

// planDifference names the first field in which signed text is not the plan's.
func planDifference(text string, p PlanIdentity) string {
	names := []string{"digest", "lineage", "serial"}
	signed, err := readFields(text, planOpen, names...)
	if err != nil {
		return err.Error()
	}
	ours, err := readFields(p.text(), planOpen, names...)
	if err != nil {
		return err.Error()
	}
	for i, name := range names {
		if signed[i] != ours[i] {
			return fmt.Sprintf("%s is %s, and they are for %s", name, ours[i], strconv.Quote(signed[i]))
		}
	}
	return "it is written otherwise"
}
