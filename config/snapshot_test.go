package config

import (
	"slices"
	"strings"
	"testing"
)

// A cache is read by the program that wrote it and by no other: one that knows
// another argument would read it with shifted meanings.
func TestCacheOfAnotherBuild(t *testing.T) {
	if !strings.Contains(header("a"), digestOfSchema(topLevel)) {
		t.Error("the header does not bind the schema")
	}
	if header("a") == header("b") {
		t.Error("the header does not bind the build")
	}
	w := &shelfWriter{}
	w.text(header("a"))
	if readSnapshot(string(w.b), "b") != nil {
		t.Error("a cache of another build was read")
	}
	more := *clientSchema
	more.args = slices.Insert(slices.Clone(more.args), 1, "new")
	top := slices.Clone(topLevel)
	top[slices.Index(top, clientSchema)] = &more
	if digestOfSchema(top) == digestOfSchema(topLevel) {
		t.Error("an argument that was inserted does not show")
	}
}
