//go:build !windows

package cli

import (
	"errors"
	"path/filepath"
)

// userCaches is the folder in which programs keep caches of this user.
func (a *app) userCaches() (string, error) {
	if folder := a.env("XDG_CACHE_HOME"); filepath.IsAbs(folder) {
		return folder, nil
	}
	home := a.env("HOME")
	if !filepath.IsAbs(home) || !isDir(home) {
		return "", errors.New("neither HOME nor XDG_CACHE_HOME says where the key of the cache is")
	}
	return filepath.Join(home, ".cache"), nil
}
