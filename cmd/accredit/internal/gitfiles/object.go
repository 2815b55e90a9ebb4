package gitfiles

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// objectLimit bounds a commit and a tree, in bytes: a tree of as many files as
// are read at all is smaller.
const objectLimit = 64 << 20

// errMissing says that git does not have an object.
var errMissing = errors.New("not in this clone")

// objects reads objects of one kind, all by one git, and hands over the content
// of each in turn. What git gives is checked against the object's name: git
// itself does not look.
func (r *Repository) objects(ctx context.Context, kind string, ids []string, use func(i int, content []byte) error) error {
	return r.stream(ctx, nil, []byte(strings.Join(ids, "\n")+"\n"), func(in *bufio.Reader) error {
		for i, id := range ids {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			content, err := readObject(in, kind, id)
			if err != nil {
				return err
			}
			if err := use(i, content); err != nil {
				return err
			}
		}
		return nil
	}, "cat-file", "--batch")
}

// readObject reads what cat-file --batch prints: "object kind size", the bytes
// and a line feed.
func readObject(in *bufio.Reader, kind, id string) ([]byte, error) {
	header, err := in.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("git ended before it gave %s: %w", short(id), err)
	}
	if strings.HasSuffix(header, " missing\n") {
		return nil, errMissing
	}
	var size int64
	format := id + " " + kind + " %d\n"
	if _, err := fmt.Sscanf(header, format, &size); err != nil || header != fmt.Sprintf(format, size) || size < 0 || size > objectLimit {
		return nil, &Error{fmt.Sprintf("object %s is not a %s that can be read: git says %.120q", short(id), kind, strings.TrimSpace(header)), ""}
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(in, content); err != nil {
		return nil, fmt.Errorf("git ended while it gave %s: %w", short(id), err)
	}
	if _, err := in.Discard(1); err != nil {
		return nil, err
	}
	if nameOf(kind, content, len(id)) != id {
		return nil, &Error{fmt.Sprintf("object %s is damaged: its content has another name", short(id)), "Look at the clone with git fsck, or clone it anew."}
	}
	return content, nil
}

// nameOf is the name that git gives an object, as long as names are here.
func nameOf(kind string, content []byte, length int) string {
	whole := append(fmt.Appendf(nil, "%s %d\x00", kind, len(content)), content...)
	if length == 2*sha256.Size {
		sum := sha256.Sum256(whole)
		return hex.EncodeToString(sum[:])
	}
	sum := sha1.Sum(whole) // what git uses
	return hex.EncodeToString(sum[:])
}

// rootTree returns the name of a commit's tree.
func (r *Repository) rootTree(ctx context.Context, commit string) (tree string, err error) {
	err = r.objects(ctx, "commit", []string{commit}, func(_ int, content []byte) error {
		line, _, _ := bytes.Cut(content, []byte("\n"))
		tree = strings.TrimPrefix(string(line), "tree ")
		if !isObjectID(tree) {
			return &Error{fmt.Sprintf("commit %s names no tree", short(commit)), ""}
		}
		return nil
	})
	return tree, err
}

// node is one line of a tree.
type node struct{ mode, name, object string }

const (
	modeFolder    = "40000"
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// trees reads trees and hands over the lines of each in turn.
func (r *Repository) trees(ctx context.Context, ids []string, use func(i int, nodes []node) error) error {
	return r.objects(ctx, "tree", ids, func(i int, content []byte) error {
		nodes, err := parseTree(content, len(ids[i])/2)
		if err != nil {
			return err
		}
		return use(i, nodes)
	})
}

// parseTree reads the lines of a tree: mode, space, name, zero byte, the bytes
// of an object's name. A tree that names something twice would be read in
// different ways.
func parseTree(content []byte, length int) ([]node, error) {
	var nodes []node
	seen := map[string]bool{}
	for len(content) > 0 {
		about, rest, ok := bytes.Cut(content, []byte{0})
		mode, name, spaced := strings.Cut(string(about), " ")
		switch {
		case !ok || !spaced || len(rest) < length:
			return nil, &Error{"a revision has a folder that is not written as git does", ""}
		case strings.EqualFold(name, ".git") || seen[name]:
			return nil, &Error{fmt.Sprintf("a revision has a folder with %.200q in it, or has it twice", name), ""}
		}
		seen[name] = true
		nodes = append(nodes, node{mode, name, hex.EncodeToString(rest[:length])})
		content = rest[length:]
	}
	return nodes, nil
}
