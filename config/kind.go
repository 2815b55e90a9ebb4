package config

// kind tells the blocks apart that a reference can name.
type kind uint8

const (
	noKind kind = iota
	employeeKind
	contractorKind
	teamKind
	setKind
	clientKind
	accessKind
	kinds // how many there are
)

var kindNames = [kinds]string{"", "employee", "contractor", "team", "permission_set", "client", "access"}

// kindPhrases are the kinds as a sentence has them.
var kindPhrases = [kinds]string{"", "an employee", "a contractor", "a team", "a permission set", "a client", "an access block"}

// String returns the type of the blocks, which is also the root of references.
func (k kind) String() string { return kindNames[k] }

// What arguments that refer to blocks take.
var (
	memberKinds      = []kind{employeeKind, contractorKind, teamKind}
	personKinds      = []kind{employeeKind, contractorKind}
	clientKinds      = []kind{clientKind}
	setKinds         = []kind{setKind}
	overridableKinds = []kind{accessKind, clientKind}
)

func kindOf(root string) kind {
	for k := employeeKind; k < kinds; k++ {
		if kindNames[k] == root {
			return k
		}
	}
	return noKind
}
