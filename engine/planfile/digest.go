package planfile

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"accredit/engine"
)

// A saved plan ends with its digest:
//
//	,
//	  "digest": "sha256:<64 hexadecimal digits>"
//	}
//
// The digest is that of all bytes of the file with the digest itself left
// out, so that the quotes stand empty.
const (
	digestOpen   = ",\n  \"digest\": \""
	digestClose  = "\"\n}\n"
	digestPrefix = "sha256:"
	digestLength = len(digestPrefix) + 2*sha256.Size
	endLength    = len(digestOpen) + digestLength + len(digestClose)
)

// Digest is what Save would write at the end of the plan.
func Digest(p *engine.Plan, version string) (string, error) {
	return digestOver(func(w io.Writer) error {
		b := bufio.NewWriterSize(w, bufferSize)
		return errors.Join(encodeOpen(b, p, version), b.Flush())
	})
}

// digestOver gives the digest of a saved plan, of which write writes all that
// comes before digestOpen.
func digestOver(write func(io.Writer) error) (string, error) {
	h := sha256.New()
	if err := write(h); err != nil {
		return "", err
	}
	_, _ = io.WriteString(h, digestOpen+digestClose) // a hash takes everything
	return digestPrefix + hex.EncodeToString(h.Sum(nil)), nil
}

// checkDigest compares the digest of a saved plan of that size with its bytes.
func checkDigest(r io.Reader, size int64) (digest string, err error) {
	if size < int64(endLength) {
		return "", fmt.Errorf("%w: it is cut off", ErrDamaged)
	}
	computed, err := digestOver(func(w io.Writer) error {
		_, err := io.CopyN(w, r, size-int64(endLength))
		return err
	})
	if err != nil {
		return "", err
	}
	end := make([]byte, endLength)
	if _, err := io.ReadFull(r, end); err != nil {
		return "", err
	}
	digest, opened := strings.CutPrefix(string(end), digestOpen)
	digest, closed := strings.CutSuffix(digest, digestClose)
	switch {
	case !opened || !closed:
		return "", fmt.Errorf("%w: it does not end with its digest; it is cut off, or was not written by plan --out", ErrDamaged)
	case digest != computed:
		return "", fmt.Errorf("%w: its digest does not match its content", ErrDamaged)
	}
	return digest, nil
}
