package config

import (
	"embed"
	"io/fs"
	"strings"
)

// File is a file to write: its name relative to the directory, with slashes.
type File struct {
	Name    string
	Content []byte
}

//go:embed all:skeleton
var skeletonFiles embed.FS

// Skeleton returns a small configuration that works, with comments, for
// somebody who starts: an agency with three people and one client. Files are
// sorted by name.
func Skeleton() []File {
	var files []File
	const root = "skeleton/"
	err := fs.WalkDir(skeletonFiles, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := skeletonFiles.ReadFile(path)
		files = append(files, File{Name: strings.TrimPrefix(path, root), Content: content})
		return err
	})
	if err != nil {
		panic("config: embedded skeleton: " + err.Error())
	}
	return files
}
