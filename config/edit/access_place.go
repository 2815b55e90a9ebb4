package edit

import (
	"fmt"

	"accredit/engine"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// own finds the access block at a position, where it is about nobody but the
// person, and about no other client.
func (e *accessEditor) own(dr *draft, pos engine.Pos) (*place, error) {
	pl, err := dr.find(pos)
	if err != nil {
		return nil, err
	}
	if pl.block.Type != "access" || !pl.reachesOnly(e.client()) || !pl.namesOnly(e.person()) {
		return nil, errNotHere
	}
	return pl, nil
}

// String says where the block stands.
func (pl *place) String() string {
	return fmt.Sprintf("%s:%d", pl.name, pl.block.TypeRange.Start.Line)
}

// mayReplace refuses an argument whose value is computed: whoever wrote it
// wants the value to come from elsewhere.
func (pl *place) mayReplace(name string) error {
	a := pl.block.Body.Attributes[name]
	if a == nil || isWrittenOut(a.Expr) {
		return nil
	}
	return &Refused{
		fmt.Sprintf("%s of the block at %s is computed: %s", name, pl, pl.source(a.Expr)),
		"Change what it is computed from, or write the value there by hand.",
	}
}

// isWrittenOut reports whether an expression is a text as it stands, or the
// name of a permission set.
func isWrittenOut(x hclsyntax.Expression) bool {
	switch x := x.(type) {
	case *hclsyntax.TemplateExpr:
		for _, part := range x.Parts {
			if _, literal := part.(*hclsyntax.LiteralValueExpr); !literal {
				return false
			}
		}
		return true
	case *hclsyntax.ScopeTraversalExpr:
		return x.Traversal.RootName() == "permission_set"
	case *hclsyntax.LiteralValueExpr: // null
		return true
	}
	return false
}

// notPlain refuses to edit a block that stands for many.
func (pl *place) notPlain(address string) error {
	return &Refused{fmt.Sprintf("%s comes from for_each, at %s", address, pl), "Change what it goes over, or leave them out there."}
}
