package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"accredit/cmd/accredit/internal/gitfiles"
	"accredit/config"
	"accredit/engine/render"
)

// side is one configuration of a comparison.
type side struct {
	name   string // as people call it: a directory, a revision, "work tree"
	dir    string // where its files are
	commit string // of a revision
	remove func() // of the files written for it
}

// workTreeSide is the configuration as it stands in the work tree, which must
// be what its revision says, but for what somebody edited.
func workTreeSide(ctx context.Context, repository *gitfiles.Repository, dir string) (*side, error) {
	if err := repository.CheckWorkTree(ctx); err != nil {
		return nil, err
	}
	return workTree(dir), nil
}

func workTree(dir string) *side { return &side{name: "the work tree", dir: dir, remove: func() {}} }

// revisionSide writes the configuration directory as of a revision. The files
// are removed when the command is interrupted, too.
func (a *app) revisionSide(ctx context.Context, repository *gitfiles.Repository, revision string) (*side, error) {
	commit, err := repository.Commit(ctx, revision)
	if err != nil {
		return nil, err
	}
	return a.commitSide(ctx, repository, revision, commit)
}

func (a *app) commitSide(ctx context.Context, repository *gitfiles.Repository, name, commit string) (*side, error) {
	leave := a.left.enter()
	dir, err := repository.Extract(ctx, commit)
	remove := sync.OnceFunc(func() {
		_ = os.RemoveAll(dir) // a temporary directory: nothing to lose; of no name, nothing is done
		leave()
	})
	stop := context.AfterFunc(ctx, remove)
	s := &side{name: name, dir: dir, commit: commit, remove: func() { stop(); remove() }}
	if err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

// readSide reads the configuration of one side. Its mistakes say which side it
// is; its warnings are for those who validate it.
func (a *app) readSide(s *side) (*config.Result, error) {
	res, err := a.read(s.dir)
	if err != nil {
		if s.commit == "" {
			return nil, err
		}
		return nil, errors.New(strings.ReplaceAll(err.Error(), s.dir, "revision "+s.name))
	}
	if !res.Diagnostics.HasErrors() {
		return res, nil
	}
	fmt.Fprintf(a.err, "%s:\n", render.Terminal(s.title()))
	if err := a.sayDiagnostics(res); err != nil {
		return nil, err
	}
	return nil, fail(exitError, "the configuration of %s does not load", s.title())
}

func (s *side) title() string {
	if s.commit != "" {
		return "revision " + s.name
	}
	return s.name
}
