package cli

import (
	"context"
	"os/exec"
	"strings"
)

// git asks git about the directory; no git, no repository and no answer are
// all the empty string.
func git(ctx context.Context, dir string, args ...string) string {
	out, err := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
