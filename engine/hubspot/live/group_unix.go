//go:build unix

package live

import (
	"os/exec"
	"syscall"
)

// asGroup lets a program begin a group of its own, which its children are in.
func asGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// endGroup ends the whole group.
func endGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
