package cli

import (
	"encoding/json"
	"reflect"
	"slices"

	"accredit/engine"
	"accredit/engine/jsonschema"
	"accredit/engine/planfile"
)

// documents are the forms of JSON that the program prints, in the order of
// accredit schema. Each has its schema from the type that it is written from.
func documents() []jsonschema.Document {
	return append(planfile.Documents(), []jsonschema.Document{
		{Name: "validate", About: "Mistakes of a configuration, and what its policies and tests say.", Type: reflect.TypeFor[validateDocument]()},
		{Name: "explain", About: "What somebody may do in a client, and which line gives it.", Type: reflect.TypeFor[explainDocument]()},
		{Name: "who-can", About: "Who holds a permission.", Type: reflect.TypeFor[whoCanDocument]()},
		{Name: "who-could", About: "Who could change somebody's access in a client.", Type: reflect.TypeFor[whoCouldDocument]()},
		{Name: "clients", About: "Clients, declared and recorded.", Type: reflect.TypeFor[clientsDocument]()},
		{Name: "people", About: "Employees, or contractors.", Type: reflect.TypeFor[peopleDocument]()},
		{Name: "grants", About: "Who has which access in which client.", Type: reflect.TypeFor[grantsDocument]()},
		{Name: "matrix", About: "Clients and people, with the permission set of each.", Type: reflect.TypeFor[matrixDocument]()},
		{Name: "permissions", About: "The permissions there are.", Type: reflect.TypeFor[permissionsDocument]()},
		{Name: "access-links", About: "Access links, declared and recorded.", Type: reflect.TypeFor[linksDocument]()},
		{Name: "accounts", About: "Connected accounts.", Type: reflect.TypeFor[accountsDocument]()},
		{Name: "account-check", About: "What the keys of connected accounts can do.", Type: reflect.TypeFor[accountCheckDocument]()},
		{Name: "activity", About: "When people last logged in to connected accounts.", Type: reflect.TypeFor[activityDocument]()},
		{Name: "edit", About: "An edit of the configuration that changes somebody's access.", Type: reflect.TypeFor[editDocument]()},
		{Name: "state-check", About: "Whether a state is whole.", Type: reflect.TypeFor[stateCheckDocument]()},
		{Name: "version", About: "What the program is.", Type: reflect.TypeFor[versionDocument]()},
	}...)
}

// schemaOf is what stands in the field "schema" of a document.
func schemaOf(name string) string {
	all := documents()
	i := slices.IndexFunc(all, func(d jsonschema.Document) bool { return d.Name == name })
	return all[i].ID()
}

type explainDocument struct {
	Schema      string                `json:"schema"`
	Email       string                `json:"email"`
	Person      string                `json:"person"`
	Client      string                `json:"client"`
	HubID       int64                 `json:"hub_id"`
	Now         *grantRow             `json:"now"`
	Evidence    *planfile.EvidenceDoc `json:"evidence"`
	Wanted      *grantRow             `json:"wanted"`
	Reasons     []string              `json:"reasons"`
	NotKnown    []string              `json:"not_known"`
	Permissions []explainedPermission `json:"permissions"`
}

type explainedPermission struct {
	Permission string   `json:"permission"`
	Now        string   `json:"now"`
	Wanted     string   `json:"wanted"`
	Note       string   `json:"note,omitempty"`
	From       []string `json:"from"`
}

// grantRow is a grant as explain and edits have it.
type grantRow struct {
	PermissionSet string `json:"permission_set"`
	Status        string `json:"status" enum:"status"`
	Expires       string `json:"expires"`
	Starts        string `json:"starts"`
	Reason        string `json:"reason"`
}

func newGrantRow(g *engine.Grant) *grantRow {
	if g == nil {
		return nil
	}
	return &grantRow{g.Set, g.Status.String(), g.Expires.String(), g.Starts.String(), g.More().Reason}
}

type editDocument struct {
	Schema  string          `json:"schema"`
	Person  string          `json:"person"`
	Email   string          `json:"email"`
	Client  string          `json:"client"`
	HubID   int64           `json:"hub_id"`
	Before  *grantRow       `json:"before"`
	After   *grantRow       `json:"after"`
	Files   []string        `json:"files"`
	Diff    string          `json:"diff"`
	Written bool            `json:"written"`
	Plan    json.RawMessage `json:"plan,omitempty" document:"plan"` // of a request
}

type whoCanDocument struct {
	Schema     string      `json:"schema"`
	Permission string      `json:"permission"`
	Can        []holderRow `json:"can"`
	NotKnown   []holderRow `json:"not_known"`
}

type holderRow struct {
	HubID    int64                 `json:"hub_id"`
	Client   string                `json:"client"`
	Email    string                `json:"email"`
	Set      string                `json:"permission_set"`
	Level    string                `json:"level"`
	Evidence *planfile.EvidenceDoc `json:"evidence"`
}

type whoCouldDocument struct {
	Schema string        `json:"schema"`
	Email  string        `json:"email"`
	HubID  int64         `json:"hub_id"`
	Could  []possibleRow `json:"could"` // the most preferred first
}

type possibleRow struct {
	Person    string      `json:"person"`
	Email     string      `json:"email"`
	Actions   []actionRow `json:"actions"`
	Lacks     []string    `json:"lacks"` // what of the access they do not hold
	Preferred bool        `json:"preferred"`
	Leaving   bool        `json:"leaving"`
}

type actionRow struct {
	Action string `json:"action" enum:"action"`
	Via    string `json:"via" enum:"via"`
}

type clientsDocument struct {
	Schema  string      `json:"schema"`
	Clients []clientRow `json:"clients"`
}

type grantsDocument struct {
	Schema string        `json:"schema"`
	Grants []listedGrant `json:"grants"`
}

type matrixDocument struct {
	Schema  string       `json:"schema"`
	People  []string     `json:"people"` // e-mails
	Clients []*matrixRow `json:"clients"`
}

type matrixRow struct {
	HubID  int64             `json:"hub_id"`
	Client string            `json:"client"`
	People map[string]string `json:"people"` // permission sets, by e-mail
}

// peopleDocument has one of both lists.
type peopleDocument struct {
	Schema      string      `json:"schema"`
	Employees   []personRow `json:"employees,omitzero"`
	Contractors []personRow `json:"contractors,omitzero"`
}

type permissionsDocument struct {
	Schema      string          `json:"schema"`
	Catalogue   string          `json:"catalogue"`
	Permissions []permissionRow `json:"permissions"`
}

type permissionRow struct {
	Name        string   `json:"name"`
	Kind        string   `json:"kind" enum:"kind"`
	Levels      []string `json:"levels"`
	Description string   `json:"description"`
	Custom      bool     `json:"custom"`
}

type linksDocument struct {
	Schema      string    `json:"schema"`
	AccessLinks []linkRow `json:"access_links"`
}

type linkRow struct {
	HubID      int64  `json:"hub_id"`
	Client     string `json:"client"`
	Admin      string `json:"admin"`
	Status     string `json:"status" enum:"pending|approved|ended"`
	ApprovedBy string `json:"approved_by"`
	ApprovedOn string `json:"approved_on"`
	EndedOn    string `json:"ended_on"`
}

type accountsDocument struct {
	Schema   string       `json:"schema"`
	Accounts []accountRow `json:"accounts"`
}

type accountCheckDocument struct {
	Schema   string       `json:"schema"`
	Accounts []checkedRow `json:"accounts"`
}

type activityDocument struct {
	Schema      string        `json:"schema"`
	DormantDays int           `json:"dormant_days"`
	Access      []activityRow `json:"access"`
}
