package engine

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Names of the permissions that the rules themselves speak of. No wildcard
// matches the first three (docs/rules.md, "Words"): they are given by name.
const (
	PermissionPartnerAdmin        = "partner.admin"
	PermissionSuperAdmin          = "account.super_admin"
	PermissionModifyBilling       = "account.modify_billing"
	PermissionSCIM                = "account.scim"
	PermissionDataCenterMigration = "account.data_center_migration"
)

// Permission is one thing that a permission set can allow.
type Permission struct {
	Name        string // <tab>.<thing>.<action> or <tab>.<action>
	Kind        Kind
	Description string
	Custom      bool // declared by a permission block, not built in
}

// Catalogue is the ordered list of all permissions, by name. Rights are read
// against one catalogue. It is immutable.
type Catalogue struct {
	Version     string
	permissions []Permission
	index       map[string]int

	partnerAdmin, superAdmin, billing int
}

//go:embed catalogue.txt
var catalogueText string

// BuiltinCatalogue is the catalogue that this program was built with.
var BuiltinCatalogue = sync.OnceValue(func() *Catalogue {
	c, err := parseCatalogue(catalogueText)
	if err != nil {
		panic("engine: embedded catalogue: " + err.Error())
	}
	return c
})

// parseCatalogue reads lines of "name kind description"; "version V" comes
// first, # starts a comment.
func parseCatalogue(text string) (*Catalogue, error) {
	var version string
	var list []Permission
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
		case fields[0] == "version" && len(fields) == 2:
			version = fields[1]
		case len(fields) < 3:
			return nil, fmt.Errorf("line %q: want name, kind and description", strings.TrimSpace(line))
		default:
			kind, err := ParseKind(fields[1])
			if err != nil {
				return nil, err
			}
			list = append(list, Permission{Name: fields[0], Kind: kind, Description: strings.Join(fields[2:], " ")})
		}
	}
	return NewCatalogue(version, list)
}

// NewCatalogue makes a catalogue of the permissions, which must be distinct and
// have the three that the rules speak of: partner.admin, account.super_admin
// and account.modify_billing.
func NewCatalogue(version string, list []Permission) (*Catalogue, error) {
	slices.SortFunc(list, func(a, b Permission) int { return strings.Compare(a.Name, b.Name) })
	c := &Catalogue{Version: version, permissions: list, index: make(map[string]int, len(list))}
	for i, p := range list {
		if _, twice := c.index[p.Name]; twice {
			return nil, fmt.Errorf("permission %q is in the catalogue twice", p.Name)
		}
		c.index[p.Name] = i
	}
	for name, at := range map[string]*int{
		PermissionPartnerAdmin: &c.partnerAdmin, PermissionSuperAdmin: &c.superAdmin, PermissionModifyBilling: &c.billing,
	} {
		i, ok := c.index[name]
		if !ok {
			return nil, fmt.Errorf("permission %q is missing", name)
		}
		*at = i
	}
	return c, nil
}

// With returns the catalogue with further permissions; an error names the
// first one that is there already.
func (c *Catalogue) With(more []Permission) (*Catalogue, error) {
	if len(more) == 0 {
		return c, nil
	}
	return NewCatalogue(c.Version, append(slices.Clone(c.permissions), more...))
}

// Len is the number of permissions, and the length of Rights read against c.
func (c *Catalogue) Len() int { return len(c.permissions) }

// At returns the permission with index i.
func (c *Catalogue) At(i int) Permission { return c.permissions[i] }

// Index finds a permission by name.
func (c *Catalogue) Index(name string) (int, bool) {
	i, ok := c.index[name]
	return i, ok
}

// All lists the permissions by name. The caller must not change the list.
func (c *Catalogue) All() []Permission { return c.permissions }

// Custom lists the permissions that permission blocks declared.
func (c *Catalogue) Custom() []Permission {
	var list []Permission
	for _, p := range c.permissions {
		if p.Custom {
			list = append(list, p)
		}
	}
	return list
}

// ByNameOnly reports whether no wildcard may match the permission.
func ByNameOnly(name string) bool {
	return name == PermissionPartnerAdmin || name == PermissionSuperAdmin || name == PermissionModifyBilling
}

// IsSuperAdmin reports whether the rights hold account.super_admin.
func (c *Catalogue) IsSuperAdmin(r Rights) bool { return r.Level(c.superAdmin) > 0 }

// IsPartnerAdmin reports whether the rights hold partner.admin and not
// account.super_admin: by rights, never by a set's name.
func (c *Catalogue) IsPartnerAdmin(r Rights) bool {
	return r.Level(c.partnerAdmin) > 0 && !c.IsSuperAdmin(r)
}

// HasBilling reports whether the rights hold account.modify_billing.
func (c *Catalogue) HasBilling(r Rights) bool { return r.Level(c.billing) > 0 }

// WithBilling returns the rights with account.modify_billing set to that of from.
func (c *Catalogue) WithBilling(r, from Rights) Rights {
	return r.With(c.billing, from.Level(c.billing))
}

// MatchGlob reports whether name matches the pattern, in which * stands for
// any characters, dots included.
func MatchGlob(pattern, name string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == name
	}
	if !strings.HasPrefix(name, first) {
		return false
	}
	name = name[len(first):]
	for {
		part, after, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(name, part)
		}
		i := strings.Index(name, part)
		if i < 0 {
			return false
		}
		name, rest = name[i+len(part):], after
	}
}

// unconfirmed ends the description of a permission that HubSpot's pages name and
// its user settings were not seen to have in just this form.
const unconfirmed = " (unconfirmed)"

// allows says what a permission allows, to people who need not know how well
// the catalogue knows it.
func (p *Permission) allows() string { return strings.TrimSuffix(p.Description, unconfirmed) }
