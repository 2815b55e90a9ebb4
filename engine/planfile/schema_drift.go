package planfile

// driftSchema is the name of a drift report, in its field "schema".
const driftSchema = "accredit.drift/v1"

// The values of a drift report. A grant is null where there is none; observed
// is to be read only where seen is true.

type driftConfigDoc struct {
	Dir       string `json:"dir"`
	Digest    string `json:"digest"`
	Commit    string `json:"commit"`
	Catalogue string `json:"catalogue"`
}

type observedDoc struct {
	Looked   bool     `json:"looked"`
	Sources  []string `json:"sources"`
	Accounts int      `json:"accounts"`
	Of       int      `json:"of"`
}

type driftSummaryDoc struct {
	SuperAdminAppeared int `json:"super_admin_appeared"`
	SuperAdminVanished int `json:"super_admin_vanished"`
	Missing            int `json:"missing"`
	UnknownPerson      int `json:"unknown_person"`
	ChangedOutside     int `json:"changed_outside"`
	NotDone            int `json:"not_done"`
	DoneEarly          int `json:"done_early"`
	Lapsed             int `json:"lapsed"`
	NotApplied         int `json:"not_applied"`
	Ignored            int `json:"ignored"`
	Unknown            int `json:"unknown"`
	Violations         int `json:"violations"`
	Warnings           int `json:"warnings"`
}

type driftItemDoc struct {
	aboutDoc
	Person      *string              `json:"person"`
	Email       *string              `json:"email"`
	Class       string               `json:"class" enum:"drift_class"`
	Declared    *grantDoc            `json:"declared"`
	Recorded    *grantDoc            `json:"recorded"`
	Observed    *grantDoc            `json:"observed"`
	Seen        bool                 `json:"seen"`
	AsDeclared  bool                 `json:"as_declared"`
	Permissions []driftPermissionDoc `json:"permissions"`
	Action      *string              `json:"action" enum:"action"`
	Fields      []fieldDoc           `json:"fields,omitempty"`
	Stuck       bool                 `json:"stuck"`
	GoneOn      string               `json:"removal_recorded_on,omitempty"`
	GoneBy      string               `json:"removal_recorded_by,omitempty"`
	Task        string               `json:"overdue_task,omitempty"`
	Perhaps     *perhapsDoc          `json:"perhaps_same,omitempty"`
	Logged      []loggedDoc          `json:"logged,omitempty"` // HubSpot's own log
	Digest      string               `json:"digest"`
	Ignored     *ignoredDoc          `json:"ignored"`
	Source      *sourceDoc           `json:"source"`
}

// perhapsDoc names two addresses that are perhaps one person's, and what they
// have in common.
type perhapsDoc struct {
	Was    string `json:"was"`
	Is     string `json:"is"`
	UserID string `json:"user_id,omitempty"`
	Name   string `json:"name,omitempty"`
}

// loggedDoc is an entry of HubSpot's security activity.
type loggedDoc struct {
	Type string `json:"type"`
	By   string `json:"by"`
	At   string `json:"at"`
}

type driftPermissionDoc struct {
	Permission string `json:"permission"`
	Declared   string `json:"declared,omitempty"`
	Recorded   string `json:"recorded,omitempty"`
	Observed   string `json:"observed,omitempty"`
}

type ignoredDoc struct {
	Until   string `json:"until"`
	On      string `json:"on"`
	Who     string `json:"who"`
	Because string `json:"because"`
}

type unknownAccountDoc struct {
	aboutDoc
	Partly bool   `json:"partly"`
	Why    string `json:"why"`
}

type unmanagedDoc struct {
	HubID  int64  `json:"hub_id"`
	Name   string `json:"name"`
	Source string `json:"source"`
	People int    `json:"people"`
}
