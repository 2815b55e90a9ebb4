package planfile

import (
	"reflect"

	"accredit/engine/jsonschema"
)

// Documents are the forms of JSON of this package. Long documents are written
// field by field: the types below have those fields, for their schemas alone.
func Documents() []jsonschema.Document {
	return []jsonschema.Document{
		{Name: "plan", About: "What would change, who makes it and in which order; printed, or saved in a file.", Type: reflect.TypeFor[planDocument]()},
		{Name: "state", About: "What is recorded, now or on an earlier day; what an account showed.", Type: reflect.TypeFor[stateDocument]()},
		{Name: "diff", About: "What changes for whom between two configurations.", Type: reflect.TypeFor[diffDocument]()},
		{Name: "drift", About: "What is declared, recorded and observed, and where they differ.", Type: reflect.TypeFor[driftDocument]()},
		{Name: "history", About: "Who changed what, and when.", Type: reflect.TypeFor[historyDocument]()},
		{Name: "run", About: "A plan that people and HubSpot's API carry out step by step.", Type: reflect.TypeFor[runDoc]()},
		{Name: "runs", About: "Several runs.", Type: reflect.TypeFor[runsDocument]()},
		{Name: "run-check", About: "What accounts show of the steps of runs.", Type: reflect.TypeFor[runCheckDocument]()},
		{Name: "run-resume", About: "What came of the steps that HubSpot's API was to make.", Type: reflect.TypeFor[resumedDocument]()},
		{Name: "upcoming", About: "What begins and ends in the days to come.", Type: reflect.TypeFor[upcomingDocument]()},
	}
}

type planDocument struct {
	Schema         string            `json:"schema"`
	Version        string            `json:"version"`
	AsOf           string            `json:"as_of"`
	Config         configDoc         `json:"config"`
	State          stateDoc          `json:"state"`
	Agency         agencyDoc         `json:"agency"`
	Summary        summaryDoc        `json:"summary"`
	Overrides      []string          `json:"overrides"`
	SkipBlocked    bool              `json:"skip_blocked"`
	Narrowed       bool              `json:"narrowed"`
	OnlyClients    []int64           `json:"only_clients,omitempty"`
	OnlyPeople     []string          `json:"only_people,omitempty"`
	As             string            `json:"as,omitempty"`
	Guardrails     *limitsDoc        `json:"guardrails,omitempty"`
	Removals       int               `json:"removals"`
	Base           string            `json:"base,omitempty"`
	Permissions    []permissionDoc   `json:"permissions"`
	PermissionSets []setDoc          `json:"permission_sets"`
	People         []personDoc       `json:"people"`
	Clients        []clientDoc       `json:"clients"`
	Causes         []causeDoc        `json:"causes"`
	Steps          []stepDoc         `json:"steps"`
	Waiting        []waitingDoc      `json:"waiting"`
	Kept           []keptDoc         `json:"kept"`
	Violations     []findingDoc      `json:"violations"`
	Warnings       []findingDoc      `json:"warnings"`
	Skipped        []skippedDoc      `json:"skipped"`
	Relationships  []relationshipDoc `json:"relationships"`
	InProgress     []inProgressDoc   `json:"in_progress"`
	Replaces       []replacedDoc     `json:"replaces"`
	Scheduled      []scheduledDoc    `json:"scheduled"`
	EndsSoon       []upcomingDoc     `json:"ends_soon"`
	Facts          factsDoc          `json:"facts"`
	Digest         string            `json:"digest,omitempty"` // of a saved plan
}

type stateDocument struct {
	Schema         string           `json:"schema"`
	Lineage        string           `json:"lineage"`
	Serial         int64            `json:"serial"`
	Catalogue      string           `json:"catalogue"`
	ObservedAt     string           `json:"observed_at,omitempty"`
	Observed       *toldDoc         `json:"observed,omitempty"`
	Agency         agencyDoc        `json:"agency"`
	PermissionSets []setDoc         `json:"permission_sets"`
	People         []personDoc      `json:"people"`
	Clients        []clientStateDoc `json:"clients"`
}

type clientStateDoc struct {
	HubID        int64             `json:"hub_id"`
	Name         string            `json:"name"`
	Domain       string            `json:"domain"`
	Relationship string            `json:"relationship" enum:"relationship"`
	LastActivity string            `json:"last_activity"`
	EndsOn       string            `json:"ends_on"`
	SuperAdmins  []string          `json:"super_admins"`
	Mode         string            `json:"mode" enum:"mode"`
	Execution    string            `json:"execution,omitempty" enum:"execution"`
	AccountType  string            `json:"account_type"`
	ManagedMRR   float64           `json:"managed_mrr"`
	Labels       map[string]string `json:"labels"`
	AccessLinks  []linkDoc         `json:"access_links"`
	Grants       []grantStateDoc   `json:"grants"`
}

type diffDocument struct {
	Schema         string         `json:"schema"`
	Version        string         `json:"version"`
	AsOf           string         `json:"as_of"`
	Before         sideDoc        `json:"before"`
	After          sideDoc        `json:"after"`
	Summary        diffSummaryDoc `json:"summary"`
	PermissionSets []setDoc       `json:"permission_sets"`
	Causes         []causeDoc     `json:"causes"`
	Differences    []stepDoc      `json:"differences"`
	Rules          []ruleDoc      `json:"rules"`
}

type driftDocument struct {
	Schema     string              `json:"schema"`
	Version    string              `json:"version"`
	AsOf       string              `json:"as_of"`
	Config     driftConfigDoc      `json:"config"`
	State      stateDoc            `json:"state"`
	Agency     agencyDoc           `json:"agency"`
	Observed   observedDoc         `json:"observed"`
	Summary    driftSummaryDoc     `json:"summary"`
	Digest     string              `json:"digest"`
	Items      []driftItemDoc      `json:"items"`
	Unknown    []unknownAccountDoc `json:"unknown"`
	Unmanaged  []unmanagedDoc      `json:"unmanaged"`
	Violations []findingDoc        `json:"violations"`
	Warnings   []findingDoc        `json:"warnings"`
}

type historyDocument struct {
	Schema    string        `json:"schema"`
	Lineage   string        `json:"lineage"`
	Revisions []revisionDoc `json:"revisions"`
}
