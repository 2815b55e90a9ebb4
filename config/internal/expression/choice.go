package expression

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// choice is a conditional whose two results may be lists of different kinds:
// a list of people and teams has no one type, and HCL wants one of both
// results. ParenthesesExpr lets walkers such as Variables see what is inside.
type choice struct {
	*hclsyntax.ParenthesesExpr
	either *hclsyntax.ConditionalExpr
}

func newChoice(e *hclsyntax.ConditionalExpr) *choice {
	return &choice{&hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.SrcRange}, e}
}

// inconsistentTypes is what HCL says of results that have no common type.
const inconsistentTypes = "Inconsistent conditional result types"

// Value evaluates the conditional as HCL does. Where the results are two lists
// or two blocks that have no common type, it returns the chosen one as it is.
func (c *choice) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	value, diags := c.either.Value(ctx)
	if len(diags) != 1 || diags[0].Summary != inconsistentTypes {
		return value, diags
	}
	yes, _ := c.either.TrueResult.Value(ctx)
	no, _ := c.either.FalseResult.Value(ctx)
	if !isList(yes) || !isList(no) {
		if !yes.Type().IsObjectType() || !no.Type().IsObjectType() {
			return value, diags
		}
	}
	condition, wrong := c.either.Condition.Value(ctx)
	if wrong.HasErrors() {
		return value, wrong
	}
	truth, err := convert.Convert(condition, cty.Bool)
	switch {
	case err != nil || truth.IsNull() || !truth.IsKnown():
		return value, diags
	case truth.True():
		return yes, nil
	}
	return no, nil
}

// UnwrapExpression lets static analysis see the expression as it was written.
func (c *choice) UnwrapExpression() hcl.Expression { return c.either }

func isList(v cty.Value) bool {
	ty := v.Type()
	return ty.IsTupleType() || ty.IsListType() || ty.IsSetType()
}
