package revise

// mostKept is how many entries a map may have to be worth emptying: it takes
// as long as the map ever was large.
const mostKept = 256

// emptied gives a map without entries: the one that the client before needs no
// more, or a new one.
func emptied[K comparable, V any](m map[K]V) map[K]V {
	if m == nil || len(m) > mostKept {
		return map[K]V{}
	}
	clear(m)
	return m
}
