package edit

import (
	"fmt"
	"strconv"
	"strings"

	"accredit/engine"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// accessBlockText is an access block to be written.
type accessBlockText struct {
	label, clients    string // at the top of a file; else empty
	people, overrides string // addresses
	choice            *setChoice
	grant             *engine.Grant // whose reason and dates stay; nil: none
	now               *engine.Grant
	keepBilling       bool
	unlinked          bool
}

// String writes the block, laid out as Format does.
func (b accessBlockText) String() string {
	var t strings.Builder
	head := "access {\n"
	if b.label != "" {
		head = "access " + textValue(b.label) + " {\n"
	}
	t.WriteString(head)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&t, "  %s = %s\n", name, indentedValue(value))
		}
	}
	line("clients", bracketed(b.clients))
	line("people", bracketed(b.people))
	line("permission_set", "permission_set."+b.choice.set)
	line("add", b.choice.addText())
	line("remove", b.choice.removeText())
	line("keep_billing", truth(b.keepBilling, true))
	line("linked", truth(b.unlinked, false))
	line("teams", textList(b.now.More().Teams))
	line("status", statusText(b.now.Status.Wanted()))
	if g := b.grant; g != nil {
		line("reason", optionalText(g.More().Reason))
		line("starts", optionalText(g.Starts.String()))
		line("expires", optionalText(g.Expires.String()))
	}
	line("overrides", bracketed(b.overrides))
	t.WriteString("}\n")
	return string(hclwrite.Format([]byte(t.String())))
}

// truth writes a value where it is to be said, else nothing.
func truth(said, value bool) string {
	if !said {
		return ""
	}
	return strconv.FormatBool(value)
}

func indentedValue(value string) string { return strings.ReplaceAll(value, "\n", "\n  ") }

func bracketed(address string) string {
	if address == "" {
		return ""
	}
	return "[" + address + "]"
}

// textValue writes a text as the language has it, whatever stands in it.
func textValue(s string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes())
}

func optionalText(s string) string {
	if s == "" {
		return ""
	}
	return textValue(s)
}

func textList(list []string) string {
	if len(list) == 0 {
		return ""
	}
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = textValue(s)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// addPerson declares somebody who has no block, and returns their address.
// The block goes where others of their kind are.
func (a *adopter) addPerson(dr *draft, it *engine.DriftItem) (string, error) {
	d := a.res.Desired
	kind := engine.Contractor
	if engine.SeatFor(it.Email, d.Agency.EmailDomains) == engine.SeatPartner {
		kind = engine.Employee
	}
	local, _, _ := strings.Cut(it.Email, "@")
	name := ""
	for i := range a.people {
		if a.people[i].Email == it.Email {
			name = a.people[i].Name
		}
	}
	if name == "" {
		name = nameFrom(local)
	}
	label := a.freeLabel(kind.String(), labelFrom(local))
	file := "people.hcl"
	for _, wanted := range []bool{false, true} { // of any kind, rather of this one
		for i := range d.People {
			if p := &d.People[i]; !wanted || p.Kind == kind {
				file = p.Pos.File
			}
		}
	}
	p, err := dr.open(file)
	if err != nil {
		return "", err
	}
	p.appendBlock(string(hclwrite.Format(fmt.Appendf(nil, "%s %s {\n  email = %s\n  name = %s\n}\n", kind, textValue(label), textValue(it.Email), textValue(name)))))
	p.close()
	return kind.String() + "." + label, nil
}

// nameFrom makes a name of what stands before the @: Zoe Smith of zoe.smith.
func nameFrom(local string) string {
	words := strings.FieldsFunc(local, func(c rune) bool { return c == '.' || c == '_' || c == '-' || c == '+' })
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	if len(words) == 0 {
		return local
	}
	return strings.Join(words, " ")
}

// labelFrom makes an identifier.
func labelFrom(s string) string {
	label := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_':
			return c
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		}
		return '_'
	}, s)
	if !hclsyntax.ValidIdentifier(label) {
		label = "x_" + label
	}
	return label
}

// freeLabel gives a label that no block of the kind, or person, has.
func (a *adopter) freeLabel(kind, label string) string {
	taken := a.addresses()
	free := func(label string) bool {
		if kind == "employee" || kind == "contractor" {
			return !taken["employee."+label] && !taken["contractor."+label]
		}
		return !taken[kind+"."+label]
	}
	for n, try := 2, label; ; n++ {
		if free(try) {
			return try
		}
		try = fmt.Sprintf("%s_%d", label, n)
	}
}

// addresses are those of the blocks that a configuration tells of.
func (a *adopter) addresses() map[string]bool {
	d, taken := a.res.Desired, map[string]bool{}
	for i := range d.People {
		taken[d.People[i].Address] = true
	}
	for i := range d.Sets {
		taken["permission_set."+d.Sets[i].Name] = true
	}
	for i := range d.Clients {
		for j := range d.Clients[i].Grants {
			taken[d.Clients[i].Grants[j].From().Block] = true
		}
		for j := range d.Clients[i].Lapsed {
			taken[d.Clients[i].Lapsed[j].Origin.Block] = true
		}
	}
	return taken
}

// lastPart is the label of an address, with the key of an instance.
func lastPart(address string) string {
	_, label, _ := strings.Cut(address, ".")
	return strings.Trim(strings.NewReplacer(`["`, "_", `"]`, "", "[", "_", "]", "").Replace(label), "_")
}
