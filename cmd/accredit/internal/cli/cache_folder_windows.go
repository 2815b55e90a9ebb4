package cli

import (
	"errors"
	"path/filepath"
)

// userCaches is the folder in which programs keep caches of this user.
func (a *app) userCaches() (string, error) {
	folder := a.env("LocalAppData")
	if !filepath.IsAbs(folder) || !isDir(folder) {
		return "", errors.New("LocalAppData does not say where the key of the cache is")
	}
	return folder, nil
}
