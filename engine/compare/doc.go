// Package compare puts two things of one kind side by side: two configurations,
// to say what changes between them, for whom and where; and two plans, to say
// which steps the change under review does not explain.
//
// The package knows no state and makes no plan: it does not ask who may act,
// what waits, or whether a rule allows it. The result, a Comparison, belongs to
// the engine, because what prints it and writes it down reads it, too.
package compare
