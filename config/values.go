package config

import (
	"accredit/engine"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// The fixed types of references. Every attribute is always there, so that
// values of one kind fit into one list, and null where it was omitted.
var (
	addressType = cty.Object(map[string]cty.Type{"address": cty.String})
	labelsType  = cty.Map(cty.String)
	personType  = cty.Object(map[string]cty.Type{
		"address": cty.String, "kind": cty.String, "email": cty.String, "name": cty.String,
		"status": cty.String, "roles": cty.List(cty.String), "labels": labelsType,
	})
	clientType = cty.Object(map[string]cty.Type{
		"address": cty.String, "name": cty.String, "hub_id": cty.Number, "domain": cty.String,
		"account_type": cty.String, "mode": cty.String, "managed_mrr": cty.Number, "labels": labelsType,
		"access": cty.Map(addressType),
	})
	teamType = cty.Object(map[string]cty.Type{"address": cty.String, "members": cty.List(personType)})
)

// typeOf is the type of references to a kind of block.
func typeOf(k kind) cty.Type {
	switch k {
	case employeeKind, contractorKind:
		return personType
	case clientKind:
		return clientType
	case teamKind:
		return teamType
	}
	return addressType
}

// targetValue is a reference as an expression sees it.
func (l *loader) targetValue(t target) (cty.Value, bool) {
	switch {
	case t.in == nil:
		return l.declarationValue(t.decl)
	case t.access != "":
		return addressValue(t.address()), true
	}
	return l.instanceValue(t.in)
}

func addressValue(address string) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{"address": cty.StringVal(address)})
}

// declarationValue is a block, or the map of its instances.
func (l *loader) declarationValue(d *declaration) (cty.Value, bool) {
	instances, ok := l.instancesOf(d)
	if !ok {
		return cty.DynamicVal, false
	}
	if d.forEach == nil {
		return l.instanceValue(instances[0])
	}
	if d.value != cty.NilVal {
		return d.value, true
	}
	if len(instances) == 0 {
		return cty.MapValEmpty(typeOf(d.kind)), true
	}
	byKey := make(map[string]cty.Value, len(instances))
	for _, in := range instances {
		v, ok := l.instanceValue(in)
		if !ok {
			return cty.DynamicVal, false
		}
		byKey[in.key] = v
	}
	d.value = cty.MapVal(byKey)
	return d.value, true
}

func (l *loader) instanceValue(in *instance) (cty.Value, bool) {
	switch in.decl.kind {
	case employeeKind, contractorKind:
		p, ok := l.personOf(in)
		if !ok {
			return cty.DynamicVal, false
		}
		return p.cty(), true
	case clientKind:
		c, ok := l.clientOf(in)
		if !ok {
			return cty.DynamicVal, false
		}
		return c.cty(), true
	case teamKind:
		return l.teamValue(in)
	}
	return addressValue(in.address), true
}

// cty is the person as an expression sees them.
func (p *person) cty() cty.Value {
	if p.value == cty.NilVal {
		p.value = personValue(&p.Person)
	}
	return p.value
}

func personValue(p *engine.Person) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{
		"address": cty.StringVal(p.Address), "kind": cty.StringVal(p.Kind.String()),
		"email": cty.StringVal(p.Email), "name": cty.StringVal(p.Name), "status": cty.StringVal(p.Status.String()),
		"roles": stringsValue(p.Roles.Names()), "labels": mapValue(p.Labels),
	})
}

// cty is the client as an expression sees it.
func (c *client) cty() cty.Value {
	if c.value == cty.NilVal {
		attributes := clientAttributes(&c.Client)
		attributes["access"] = cty.MapValEmpty(addressType)
		if labels := c.in.decl.access; len(labels) > 0 {
			blocks := map[string]cty.Value{}
			for _, label := range labels {
				blocks[label] = addressValue(c.Address + ".access." + label)
			}
			attributes["access"] = cty.MapVal(blocks)
		}
		if !c.hasMRR {
			attributes["managed_mrr"] = cty.NullVal(cty.Number)
		}
		c.value = cty.ObjectVal(attributes)
	}
	return c.value
}

func clientAttributes(c *engine.Client) map[string]cty.Value {
	return map[string]cty.Value{
		"address": cty.StringVal(c.Address), "name": cty.StringVal(c.Name), "hub_id": cty.NumberIntVal(c.HubID),
		"domain": optionalString(c.Domain), "account_type": cty.StringVal(c.AccountType),
		"mode": cty.StringVal(c.Mode.String()), "managed_mrr": cty.NumberFloatVal(c.ManagedMRR),
		"labels": mapValue(c.Labels),
	}
}

func optionalString(s string) cty.Value {
	if s == "" {
		return cty.NullVal(cty.String)
	}
	return cty.StringVal(s)
}

func stringsValue(list []string) cty.Value {
	if len(list) == 0 {
		return cty.ListValEmpty(cty.String)
	}
	values := make([]cty.Value, len(list))
	for i, s := range list {
		values[i] = cty.StringVal(s)
	}
	return cty.ListVal(values)
}

func mapValue(m map[string]string) cty.Value {
	if len(m) == 0 {
		return cty.MapValEmpty(cty.String)
	}
	values := make(map[string]cty.Value, len(m))
	for k, v := range m {
		values[k] = cty.StringVal(v)
	}
	return cty.MapVal(values)
}

// clientsValue is the root clients: all of them, by hub id.
func (l *loader) clientsValue() (cty.Value, bool) {
	list, ok := l.allClients()
	if !ok || len(list) == 0 {
		return cty.ListValEmpty(clientType), ok
	}
	values := make([]cty.Value, len(list))
	for i, c := range list {
		values[i] = c.cty()
	}
	return cty.ListVal(values), true
}

// peopleValue is the root people: all of them, by e-mail.
func (l *loader) peopleValue() (cty.Value, bool) {
	list, ok := l.allPeople()
	if !ok || len(list) == 0 {
		return cty.ListValEmpty(personType), ok
	}
	values := make([]cty.Value, len(list))
	for i, p := range list {
		values[i] = p.cty()
	}
	return cty.ListVal(values), true
}

// plainString gives a string, number or truth value as text.
func plainString(v cty.Value) (string, bool) {
	if v.IsNull() || !v.IsKnown() || !v.Type().IsPrimitiveType() {
		return "", false
	}
	s, err := convert.Convert(v, cty.String)
	if err != nil {
		return "", false
	}
	return s.AsString(), true
}

// typePhrase says what a value is, as part of a sentence.
func typePhrase(v cty.Value) string {
	ty := v.Type()
	switch {
	case v.IsNull():
		return "null"
	case ty == cty.String:
		return "text"
	case ty == cty.Number:
		return "a number"
	case ty == cty.Bool:
		return "true or false"
	case ty.IsListType() || ty.IsTupleType() || ty.IsSetType():
		return "a list"
	case ty.Equals(personType):
		return "a person"
	case ty.Equals(clientType):
		return "a client"
	case ty.Equals(teamType):
		return "a team"
	case ty.Equals(addressType):
		return "a reference"
	}
	return "an object"
}
