//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"accredit/cmd/accredit/internal/book"
)

// figure is what a job took, beside its floor.
type figure struct {
	job    string
	shape  book.Shape
	grants int
	cost   cost
	floor  *cost // nil for a floor itself
	under  []string
}

// measure runs all jobs over all books.
func (o *options) measure(ctx context.Context) ([]figure, error) {
	var all []figure
	for _, shape := range o.shapes {
		for _, grants := range o.sizes {
			list, err := o.measureBook(ctx, book.Book{Shape: shape, Grants: grants, PerFile: o.perFile})
			if err != nil {
				return nil, fmt.Errorf("%s, %d grants: %w", shape, grants, err)
			}
			all = append(all, list...)
		}
	}
	return all, nil
}

func (o *options) measureBook(ctx context.Context, b book.Book) ([]figure, error) {
	home := filepath.Join(o.dir, fmt.Sprintf("%s-%d", b.Shape, b.Grants))
	s := &site{
		o: o, book: b, dir: filepath.Join(home, "book"), state: filepath.Join(home, "state.db"),
		new: filepath.Join(home, "new.db"), export: filepath.Join(home, "state.json"), raw: filepath.Join(home, "raw.db"),
	}
	if err := os.RemoveAll(home); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return nil, err
	}
	if err := b.Write(s.dir); err != nil {
		return nil, err
	}
	found := map[string]cost{}
	var list []figure
	for _, j := range jobs() {
		if !o.wants(j.name) || !j.exists(ctx, s) {
			continue
		}
		c, err := o.median(ctx, &j, s)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, "%s %d %s: %.2f s, %.2f s CPU, %d MB\n", b.Shape, b.Grants, j.name, c.wall.Seconds(), c.cpu.Seconds(), c.peak>>20)
		found[j.name] = c
		list = append(list, figure{job: j.name, shape: b.Shape, grants: b.Grants, cost: c, under: j.floor, floor: sum(found, j.floor)})
	}
	if o.keep {
		return list, nil
	}
	return list, os.RemoveAll(home)
}

// sum adds up what a job is held against; nil where some of it is unknown.
func sum(found map[string]cost, names []string) *cost {
	total := cost{}
	for _, name := range names {
		c, ok := found[name]
		if !ok {
			return nil
		}
		total = total.plus(c)
	}
	if len(names) == 0 {
		return nil
	}
	return &total
}

func (o *options) median(ctx context.Context, j *job, s *site) (cost, error) {
	var list []cost
	for !o.isEnough(list) {
		if j.before != nil {
			if err := j.before(ctx, s); err != nil {
				return cost{}, fmt.Errorf("before %s: %w", j.name, err)
			}
			syscall.Sync() // what it wrote is not written while something is measured
		}
		c, err := j.do(ctx, s)
		if err != nil {
			return cost{}, err
		}
		list = append(list, c)
	}
	return median(list), nil
}

// What is over sooner than short is measured shortRuns times: beside so little,
// whatever else the machine does is much.
const (
	short     = time.Second / 2
	shortRuns = 15
)

// isEnough reports whether the runs of a job suffice.
func (o *options) isEnough(runs []cost) bool {
	wanted := o.runs
	if o.runs > 1 && len(runs) > 0 && runs[0].wall < short {
		wanted = max(o.runs, shortRuns)
	}
	return len(runs) >= wanted
}

// wants reports whether a job was asked for, or is needed by one that was.
func (o *options) wants(name string) bool {
	if len(o.jobs) == 0 || slices.Contains(o.jobs, name) {
		return true
	}
	for _, j := range jobs() {
		if slices.Contains(o.jobs, j.name) && o.needs(j, name) {
			return true
		}
	}
	return false
}

// needs reports whether a job needs another one before it.
func (o *options) needs(j job, name string) bool {
	if slices.Contains(j.floor, name) || slices.Contains(j.after, name) {
		return true
	}
	for _, other := range jobs() {
		if (slices.Contains(j.floor, other.name) || slices.Contains(j.after, other.name)) && o.needs(other, name) {
			return true
		}
	}
	return false
}
