package state

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"accredit/engine/ordinary"

	"golang.org/x/mod/sumdb/note"
)

// ErrKey is wrapped by every error about a key.
var ErrKey = errors.New("is no key")

// maxKeyFile bounds a file with a key, in bytes.
const maxKeyFile = 4096

// maxKeyName bounds the name of a key, in bytes.
const maxKeyName = 200

// checkKeyName says what a name of a key may be: as the format of notes has
// it, not empty and without spaces and plus signs, and nothing that a terminal
// would not show as it is. Names stand in signatures, which people compare.
func checkKeyName(name string) error {
	bad := func(r rune) bool { return r == '+' || r == ' ' || !unicode.IsPrint(r) }
	if name == "" || len(name) > maxKeyName || !utf8.ValidString(name) || strings.ContainsFunc(name, bad) {
		return fmt.Errorf("%+q %w: a name has printable characters alone, has no space and no plus sign, and is not over %d bytes", name, ErrKey, maxKeyName)
	}
	return nil
}

// NewKey makes an Ed25519 key of that name (see checkKeyName). Whoever has the secret can sign; the verifier is
// public and checks what was signed.
func NewKey(name string) (secret, verifier string, err error) {
	if err := checkKeyName(name); err != nil {
		return "", "", err
	}
	return note.GenerateKey(rand.Reader, name)
}

// Signer signs checkpoints and plans.
type Signer struct {
	note.Signer
	verifier Verifier
}

// Verifier gives the public half of the key.
func (s *Signer) Verifier() Verifier { return s.verifier }

// Verifier checks what one key signed.
type Verifier struct {
	note.Verifier
	text   string
	public string // the bytes of the public key
}

// String writes the verifier as ParseVerifier reads it.
func (v Verifier) String() string { return v.text }

// Same reports whether both are of one key, whatever its name.
func (v Verifier) Same(other Verifier) bool {
	return v.public == other.public
}

// ReadSigner reads the secret key in a file, as NewKey made it. Lines that
// begin with # are comments.
func ReadSigner(path string) (*Signer, error) {
	text, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(text, "PRIVATE+KEY+") {
		return nil, fmt.Errorf("%s %w that signs: it has no secret", path, ErrKey)
	}
	verifier, err := verifierOf(text)
	if err != nil {
		return nil, fmt.Errorf("%s %w: %w", path, ErrKey, err)
	}
	signer, err := note.NewSigner(text)
	return &Signer{signer, verifier}, err
}

// ReadVerifier reads a verifier: the text itself, or a file with it, or a file
// with the secret key.
func ReadVerifier(word string) (Verifier, error) {
	if v, err := parseVerifier(word); err == nil {
		return v, nil
	}
	text, err := readKeyFile(word)
	if err != nil {
		return Verifier{}, err
	}
	v, err := parseVerifier(text)
	if strings.HasPrefix(text, "PRIVATE+KEY+") {
		v, err = verifierOf(text)
	}
	if err != nil {
		return Verifier{}, fmt.Errorf("%s %w: %w", word, ErrKey, err)
	}
	return v, nil
}

// parseVerifier takes a verifier only as it is written by the book: decoders
// of base64 skip line ends, for one, so that one key could be written as many.
func parseVerifier(text string) (Verifier, error) {
	v, err := note.NewVerifier(text)
	if err != nil {
		return Verifier{}, err
	}
	if err := checkKeyName(v.Name()); err != nil {
		return Verifier{}, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.SplitN(text, "+", 3)[2]) // which has + itself
	if err != nil || len(key) != 1+ed25519.PublicKeySize {
		return Verifier{}, errors.New("it is damaged")
	}
	canonical, err := note.NewEd25519VerifierKey(v.Name(), key[1:])
	if err != nil || canonical != text {
		return Verifier{}, errors.New("it is not written as keys are")
	}
	return Verifier{v, text, string(key[1:])}, nil
}

// verifierOf works out the public half of a secret key, whose last part is the
// algorithm and the seed.
func verifierOf(secret string) (Verifier, error) {
	if _, err := note.NewSigner(secret); err != nil {
		return Verifier{}, err
	}
	parts := strings.SplitN(secret, "+", 5)
	if len(parts) != 5 {
		return Verifier{}, errors.New("it is cut off")
	}
	key, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(key) != 1+ed25519.SeedSize {
		return Verifier{}, errors.New("it is damaged")
	}
	public, ok := ed25519.NewKeyFromSeed(key[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return Verifier{}, errors.New("it is damaged")
	}
	text, err := note.NewEd25519VerifierKey(parts[2], public)
	if err != nil {
		return Verifier{}, err
	}
	return parseVerifier(text)
}

// readKeyFile reads the one line of a key file that is no comment. A file with
// a secret may come through a link, as secrets are mounted in containers.
func readKeyFile(path string) (string, error) {
	data, err := ordinary.ReadLinked(path, maxKeyFile)
	if errors.Is(err, ordinary.ErrNot) || errors.Is(err, ordinary.ErrTooLarge) {
		return "", fmt.Errorf("%s %w: it is not a small ordinary file", path, ErrKey)
	}
	if err != nil {
		return "", err
	}
	text := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.ContainsFunc(line, unicode.IsControl):
			return "", fmt.Errorf("%s %w: it has control characters", path, ErrKey)
		case text != "":
			return "", fmt.Errorf("%s %w: it has more than one", path, ErrKey)
		default:
			text = line
		}
	}
	if text == "" {
		return "", fmt.Errorf("%s %w: it is empty", path, ErrKey)
	}
	return text, nil
}

// sign writes a note with the text and the signature of the key, beside those
// that it has.
func sign(n *note.Note, s *Signer) ([]byte, error) { return note.Sign(n, s.Signer) }

// open reads a note that one of the keys signed, and says which of them did.
func open(message []byte, keys []Verifier) (text string, by []Verifier, err error) {
	known := make([]note.Verifier, len(keys))
	for i, k := range keys {
		known[i] = k.Verifier
	}
	n, err := note.Open(message, note.VerifierList(known...))
	if err != nil {
		return "", nil, err
	}
	for _, k := range keys {
		for _, s := range n.Sigs {
			if s.Name == k.Name() && s.Hash == k.KeyHash() {
				by = append(by, k)
			}
		}
	}
	return n.Text, by, nil
}
