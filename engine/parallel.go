package engine

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// Parallel runs functions at the same time, as sync.WaitGroup does. A panic in
// one of them would end the program there and then, whoever waits: so it is
// kept, and comes out of Wait, where those who began the work can see to it.
// The zero value is ready.
type Parallel struct {
	group sync.WaitGroup
	mu    sync.Mutex
	first *Panic
}

// Panic is what Wait panics with: what a function panicked with, and where. It
// is an error, for those who have somebody to return it to.
type Panic struct {
	Value any
	Stack []byte
}

// Error returns what the function panicked with.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// Caught runs f, and returns a panic of it as an error.
func Caught(f func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = Panicked(value)
		}
	}()
	return f()
}

// Go runs f at the same time.
func (p *Parallel) Go(f func()) {
	p.group.Go(func() {
		defer p.keep()
		f()
	})
}

// keep keeps the first panic.
func (p *Parallel) keep() {
	value := recover()
	if value == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.first == nil {
		p.first = Panicked(value)
	}
}

// Panicked is a recovered value with the stack of the goroutine that calls it.
// One that came out of Wait keeps the stack that it has.
func Panicked(value any) *Panic {
	if already, ok := value.(*Panic); ok {
		return already
	}
	return &Panic{Value: value, Stack: debug.Stack()}
}

// Wait waits until all functions have ended. Where one panicked, it panics.
func (p *Parallel) Wait() {
	p.group.Wait()
	if p.first != nil {
		panic(p.first)
	}
}
