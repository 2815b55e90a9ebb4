package fakehub

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// Scopes lists the scopes that a key can have here.
func Scopes() []string {
	return append(append(append([]string{}, scopeUsersRead...), scopeUsersWrite...), scopeTeams, scopeBilling, scopeSecurity, scopePartner)
}

// NewKey makes up a key that nobody can guess.
func NewKey() string {
	text := make([]byte, 20)
	_, _ = rand.Read(text) // it never fails
	return "pat-fake-" + hex.EncodeToString(text)
}

// Credentials writes the first key of each account by hub id, as accredit reads
// keys: {"886618329": "..."}.
func (w *World) Credentials() ([]byte, error) {
	keys := map[string]string{}
	for i := range w.Accounts {
		if a := &w.Accounts[i]; len(a.Keys) > 0 {
			keys[strconv.FormatInt(a.HubID, 10)] = a.Keys[0].Key
		}
	}
	text, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

// SaveCredentials puts the keys of a world in place of a file that only its owner
// can read.
func (w *World) SaveCredentials(path string) error {
	text, err := w.Credentials()
	if err != nil {
		return err
	}
	return replaceFile(path, text)
}
