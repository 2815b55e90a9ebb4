package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// policyDefinition digests what a policy says: its two expressions, with the
// locals and variables that they mention. Spaces, line breaks and comments do
// not matter.
func (l *loader) policyDefinition(c *policyCheck) string {
	var lines []string
	for _, p := range []*policyExpression{&c.condition, &c.message} {
		lines = append(lines, l.tokens(p.x.Range()), l.mentioned(p.x))
	}
	return shortDigest(strings.Join(lines, "\n"))
}

// tokens is the source of an expression, a space between its tokens.
func (l *loader) tokens(r hcl.Range) string {
	src := l.source(l.spanOf(r).file())
	list, _ := hclsyntax.LexExpression(r.SliceBytes(src), r.Filename, hcl.InitialPos) // it was parsed before
	var words []string
	for _, t := range list {
		if t.Type != hclsyntax.TokenComment && t.Type != hclsyntax.TokenNewline {
			words = append(words, strings.ReplaceAll(string(t.Bytes), "\r\n", "\n"))
		}
	}
	return strings.Join(words, " ")
}

// mentioned gives the values of the locals and variables in an expression, by
// name.
func (l *loader) mentioned(x hclsyntax.Expression) string {
	var lines []string
	for _, steps := range x.Variables() {
		if len(steps) < 2 {
			continue
		}
		attribute, ok := steps[1].(hcl.TraverseAttr)
		if !ok {
			continue
		}
		switch steps.RootName() {
		case "local":
			if v, ok := l.local(attribute.Name, 0); ok {
				lines = append(lines, fmt.Sprintf("local.%s = %#v", attribute.Name, v))
			}
		case "var":
			if v, ok := l.variable(attribute.Name, 0); ok {
				lines = append(lines, fmt.Sprintf("var.%s = %#v", attribute.Name, v))
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "\n")
}
