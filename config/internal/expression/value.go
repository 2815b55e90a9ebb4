package expression

import (
	"errors"
	"fmt"
	"sync"

	"accredit/config/diagnostic"
	"accredit/config/internal/guard"

	"github.com/zclconf/go-cty/cty"
)

// Bounds of one evaluated value.
const (
	MaxText       = 1 << 20   // bytes of one string
	MaxElements   = 1_000_000 // of one collection
	maxValues     = 2_000_000 // in a value, at any depth: a shared part counts each time
	maxNumberBits = 8_192     // of a number's exponent, about 2,466 digits
)

// errValueTooLarge is what CheckValue says of a value whose parts are each
// within bounds, but not all together.
var errValueTooLarge = fmt.Errorf("a value can have up to %s parts, counting those of its parts", diagnostic.Thousands(maxValues))

// CheckValue returns an error if a value is out of bounds, at any depth. The loader
// asks before it keeps, converts or prints what an expression gave; values
// that pass can be walked, compared and written as text at a bearable cost.
func CheckValue(v cty.Value) error {
	w := valueWalk{left: maxValues}
	w.walk(v, 0)
	return w.err
}

// weigh counts the values in v, and its text, up to limit. Each number counts
// as given.
func weigh(v cty.Value, number, limit int) int {
	w := valueWalk{left: limit, number: number}
	w.walk(v, 0)
	return limit - max(w.left, 0)
}

// valueWalk goes through a value and stops at the first thing out of bounds.
type valueWalk struct {
	left   int // values, or steps, that may still come
	number int // steps of a number, where text and numbers are weighed
	err    error
}

func (w *valueWalk) walk(v cty.Value, depth int) {
	if w.left--; w.left < 0 {
		w.err = errValueTooLarge
		return
	}
	v, _ = v.Unmark()
	if v.IsNull() || !v.IsKnown() {
		return
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		w.text(len(v.AsString()))
	case ty == cty.Number:
		w.left -= w.number
		w.err = checkNumber(v)
	case v.CanIterateElements():
		w.elements(v, depth+1)
	}
}

func (w *valueWalk) text(n int) {
	if w.number > 0 {
		w.left -= n / textPerStep
	}
	w.err = checkText(n)
}

func (w *valueWalk) elements(v cty.Value, depth int) {
	if w.err = checkLength(v.LengthInt()); w.err != nil {
		return
	}
	if depth > guard.MaxNesting {
		w.err = fmt.Errorf("a value can be nested %d deep", guard.MaxNesting)
		return
	}
	if ty := v.Type(); (ty.IsTupleType() || ty.IsListType()) && v.LengthInt() <= shortList {
		for i := 0; i < v.LengthInt() && w.err == nil; i++ {
			w.walk(v.Index(indexes()[i]), depth)
		}
		return
	}
	for it := v.ElementIterator(); it.Next() && w.err == nil; {
		_, element := it.Element()
		w.walk(element, depth)
	}
}

// shortList is the length up to which a list is walked by index: an iterator
// makes a number for each element, which for a value of many short lists, all
// shared, came to gigabytes.
const shortList = 16

// indexes are the numbers from 0 to shortList.
var indexes = sync.OnceValue(func() []cty.Value {
	list := make([]cty.Value, shortList)
	for i := range list {
		list[i] = cty.NumberIntVal(int64(i))
	}
	return list
})

// checkText refuses a string of too many bytes.
func checkText(n int) error {
	if n > MaxText {
		return errors.New("a string can have up to 1 MiB (1,048,576 bytes)")
	}
	return nil
}

// checkLength refuses a collection of too many elements.
func checkLength(n int) error {
	if n > MaxElements {
		return fmt.Errorf("a collection can have up to %s elements", diagnostic.Thousands(MaxElements))
	}
	return nil
}

// checkNumber refuses a number whose digits would fill the memory once they
// are written out, however short it is in its scientific form.
func checkNumber(v cty.Value) error {
	if exponent := v.AsBigFloat().MantExp(nil); exponent > maxNumberBits || exponent < -maxNumberBits {
		return errors.New("a number can have up to 2,400 digits before or after the point")
	}
	return nil
}

// checkNumeral refuses text that stands for such a number, or is too long to
// be read as one.
func checkNumeral(s string) error {
	if len(s) > guard.MaxDigits {
		return fmt.Errorf("a number can have up to %s digits", diagnostic.Thousands(guard.MaxDigits))
	}
	if v, err := cty.ParseNumberVal(s); err == nil {
		return checkNumber(v)
	}
	return nil // not a number at all, which others say better
}
