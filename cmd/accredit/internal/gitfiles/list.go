package gitfiles

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// folderDepth bounds how deep folders stand below the configuration directory.
const folderDepth = 100

// listing is what a commit has in the configuration directory.
type listing struct {
	commit     string
	entries    []entry
	attributes []entry // .gitattributes that count there, by their path from the top, the outer ones first
	count      int     // folders included
}

// list names the files of the directory in a commit.
func (r *Repository) list(ctx context.Context, commit string) (*listing, error) {
	l := &listing{commit: commit}
	tree, err := r.rootTree(ctx, commit)
	if err == nil {
		tree, err = l.descend(ctx, r, tree)
	}
	if err == nil {
		err = l.below(ctx, r, tree)
	}
	if err == nil {
		err = l.refuse(r.prefix)
	}
	if errors.Is(err, errMissing) || isExit(err) {
		return nil, unreadable(commit)
	}
	return l, err
}

// descend goes from the root of a commit to the directory. What is no folder
// on the way is refused.
func (l *listing) descend(ctx context.Context, r *Repository, tree string) (string, error) {
	if r.prefix == "" {
		return tree, nil
	}
	at := ""
	for part := range strings.SplitSeq(r.prefix, "/") {
		var next node
		err := r.trees(ctx, []string{tree}, func(_ int, nodes []node) error {
			for _, n := range nodes {
				if n.name == ".gitattributes" {
					l.attributes = append(l.attributes, entry{mode: n.mode, object: n.object, name: path.Join(at, n.name)})
				}
				if n.name == part {
					next = n
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		at = path.Join(at, part)
		switch next.mode {
		case modeFolder:
			tree = next.object
		case modeLink:
			return "", &Error{fmt.Sprintf("%s is a link in revision %s", at, short(l.commit)), "Revisions cannot be compared through it. Name the directory that it leads to."}
		case modeSubmodule:
			return "", submodule(at, l.commit)
		default:
			return "", &Error{fmt.Sprintf("the directory %s is not in revision %s", r.prefix, short(l.commit)), "Name a revision that has it, or another directory with --chdir."}
		}
	}
	return tree, nil
}

// folder is a tree that is still to be read.
type folder struct{ name, object string }

// below reads the folders level by level: one git a level. A tree of a few
// bytes can name billions of files, so they are counted as they come.
func (l *listing) below(ctx context.Context, r *Repository, tree string) error {
	level := []folder{{"", tree}}
	for range folderDepth {
		var next []folder
		ids := make([]string, len(level))
		for i := range level {
			ids[i] = level[i].object
		}
		err := r.trees(ctx, ids, func(i int, nodes []node) error {
			for _, n := range nodes {
				if err := l.add(r.prefix, level[i].name, n, &next); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(next) == 0 {
			return err
		}
		level = next
	}
	return &Error{fmt.Sprintf("revision %s has folders more than %d deep below the configuration directory", short(l.commit), folderDepth), "Keep the configuration in a directory of its own."}
}

func (l *listing) add(prefix, in string, n node, folders *[]folder) error {
	if l.count++; l.count > fileCount {
		return &Error{fmt.Sprintf("revision %s has more than %d files and folders below the configuration directory", short(l.commit), fileCount), "Keep the configuration in a directory of its own."}
	}
	name := n.name
	if in != "" {
		name = in + "/" + n.name
	}
	if n.name == "" || len(name) > nameLimit || !fs.ValidPath(name) || strings.ContainsAny(n.name, `/\`) {
		return fmt.Errorf("revision %s has a file with a name that cannot be written: %.200q", short(l.commit), name)
	}
	e := entry{mode: n.mode, object: n.object, name: name}
	switch {
	case n.mode == modeFolder:
		*folders = append(*folders, folder{name, n.object})
		return nil
	case n.mode == modeSubmodule:
		return submodule(path.Join(prefix, name), l.commit)
	case n.mode != modeLink && !strings.HasPrefix(n.mode, "100"):
		return fmt.Errorf("revision %s has %.200q with mode %q, which git does not write", short(l.commit), name, n.mode)
	case n.name == ".gitattributes":
		l.attributes = append(l.attributes, entry{mode: e.mode, object: e.object, name: path.Join(prefix, name)})
	}
	l.entries = append(l.entries, e)
	return nil
}

func submodule(name, commit string) error {
	in := "the work tree"
	if commit != "" {
		in = "revision " + short(commit)
	}
	return &Error{fmt.Sprintf("%s is a submodule in %s: what is in it is not in this repository's revisions", name, in),
		"Put the files themselves there, or keep the configuration outside of the submodule."}
}

// refuse refuses what git, or another machine, would read in another way.
func (l *listing) refuse(prefix string) error {
	names := make([]string, len(l.entries))
	for i := range l.entries {
		names[i] = l.entries[i].name
	}
	return refuseNames(prefix, names, "revision "+short(l.commit))
}
