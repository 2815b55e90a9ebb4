package engine

import (
	"net/mail"
	"testing"
)

// What is taken for an address without asking net/mail is one for it, too: all
// texts of up to five characters of these stand on each side of the @.
func TestDotAtomsAreAddresses(t *testing.T) {
	var texts []string
	var grow func(s string)
	grow = func(s string) {
		texts = append(texts, s)
		if len(s) < 5 {
			for _, c := range "aZ7-_.+" {
				grow(s + string(c))
			}
		}
	}
	grow("")
	atoms := 0
	for _, s := range texts {
		if !isDotAtom(s) {
			continue
		}
		atoms++
		for _, address := range []string{s + "@example.com", "x@" + s} {
			if got, err := mail.ParseAddress(address); err != nil || got.Address != address {
				t.Fatalf("%q: net/mail reads %+v, %v", address, got, err)
			}
		}
	}
	if atoms < len(texts)/4 || atoms == len(texts) {
		t.Errorf("%d of %d are words with dots", atoms, len(texts))
	}
}
