package planfile

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"accredit/engine"
	"accredit/engine/ordinary"
)

// maxPlanSize bounds a saved plan, in bytes: some millions of steps. It is
// read as a stream.
const maxPlanSize = 4 << 30

// Stamp is what a saved plan says about itself, beside the plan.
type Stamp struct {
	Version   string // of the program that saved it
	Catalogue string // version of the catalogue of permissions
	Digest    string // "sha256:" and hexadecimal digits
}

// Load reads a saved plan. The error wraps ErrNotAPlan, ErrDamaged, ErrNewer
// or ErrCatalogue where the file is there but cannot be run; with the last of
// them the stamp is filled.
func Load(path string) (*engine.Plan, Stamp, error) {
	f, size, err := openRegular(path)
	if err != nil {
		return nil, Stamp{}, err
	}
	defer func() { _ = f.Close() }() // read only: nothing to lose
	p, stamp, err := load(f, size)
	if err != nil {
		return nil, stamp, fmt.Errorf("%s %w", path, err)
	}
	return p, stamp, nil
}

// openRegular opens an ordinary file within the size limit, and nothing else:
// a device or pipe could block.
func openRegular(path string) (*os.File, int64, error) {
	f, err := ordinary.Open(path, maxPlanSize)
	switch {
	case errors.Is(err, ordinary.ErrNot):
		return nil, 0, fmt.Errorf("%s %w: it is %w", path, ErrNotAPlan, err)
	case errors.Is(err, ordinary.ErrReplaced), errors.Is(err, ordinary.ErrTooLarge):
		return nil, 0, fmt.Errorf("%s %w: %w", path, ErrNotAPlan, err)
	case err != nil:
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// load reads three times: what kind of file it is, whether it is whole, and
// what it says. Then it makes sure that the plan, written again, would be the
// same file: so a plan cannot show one thing and do another.
func load(r io.ReadSeeker, size int64) (*engine.Plan, Stamp, error) {
	if err := checkSchema(r); err != nil {
		return nil, Stamp{}, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, Stamp{}, err
	}
	digest, err := checkDigest(bufio.NewReaderSize(r, bufferSize), size)
	if err != nil {
		return nil, Stamp{}, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, Stamp{}, err
	}
	p, stamp, err := decode(io.LimitReader(r, size))
	stamp.Digest = digest
	if err != nil {
		return nil, stamp, err
	}
	again, err := Digest(p, stamp.Version)
	if err != nil {
		return nil, stamp, err
	}
	if again != digest {
		return nil, stamp, fmt.Errorf("%w: it is not as plan --out writes it (saved by version %q); plan again", ErrNotAPlan, stamp.Version)
	}
	return p, stamp, nil
}

// checkSchema reads the first field.
func checkSchema(r io.Reader) error {
	dec := json.NewDecoder(io.LimitReader(r, 4096))
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		return fmt.Errorf("%w: it is not JSON", ErrNotAPlan)
	}
	if key, err := dec.Token(); err != nil || key != "schema" {
		return fmt.Errorf(`%w: its first field is not "schema"`, ErrNotAPlan)
	}
	value, _ := dec.Token() // an error gives nil, which is no schema
	schema, _ := value.(string)
	switch {
	case schema == planSchema:
		return nil
	case strings.HasPrefix(schema, "accredit.plan/v"):
		return fmt.Errorf("%w: its schema is %q, this version reads %q", ErrNewer, schema, planSchema)
	default:
		return fmt.Errorf("%w: its schema is %q, not %q", ErrNotAPlan, schema, planSchema)
	}
}
