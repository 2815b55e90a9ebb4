package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"accredit/config"
	"accredit/engine/ordinary"
)

// The cache of a configuration lies below it, where a pull request can write.
// What counts in it is what was sealed with a key of this user, which lies
// where their other caches are, and is made when it is first needed.

const (
	cacheKeyFolder = "accredit"
	cacheKeyFile   = "cache.key"
	cacheKeySize   = 32
)

// cache gives the cache of a configuration; nil where none is to be used or
// there is no place for the key.
func (a *app) cache(dir string) *config.Cache {
	if a.flags.noCache || len(a.flags.vars) > 0 {
		return nil
	}
	key, err := a.cacheKey()
	if err != nil {
		a.log().Debug("No cache", "why", err)
		return nil
	}
	return config.OpenCache(dir, key, buildOf())
}

// buildOf names this build of the program: another one does not read a cache
// that this one wrote. The size and the time of the file tell apart builds of a
// tree that is being worked on, which have one version.
func buildOf() string {
	build := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		build = info.String()
	}
	if path, err := os.Executable(); err == nil {
		if file, err := os.Stat(path); err == nil {
			build += fmt.Sprintf("\n%d %d", file.Size(), file.ModTime().UnixNano())
		}
	}
	return build
}

// cacheKey reads the key, or makes it.
func (a *app) cacheKey() ([]byte, error) {
	folder, err := a.userCaches()
	if err != nil {
		return nil, err
	}
	folder = filepath.Join(folder, cacheKeyFolder)
	path := filepath.Join(folder, cacheKeyFile)
	key, err := readCacheKey(path)
	if !errors.Is(err, errNotExist) {
		return key, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if err := writeCacheKey(folder, path); err != nil {
		return nil, err
	}
	return readCacheKey(path) // another run may have been first
}

func readCacheKey(path string) ([]byte, error) {
	f, err := ordinary.Open(path, cacheKeySize)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read only: nothing to lose
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if ordinary.OpenToOthers(info) {
		return nil, errors.New("others can read the key of the cache, " + path)
	}
	key, err := io.ReadAll(f)
	if err == nil && len(key) != cacheKeySize {
		err = errors.New("the key of the cache, " + path + ", is damaged: delete it")
	}
	return key, err
}

// writeCacheKey puts a new key where none is: whole, or not at all.
func writeCacheKey(folder, path string) error {
	f, err := os.CreateTemp(folder, cacheKeyFile+".*")
	if err != nil {
		return err
	}
	key := make([]byte, cacheKeySize)
	_, _ = rand.Read(key) // does not fail
	_, err = f.Write(key)
	if err = errors.Join(err, f.Close()); err == nil {
		if err = os.Link(f.Name(), path); errors.Is(err, os.ErrExist) {
			err = nil
		}
	}
	return errors.Join(err, os.Remove(f.Name()))
}
