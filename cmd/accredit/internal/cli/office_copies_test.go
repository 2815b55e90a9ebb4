package cli

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/engine/hubspot/fakehub"
	"accredit/state"
)

// moment is an office while a request was under way, with all that was asked until
// then.
type moment struct {
	*saved
	log []fakehub.Entry
}

// A copy of the state at any moment goes on to the same end, beside the accounts as
// they were at that moment: with the request that was under way, and without it (I8).
func TestCopyAtEveryRequest(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	var list []moment
	inOffice(t, func(t *testing.T) {
		o := twelveSaved.begin.open(t)
		o.around = func(_ *http.Request, serve func()) {
			list = append(list, moment{o.save(twelveSaved.begin.config), o.log()})
			serve()
			list = append(list, moment{o.save(twelveSaved.begin.config), o.log()})
		}
		time.Sleep(10 * time.Minute)
		o.must(exitOK, "run", "resume", "--auto-approve", "--parallel", "1")
	})
	tried := []int{8, 25, 52} // a removal before its effect, a change after it, an addition before it
	if suite.Exhaustive() {
		tried = nil
		for i := range list {
			tried = append(tried, i)
		}
	}
	for _, i := range tried {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			inOffice(t, func(t *testing.T) {
				time.Sleep(10 * time.Minute)
				v := list[i].goOn(t)
				v.resumeToTheEnd()
				v.finished()
			})
		})
	}
	t.Logf("%d of %d copies", len(tried), len(list))
}

// goOn opens an office at a moment at which its process was killed.
func (m *moment) goOn(t *testing.T) *invariants {
	t.Helper()
	o := m.open(t)
	o.began, o.past, o.ends = twelveSaved.begin.readWorld(t), m.log, []int{len(m.log)}
	return o.invariants()
}

// Before a request leaves that changes somebody, it stands in the state that it does.
func TestSentIsWrittenDownFirst(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	inOffice(t, func(t *testing.T) {
		o := twelveSaved.begin.open(t)
		writes := 0
		o.around = func(r *http.Request, serve func()) {
			if isWrite(&fakehub.Entry{Method: r.Method, Path: r.URL.Path}) {
				writes++
				if out := o.out(); out != writes {
					t.Errorf("changing request %d: %d are written down", writes, out)
				}
			}
			serve()
		}
		time.Sleep(10 * time.Minute)
		o.must(exitOK, "run", "resume", "--auto-approve", "--parallel", "1")
		if writes != 12 {
			t.Errorf("%d changing requests", writes)
		}
	})
}

// out counts how often the state says that a request left.
func (o *office) out() (n int) {
	o.store(func(s state.Store) {
		list, err := s.Runs(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		for i := range list {
			for j := range list[i].Steps {
				n += countEvents(&stepAt{RunStep: &list[i].Steps[j]}, engine.StepSent.String())
			}
		}
	})
	return n
}
