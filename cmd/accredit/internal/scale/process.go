//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// cost is what a process took.
type cost struct {
	wall, cpu time.Duration // cpu: user and system
	peak      int64         // bytes of memory at most
}

// process runs a program, and tells what it took. Without out its output is
// thrown away by the system: nobody else works on it. An exit code other than 0
// is an error.
func process(ctx context.Context, out *os.File, binary string, args ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, binary, args...)
	var said strings.Builder
	cmd.Stderr = &said
	if out != nil {
		cmd.Stdout = out
	}
	begin := time.Now()
	err := cmd.Run()
	c := cost{wall: time.Since(begin)}
	if err != nil {
		return c, fmt.Errorf("%s %s: %w\n%s", binary, strings.Join(args, " "), err, said.String())
	}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peak = usage.Maxrss << 10
	}
	return c, nil
}

// toFile runs a program with its output in a file.
func toFile(ctx context.Context, path, binary string, args ...string) (cost, error) {
	f, err := os.Create(path)
	if err != nil {
		return cost{}, err
	}
	c, err := process(ctx, f, binary, args...)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return c, err
}

// median of each part by itself.
func median(list []cost) cost {
	part := func(f func(cost) int64) int64 {
		values := make([]int64, len(list))
		for i, c := range list {
			values[i] = f(c)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return cost{
		wall: time.Duration(part(func(c cost) int64 { return int64(c.wall) })),
		cpu:  time.Duration(part(func(c cost) int64 { return int64(c.cpu) })),
		peak: part(func(c cost) int64 { return c.peak }),
	}
}

func (c cost) plus(d cost) cost {
	return cost{c.wall + d.wall, c.cpu + d.cpu, max(c.peak, d.peak)}
}
