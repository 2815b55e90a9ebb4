package config

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"os"
	"path"
	"strings"
)

// Cache is what a plan of everything leaves for the next run, below the
// directory of the configuration: see Subset for the rule by which that run
// leaves clients alone.
//
// It is safe to delete. A file that lies in a directory which others write to
// proves nothing by itself, so it is sealed with a key that is kept elsewhere:
// what was not written here with that key, whole, by a program of this build,
// schema and catalogue is ignored.
type Cache struct {
	dir, build string
	key        []byte
	*snapshot
}

// The files of the cache, and where they are below the configuration directory.
const (
	cacheFolder = ".accredit/cache"
	cacheFile   = "plan"
)

// OpenCache reads the cache of a configuration directory. There may be nothing
// in it that counts.
func OpenCache(dir string, key []byte, build string) *Cache {
	c := &Cache{dir: dir, build: build, key: key}
	if text, err := c.read(); err == nil {
		c.snapshot = readSnapshot(text, build)
	}
	return c
}

// Anchor is the state whose plan the cache remembers. False: it remembers none.
func (c *Cache) Anchor() (Anchor, bool) {
	if c.snapshot == nil {
		return Anchor{}, false
	}
	return c.anchor, true
}

// Forget ends the use of what was read. What is written later counts.
func (c *Cache) Forget() { c.snapshot = nil }

// sealing works out the seal of what is written to it.
func (c *Cache) sealing() hash.Hash { return hmac.New(sha256.New, c.key) }

var errSeal = errors.New("the cache was not written here")

// open opens a file of the cache for reading.
func (c *Cache) open(name string) (f *os.File, size int64, err error) {
	root, err := os.OpenRoot(c.dir)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = root.Close() }() // read only: nothing to lose
	t := &tree{dir: c.dir, root: root}
	return t.open(path.Join(cacheFolder, name))
}

func (c *Cache) read() (string, error) {
	f, size, err := c.open(cacheFile)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // read only: nothing to lose
	if size -= sha256.Size; size < 0 || size > cacheLimit {
		return "", errSeal
	}
	var body strings.Builder
	body.Grow(int(size))
	seal, chunk := c.sealing(), make([]byte, 256<<10)
	if _, err := io.CopyBuffer(io.MultiWriter(&body, seal), io.LimitReader(f, size), chunk); err != nil {
		return "", err
	}
	found := make([]byte, sha256.Size)
	if _, err := io.ReadFull(f, found); err != nil {
		return "", err
	}
	if !hmac.Equal(seal.Sum(nil), found) {
		return "", errSeal
	}
	return body.String(), nil
}

// cacheLimit bounds what is read: a book of a million grants takes a
// hundredth of it.
const cacheLimit = 1 << 30

// write replaces the cache.
func (c *Cache) write(body ...[]byte) error {
	seal := c.sealing()
	for _, part := range body {
		seal.Write(part)
	}
	return c.replace(cacheFile, func(to io.Writer) error {
		for _, part := range append(body, seal.Sum(nil)) {
			if _, err := to.Write(part); err != nil {
				return err
			}
		}
		return nil
	})
}

// replace replaces a file of the cache, whole. Nothing is followed out of the
// directory.
func (c *Cache) replace(name string, write func(io.Writer) error) (err error) {
	root, err := os.OpenRoot(c.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	if err := root.MkdirAll(cacheFolder, 0o700); err != nil {
		return err
	}
	name = path.Join(cacheFolder, name)
	temporary := name + "." + rand.Text()
	f, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return errors.Join(err, root.Remove(temporary))
	}
	if err := root.Rename(temporary, name); err != nil {
		return errors.Join(err, root.Remove(temporary))
	}
	return nil
}
