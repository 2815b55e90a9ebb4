package expression

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// measured is an expression that counts what it does in the account of the
// evaluation, and opens one where there is none. ParenthesesExpr, which does
// nothing, lets walkers such as Variables see what is inside.
type measured struct {
	*hclsyntax.ParenthesesExpr
	budget *Budget
	cost   func(a *account, v cty.Value, at hcl.Range) // may be nil
}

// Value evaluates the expression inside.
func (m *measured) Value(ctx *hcl.EvalContext) (value cty.Value, diags hcl.Diagnostics) {
	a := accountOf(ctx)
	if a == nil {
		a = &account{root: m.SrcRange}
		if m.budget.isSpent() {
			return cty.DynamicVal, hcl.Diagnostics{tooCostly(m.SrcRange, fileTooCostly, MaxSteps)}
		}
		defer m.budget.catch(a, &value, &diags)
		ctx = withAccount(ctx, a)
	}
	calls := len(a.arguments)
	a.spend(1, m.SrcRange)
	value, diags = m.Expression.Value(ctx)
	if a.stopped != nil { // a function took the panic for its own
		panic(outOfBudget{})
	}
	a.arguments = a.arguments[:calls]
	if m.cost != nil && value.IsKnown() && !value.IsNull() && !value.IsMarked() {
		m.cost(a, value, m.SrcRange)
	}
	return value, diags
}

// UnwrapExpression lets static analysis (hcl.ExprList and the like) see the
// expression as it was written.
func (m *measured) UnwrapExpression() hcl.Expression { return m.Expression }

// instrument puts meters into an expression: on all that can repeat
// something, or make a value that is larger than what was written.
type instrument struct {
	budget *Budget
	found  bool // something was metered
	loops  int  // for bodies around this place
}

func (m *instrument) measure(e hclsyntax.Expression, cost func(*account, cty.Value, hcl.Range)) hclsyntax.Expression {
	m.found = true
	return &measured{
		ParenthesesExpr: &hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.Range()},
		budget:          m.budget, cost: cost,
	}
}

// in instruments what stands in a slot of an expression. Nothing is written
// where nothing changes, so that an expression that is guarded already can be
// guarded again while it is being evaluated.
func (m *instrument) in(slot *hclsyntax.Expression) {
	if e := m.expression(*slot); e != *slot {
		*slot = e
	}
}

// wrap instruments a slot and meters the whole of it.
func (m *instrument) wrap(slot *hclsyntax.Expression, cost func(*account, cty.Value, hcl.Range)) {
	if _, done := (*slot).(*measured); done {
		m.found = true
		return
	}
	*slot = m.measure(m.expression(*slot), cost)
}

// expression instruments e and returns what stands in its place.
func (m *instrument) expression(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case *measured:
		m.found = true
	case *hclsyntax.ForExpr:
		return m.forExpr(e)
	case *hclsyntax.SplatExpr:
		return m.splat(e)
	case *hclsyntax.FunctionCallExpr:
		return m.call(e)
	case *hclsyntax.TemplateExpr:
		return m.template(e)
	case *hclsyntax.TemplateJoinExpr:
		m.in(&e.Tuple)
		return m.measure(e, costResult)
	case *hclsyntax.BinaryOpExpr:
		return m.binary(e)
	case *hclsyntax.UnaryOpExpr:
		m.operand(&e.Val)
	case *hclsyntax.ConditionalExpr:
		m.conditional(e)
		return newChoice(e)
	case *choice:
		m.conditional(e.either)
	case *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr:
		return m.constructor(e)
	default:
		m.inside(e)
	}
	return e
}

// inside instruments what an expression holds that makes nothing itself.
func (m *instrument) inside(e hclsyntax.Expression) {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		m.in(&e.Expression)
	case *hclsyntax.TemplateWrapExpr:
		m.in(&e.Wrapped)
	case *hclsyntax.ObjectConsKeyExpr:
		m.in(&e.Wrapped)
	case *hclsyntax.RelativeTraversalExpr:
		m.in(&e.Source)
	case *hclsyntax.IndexExpr:
		m.in(&e.Collection)
		m.index(&e.Key)
	}
}

func (m *instrument) forExpr(e *hclsyntax.ForExpr) hclsyntax.Expression {
	steps := stepsPerTupleBody
	if e.KeyExpr != nil {
		steps = stepsPerObjectBody
	}
	m.wrap(&e.CollExpr, costBodies(e.SrcRange, steps))
	m.loops++
	m.in(&e.ValExpr)
	if e.KeyExpr != nil {
		m.wrap(&e.KeyExpr, costText)
	}
	if e.CondExpr != nil {
		m.in(&e.CondExpr)
	}
	m.loops--
	return m.measure(e, nil)
}

func (m *instrument) splat(e *hclsyntax.SplatExpr) hclsyntax.Expression {
	m.wrap(&e.Source, costBodies(e.SrcRange, stepsPerElement))
	m.loops++
	m.in(&e.Each)
	m.loops--
	return m.measure(e, nil)
}

// template meters each part before it is added to the rest, and the result.
func (m *instrument) template(e *hclsyntax.TemplateExpr) hclsyntax.Expression {
	if e.IsStringLiteral() {
		return e
	}
	for i, part := range e.Parts {
		if _, literal := part.(*hclsyntax.LiteralValueExpr); !literal {
			m.wrap(&e.Parts[i], costText)
		}
	}
	return m.measure(e, costResult)
}

// constructor meters [...] and {...} where they can be evaluated repeatedly.
func (m *instrument) constructor(e hclsyntax.Expression) hclsyntax.Expression {
	steps := 0
	switch e := e.(type) {
	case *hclsyntax.TupleConsExpr:
		for i := range e.Exprs {
			m.in(&e.Exprs[i])
		}
		steps = stepsPerElement * len(e.Exprs)
	case *hclsyntax.ObjectConsExpr:
		for i := range e.Items {
			m.in(&e.Items[i].KeyExpr)
			m.in(&e.Items[i].ValueExpr)
		}
		steps = stepsPerAttribute * len(e.Items)
	}
	if m.loops == 0 {
		return e
	}
	return m.measure(e, func(a *account, _ cty.Value, at hcl.Range) { a.spend(steps, at) })
}

// conditional meters both results: to find their common type, HCL walks them.
func (m *instrument) conditional(e *hclsyntax.ConditionalExpr) {
	m.in(&e.Condition)
	m.walked(&e.TrueResult)
	m.walked(&e.FalseResult)
}

func (m *instrument) binary(e *hclsyntax.BinaryOpExpr) hclsyntax.Expression {
	switch e.Op {
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual:
		m.walked(&e.LHS)
		m.walked(&e.RHS)
		return e
	case hclsyntax.OpLogicalAnd, hclsyntax.OpLogicalOr:
		m.in(&e.LHS)
		m.in(&e.RHS)
		return e
	}
	m.operand(&e.LHS)
	m.operand(&e.RHS)
	return m.measure(e, costResult)
}

// walked meters an operand that HCL goes through as deep as it is.
func (m *instrument) walked(slot *hclsyntax.Expression) {
	if !isLiteral(*slot) {
		m.wrap(slot, costWeight)
	}
}

// operand meters what is to be a number: text may stand for one.
func (m *instrument) operand(slot *hclsyntax.Expression) {
	if _, number := (*slot).(*hclsyntax.LiteralValueExpr); !number {
		m.wrap(slot, costNumeral)
	}
}

// index meters a key, which for a list is to be a number.
func (m *instrument) index(slot *hclsyntax.Expression) {
	m.wrap(slot, func(a *account, v cty.Value, at hcl.Range) {
		if v.Type() == cty.String && startsNumber(v.AsString()) {
			costNumeral(a, v, at)
		}
	})
}

func startsNumber(s string) bool {
	return s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == '-' || s[0] == '+' || s[0] == '.')
}

func isLiteral(e hclsyntax.Expression) bool {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.TemplateExpr:
		return e.IsStringLiteral()
	}
	return false
}

// costBodies charges a for expression or splat for its collection, before
// any body is evaluated.
func costBodies(loop hcl.Range, steps int) func(*account, cty.Value, hcl.Range) {
	return func(a *account, v cty.Value, _ hcl.Range) {
		a.spend(stepsPerLoop, loop)
		if v.CanIterateElements() {
			a.iterate(v.LengthInt(), steps, loop)
		}
	}
}

// costResult charges for a value that was made; its elements were already.
func costResult(a *account, v cty.Value, at hcl.Range) {
	switch ty := v.Type(); {
	case ty == cty.String:
		n := len(v.AsString())
		a.refuse(checkText(n), at)
		a.build(n, at)
	case ty == cty.Number:
		a.refuse(checkNumber(v), at)
	case v.CanIterateElements():
		n := v.LengthInt()
		a.refuse(checkLength(n), at)
		a.spend(stepsOfElements(ty)*n, at)
	}
}

func stepsOfElements(ty cty.Type) int {
	if ty.IsObjectType() || ty.IsMapType() {
		return stepsPerAttribute
	}
	return stepsPerElement
}

// costWeight charges for going through a value.
func costWeight(a *account, v cty.Value, at hcl.Range) {
	a.spend(weigh(v, 1, a.left()), at)
}

// costText charges for a value that is to become text.
func costText(a *account, v cty.Value, at hcl.Range) {
	if v.Type() == cty.Number {
		a.spend(stepsPerNumeral, at)
	}
	costResult(a, v, at)
}

func costNumeral(a *account, v cty.Value, at hcl.Range) {
	switch v.Type() {
	case cty.String:
		a.refuse(checkNumeral(v.AsString()), at)
	case cty.Number:
		a.refuse(checkNumber(v), at)
	}
}
