package engine

import "fmt"

// Level is how far a permission reaches. The order of levels is the order of
// the numbers; the zero level gives nothing. What a number means depends on
// the permission's kind.
type Level uint8

// Levels of a scope. A toggle uses Off and On.
const (
	None Level = 0
	Own  Level = 1
	Team Level = 2
	All  Level = 3

	Off Level = 0
	On  Level = 1
)

// Kind tells which levels a permission has.
type Kind uint8

// The two kinds: a scope is none < own < team < all, a toggle is off < on.
const (
	Toggle Kind = iota
	Scope
)

var kindNames = [...]string{Toggle: "toggle", Scope: "scope"}

var levelNames = [...][]string{
	Toggle: {"off", "on"},
	Scope:  {"none", "own", "team", "all"},
}

// String returns "toggle" or "scope".
func (k Kind) String() string { return kindNames[k] }

// ParseKind reads "toggle" or "scope".
func ParseKind(s string) (Kind, error) {
	for k, name := range kindNames {
		if s == name {
			return Kind(k), nil
		}
	}
	return 0, fmt.Errorf("%q is not a kind of permission: use \"toggle\" or \"scope\"", s)
}

// Top is the highest level of the kind.
func (k Kind) Top() Level { return Level(len(levelNames[k]) - 1) }

// Name writes a level of this kind.
func (k Kind) Name(l Level) string { return levelNames[k][l] }

// Level reads a level of this kind.
func (k Kind) Level(name string) (Level, bool) {
	for l, n := range levelNames[k] {
		if n == name {
			return Level(l), true
		}
	}
	return 0, false
}

// Names lists the levels of the kind, lowest first.
func (k Kind) Names() []string { return levelNames[k] }

// KindOfLevel tells which kind of permission has a level of that name.
func KindOfLevel(name string) (Kind, bool) {
	for k := range levelNames {
		if _, ok := Kind(k).Level(name); ok {
			return Kind(k), true
		}
	}
	return 0, false
}
