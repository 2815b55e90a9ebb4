package engine

import (
	"cmp"
	"fmt"
)

// PersonKind tells employees and contractors of the agency apart.
type PersonKind uint8

// Kinds of person. The zero value is a recorded person of whom it is not known.
const (
	UnknownKind PersonKind = iota
	Employee
	Contractor
)

var personKindNames = [...]string{"", "employee", "contractor"}

// String returns "employee", "contractor" or nothing.
func (k PersonKind) String() string { return personKindNames[k] }

// ParsePersonKind reads "employee", "contractor" or nothing.
func ParsePersonKind(s string) (PersonKind, error) {
	return parseName[PersonKind](personKindNames[:], s, "kind of person")
}

// PersonStatus says whether a person works with the agency.
type PersonStatus uint8

// A deactivated person is off in every client; one who has left is removed
// everywhere, while what names them may stay.
const (
	PersonActive PersonStatus = iota
	PersonDeactivated
	PersonLeft
)

var personStatusNames = [...]string{"active", "deactivated", "left"}

// String returns "active", "deactivated" or "left".
func (s PersonStatus) String() string { return personStatusNames[s] }

// ParsePersonStatus reads "active", "deactivated" or "left".
func ParsePersonStatus(s string) (PersonStatus, error) {
	return parseName[PersonStatus](personStatusNames[:], s, "status")
}

// Roles are the roles that a person has in the partner account, as bits.
type Roles uint8

// Either role lets a person deactivate and remove agency staff anywhere.
const (
	RoleSuperAdmin Roles = 1 << iota
	RoleManagePartnerEmployees
)

var roleNames = [...]string{"super_admin", "manage_partner_employees"}

// Names lists the roles by name.
func (r Roles) Names() []string {
	names := []string{}
	for i, name := range roleNames {
		if r&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// ParseRole reads one role.
func ParseRole(s string) (Roles, error) {
	for i, name := range roleNames {
		if s == name {
			return 1 << i, nil
		}
	}
	return 0, fmt.Errorf("%q is not a role: use \"super_admin\" or \"manage_partner_employees\"", s)
}

// Person is an employee or contractor of the agency. They are their e-mail.
type Person struct {
	Address      string // employee.maria; the last known one where only recorded
	Kind         PersonKind
	Email        string // lower case
	Name         string
	Status       PersonStatus
	Roles        Roles
	FormerEmails []string
	Protected    bool   // by the guardrails (docs/rules.md R7)
	UserID       string // HubSpot's, once it was observed; only recorded
	Labels       map[string]string
	Pos          Pos
}

// Label is what people see: the address where there is one, else the e-mail.
func (p *Person) Label() string {
	if p.Address != "" {
		return p.Address
	}
	return p.Email
}

// parseName finds s in the names of an enumeration.
func parseName[T ~uint8](names []string, s, what string) (T, error) {
	for i, name := range names {
		if name == s {
			return T(i), nil
		}
	}
	return 0, fmt.Errorf("%q is not a %s: use one of %s", s, what, quoteList(names))
}

func quoteList(names []string) string {
	text := ""
	for _, name := range names {
		if name == "" {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%q", name)
	}
	return text
}

// MergePerson returns somebody as a document describes them, with what is known
// already where the document says nothing. It is exported for what records a
// document (engine/revise) and for what shows it before (engine/join).
func MergePerson(was, is *Person) Person {
	if is.Name == "" && is.Kind == UnknownKind && is.Roles == 0 && len(is.Labels) == 0 {
		kept := *was
		kept.UserID = cmp.Or(is.UserID, was.UserID)
		return kept
	}
	merged := *is
	merged.Protected = was.Protected || is.Protected
	merged.Address = cmp.Or(is.Address, was.Address)
	merged.UserID = cmp.Or(is.UserID, was.UserID)
	if merged.Name == "" {
		merged.Name = was.Name
	}
	if merged.Kind == UnknownKind {
		merged.Kind = was.Kind
	}
	return merged
}
