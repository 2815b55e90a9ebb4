package edit

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// literalList gives the elements of an attribute that is a list as written,
// between brackets; false where it is anything else.
func literalList(b *hclsyntax.Block, name string) (*hclsyntax.TupleConsExpr, bool) {
	a := b.Body.Attributes[name]
	if a == nil {
		return nil, false
	}
	list, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	return list, ok
}

// source gives an expression as it is written.
func (p *page) source(x hclsyntax.Expression) string {
	r := x.Range()
	return strings.TrimSpace(string(p.src[r.Start.Byte:r.End.Byte]))
}

// indexOf finds an element that is written just so; -1 where there is none.
func (p *page) indexOf(list *hclsyntax.TupleConsExpr, text string) int {
	for i, x := range list.Exprs {
		if p.source(x) == text {
			return i
		}
	}
	return -1
}

// addTo adds an element to a list: on a line of its own where the others stand
// on lines of their own.
func (p *page) addTo(list *hclsyntax.TupleConsExpr, text string) {
	if len(list.Exprs) == 0 {
		at := list.OpenRange.End.Byte
		p.replace(at, at, text)
		return
	}
	last := list.Exprs[len(list.Exprs)-1].Range()
	if list.SrcRange.End.Line == last.End.Line {
		p.replace(last.End.Byte, last.End.Byte, ", "+text)
		return
	}
	_, to := p.lineOf(last)
	rest := strings.TrimLeft(string(p.src[last.End.Byte:to]), " \t")
	if !strings.HasPrefix(rest, ",") {
		p.replace(last.End.Byte, last.End.Byte, ",")
	}
	p.replace(to, to, p.indentOf(last.Start.Byte)+text+",\n")
}

// removeFrom takes the i-th element out of a list, with its line where it has
// one of its own.
func (p *page) removeFrom(list *hclsyntax.TupleConsExpr, i int) {
	r := list.Exprs[i].Range()
	if p.isAlone(list, i) {
		from, to := p.lineOf(r)
		p.replace(from, to, "")
		return
	}
	switch {
	case i+1 < len(list.Exprs):
		p.replace(r.Start.Byte, list.Exprs[i+1].Range().Start.Byte, "")
	case i > 0:
		p.replace(list.Exprs[i-1].Range().End.Byte, r.End.Byte, "")
	default:
		p.replace(r.Start.Byte, r.End.Byte, "")
	}
}

// isAlone reports whether nothing else of the list stands on the lines of the
// i-th element.
func (p *page) isAlone(list *hclsyntax.TupleConsExpr, i int) bool {
	r := list.Exprs[i].Range()
	if list.OpenRange.Start.Line == r.Start.Line || list.SrcRange.End.Line == r.End.Line {
		return false
	}
	return (i == 0 || list.Exprs[i-1].Range().End.Line < r.Start.Line) &&
		(i+1 == len(list.Exprs) || list.Exprs[i+1].Range().Start.Line > r.End.Line)
}
