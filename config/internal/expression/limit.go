package expression

import (
	"fmt"
	"reflect"
	"sync/atomic"

	"accredit/config/diagnostic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Bounds of one evaluation. A step stands for 150 nanoseconds or 32 bytes,
// whichever is more, as measured; so all steps together are 2.4 seconds or
// 512 MB.
const (
	MaxBodies    = 1_000_000  // evaluated bodies of for and [*]
	MaxSteps     = 16_000_000 // of one expression, and of all that share a budget
	freeSteps    = 100        // of each evaluation, which the shared budget is not charged
	MaxBuiltText = 64 << 20   // bytes of text made on the way, in one expression
)

// What things cost, in steps.
const (
	stepsPerLoop       = 40 // of a for expression or splat, whatever it goes through
	stepsPerTupleBody  = 7  // mostly for its context
	stepsPerObjectBody = 12
	stepsPerCall       = 7
	stepsPerTry        = 20
	stepsPerElement    = 2  // of a list, set or tuple
	stepsPerAttribute  = 14 // of an object or map, and of its type
	stepsPerNumber     = 6  // that is made
	stepsPerNumeral    = 60 // to write a number as text
	textPerStep        = 16 // bytes of text
	regexPerStep       = 16 // characters, each in one state of the pattern
)

// Budget bounds what expressions may cost. Every evaluation of a guarded
// expression has its own count of for bodies, steps and text; all evaluations
// together share one count of steps. A loader that evaluates files side by
// side gives each file its own budget, so that where it ends does not depend
// on the number of cores. The zero value is a full budget.
type Budget struct {
	spent     atomic.Int64
	Unlimited bool // evaluations share nothing; for policies, which are asked once a grant
}

// Guard makes an expression count what it does. It rewrites the expression in
// place and returns what to evaluate in its stead, which may be the very same.
// The result may be evaluated any number of times and by several goroutines,
// and its parts, too (hcl.ExprList and the like see through it). Out of
// budget, the value is unknown and a diagnostic stands at the for expression,
// call or template where it ended. Guarding twice is guarding once.
func (b *Budget) Guard(expr hclsyntax.Expression) hclsyntax.Expression {
	m := instrument{budget: b}
	guarded := m.expression(expr)
	if _, done := guarded.(*measured); done || !m.found {
		return guarded
	}
	return m.measure(guarded, nil)
}

// catch ends an evaluation: it stops the panic by which running out of budget
// leaves HCL, which goes on after an error, and puts the diagnostic in place
// of the value. It is deferred.
func (b *Budget) catch(a *account, value *cty.Value, diags *hcl.Diagnostics) {
	if r := recover(); r != nil {
		if _, ours := r.(outOfBudget); !ours {
			panic(r)
		}
	}
	b.flush(a)
	if a.stopped != nil {
		*value, *diags = cty.DynamicVal, hcl.Diagnostics{a.stopped}
	}
}

// flush charges what an evaluation took to the common count, whether it came
// to an end or not.
func (b *Budget) flush(a *account) {
	if over := a.steps - freeSteps; over > 0 && !b.Unlimited {
		if b.spent.Add(int64(over)) > MaxSteps && a.stopped == nil {
			a.stopped = tooCostly(a.root, fileTooCostly, MaxSteps)
		}
	}
}

const fileTooCostly = "The expressions of this file together take more than %s steps."

// isSpent reports whether nothing is left: then no further expression is
// evaluated at all.
func (b *Budget) isSpent() bool { return !b.Unlimited && b.spent.Load() > MaxSteps }

// outOfBudget is the panic that leaves an evaluation.
type outOfBudget struct{}

// account counts one evaluation. It travels with the evaluation context.
type account struct {
	root      hcl.Range // of the whole expression
	bodies    int
	steps     int
	text      int
	arguments []cty.Value // so far, of the calls that are being made
	stopped   *hcl.Diagnostic
}

// iterate counts bodies of a for expression or splat before they are evaluated.
func (a *account) iterate(n, steps int, at hcl.Range) {
	a.bodies += n
	if a.bodies > MaxBodies {
		a.stop(tooCostly(at, "The for expressions and [*] in one expression can evaluate %s bodies; this would be more.", MaxBodies))
	}
	a.spend(steps*n, at)
}

// spend counts steps.
func (a *account) spend(n int, at hcl.Range) {
	a.steps += n
	if a.steps > MaxSteps {
		a.stop(tooCostly(at, "One expression can take %s steps; this would be more.", MaxSteps))
	}
}

// left is how many steps there are, and one to go over.
func (a *account) left() int { return max(0, MaxSteps-a.steps) + 1 }

// build counts text that a function or template made.
func (a *account) build(n int, at hcl.Range) {
	a.text += n
	if a.text > MaxBuiltText {
		a.stop(&hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Value too large", Subject: &at,
			Detail: "One expression can make 64 MiB of text on its way; this would be more.",
		})
	}
	a.spend(n/textPerStep, at)
}

// refuse stops for a value that is out of bounds.
func (a *account) refuse(err error, at hcl.Range) {
	if err != nil {
		a.stop(&hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Value too large", Subject: &at,
			Detail: fmt.Sprintf("This is out of bounds: %s.", err),
		})
	}
}

func (a *account) stop(d *hcl.Diagnostic) {
	a.stopped = d
	panic(outOfBudget{})
}

func tooCostly(at hcl.Range, format string, bound int) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "Expression too costly", Subject: &at,
		Detail: fmt.Sprintf(format, diagnostic.Thousands(bound)) + " Split it, or prepare the data outside and read it with csvdecode(file(...)).",
	}
}

// accountName is the variable by which an account travels: no identifier, and
// far from any that HCL might suggest.
const accountName = "(the account of this evaluation)"

// withAccount gives the account to an evaluation.
func withAccount(ctx *hcl.EvalContext, a *account) *hcl.EvalContext {
	child := ctx.NewChild()
	child.Variables = map[string]cty.Value{accountName: cty.CapsuleVal(accountType, a)}
	return child
}

// accountOf finds the account of an evaluation, or nil.
func accountOf(ctx *hcl.EvalContext) *account {
	for ; ctx != nil; ctx = ctx.Parent() {
		if v, ok := ctx.Variables[accountName]; ok {
			return v.EncapsulatedValue().(*account)
		}
	}
	return nil
}

var accountType = cty.Capsule("account", reflect.TypeFor[account]())
