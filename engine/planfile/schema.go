package planfile

// The names of the documents, in their field "schema".
const (
	planSchema  = "accredit.plan/v1"
	stateSchema = "accredit.state/v1"
	diffSchema  = "accredit.diff/v1"
)

// The types below are the values of both documents. What has no tag
// "omitempty" or "omitzero" is always written.

type configDoc struct {
	Digest    string `json:"digest"`
	Catalogue string `json:"catalogue"`
}

type stateDoc struct {
	Lineage string `json:"lineage"`
	Serial  int64  `json:"serial"`
	Hash    string `json:"hash,omitempty"` // of the latest revision
}

type agencyDoc struct {
	Name         string   `json:"name"`
	HubID        int64    `json:"hub_id"`
	EmailDomains []string `json:"email_domains,omitempty"` // of a plan
}

type sourceDoc struct {
	File   string `json:"file"`
	Line   int32  `json:"line"`
	Column int32  `json:"column,omitempty"`
}

type permissionDoc struct {
	Name        string `json:"name"`
	Kind        string `json:"kind"`
	Description string `json:"description"`
}

// setDoc is a permission set; Permissions is nil where they are not known.
type setDoc struct {
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty"`
	Permissions map[string]string `json:"permissions,omitzero"`
	Unknown     bool              `json:"unknown,omitempty"`
	Builtin     bool              `json:"builtin,omitempty"`
	Definition  string            `json:"definition,omitempty"`
	Source      *sourceDoc        `json:"source,omitempty"`
}

type personDoc struct {
	Email        string            `json:"email"`
	Address      string            `json:"address,omitempty"` // of a plan
	Name         string            `json:"name"`
	Kind         string            `json:"kind" enum:"|person_kind"`
	Status       string            `json:"status" enum:"person_status"`
	Roles        []string          `json:"roles" enum:"role"`
	FormerEmails []string          `json:"former_emails"`
	Protected    bool              `json:"protected,omitempty"`
	UserID       string            `json:"user_id,omitempty"` // HubSpot's, once it was observed
	Labels       map[string]string `json:"labels"`
	Source       *sourceDoc        `json:"source,omitempty"` // of a plan
}

type linkDoc struct {
	Admin      string     `json:"admin"`
	ApprovedBy string     `json:"approved_by"`
	ApprovedOn string     `json:"approved_on"`
	EndedOn    string     `json:"ended_on"`
	Source     *sourceDoc `json:"source,omitempty"` // of a plan
}

// clientDoc is a client that a plan speaks of.
type clientDoc struct {
	HubID        int64             `json:"hub_id"`
	Address      string            `json:"address,omitempty"`
	Name         string            `json:"name"`
	Domain       string            `json:"domain"`
	SuperAdmins  []string          `json:"super_admins"`
	Mode         string            `json:"mode" enum:"mode"`
	Execution    string            `json:"execution,omitempty" enum:"execution"` // absent: record
	Begins       []beginDoc        `json:"begins,omitempty"`                     // approved ones of later days, once the plan is applied
	SubsetRule   string            `json:"subset_rule" enum:"subset_rule"`
	AccountType  string            `json:"account_type"`
	ManagedMRR   float64           `json:"managed_mrr"`
	LastActivity string            `json:"last_activity,omitempty"`
	Labels       map[string]string `json:"labels"`
	AccessLinks  []linkDoc         `json:"access_links"`
	Source       *sourceDoc        `json:"source,omitempty"`
}

type assetDoc struct {
	Kind  string `json:"kind"`
	Name  string `json:"name,omitempty"`
	Count int    `json:"count"`
}

// factsDoc names what apply writes without a step: people and clients as they
// stand in the document's lists, permission sets in full. PermissionSets is
// null where all are as recorded.
type factsDoc struct {
	People         []string    `json:"people"`
	Clients        []int64     `json:"clients"`
	PermissionSets []setDoc    `json:"permission_sets" null:"true"`
	Renames        []renameDoc `json:"renames"`
}

// renameDoc is a permission set that only got another name.
type renameDoc struct {
	From string `json:"from"`
	To   string `json:"to"`
}
