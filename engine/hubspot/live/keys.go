package live

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
)

// Where keys come from: the environment of whoever runs accredit, and nothing else.
// A configuration cannot name any of it.
const (
	envKey     = "ACCREDIT_HUBSPOT_KEY_" // and the hub id
	envFile    = "ACCREDIT_CREDENTIALS"
	envHelper  = "ACCREDIT_CREDENTIAL_HELPER"
	EnvBaseURL = "ACCREDIT_HUBSPOT_URL" // for Options.BaseURL: of this machine only
)

// ErrNoKey is the error where no source has a key of an account.
var ErrNoKey = errors.New("there is no key: set " + envKey + "<hub id>, " + envFile + " or " + envHelper)

// Keys finds the keys of accounts.
type Keys struct {
	lookup    func(string) (string, bool)
	forbidden []string // folders in which a file of keys may not be

	once    sync.Once
	file    map[int64]Key
	fileErr error
}

// NewKeys makes the finder of keys. lookup reads the environment; the folders are
// those of the configuration, in which no key may be.
func NewKeys(lookup func(string) (string, bool), configuration ...string) *Keys {
	return &Keys{lookup: lookup, forbidden: configuration}
}

// Of finds the key of an account: that of its variable, else that of the file,
// else what the helper answers. The error is or wraps ErrNoKey where none has one,
// and never holds anything of a key.
func (k *Keys) Of(ctx context.Context, hubID int64) (Key, error) {
	name := envKey + strconv.FormatInt(hubID, 10)
	if text, ok := k.lookup(name); ok && text != "" {
		key, err := newKey(text)
		if err != nil {
			return Key{}, fmt.Errorf("%s: %w", name, err)
		}
		return key, nil
	}
	if path, ok := k.lookup(envFile); ok && path != "" {
		k.once.Do(func() { k.file, k.fileErr = readKeys(path, k.forbidden) })
		if k.fileErr != nil {
			return Key{}, fmt.Errorf("%s: %w", envFile, k.fileErr)
		}
		if key, ok := k.file[hubID]; ok {
			return key, nil
		}
	}
	if program, ok := k.lookup(envHelper); ok && program != "" {
		key, err := askHelper(ctx, program, hubID)
		if err != nil {
			return Key{}, fmt.Errorf("%s, asked for hub id %d: %w", envHelper, hubID, err)
		}
		return key, nil
	}
	return Key{}, ErrNoKey
}
