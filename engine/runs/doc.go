// Package runs carries an approved plan out, step by step (docs/runs.md): it
// opens a run, tells which steps are ready, and finds what a claim or an
// observation writes.
//
// It does not decide what is wanted, does not look for an order, and writes
// nothing: whether a step may be made is asked of engine/verify, with people,
// roles and access as they are recorded now.
package runs
