package gitfiles

import "context"

// Lacks reports whether a commit is certainly not in the history of another
// one: neither it nor one that comes after it. It returns false where that
// cannot be told, as in a shallow clone.
func (r *Repository) Lacks(ctx context.Context, head, commit string) (bool, error) {
	if !isObjectID(head) || !isObjectID(commit) || r.isShallow(ctx) {
		return false, nil
	}
	_, err := r.run(ctx, "cat-file", "-e", commit+"^{commit}")
	if isExit(err) { // whoever has the whole history has all of its commits
		return ctx.Err() == nil, ctx.Err()
	}
	if err != nil {
		return false, err
	}
	out, err := r.run(ctx, "rev-list", "--max-count=1", commit, "--not", head)
	return err == nil && len(out) > 0, err
}
