package cli

import (
	"fmt"
	"sync"
	"time"
)

// quietFor is how long work may last before progress is shown.
const quietFor = time.Second

// progress shows how far long work has come: one rewritten line on a
// terminal, a line every ten percent elsewhere.
type progress struct {
	a     *app
	what  string
	since time.Time

	mu       sync.Mutex
	tenths   int
	shown    bool
	lastDraw time.Time
}

func (a *app) progress(what string) *progress {
	return &progress{a: a, what: what, since: time.Now()}
}

// step says that done of total is done. It may be called by several
// goroutines.
func (p *progress) step(done, total int) {
	if p.a.flags.quiet || total == 0 || time.Since(p.since) < quietFor {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if isTerminal(p.a.err) {
		if time.Since(p.lastDraw) > 100*time.Millisecond {
			p.lastDraw, p.shown = time.Now(), true
			fmt.Fprintf(p.a.err, "\r\x1b[K%s %d%%", p.what, done*100/total)
		}
		return
	}
	if tenths := done * 10 / total; tenths > p.tenths {
		p.tenths = tenths
		fmt.Fprintf(p.a.err, "%s %d%%\n", p.what, tenths*10)
	}
}

// end takes the rewritten line away, and logs how long it took.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.a.err, "\r\x1b[K")
	}
	p.a.log().Info(p.what, "took", time.Since(p.since))
}
