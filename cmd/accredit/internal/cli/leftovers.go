package cli

import (
	"sync"
	"time"
)

// leftovers counts the temporary folders of a run, from before they are made
// until they are gone, so that an interrupted program does not end before it
// has removed them.
type leftovers struct{ folders sync.RWMutex }

// enter announces a folder; what it returns says that the folder is gone.
// After the program has begun to end, enter waits for the end.
func (l *leftovers) enter() (leave func()) {
	l.folders.RLock()
	return l.folders.RUnlock
}

// gone returns when no folder is left and none can come, or after the longest
// time that waiting for them makes sense: a disk may not answer.
func (l *leftovers) gone(longest time.Duration) {
	done := make(chan struct{})
	go func() { l.folders.Lock(); close(done) }()
	select {
	case <-done:
	case <-time.After(longest):
	}
}
