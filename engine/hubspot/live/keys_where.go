package live

import (
	"fmt"
	"strconv"
)

// Where tells where the key of an account is, without asking a helper: "variable",
// "file" or "helper", which may not have it; empty: nowhere. The error says what is
// wrong with the file, and holds nothing of a key.
func (k *Keys) Where(hubID int64) (string, error) {
	if text, ok := k.lookup(envKey + strconv.FormatInt(hubID, 10)); ok && text != "" {
		return "variable", nil
	}
	if path, ok := k.lookup(envFile); ok && path != "" {
		k.once.Do(func() { k.file, k.fileErr = readKeys(path, k.forbidden) })
		if k.fileErr != nil {
			return "", fmt.Errorf("%s: %w", envFile, k.fileErr)
		}
		if _, ok := k.file[hubID]; ok {
			return "file", nil
		}
	}
	if program, ok := k.lookup(envHelper); ok && program != "" {
		return "helper", nil
	}
	return "", nil
}
