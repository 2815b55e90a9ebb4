package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// checksumsFile is in the form that sha256sum -c reads.
const checksumsFile = "checksums.txt"

// checksums writes the SHA-256 of every file of the release.
func (r *release) checksums() error {
	files, err := os.ReadDir(r.out)
	if err != nil {
		return err
	}
	return r.create(checksumsFile, func(w io.Writer) error {
		for _, f := range files {
			sum, err := sumOf(filepath.Join(r.out, f.Name()))
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "%s  %s\n", sum, f.Name()); err != nil {
				return err
			}
		}
		return nil
	})
}

func sumOf(path string) (string, error) {
	content, err := os.ReadFile(path)
	return fmt.Sprintf("%x", sha256.Sum256(content)), err
}
