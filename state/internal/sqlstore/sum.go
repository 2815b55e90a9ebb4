package sqlstore

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
)

// sum is a digest of a set of rows that can be kept up to date: the sum of
// the SHA-256 of each row, modulo 2^256. Its cost follows the change, not the
// state, and it does not depend on order. It finds damage and edits; that two
// different states have the same sum by design is not excluded as firmly as
// for a single hash, which is why the chain of revisions does not rest on it.
type sum [4]uint64 // the least significant word first

const sumPrefix = "sha256sum:"

func digest(row []byte) sum {
	h := sha256.Sum256(row)
	var s sum
	for i := range s {
		s[i] = binary.LittleEndian.Uint64(h[8*i:])
	}
	return s
}

// add puts the row into the set.
func (s *sum) add(row []byte) { s.plus(digest(row)) }

// remove takes the row out of the set.
func (s *sum) remove(row []byte) {
	d := digest(row)
	var borrow uint64
	for i := range s {
		s[i], borrow = bits.Sub64(s[i], d[i], borrow)
	}
}

func (s *sum) plus(d sum) {
	var carry uint64
	for i := range s {
		s[i], carry = bits.Add64(s[i], d[i], carry)
	}
}

// String writes the sum as "sha256sum:" and 64 digits.
func (s sum) String() string {
	var b [32]byte
	for i := range s {
		binary.LittleEndian.PutUint64(b[8*i:], s[i])
	}
	return sumPrefix + hex.EncodeToString(b[:])
}

// parseSum reads what String wrote; the empty text is the empty set.
func parseSum(text string) (sum, error) {
	var s sum
	if text == "" {
		return s, nil
	}
	var b [32]byte
	if len(text) != len(sumPrefix)+64 || text[:len(sumPrefix)] != sumPrefix {
		return s, fmt.Errorf("%q is not a content hash", text)
	}
	if _, err := hex.Decode(b[:], []byte(text[len(sumPrefix):])); err != nil {
		return s, fmt.Errorf("%q is not a content hash: %w", text, err)
	}
	for i := range s {
		s[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return s, nil
}
