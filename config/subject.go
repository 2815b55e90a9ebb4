package config

import (
	"errors"
	"fmt"
	"reflect"

	"accredit/engine"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// rightsAttribute carries a grant's rights to the function allows. It is not
// part of the language.
const rightsAttribute = "__rights"

// rightsOf is what allows looks at.
type rightsOf struct {
	rights    engine.Rights
	unknown   bool
	catalogue *engine.Catalogue
}

var (
	rightsType = cty.Capsule("rights", reflect.TypeFor[rightsOf]())

	policyClientType = cty.Object(map[string]cty.Type{
		"address": cty.String, "name": cty.String, "hub_id": cty.Number, "domain": cty.String, "account_type": cty.String,
		"mode": cty.String, "managed_mrr": cty.Number, "labels": labelsType, "access": cty.Map(addressType),
		"people": cty.List(cty.String), "partner_admins": cty.List(cty.String), "super_admins": cty.List(cty.String),
	})
	grantType = cty.Object(map[string]cty.Type{
		"person": personType, "client": clientType, "permission_set": cty.String, "status": cty.String, "seat": cty.String,
		"teams": cty.List(cty.String), "reason": cty.String, "starts": cty.String, "expires": cty.String,
		rightsAttribute: rightsType,
	})
	changeType = cty.Object(map[string]cty.Type{
		"action": cty.String, "effect": cty.String, "cause": cty.String, "actor": cty.String,
		"before": grantType, "after": grantType, "person": personType, "client": clientType,
	})
)

func subjectType(k engine.SubjectKind) cty.Type {
	switch k {
	case engine.SubjectClient:
		return policyClientType
	case engine.SubjectPerson:
		return personType
	case engine.SubjectChange:
		return changeType
	}
	return grantType
}

// mention is what an expression mentions of an object: all of it, or some
// attributes. A policy looks at a million grants, and making all of each costs
// more than the condition itself.
type mention struct {
	all   bool
	parts map[string]*mention
}

// mentionOf collects what an expression mentions of the subject. The grant
// that is handed to allows is no mention: allows sees its rights.
func mentionOf(subject string, x hclsyntax.Expression) *mention {
	handed := map[hcl.Range]bool{}
	visit(x, func(node hclsyntax.Node) {
		if call, ok := node.(*hclsyntax.FunctionCallExpr); ok && call.Name == "allows" && len(call.Args) > 0 {
			handed[call.Args[0].Range()] = true
		}
	})
	m := &mention{}
	for _, steps := range x.Variables() {
		if steps.RootName() == subject {
			m.add(steps[1:], handed[steps.SourceRange()])
		}
	}
	return m
}

func (m *mention) add(steps hcl.Traversal, handed bool) {
	if len(steps) == 0 {
		m.all = m.all || !handed
		return
	}
	attribute, ok := steps[0].(hcl.TraverseAttr)
	if !ok {
		m.all = true
		return
	}
	if m.parts == nil {
		m.parts = map[string]*mention{}
	}
	if m.parts[attribute.Name] == nil {
		m.parts[attribute.Name] = &mention{}
	}
	m.parts[attribute.Name].add(steps[1:], handed)
}

// attributes are those of an object, each made when it is asked for.
type attributes map[string]func(*mention) cty.Value

// object makes the attributes that are mentioned.
func (m *mention) object(make attributes) cty.Value {
	values := map[string]cty.Value{}
	for name, value := range make {
		part := m.parts[name]
		switch {
		case m.all:
			values[name] = value(&mention{all: true})
		case part != nil || name == rightsAttribute:
			values[name] = value(part)
		}
	}
	return cty.ObjectVal(values)
}

// subjectValue is a subject as a condition sees it, as far as it looks.
func subjectValue(s *engine.Subject, m *mention) cty.Value {
	switch s.Kind {
	case engine.SubjectPerson:
		return personSubject(s.Person, m)
	case engine.SubjectClient:
		return clientSubject(s, m)
	case engine.SubjectChange:
		return m.object(attributes{
			"action": text(s.Action.String()), "effect": text(s.Effect.String()), "cause": text(s.Cause.String()), "actor": text(s.Actor),
			"before": func(m *mention) cty.Value { return grantSubject(s, s.Before, m) },
			"after":  func(m *mention) cty.Value { return grantSubject(s, s.After, m) },
			"person": func(m *mention) cty.Value { return personSubject(s.Person, m) },
			"client": func(m *mention) cty.Value { return clientSubject(s, m) },
		})
	}
	return grantSubject(s, s.Grant, m)
}

// text makes a string, null where it is empty.
func text(s string) func(*mention) cty.Value {
	return func(*mention) cty.Value { return optionalString(s) }
}

func texts(list []string) func(*mention) cty.Value {
	return func(*mention) cty.Value { return stringsValue(list) }
}

func personSubject(p *engine.Person, m *mention) cty.Value {
	if p == nil {
		return cty.NullVal(personType)
	}
	return m.object(attributes{
		"address": text(p.Address), "kind": text(p.Kind.String()), "email": text(p.Email), "name": text(p.Name),
		"status": text(p.Status.String()), "roles": func(*mention) cty.Value { return stringsValue(p.Roles.Names()) },
		"labels": func(*mention) cty.Value { return mapValue(p.Labels) },
	})
}

// clientSubject has no access blocks: a plan knows clients by their values.
// Who is there is known where the client itself is the subject.
func clientSubject(s *engine.Subject, m *mention) cty.Value {
	c := s.Client
	if c == nil {
		return cty.NullVal(clientType)
	}
	all := attributes{
		"address": text(c.Address), "name": text(c.Name), "domain": text(c.Domain), "account_type": text(c.AccountType), "mode": text(c.Mode.String()),
		"hub_id":      func(*mention) cty.Value { return cty.NumberIntVal(c.HubID) },
		"managed_mrr": func(*mention) cty.Value { return cty.NumberFloatVal(c.ManagedMRR) },
		"labels":      func(*mention) cty.Value { return mapValue(c.Labels) },
		"access":      func(*mention) cty.Value { return cty.MapValEmpty(addressType) },
	}
	if s.Kind == engine.SubjectClient {
		all["people"], all["partner_admins"], all["super_admins"] = texts(s.People), texts(s.PartnerAdmins), texts(s.SuperAdmins)
	}
	return m.object(all)
}

func grantSubject(s *engine.Subject, g *engine.Grant, m *mention) cty.Value {
	if g == nil {
		return cty.NullVal(grantType)
	}
	return m.object(attributes{
		"person":         func(m *mention) cty.Value { return personSubject(s.Person, m) },
		"client":         func(m *mention) cty.Value { return clientSubject(s, m) },
		"permission_set": text(g.Set), "status": text(g.Status.String()), "seat": text(g.Seat.String()),
		"teams": texts(g.More().Teams), "reason": text(g.More().Reason),
		"starts":  func(*mention) cty.Value { return optionalString(g.Starts.String()) },
		"expires": func(*mention) cty.Value { return optionalString(g.Expires.String()) },
		rightsAttribute: func(*mention) cty.Value {
			return cty.CapsuleVal(rightsType, &rightsOf{g.Given(), g.Unknown && g.Status != engine.Deactivated, s.Catalogue})
		},
	})
}

// allowsFunction is allows(grant, permission[, level]): whether the grant
// gives the permission at that level or a higher one; without a level at any
// above the lowest. No grant allows nothing; of rights that are not known the
// answer is not known.
var allowsFunction = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "grant", Type: cty.DynamicPseudoType, AllowNull: true},
		{Name: "permission", Type: cty.String},
	},
	VarParam: &function.Parameter{Name: "level", Type: cty.String},
	Type:     function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if args[0].IsNull() {
			return cty.False, nil
		}
		if ty := args[0].Type(); !ty.IsObjectType() || !ty.HasAttribute(rightsAttribute) {
			return cty.False, function.NewArgError(0, errors.New("a grant is wanted"))
		}
		has := args[0].GetAttr(rightsAttribute).EncapsulatedValue().(*rightsOf)
		return has.allows(args[1:])
	},
})

// allows answers for a permission and, where given, a level.
func (has *rightsOf) allows(args []cty.Value) (cty.Value, error) {
	name := args[0].AsString()
	i, ok := has.catalogue.Index(name)
	if !ok {
		return cty.False, fmt.Errorf("there is no permission %q", name)
	}
	p, level := has.catalogue.At(i), engine.Level(1)
	if len(args) > 1 {
		if level, ok = p.Kind.Level(args[1].AsString()); !ok {
			return cty.False, fmt.Errorf("%s is a %s and has no level %q", name, p.Kind, args[1].AsString())
		}
	}
	if has.unknown {
		return cty.UnknownVal(cty.Bool), nil
	}
	return cty.BoolVal(has.rights.Level(i) >= level), nil
}
