package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/cmd/accredit/internal/gitfiles"
	"accredit/engine"
	"accredit/engine/compare"
	"accredit/engine/planfile"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

type diffOptions struct {
	format            string
	detailed, verbose bool
	failOn            []string
}

func newDiff(a *app) *cobra.Command {
	o := &diffOptions{}
	cmd := &cobra.Command{
		Use:   "diff REV | REV1 REV2 | REV1..REV2 | DIR1 DIR2",
		Short: "What changes for whom between two configurations, without state",
		Long: `Compare two configurations, resolved for the same moment, grant by grant and for
every day from then on: who could do more, who less, in which client. What is
merely written otherwise (labels, files, order, a set with another name) is no
difference. No state is read: what has been applied does not matter.

A side is a directory, or a git revision of the configuration directory (here,
or --chdir). One revision is compared with the work tree; REV1...REV2 compares
REV2 with the commit from which it parts from REV1. A revision is read from
git's objects: nothing is checked out, no hook or filter runs, nothing is
fetched. Whatever could make a revision something else than what is planned is
an error: a name with two meanings, a link or a submodule on the way, a git
directory that is committed, an attribute that converts a file (ident,
working-tree-encoding, filter).

Exit codes: 0 done, 1 error, 2 there are differences (with --detailed-exitcode),
3 --fail-on says no: expands (somebody could do more), rules (guardrails,
policies, tests, modes or roles differ).`,
		Example: `  accredit diff main
  accredit diff origin/main...HEAD --chdir access --fail-on expands
  accredit diff v1 v2 --format markdown
  accredit diff old new --json`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runDiff(cmd.Context(), args, o) },
	}
	addFormat(cmd, &o.format, "text", "json", "markdown")
	f := cmd.Flags()
	f.BoolVar(&o.detailed, "detailed-exitcode", false, "exit 2 if there are differences")
	f.StringSliceVar(&o.failOn, "fail-on", nil, "exit 3 if the difference is of this kind: expands, rules (repeatable)")
	f.BoolVar(&o.verbose, "verbose", false, "every difference in every client, every permission")
	return cmd
}

func (a *app) runDiff(ctx context.Context, args []string, o *diffOptions) error {
	for _, kind := range o.failOn {
		if kind != "expands" && kind != "rules" {
			return errUsage("--fail-on takes expands and rules, not %q", kind)
		}
	}
	if err := a.stopClock(); err != nil {
		return err
	}
	before, after, err := a.sides(ctx, args)
	if err != nil {
		return err
	}
	c, err := a.compare(ctx, before, after)
	before.remove() // before anything is printed: a closed pipe ends the program
	after.remove()
	if err != nil {
		return err
	}
	if err := a.showComparison(c, before, after, o); err != nil {
		return err
	}
	return o.verdict(c)
}

func (a *app) compare(ctx context.Context, before, after *side) (*engine.Comparison, error) {
	a.compares = true
	one, err := a.readSide(before)
	two, other := a.readSide(after) // the mistakes of both sides are said
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && other != nil:
		return nil, fmt.Errorf("%w\n%w", err, other)
	case err != nil:
		return nil, err
	case other != nil:
		return nil, other
	}
	return compare.Configurations(one.Desired, two.Desired), nil
}

func (a *app) showComparison(c *engine.Comparison, before, after *side, o *diffOptions) error {
	w := bufio.NewWriterSize(a.out, 1<<16)
	var err error
	switch o.format {
	case "json":
		err = planfile.EncodeComparison(w, c, before.name, after.name, programVersion)
	case "markdown":
		err = render.ComparisonMarkdown(w, c, before.name, after.name)
	default:
		err = render.Text{Width: width(a.out), Color: a.color(a.out), Verbose: o.verbose}.Comparison(w, c, before.name, after.name)
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// verdict is the exit code of a comparison.
func (o *diffOptions) verdict(c *engine.Comparison) error {
	switch {
	case slices.Contains(o.failOn, "expands") && c.Effect&engine.Expands != 0:
		return fail(exitBlocked, "somebody could do more (effect %s), and --fail-on expands is given", c.Effect)
	case slices.Contains(o.failOn, "rules") && c.ChangesRules():
		return fail(exitBlocked, "what governs changes differs, and --fail-on rules is given")
	case o.detailed && c.HasDifferences():
		return exit(exitChanges)
	}
	return nil
}

// sides finds out what the arguments mean. Nothing is written before all of
// them are known.
func (a *app) sides(ctx context.Context, args []string) (before, after *side, err error) {
	dir, err := a.dir(nil)
	if err != nil {
		return nil, nil, err
	}
	repository, err := gitfiles.Open(ctx, dir)
	if len(args) == 2 && isDir(args[0]) && isDir(args[1]) && (err != nil || a.areFolders(ctx, repository, args)) {
		return dirSide(args[0]), dirSide(args[1]), nil //nolint:nilerr // two folders are compared without a repository
	}
	if err != nil {
		return nil, nil, err
	}
	one, two, parted := words(args)
	if two == "" && isDir(one) && !a.isRevision(ctx, repository, one) {
		return nil, nil, withHint(errUsage("%s is a directory, and there is nothing to compare it with", one), "Give two directories, or a revision.")
	}
	return a.openSides(ctx, repository, dir, one, two, parted)
}

// areFolders reports whether two words that are directories mean nothing else.
// Whoever may add a folder could give it the name of a branch.
func (a *app) areFolders(ctx context.Context, repository *gitfiles.Repository, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return a.isRevision(ctx, repository, word) })
}

// words gives the one or two revisions or directories that the arguments name,
// and whether they are compared from where they part.
func words(args []string) (one, two string, parted bool) {
	if len(args) == 2 {
		return args[0], args[1], false
	}
	if isDir(args[0]) || !strings.Contains(args[0], "..") {
		return args[0], "", false
	}
	if one, two, parted = strings.Cut(args[0], "..."); !parted {
		one, two, _ = strings.Cut(args[0], "..")
	}
	return orHead(one), orHead(two), parted
}

func (a *app) openSides(ctx context.Context, repository *gitfiles.Repository, dir, one, two string, parted bool) (before, after *side, err error) {
	if parted {
		if one, err = mergeBase(ctx, repository, one, two); err != nil {
			return nil, nil, err
		}
	}
	if before, err = a.openSide(ctx, repository, one); err != nil {
		return nil, nil, err
	}
	if two == "" {
		after, err = workTreeSide(ctx, repository, dir)
	} else {
		after, err = a.openSide(ctx, repository, two)
	}
	if err == nil && two != "" {
		err = refuseBareWord(before, after)
	}
	if err != nil {
		before.remove()
		if after != nil {
			after.remove()
		}
		return nil, nil, err
	}
	return before, after, nil
}

// refuseBareWord refuses to compare a revision with a directory that is not
// written as a path: perhaps the name of a branch was meant that is not in this
// clone, and whoever may add a folder could stand in for it.
func refuseBareWord(before, after *side) error {
	folder := before
	if before.commit != "" {
		folder = after
	}
	if (before.commit == "") == (after.commit == "") || filepath.IsAbs(folder.name) || strings.HasPrefix(folder.name, ".") {
		return nil
	}
	return withHint(errUsage("there is no revision %q here, but a directory", folder.name), "Write ./%s if you mean the directory.", folder.name)
}

func mergeBase(ctx context.Context, repository *gitfiles.Repository, one, two string) (string, error) {
	first, err := repository.Commit(ctx, one)
	if err != nil {
		return "", err
	}
	second, err := repository.Commit(ctx, two)
	if err != nil {
		return "", err
	}
	base, err := repository.MergeBase(ctx, first, second)
	if len(base) > 12 {
		base = base[:12]
	}
	return base, err
}

// openSide reads one argument as a revision, or as a directory where none has
// that name.
func (a *app) openSide(ctx context.Context, repository *gitfiles.Repository, word string) (*side, error) {
	if !isDir(word) {
		return a.revisionSide(ctx, repository, word)
	}
	if a.isRevision(ctx, repository, word) {
		return nil, withHint(errUsage("%q is both a directory and a revision", word), "Write ./%s for the directory, refs/heads/%[1]s for the branch.", word)
	}
	return dirSide(word), nil
}

func (a *app) isRevision(ctx context.Context, repository *gitfiles.Repository, word string) bool {
	_, err := repository.Commit(ctx, word)
	return err == nil
}

func dirSide(dir string) *side { return &side{name: dir, dir: dir, remove: func() {}} }

func orHead(revision string) string {
	if revision == "" {
		return "HEAD"
	}
	return revision
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
