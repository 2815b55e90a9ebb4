package hubspot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"accredit/engine"

	"golang.org/x/text/unicode/norm"
)

// NoSet is the set of people to whom an account gives no permission set: their
// permissions may be picked by hand, so that its contents are unknown.
const NoSet = "no_permission_set"

// SetName makes an identifier of a permission set's name, such as sales_rep of
// "Sales Rep". The same name gives the same identifier, whatever else is read.
// Names that differ only in case, accents, spaces and punctuation give the same
// one; a name with other characters than Latin ones (or too long a one) ends in
// six digits of its digest, so that different names stay apart.
func SetName(name string) string {
	var b strings.Builder
	lossy, gap := false, false
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
		case unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r), unicode.IsPunct(r):
			gap = true
		default:
			lossy = true
		}
	}
	return bounded(b.String(), name, lossy)
}

// letters of Latin alphabets that do not fall apart into one and an accent.
var letters = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ı': "i"}

// maxSetName bounds an identifier, in bytes.
const maxSetName = 60

// bounded makes an identifier of a slug: not too long, not beginning with a
// digit, not the name of what it is not.
func bounded(slug, name string, lossy bool) string {
	if len(slug) > maxSetName {
		slug, lossy = strings.TrimRight(slug[:maxSetName], "_"), true
	}
	lossy = lossy || slug == ""
	if slug == "" || slug[0] >= '0' && slug[0] <= '9' {
		slug = strings.TrimRight("set_"+slug, "_")
	}
	if lossy || slug == engine.SetSuperAdmin || slug == engine.SetPartnerAdmin || slug == NoSet {
		sum := sha256.Sum256([]byte(strings.ToLower(norm.NFKC.String(name))))
		slug += "_" + hex.EncodeToString(sum[:3])
	}
	return slug
}

// setOf names the permission set that a user holds. Super admin is everything,
// and partner admin nearly so: sets beside them add nothing that is known. Of
// several others nobody knows what they give together: they are one set, named
// after all of them (with two underscores between, which no other name has).
func setOf(u *user) string {
	switch {
	case u.superAdmin:
		return engine.SetSuperAdmin
	case u.partnerAdmin:
		return engine.SetPartnerAdmin
	case len(u.sets) == 0:
		return NoSet
	}
	names := make([]string, len(u.sets))
	for i, name := range u.sets {
		names[i] = SetName(name)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) == 1 {
		return names[0]
	}
	joined := strings.Join(names, "__")
	return bounded(joined, joined, false)
}
