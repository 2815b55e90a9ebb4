//go:build unix

package main

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"

	"accredit/cmd/accredit/internal/book"
)

// report writes all figures as Markdown.
func report(w io.Writer, o *options, figures []figure, seen []observed) error {
	p := &page{w: w}
	p.printf("# Performance\n\n")
	p.printf("Written by `make bench-scale`: the built program as a whole process, output thrown away, the median of %d runs%s. ", o.runs, shortly(o))
	p.printf("%s/%s, %d cores, %s. ", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	p.printf("Times differ from machine to machine; the ratios to the floors, measured in the same run, less so.\n\n%s\n", floors)
	for _, shape := range o.shapes {
		p.printf("## %s\n\n%s\n\n", shape, about[shape])
		p.table(figures, shape)
		p.growth(figures, shape)
	}
	p.observed(seen)
	return p.err
}

// shortly says how often short jobs were run.
func shortly(o *options) string {
	if o.runs == 1 {
		return ""
	}
	return fmt.Sprintf(", of %d where one takes less than %s", shortRuns, short)
}

// observed writes what reading connected accounts took.
func (p *page) observed(list []observed) {
	if len(list) == 0 {
		return
	}
	p.printf("## observe\n\nReading connected accounts (`account read`) of a fake HubSpot that takes %s for each call. The floor is the time of all its calls, %d of them at once.\n\n", callTime, atOnce)
	p.printf("| accounts | calls | wall, s | CPU, s | peak, MB | floor, s | wall, × floor |\n|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, is := range list {
		p.printf("| %s | %s | %.2f | %.2f | %d | %.2f | %.2f |\n", thousands(is.accounts), thousands(is.calls), is.cost.wall.Seconds(), is.cost.cpu.Seconds(),
			is.cost.peak>>20, is.floor().Seconds(), is.cost.wall.Seconds()/is.floor().Seconds())
	}
	p.printf("\n")
}

const floors = `Floors: **hash** reads all files and takes their SHA-256, **parse** parses them with hclsyntax (tables: encoding/csv) and drops each tree, both with two workers and Go's own GC settings; **insert** and **scan** write and read the bare rows (five integers a grant, in key order) with the same SQLite.

The key of the cache lies in the home directory, which has to be there; without one **plan-warm** is **plan-cold**. **drift** looks at everything, whatever the cache.

**plan-empty** plans from an empty state, **plan-cold** without a change and without the cache, **plan-warm** the same with it; **plan-1%** after every grant in one client of a hundred changed (neighbours in the files), **plan-1-file** after those of one client did, **plan-1-person** after somebody joined and got access to one client. Ratios are to the sum of the floors named.
`

var about = map[book.Shape]string{
	book.Blocks: "One access block a grant.",
	book.Dense:  "Three or four access blocks a client: a team, and lists of six people.",
	book.CSV:    "People, clients and grants in tables, a row each, read with csvdecode and for_each.",
}

// page remembers the first failure to write.
type page struct {
	w   io.Writer
	err error
}

func (p *page) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *page) table(figures []figure, shape book.Shape) {
	p.printf("| what | grants | wall, s | CPU, s | peak, MB | floor | wall, × floor | CPU, × floor |\n|---|---:|---:|---:|---:|---|---:|---:|\n")
	for _, name := range names(figures) {
		for _, f := range figures {
			if f.shape != shape || f.job != name {
				continue
			}
			p.printf("| %s | %s | %.2f | %.2f | %d | ", f.job, thousands(f.grants), f.cost.wall.Seconds(), f.cost.cpu.Seconds(), f.cost.peak>>20)
			if f.floor == nil {
				p.printf("| | |\n")
				continue
			}
			p.printf("%s | %.2f | %.2f |\n", strings.Join(f.under, " + "), f.cost.wall.Seconds()/f.floor.wall.Seconds(), f.cost.cpu.Seconds()/f.floor.cpu.Seconds())
		}
	}
	p.printf("\n")
}

// smallestFitted leaves the smallest books, whose cost is starting up, out of
// the exponents.
const smallestFitted = 10_000

// growth writes how the cost grows with the number of grants: 1 is linear.
func (p *page) growth(figures []figure, shape book.Shape) {
	var lines []string
	for _, name := range names(figures) {
		var list []figure
		for _, f := range figures {
			if f.shape == shape && f.job == name && f.grants >= smallestFitted {
				list = append(list, f)
			}
		}
		if len(list) < 2 {
			continue
		}
		lines = append(lines, fmt.Sprintf("| %s | %.2f | %.2f | %.2f |\n", name,
			exponent(list, func(f figure) float64 { return f.cost.wall.Seconds() }),
			exponent(list, func(f figure) float64 { return f.cost.cpu.Seconds() }),
			exponent(list, func(f figure) float64 { return float64(f.cost.peak) })))
	}
	if len(lines) == 0 {
		return
	}
	p.printf("Growth, from %s grants on: the exponent e of cost ~ grants^e, fitted.\n\n", thousands(smallestFitted))
	p.printf("| what | wall | CPU | peak |\n|---|---:|---:|---:|\n%s\n", strings.Join(lines, ""))
}

// exponent fits log cost = a + e log grants by least squares.
func exponent(list []figure, of func(figure) float64) float64 {
	var n, sx, sy, sxx, sxy float64
	for _, f := range list {
		x, y := math.Log(float64(f.grants)), math.Log(max(of(f), 1e-6))
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// names lists the jobs that have figures, in their order.
func names(figures []figure) []string {
	var list []string
	for _, j := range jobs() {
		if slices.ContainsFunc(figures, func(f figure) bool { return f.job == j.name }) {
			list = append(list, j.name)
		}
	}
	return list
}

// thousands writes a number with commas: 1,000,000.
func thousands(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
