package cli

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"accredit/engine/enginetest/suite"
)

// sideBySide calls do as a sub-test for each index, eight at a time: what they do is
// mostly to wait for a process that keeps its pace.
func sideBySide(t *testing.T, n int, name func(int) string, do func(*testing.T, int)) {
	t.Helper()
	next := make(chan int)
	var group sync.WaitGroup
	for range min(n, 8) {
		group.Go(func() {
			for i := range next {
				t.Run(name(i), func(t *testing.T) { do(t, i) })
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
}

// Where a process is killed at a request: before anything of it was done, after it
// was done and before the answer left, and about when the answer comes.
const (
	beforeIt = iota
	duringIt
	afterIt
)

type killAt struct{ n, phase int }

// Wherever a process that resumes is killed at a request, the next one goes on, and
// nothing was sent twice (L3).
func TestKilledAtEveryRequest(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	list := []killAt{{27, beforeIt}, {13, duringIt}}
	if suite.Exhaustive() {
		list = nil
		for n := range twelveSaved.requests {
			list = append(list, killAt{n + 1, beforeIt}, killAt{n + 1, duringIt}, killAt{n + 1, afterIt})
		}
	}
	name := func(i int) string {
		return fmt.Sprint(list[i].n, []string{" before", " during", " after"}[list[i].phase])
	}
	sideBySide(t, len(list), name, func(t *testing.T, i int) { list[i].kill(t) })
}

func (at killAt) kill(t *testing.T) {
	k := newKilling(t)
	n := 0 // one request is served after the other
	k.o.around = func(_ *http.Request, serve func()) {
		n++
		if n == at.n && at.phase == beforeIt {
			k.kill()
			return
		}
		serve()
		switch {
		case n == at.n && at.phase == duringIt: // nothing of the answer has left
			k.kill()
		case n == at.n:
			go k.kill()
		}
	}
	if !k.start() && at.phase != afterIt {
		t.Error("it was not killed")
	}
	k.goOn()
}

// What a commit does to the disk.
var journalCalls = []string{"pwrite64", "fsync", "unlink", "ftruncate"}

// Wherever a process that resumes is killed while it writes down what it does, the
// next one goes on, and nothing was sent twice (L3).
func TestKilledAtEveryJournalWrite(t *testing.T) {
	t.Parallel()
	strace, err := exec.LookPath("strace")
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatal(err)
	case err != nil:
		t.Skip("strace is missing: install it to run this test")
	}
	twelveOffice(t)
	var list []string
	if suite.Exhaustive() {
		for call, n := range countCalls(t, strace) {
			for i := range n {
				list = append(list, fmt.Sprintf("%s:signal=KILL:when=%d", call, i+1))
			}
		}
	} else {
		list = []string{"fsync:signal=KILL:when=9"}
	}
	var mu sync.Mutex
	killed := 0
	sideBySide(t, len(list), func(i int) string { return list[i] }, func(t *testing.T, i int) {
		k := newKilling(t)
		call, _, _ := strings.Cut(list[i], ":")
		k.wrap = []string{strace, "-f", "-qq", "-o", os.DevNull, "-e", "trace=" + call, "-e", "inject=" + list[i]}
		if k.start() {
			mu.Lock()
			killed++
			mu.Unlock()
		}
		k.goOn()
	})
	if killed*2 < len(list) {
		t.Errorf("%d of %d were killed", killed, len(list))
	}
	t.Logf("%d of %d were killed", killed, len(list))
}

// countCalls counts the calls of a run that nothing happens to: of each thread, and
// the greatest number of a thread counts, as strace counts them.
func countCalls(t *testing.T, strace string) map[string]int {
	t.Helper()
	k := newKilling(t)
	path := filepath.Join(t.TempDir(), "calls")
	k.wrap = []string{strace, "-f", "-qq", "-o", path, "-e", "trace=" + strings.Join(journalCalls, ",")}
	if k.start() {
		t.Fatal("it was killed")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	threads := map[[2]string]int{}
	most := map[string]int{}
	for line := range strings.Lines(string(data)) {
		thread, rest, _ := strings.Cut(line, " ")
		call, _, ok := strings.Cut(strings.TrimSpace(rest), "(")
		if !ok || strings.Contains(call, " ") { // the end of a call that was interrupted
			continue
		}
		threads[[2]string{thread, call}]++
		most[call] = max(most[call], threads[[2]string{thread, call}])
	}
	t.Logf("%v, of which one thread makes %v", threads, most)
	return most
}
