package render

import (
	"bytes"
	"iter"
	"runtime"

	"accredit/engine"
)

// pieceSteps is how many steps, and those up to the end of their client, are
// written by one goroutine while others write what comes after.
const pieceSteps = 500

// sections writes a section for each run of steps in one client: many steps on
// all cores, a few pieces in memory at a time.
func (t *planText) sections(steps []engine.Step) {
	t.inPieces(steps, pieceSteps)
}

// piece is what one goroutine writes at once.
type piece struct {
	steps    []engine.Step
	text     bytes.Buffer
	panicked *engine.Panic
	ready    chan struct{}
}

func (t *planText) inPieces(steps []engine.Step, size int) {
	if len(steps) <= size {
		t.inTurn(steps)
		return
	}
	workers := runtime.GOMAXPROCS(0)
	atOnce := 2 * workers
	free, todo, order := make(chan *piece, atOnce), make(chan *piece, atOnce), make(chan *piece, atOnce)
	for range atOnce {
		free <- &piece{ready: make(chan struct{}, 1)}
	}
	var group engine.Parallel
	for range workers {
		group.Go(func() { t.writePieces(todo) })
	}
	group.Go(func() {
		defer close(order)
		defer close(todo)
		for some := range stepRuns(steps, size) {
			p := <-free
			p.steps = some
			todo <- p
			order <- p // in the order of the steps
		}
	})
	for p := range order {
		<-p.ready
		if p.panicked != nil {
			panic(p.panicked)
		}
		_, _ = p.text.WriteTo(t) // Flush reports the error
		free <- p
	}
	group.Wait()
}

func (t *planText) writePieces(todo <-chan *piece) {
	own := newPlanText(t.Plan, t.another(nil, bufferSize), t.verbose)
	for p := range todo {
		own.writePiece(p)
	}
}

// writePiece writes a piece. Whoever waits for it is told in any case.
func (t *planText) writePiece(p *piece) {
	defer func() {
		if value := recover(); value != nil {
			p.panicked = engine.Panicked(value)
		}
		p.ready <- struct{}{}
	}()
	p.text.Reset()
	t.Reset(&p.text)
	t.inTurn(p.steps)
	_ = t.Flush() // to memory
}

// inTurn writes one section after the other.
func (t *planText) inTurn(steps []engine.Step) {
	for section := range stepRuns(steps, 1) {
		t.section(section)
	}
}

// runs cuts steps into runs of at least a number of steps, each up to the end
// of its last client.
func stepRuns(steps []engine.Step, atLeast int) iter.Seq[[]engine.Step] {
	return func(yield func([]engine.Step) bool) {
		for from := 0; from < len(steps); {
			to := min(from+atLeast, len(steps))
			for to < len(steps) && steps[to].Client == steps[to-1].Client {
				to++
			}
			if !yield(steps[from:to]) {
				return
			}
			from = to
		}
	}
}
