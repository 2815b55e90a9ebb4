// Package state is the contract of memory: what a backend that keeps the
// recorded access, its revisions and their history has to do.
//
// It holds the Store interface, the words of history, the errors, and what is
// signed outside the state: checkpoints of history and saved plans. It does
// not store anything itself, speaks no SQL, reads no configuration and decides
// nothing about access: what to write comes as engine.Changes, made by the
// function that is given to Store.Apply. Backends are in the folders below;
// package statetest holds the suite that each of them passes.
package state
