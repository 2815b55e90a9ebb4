package config

import (
	"errors"
	"fmt"
	"slices"

	"accredit/config/diagnostic"
	"accredit/config/internal/expression"
	"accredit/engine"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// subjectNames are the subjects of policies, in the order of engine.SubjectKind.
var subjectNames = [...]string{"grant", "client", "person", "change"}

// policyCheck is a compiled policy. It is used by several goroutines at once
// and changes nothing of itself.
type policyCheck struct {
	kind      engine.SubjectKind
	condition policyExpression
	message   policyExpression
}

// policyExpression is an expression with everything that does not depend on
// the subject evaluated.
type policyExpression struct {
	x       hclsyntax.Expression
	fixed   *hcl.EvalContext // functions, and other roots that it mentions
	mention *mention         // what it mentions of the subject
}

// check answers for one subject.
func (c *policyCheck) check(s *engine.Subject) engine.Verdict {
	v, err := c.condition.evaluate(subjectNames[c.kind], s, cty.Bool)
	switch {
	case err != nil:
		return engine.Verdict{Message: err.Error()}
	case !v.IsKnown():
		return engine.Verdict{Unknown: true, Message: c.say(s)}
	case v.True():
		return engine.Verdict{Pass: true}
	}
	return engine.Verdict{Message: c.say(s)}
}

func (c *policyCheck) say(s *engine.Subject) string {
	v, err := c.message.evaluate(subjectNames[c.kind], s, cty.String)
	switch {
	case err != nil:
		return "error_message: " + err.Error()
	case !v.IsKnown():
		return "the rights are not known"
	}
	return v.AsString()
}

// evaluate runs the expression on a subject; null is not an answer.
func (p *policyExpression) evaluate(name string, s *engine.Subject, want cty.Type) (cty.Value, error) {
	context := p.fixed.NewChild()
	context.Variables = map[string]cty.Value{name: subjectValue(s, p.mention)}
	v, diags := p.x.Value(context)
	if diags.HasErrors() {
		return v, errors.New(diagnosticText(diags))
	}
	v, err := convert.Convert(v, want)
	if err != nil || v.IsNull() {
		return v, fmt.Errorf("the policy does not return %s for this subject", want.FriendlyName())
	}
	return v, nil
}

// diagnosticText is the first error as one sentence, with its place.
func diagnosticText(diags hcl.Diagnostics) string {
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			text := d.Summary + ": " + d.Detail
			if d.Subject != nil {
				text += fmt.Sprintf(" (%s:%d)", d.Subject.Filename, d.Subject.Start.Line)
			}
			return text
		}
	}
	return ""
}

// compile checks an expression of a policy and evaluates what does not depend
// on the subject.
func (l *loader) compile(c *policyCheck, p *policyExpression, x hclsyntax.Expression, isCondition bool) bool {
	name := subjectNames[c.kind]
	if !l.inspectPolicy(c.kind, x) {
		return false
	}
	var others []hcl.Traversal
	for _, steps := range x.Variables() {
		if steps.RootName() != name {
			others = append(others, steps)
		}
	}
	context, ok := l.context(others, nil)
	if !ok {
		return false
	}
	p.fixed, p.mention = context, mentionOf(name, x)
	p.x = (&expression.Budget{Unlimited: true}).Guard(x) // each subject anew
	p.fixed.Functions = map[string]function.Function{"allows": allowsFunction}
	for name, f := range l.functions {
		p.fixed.Functions[name] = f
	}
	return l.rehearse(name, c.kind, p, isCondition)
}

// rehearse evaluates an expression on a subject of which nothing is known but
// its type, which finds unknown attributes and wrong types.
func (l *loader) rehearse(name string, k engine.SubjectKind, p *policyExpression, isCondition bool) bool {
	context := p.fixed.NewChild()
	context.Variables = map[string]cty.Value{name: cty.UnknownVal(subjectType(k))}
	v, diags := p.x.Value(context)
	if diags.HasErrors() {
		l.diags = append(l.diags, diagnostic.FromHCL(diags)...)
		return false
	}
	want, argument := cty.Bool, "condition"
	if !isCondition {
		want, argument = cty.String, "error_message"
	}
	if _, err := convert.Convert(v, want); err != nil || v.IsKnown() && v.IsNull() {
		l.report(l.spanOf(p.x.Range()), "Wrong type", "", "%s takes %s, not %s.", argument, want.FriendlyName(), typePhrase(v))
		return false
	}
	return true
}

// inspectPolicy checks the calls and attributes of a policy's expression.
func (l *loader) inspectPolicy(k engine.SubjectKind, x hclsyntax.Expression) bool {
	known := append(slices.Clone(l.functionNames), "allows")
	before := len(l.diags)
	visit(x, func(node hclsyntax.Node) {
		call, ok := node.(*hclsyntax.FunctionCallExpr)
		switch {
		case !ok:
		case call.Name == "file":
			l.policiesReadFiles = true
		case call.Name == "allows":
			l.inspectAllows(k, call)
		case !slices.Contains(known, call.Name):
			l.report(l.spanOf(call.NameRange), "Unknown function", l.didYouMean(call.Name, slices.Values(known)), "There is no function %q.", call.Name)
		}
	})
	for _, steps := range x.Variables() {
		if steps.RootName() == subjectNames[k] {
			l.hasAttributes(subjectType(k), steps.RootName(), steps[1:])
		}
	}
	return len(l.diags) == before
}

// inspectAllows checks a call of allows where its arguments are written out.
func (l *loader) inspectAllows(k engine.SubjectKind, call *hclsyntax.FunctionCallExpr) {
	at := l.spanOf(call.NameRange)
	if k != engine.SubjectGrant && k != engine.SubjectChange {
		l.report(at, "Function not available here", `Use subject = "grant".`, "allows asks about a grant, and a policy about a %s has none.", subjectNames[k])
		return
	}
	if len(call.Args) < 2 || len(call.Args) > 3 {
		l.report(at, "Wrong number of arguments", "", "allows takes a grant, a permission, and optionally a level.")
		return
	}
	d := &decoder{strings: map[string]string{}}
	permission := d.term(call.Args[1])
	if permission.kind != termText {
		return
	}
	i, ok := l.catalogue.Index(permission.text)
	if !ok {
		l.report(l.spanOf(call.Args[1].Range()), "Unknown permission", l.permissionHint(permission.text), "There is no permission %q.", permission.text)
		return
	}
	if len(call.Args) < 3 {
		return
	}
	p := l.catalogue.At(i)
	if level := d.term(call.Args[2]); level.kind == termText {
		if _, ok := p.Kind.Level(level.text); !ok {
			l.report(l.spanOf(call.Args[2].Range()), "Unknown level", l.didYouMean(level.text, slices.Values(p.Kind.Names())), "%s is a %s and has no level %q.", p.Name, p.Kind, level.text)
		}
	}
}
