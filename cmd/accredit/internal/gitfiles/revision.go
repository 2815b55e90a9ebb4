package gitfiles

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Commit resolves a revision to the name of its commit. A word that more than
// one reference answers to is refused: who may push a tag or a branch could
// otherwise stand in for another one.
func (r *Repository) Commit(ctx context.Context, revision string) (string, error) {
	if !isRevision(revision) {
		return "", &Error{fmt.Sprintf("%q is not a revision", revision), "Name a branch, a tag or a commit."}
	}
	if err := r.refuseAmbiguous(ctx, revision); err != nil {
		return "", err
	}
	out, err := r.run(ctx, "rev-parse", "--verify", "--quiet", revision+"^{commit}")
	switch commit := strings.TrimSpace(string(out)); {
	case err == nil && isObjectID(commit):
		return commit, nil
	case err == nil:
		return "", &Error{fmt.Sprintf("%q is not a revision", revision), "Name a branch, a tag or a commit."}
	case !isExit(err):
		return "", err
	}
	return "", r.unknown(ctx, fmt.Sprintf("there is no revision %q here", revision))
}

// isRevision reports whether a word may name a commit: no option, no path in a
// commit and no search in messages, which anybody writes.
func isRevision(word string) bool {
	return word != "" && word[0] != '-' && word[0] != '^' && !strings.Contains(word, ":") && !strings.Contains(word, "^{/") &&
		!strings.ContainsFunc(word, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// isObjectID reports whether a word is the full name of an object.
func isObjectID(word string) bool {
	return (len(word) == 40 || len(word) == 64) && isHex(word)
}

func isHex(word string) bool { return strings.Trim(word, "0123456789abcdef") == "" }

// refuseAmbiguous refuses a word that several references have as their name,
// or that is a reference and the beginning of an object's name.
func (r *Repository) refuseAmbiguous(ctx context.Context, revision string) error {
	name := revision
	if i := strings.IndexAny(name, "^~"); i >= 0 {
		name = name[:i]
	}
	name, _, _ = strings.Cut(name, "@{")
	if name == "" || name == "@" || name == "HEAD" || isObjectID(name) || strings.ContainsAny(name, `*?[\`) {
		return nil
	}
	// git looks for them in this order.
	full := []string{name, "refs/" + name, "refs/tags/" + name, "refs/heads/" + name, "refs/remotes/" + name, "refs/remotes/" + name + "/HEAD"}
	out, err := r.run(ctx, append([]string{"for-each-ref", "--format=%(refname)"}, full...)...)
	if err != nil {
		return err
	}
	found := slices.DeleteFunc(strings.Split(strings.TrimSpace(string(out)), "\n"), func(ref string) bool { return !slices.Contains(full, ref) })
	if len(found) == 1 && len(name) >= 4 && isHex(name) {
		if out, err = r.run(ctx, "rev-parse", "--disambiguate="+name); err != nil {
			return err
		}
		if object, _, _ := strings.Cut(string(out), "\n"); object != "" {
			found = append(found, object)
		}
	}
	if len(found) < 2 {
		return nil
	}
	return &Error{fmt.Sprintf("%q names several things here: %s", name, strings.Join(found, ", ")), "Write the one that you mean in full."}
}

// isShallow reports whether the clone lacks the older history.
func (r *Repository) isShallow(ctx context.Context) bool {
	out, err := r.run(ctx, "rev-parse", "--is-shallow-repository")
	return err == nil && strings.TrimSpace(string(out)) == "true"
}

// fetchAll is the way out of a shallow clone.
const fetchAll = "Fetch the whole history: fetch-depth: 0 of actions/checkout, GIT_DEPTH: 0 in GitLab, or git fetch --unshallow."

// unknown says that something is not there, and in a shallow clone why.
func (r *Repository) unknown(ctx context.Context, message string) error {
	if r.isShallow(ctx) {
		return &Error{message + ": the clone is shallow", fetchAll}
	}
	return &Error{message, "Name a branch, a tag or a commit; a remote branch as origin/main."}
}

// MergeBase returns the commit from which two commits part. It is refused
// where there are several, or where a shallow clone may hide the right one:
// what one of them says may be old, and a change that brings it back unseen.
func (r *Repository) MergeBase(ctx context.Context, one, other string) (string, error) {
	out, err := r.run(ctx, "merge-base", "--all", one, other)
	bases := strings.Fields(string(out))
	switch {
	case isExit(err):
		return "", r.unknown(ctx, fmt.Sprintf("%s and %s have no commit in common here", short(one), short(other)))
	case err != nil:
		return "", err
	case len(bases) > 1:
		return "", &Error{fmt.Sprintf("%s and %s part from %d commits", short(one), short(other), len(bases)),
			"Merge the one into the other first, or compare them with two dots in place of three."}
	case len(bases) == 0 || !isObjectID(bases[0]):
		return "", fmt.Errorf("git says that %s and %s part from %.80q", short(one), short(other), out)
	}
	if r.isShallow(ctx) {
		cut, err := r.run(ctx, "rev-list", "--max-parents=0", "--max-count=1", one, other, "--not", bases[0])
		if err != nil {
			return "", err
		}
		if len(cut) > 0 {
			return "", &Error{fmt.Sprintf("where %s and %s part cannot be told: the clone is shallow", short(one), short(other)), fetchAll}
		}
	}
	return bases[0], nil
}
