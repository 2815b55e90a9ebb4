package expression

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// evaluate runs an expression under a budget, with all functions but file.
func evaluate(t *testing.T, b *Budget, text string) hcl.Diagnostics {
	t.Helper()
	x, diags := hclsyntax.ParseExpression([]byte(text), "a.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	_, diags = b.Guard(x).Value(&hcl.EvalContext{Functions: Functions(nil)})
	return diags
}

// Expressions that share a budget end together, however little each costs; an
// unlimited budget is never spent.
func TestBudgetIsShared(t *testing.T) {
	const text = "[for i in range(10) : range(10)]"
	for name, test := range map[string]struct {
		b     *Budget
		spent int64
		want  string
	}{
		"full":            {&Budget{}, 0, ""},
		"nearly spent":    {&Budget{}, MaxSteps - 10, "of this file together"},
		"spent":           {&Budget{}, MaxSteps + 1, "of this file together"},
		"spent, no limit": {&Budget{Unlimited: true}, MaxSteps + 1, ""},
	} {
		test.b.spent.Store(test.spent)
		diags := evaluate(t, test.b, text)
		if test.want == "" && diags.HasErrors() || test.want != "" && (!diags.HasErrors() || !strings.Contains(diags[0].Detail, test.want)) {
			t.Errorf("%s: got %v, want %q", name, diags, test.want)
		}
	}
}

func TestFunctionNames(t *testing.T) {
	all := Functions(func(string) (string, error) { return "", nil })
	for _, name := range FunctionNames() {
		if _, ok := all[name]; !ok {
			t.Errorf("%s is listed, and is no function", name)
		}
	}
	for _, name := range []string{"timestamp", "uuid", "env", "abspath", "bcrypt"} {
		if _, ok := all[name]; ok {
			t.Errorf("%s depends on when or where it runs", name)
		}
	}
}
