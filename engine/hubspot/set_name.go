package hubspot

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"accredit/engine"

	"golang.org/x/text/unicode/norm"
)

// NoSet is the set of people to whom an account gives none: what they may do is
// unknown.
const NoSet = engine.NoSet

// plainName is a folded name that can be a label as it is. Two underscores in
// a row stand between the names of several sets, and in no other name.
var plainName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// SetName makes an identifier of a permission set's name, such as sales_rep of
// "Sales Rep". The same name gives the same identifier, whatever else is read.
// Names that are the same when folded give the same one. Every other name that
// only reads alike ("Sales / Rep") ends in six digits of its digest, so that
// different names stay apart.
func SetName(name string) string {
	same := folded(name)
	if plainName.MatchString(same) && len(same) <= maxSetName && !isTaken(same) {
		return same
	}
	return digested(slug(name), name)
}

// Label makes an identifier of any name, for the label of a client or person.
// Names that read alike may give the same one: a label identifies nobody. A name
// with other characters than Latin ones (or too long a one) ends in six digits
// of its digest.
func Label(name string) string {
	label, lossy := slug(name), false
	for _, r := range norm.NFKD.String(name) {
		lossy = lossy || r >= 0x80 && letters[unicode.ToLower(r)] == "" && !unicode.In(r, unicode.Mn, unicode.P, unicode.Z)
	}
	switch {
	case lossy || label == "" || len(label) > maxSetName:
		return digested(label, name)
	case label[0] >= '0' && label[0] <= '9':
		return "set_" + label
	}
	return label
}

// isTaken reports whether an identifier is the name of something that no set
// with a name of its own is.
func isTaken(name string) bool {
	return name == engine.SetSuperAdmin || name == engine.SetPartnerAdmin || name == NoSet
}

// slug writes a name in letters, digits and underscores that a label may have.
func slug(name string) string {
	var b strings.Builder
	gap := false
	word := func(s string) {
		if gap && b.Len() > 0 {
			b.WriteByte('_')
		}
		gap = false
		b.WriteString(s)
	}
	for _, r := range norm.NFKD.String(name) {
		lower := unicode.ToLower(r)
		switch {
		case r < 0x80 && (lower >= 'a' && lower <= 'z' || r >= '0' && r <= '9'):
			word(string(lower))
		case letters[lower] != "":
			word(letters[lower])
		case r == '&', r == '+':
			gap = true
			word(map[rune]string{'&': "and", '+': "plus"}[r])
			gap = true
		case unicode.IsSpace(r), unicode.IsPunct(r):
			gap = true
		}
	}
	return b.String()
}

// letters of Latin alphabets that do not fall apart into one and an accent.
var letters = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ı': "i"}

// maxSetName bounds an identifier, in bytes.
const maxSetName = 60

// digested makes an identifier of a slug that is no other name's: with digits of
// the digest of the name.
func digested(slug, name string) string {
	if len(slug) > maxSetName {
		slug = strings.TrimRight(slug[:maxSetName], "_")
	}
	if slug == "" || slug[0] >= '0' && slug[0] <= '9' {
		slug = strings.TrimRight("set_"+slug, "_")
	}
	sum := sha256.Sum256([]byte(folded(name)))
	return slug + "_" + hex.EncodeToString(sum[:3])
}

// setOf names the permission set that a user holds. Super admin is everything,
// and partner admin nearly so: sets beside them add nothing that is known. Of
// several others nobody knows what they give together: they are one set, named
// after all of them (with two underscores between, which no other name has).
func (x *setNames) setOf(u *user) string {
	switch {
	case u.superAdmin:
		return engine.SetSuperAdmin
	case u.partnerAdmin:
		return engine.SetPartnerAdmin
	case len(u.sets) == 0:
		return NoSet
	}
	var list []string
	for _, s := range u.sets {
		list = append(list, s.set)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) == 1 {
		return list[0]
	}
	joined := strings.Join(list, "__")
	if len(joined) > maxSetName || x.known[joined] && !x.opaque[joined] { // somebody declared a set of that name
		return digested(joined, joined)
	}
	return joined
}
