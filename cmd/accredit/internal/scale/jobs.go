//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/cmd/accredit/internal/book"
)

// site is one book on disk with what belongs to it.
type site struct {
	o      *options
	book   book.Book
	dir    string // of the configuration
	state  string // as the unchanged book has it
	new    string // a state to be made
	export string // the state as JSON
	raw    string // the database of the floors
}

// job is one thing to measure.
type job struct {
	name   string
	floor  []string // jobs or floors whose sum it is held against
	after  []string // jobs that leave behind what it needs, beside those
	before func(ctx context.Context, s *site) error
	do     func(ctx context.Context, s *site) (cost, error)
}

// now is the day for which everything is planned.
const now = "2026-11-21T09:00:00Z"

// command measures the program with some arguments. CONFIG, STATE, NEW and
// EXPORT stand for the paths.
func command(words string) func(context.Context, *site) (cost, error) {
	return func(ctx context.Context, s *site) (cost, error) {
		return process(ctx, nil, s.o.binary, s.arguments(words)...)
	}
}

func (s *site) arguments(words string) []string {
	list := strings.Fields(words + " --now " + now)
	for i, word := range list {
		switch word {
		case "CONFIG":
			list[i] = s.dir
		case "STATE":
			list[i] = s.state
		case "NEW":
			list[i] = s.new
		case "EXPORT":
			list[i] = s.export
		}
	}
	return list
}

// jobs in their order: each leaves behind what the next ones need.
func jobs() []job {
	afterApply := []string{"apply-empty"}
	return []job{
		{name: "hash", do: bare("hash")},
		{name: "parse", do: bare("parse")},
		{name: "insert", before: removeRaw, do: bare("insert")},
		{name: "scan", after: []string{"insert"}, do: bare("scan")},
		{name: "validate", floor: []string{"parse"}, do: command("validate CONFIG --no-cache")},
		{name: "plan-empty", floor: []string{"parse"}, do: command("plan CONFIG --state NEW --no-cache")},
		{name: "apply-empty", floor: []string{"insert", "plan-empty"}, before: removeState, do: command("apply CONFIG --state STATE --auto-approve")},
		{name: "plan-cold", after: afterApply, floor: []string{"parse", "scan"}, do: command("plan CONFIG --state STATE --no-cache")},
		{name: "plan-warm", after: afterApply, floor: []string{"hash"}, before: warm, do: command("plan CONFIG --state STATE")},
		{name: "plan-1%", after: afterApply, floor: []string{"plan-warm"}, before: changed(onePercent), do: command("plan CONFIG --state STATE")},
		{name: "plan-1-file", after: afterApply, floor: []string{"plan-warm"}, before: changed(oneClient), do: command("plan CONFIG --state STATE")},
		{name: "plan-1-person", after: afterApply, floor: []string{"plan-warm"}, before: changed(onePerson), do: command("plan CONFIG --state STATE")},
		{name: "apply-1%", after: afterApply, floor: []string{"plan-1%"}, before: changedCopy(onePercent), do: command("apply CONFIG --state NEW --auto-approve")},
		{name: "apply-1-person", after: afterApply, floor: []string{"plan-1-person"}, before: changedCopy(onePerson), do: command("apply CONFIG --state NEW --auto-approve")},
		{name: "show-json", after: afterApply, floor: []string{"scan"}, before: warm, do: export},
		{name: "import", after: []string{"show-json"}, floor: []string{"insert"}, before: removeNew, do: command("import EXPORT --state NEW --auto-approve")},
		{name: "history-client", after: afterApply, floor: []string{"scan"}, do: command("history --client 100 --state STATE --chdir CONFIG")},
		{name: "drift", after: afterApply, floor: []string{"plan-cold"}, before: warm, do: command("drift CONFIG --state STATE")},
	}
}

// bare measures a floor.
func bare(name string) func(context.Context, *site) (cost, error) {
	return func(ctx context.Context, s *site) (cost, error) {
		self, err := os.Executable()
		if err != nil {
			return cost{}, err
		}
		if name == "insert" || name == "scan" {
			return process(ctx, nil, self, "floor", name, s.raw, fmt.Sprint(s.book.Grants))
		}
		return process(ctx, nil, self, "floor", name, s.dir)
	}
}

func export(ctx context.Context, s *site) (cost, error) {
	return toFile(ctx, s.export, s.o.binary, s.arguments("show --format json --state STATE")...)
}

func removeRaw(_ context.Context, s *site) error   { return remove(s.raw) }
func removeState(_ context.Context, s *site) error { return remove(s.state) }
func removeNew(_ context.Context, s *site) error   { return remove(s.new) }

// remove deletes a database with its journal and lock.
func remove(path string) error {
	list, err := filepath.Glob(path + "*")
	if err != nil {
		return err
	}
	for _, name := range list {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

func onePercent(b *book.Book) { b.Changed = max(1, b.Clients()/100) }
func oneClient(b *book.Book)  { b.Changed = 1 }
func onePerson(b *book.Book)  { b.Joined = 1 }

// warm writes the book as it is in the state and plans once, so that a cache
// holds it.
func warm(ctx context.Context, s *site) error {
	if err := s.book.Write(s.dir); err != nil {
		return err
	}
	_, err := process(ctx, nil, s.o.binary, s.arguments("plan CONFIG --state STATE")...)
	return err
}

// changed warms a cache with the unchanged book and then changes it.
func changed(change func(*book.Book)) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error {
		if err := warm(ctx, s); err != nil {
			return err
		}
		b := s.book
		change(&b)
		return b.Write(s.dir)
	}
}

// changedCopy changes the book and puts a copy of the state beside it.
func changedCopy(change func(*book.Book)) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error {
		if err := changed(change)(ctx, s); err != nil {
			return err
		}
		if err := remove(s.new); err != nil {
			return err
		}
		return copyFile(s.new, s.state)
	}
}

// copyFile copies piece by piece: a process inherits the peak of the one that
// starts it.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // read only: nothing to lose
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// exists reports whether the program has the command that a job measures.
func (j *job) exists(ctx context.Context, s *site) bool {
	word, _, _ := strings.Cut(j.name, "-")
	if !slices.Contains([]string{"history", "drift"}, word) {
		return true
	}
	_, err := process(ctx, nil, s.o.binary, word, "--help")
	return err == nil
}
