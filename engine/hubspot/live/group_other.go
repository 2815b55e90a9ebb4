//go:build !unix

package live

import "os/exec"

// asGroup does nothing: there are no groups that could be ended.
func asGroup(*exec.Cmd) {}

// endGroup ends the program alone.
func endGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }
