package edit

import (
	"embed"
	"io/fs"
	"strings"

	"accredit/config"
)

//go:embed all:skeleton
var skeletonFiles embed.FS

// Skeleton returns a small configuration that works, with comments, for
// somebody who starts: an agency with three people and one client. Files are
// sorted by name.
func Skeleton() []config.File {
	var files []config.File
	const root = "skeleton/"
	err := fs.WalkDir(skeletonFiles, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := skeletonFiles.ReadFile(path)
		files = append(files, config.File{Name: strings.TrimPrefix(path, root), Content: content})
		return err
	})
	if err != nil {
		panic("edit: embedded skeleton: " + err.Error())
	}
	return files
}
