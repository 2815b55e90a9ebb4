// Package book writes configurations of any size, for measuring: an agency
// with so many grants, in one of three shapes in which such a book may be kept.
// Every plan of it from an empty state is without a violation.
//
// It is not random and not realistic in its names: the same options give the
// same bytes. It reads nothing, and only benchmarks use it.
package book
