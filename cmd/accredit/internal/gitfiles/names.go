package gitfiles

import (
	"fmt"
	"path"
	"strings"
)

// refuseNames refuses, among the files of a configuration directory, a git
// directory that is committed, and two files that read alike: where the case
// of letters does not count, only one of them is there.
func refuseNames(prefix string, names []string, where string) error {
	lower := make(map[string]string, len(names))
	var heads []string
	for _, name := range names {
		key := strings.ToLower(name)
		if other, ok := lower[key]; ok && other != name && isSourceName(name) {
			return &Error{fmt.Sprintf("%s and %s in %s differ only in the case of letters", path.Join(prefix, other), path.Join(prefix, name), where),
				"Many machines have room for only one of them. Rename one."}
		}
		lower[key] = name
		if path.Base(key) == "head" {
			heads = append(heads, path.Dir(key))
		}
	}
	for _, dir := range heads {
		if _, shares := lower[path.Join(dir, "commondir")]; shares || hasBelow(lower, path.Join(dir, "objects")) && hasBelow(lower, path.Join(dir, "refs")) {
			return &Error{fmt.Sprintf("%s in %s is a git directory (it has HEAD, objects and refs)", path.Join(prefix, dir), where), "Delete it: a configuration has no repository in it."}
		}
	}
	return nil
}

func hasBelow(names map[string]string, folder string) bool {
	for name := range names {
		if strings.HasPrefix(name, folder+"/") {
			return true
		}
	}
	return false
}

// isSourceName reports whether configuration is read from a file of that name.
// Whatever begins with a dot or an underscore is passed over.
func isSourceName(name string) bool { return strings.HasSuffix(name, ".hcl") && !isPassedOver(name) }

func isPassedOver(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") || strings.HasPrefix(part, "_") {
			return true
		}
	}
	return false
}
