package live

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode/utf8"
)

// shownKey stands wherever a key would be shown.
const shownKey = "[key]"

// Key is the secret of one account. It shows as [key] in every format, and what it
// is can be read in this package only.
type Key struct {
	// A function, and not a text: what prints a struct by reflection looks into
	// unexported fields, and cannot look into a function.
	secret func() string
}

// Bounds of a key. HubSpot's have about 44 characters.
const (
	minKey = 8
	maxKey = 1 << 10
)

// errBadKey says nothing of the text that is no key: it may be most of one.
var errBadKey = errors.New("what is there is not a key: it has to be one line of visible ASCII characters")

// newKey makes a key of a text, without line ends and spaces around it.
func newKey(text string) (Key, error) {
	text = strings.Trim(text, " \t\r\n")
	bad := func(r rune) bool { return r <= ' ' || r >= 0x7f }
	if len(text) < minKey || len(text) > maxKey || strings.ContainsFunc(text, bad) || !utf8.ValidString(text) {
		return Key{}, errBadKey
	}
	return Key{func() string { return text }}, nil
}

// reveal is the secret; empty where there is none.
func (k Key) reveal() string {
	if k.secret == nil {
		return ""
	}
	return k.secret()
}

// digest tells keys apart without keeping them.
func (k Key) digest() [sha256.Size]byte { return sha256.Sum256([]byte(k.reveal())) }

// String, and all the other methods below, keep the secret.
func (Key) String() string { return shownKey }

// GoString is for %#v.
func (Key) GoString() string { return shownKey }

// Format is for every other verb.
func (Key) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, shownKey) // fmt keeps what was wrong with its writer
}

// MarshalText is for encoders of text.
func (Key) MarshalText() ([]byte, error) { return []byte(shownKey), nil }

// MarshalJSON is for JSON.
func (Key) MarshalJSON() ([]byte, error) { return []byte(`"` + shownKey + `"`), nil }

// LogValue is for slog.
func (Key) LogValue() slog.Value { return slog.StringValue(shownKey) }
