package sqlstore

import "iter"

// pile is a list that grows without being copied: the rows of a million grants
// must not be there twice.
type pile[T any] struct{ parts [][]T }

// partRows is how many rows a part of a pile has.
const partRows = 1024

func (p *pile[T]) add(row T) {
	last := len(p.parts) - 1
	if last < 0 || len(p.parts[last]) == partRows {
		p.parts = append(p.parts, nil)
		last++
		if last > 0 {
			p.parts[last] = make([]T, 0, partRows)
		}
	}
	p.parts[last] = append(p.parts[last], row)
}

// all gives the rows in the order in which they came.
func (p *pile[T]) all() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, part := range p.parts {
			for i := range part {
				if !yield(&part[i]) {
					return
				}
			}
		}
	}
}
