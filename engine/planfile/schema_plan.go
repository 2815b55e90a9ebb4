package planfile

// The values that only a plan has. A client or person that a value is not
// about is null.

type aboutDoc struct {
	Client *string `json:"client"`
	HubID  *int64  `json:"hub_id"`
}

type whoDoc struct {
	Person *string `json:"person"`
	Email  *string `json:"email"`
}

// grantDoc is one side of a step. Rights are the deviations from the named
// set; Linked is written only if false.
type grantDoc struct {
	PermissionSet string            `json:"permission_set"`
	Status        string            `json:"status" enum:"status"`
	Seat          string            `json:"seat" enum:"seat"`
	Unknown       bool              `json:"unknown,omitempty"`
	Linked        *bool             `json:"linked,omitempty"`
	Rights        map[string]string `json:"rights,omitempty"`
	KeepBilling   bool              `json:"keep_billing,omitempty"`
	Teams         []string          `json:"teams,omitempty"`
	Reason        string            `json:"reason,omitempty"`
	Starts        string            `json:"starts,omitempty"`
	Expires       string            `json:"expires,omitempty"`
	Assets        []assetDoc        `json:"assets,omitzero"` // nil: not known
	Origin        *originDoc        `json:"origin,omitempty"`
}

type originDoc struct {
	Block      string     `json:"block,omitempty"`
	Team       string     `json:"team,omitempty"`
	Definition string     `json:"definition,omitempty"`
	Wish       string     `json:"wish,omitempty"`
	Observed   bool       `json:"observed,omitempty"`
	Source     *sourceDoc `json:"source,omitempty"`
}

type permissionChangeDoc struct {
	Permission string `json:"permission"`
	Before     string `json:"before,omitempty"` // empty: not known
	After      string `json:"after"`
	Wanted     string `json:"wanted,omitempty"`
}

type fieldDoc struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type stepDoc struct {
	aboutDoc
	Seq    int32  `json:"seq"`
	Action string `json:"action" enum:"action"`
	Effect string `json:"effect" enum:"effect"`
	Cause  string `json:"cause" enum:"|cause"`
	whoDoc
	Actor       *string               `json:"actor"`
	Via         *string               `json:"via" enum:"via"`
	Before      *grantDoc             `json:"before"`
	After       *grantDoc             `json:"after"`
	Permissions []permissionChangeDoc `json:"permissions"`
	Fields      []fieldDoc            `json:"fields,omitempty"`
	Reason      string                `json:"reason"`
	Expires     string                `json:"expires"`
	Seat        string                `json:"seat" enum:"seat"`
	Assets      []assetDoc            `json:"assets,omitzero"` // nil: not known
	InBase      bool                  `json:"in_base,omitempty"`
	ApprovedIn  string                `json:"approved_in,omitempty"` // id of the open step of a run that is the same
	Source      *sourceDoc            `json:"source"`
}

type waitingDoc struct {
	aboutDoc
	whoDoc
	PermissionSet string     `json:"permission_set"`
	For           string     `json:"for"`
	Source        *sourceDoc `json:"source"`
}

type keptDoc struct {
	aboutDoc
	whoDoc
	Action string     `json:"action"`
	Mode   string     `json:"mode"`
	Before string     `json:"before"` // permission sets
	After  string     `json:"after"`
	Source *sourceDoc `json:"source"`
}

type findingDoc struct {
	Rule       string `json:"rule"`
	Severity   string `json:"severity" enum:"severity"`
	Overridden bool   `json:"overridden"`
	aboutDoc
	whoDoc
	Message string     `json:"message"`
	Hint    string     `json:"hint"`
	Source  *sourceDoc `json:"source"`
}

type skippedDoc struct {
	aboutDoc
	Rules []string `json:"rules"`
}

type relationshipDoc struct {
	aboutDoc
	Before  string `json:"before" enum:"relationship"`
	After   string `json:"after" enum:"relationship"`
	EndsOn  string `json:"ends_on"`
	Assumed bool   `json:"assumed"`
}

type causeDoc struct {
	Kind        string                `json:"kind"`
	Name        string                `json:"name"`
	Grants      int                   `json:"grants"`
	Clients     int                   `json:"clients"`
	Permissions []permissionChangeDoc `json:"permissions"`
}

type summaryDoc struct {
	Add        int    `json:"add"`
	Link       int    `json:"link"`
	Adopt      int    `json:"adopt"`
	Change     int    `json:"change"`
	Migrate    int    `json:"migrate"`
	Deactivate int    `json:"deactivate"`
	Reactivate int    `json:"reactivate"`
	Remove     int    `json:"remove"`
	Record     int    `json:"record"`
	Forget     int    `json:"forget"`
	Clients    int    `json:"clients"`
	Effect     string `json:"effect" enum:"effect"`
	Kept       int    `json:"kept"`
	Waiting    int    `json:"waiting"`
	HeldBack   int    `json:"held_back"`
	Violations int    `json:"violations"`
	Warnings   int    `json:"warnings"`
	Observed   int    `json:"observed,omitempty"` // clients that are only observed
}
