package expression

import (
	"regexp/syntax"

	"accredit/config/diagnostic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// call meters a function call: its arguments together before it is made, for
// what it will look at, and its result.
func (m *instrument) call(e *hclsyntax.FunctionCallExpr) hclsyntax.Expression {
	if isLazy(e.Name) {
		for i := range e.Args {
			m.in(&e.Args[i])
		}
		return m.measure(e, func(a *account, _ cty.Value, at hcl.Range) { a.spend(stepsPerTry, at) })
	}
	for i := range e.Args {
		m.wrap(&e.Args[i], costArgument(e, i))
	}
	return m.measure(e, costResult)
}

// isLazy reports whether a function evaluates its arguments itself.
func isLazy(name string) bool { return name == "try" || name == "can" }

// costArgument notes an argument, and charges for the call with the last
// one: then all are known, and the function has not begun.
func costArgument(call *hclsyntax.FunctionCallExpr, i int) func(*account, cty.Value, hcl.Range) {
	last := i == len(call.Args)-1
	param := parameter(call.Name, i)
	return func(a *account, v cty.Value, at hcl.Range) {
		if param.numeral {
			costNumerals(a, v, at)
		}
		if !isConstant(call.Name) {
			a.spend(weigh(v, param.number, a.left()), at)
		}
		a.arguments = append(a.arguments, v)
		if last {
			first := max(0, len(a.arguments)-len(call.Args))
			a.spend(costOfCall(call.Name, a.arguments[first:], a.left()), call.Range())
		}
	}
}

// costNumerals is costNumeral for one number, or for several of a list
// that is expanded to arguments.
func costNumerals(a *account, v cty.Value, at hcl.Range) {
	if !v.CanIterateElements() {
		costNumeral(a, v, at)
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		if _, element := it.Element(); element.IsKnown() && !element.IsNull() {
			costNumeral(a, element, at)
		}
	}
}

// weighing says how an argument is looked at.
type weighing struct {
	numeral bool // text in it is read as a number
	number  int  // steps for each number in it
}

// parameter tells what the i-th argument of a function is for.
func parameter(name string, i int) weighing {
	switch name {
	case "tonumber", "parseint":
		return weighing{numeral: true, number: 1}
	case "tostring", "format", "formatlist", "jsonencode":
		return weighing{number: stepsPerNumeral}
	}
	ty := parameterType(name, i)
	switch {
	case ty == cty.Number:
		return weighing{numeral: true, number: 1}
	case ty == cty.String || ty.IsCollectionType() && ty.ElementType() == cty.String:
		return weighing{number: stepsPerNumeral}
	}
	return weighing{number: 1}
}

func parameterType(name string, i int) cty.Type {
	f, ok := stdFunctions()[name]
	if !ok {
		return cty.DynamicPseudoType
	}
	if params := f.Params(); i < len(params) {
		return params[i].Type
	}
	if param := f.VarParam(); param != nil {
		return param.Type
	}
	return cty.DynamicPseudoType
}

// isConstant reports whether a function takes no longer for a large argument.
func isConstant(name string) bool {
	switch name {
	case "allows", "file", "length", "lookup":
		return true
	}
	return false
}

// costOfCall estimates, up to limit, what a call takes beyond going once
// through its arguments.
func costOfCall(name string, args []cty.Value, limit int) int {
	switch name {
	case "range":
		return stepsPerCall + 1024*stepsPerNumber // more it does not give
	case "setproduct":
		return costOfProduct(args, limit)
	case "regex", "regexall":
		return costOfRegex(args, 0, 1)
	case "regexreplace":
		return costOfRegex(args, 1, 0)
	}
	return stepsPerCall
}

func costOfProduct(args []cty.Value, limit int) int {
	cost := stepsPerCall + stepsPerElement*(1+len(args))
	for _, arg := range args {
		if arg.CanIterateElements() && cost < limit {
			cost *= arg.LengthInt()
		}
	}
	return cost
}

// costOfRegex: each character is tried in every state of the pattern.
func costOfRegex(args []cty.Value, pattern, text int) int {
	if len(args) <= max(pattern, text) || args[pattern].Type() != cty.String || args[text].Type() != cty.String {
		return 1
	}
	size, err := patternSize(args[pattern].AsString())
	if err != nil {
		return 1 // the function says so itself
	}
	return stepsPerCall + size + size*len(args[text].AsString())/regexPerStep
}

// Bounds of a regular expression: of its text, and of what repetitions such
// as (a{100}){100} make of it.
const (
	maxPattern     = 1_000
	maxPatternSize = 10_000
)

// patternSize estimates the number of states of a regular expression.
func patternSize(pattern string) (int, error) {
	if len(pattern) > maxPattern {
		return 0, function.NewArgErrorf(0, "a pattern can have up to %s bytes", diagnostic.Thousands(maxPattern))
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0, err
	}
	size := sizeOf(re)
	if size > maxPatternSize {
		return 0, function.NewArgErrorf(0, "the pattern repeats too much: written out, it has more than %s parts", diagnostic.Thousands(maxPatternSize))
	}
	return size, nil
}

func sizeOf(re *syntax.Regexp) int {
	size := 1 + len(re.Rune)
	for _, sub := range re.Sub {
		size += sizeOf(sub)
	}
	if re.Op == syntax.OpRepeat {
		size *= max(re.Min, re.Max, 1)
	}
	return min(size, maxPatternSize+1)
}
