package config

import (
	"slices"

	"accredit/engine"
)

// labelRule says whether blocks of a type carry a label.
type labelRule uint8

const (
	noLabel       labelRule = iota
	identifier              // one, a name that references can use
	anyText                 // one, any text
	maybeIdentity           // one or none
)

// blockSchema says what may stand in a block of one type. An argument is
// known by its index in args.
type blockSchema struct {
	name     string
	label    labelRule
	args     []string
	required []string
	blocks   []*blockSchema
	once     bool // at most one in its parent
	free     bool // any argument, as in locals
	forEach  bool
}

// argument returns the index of a known argument, or -1.
func (s *blockSchema) argument(name string) int { return slices.Index(s.args, name) }

func (s *blockSchema) nested(name string) *blockSchema { return findSchema(s.blocks, name) }

func findSchema(list []*blockSchema, name string) *blockSchema {
	for _, s := range list {
		if s.name == name {
			return s
		}
	}
	return nil
}

func schemaNames(list []*blockSchema) []string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.name
	}
	return names
}

var (
	approvalSchema = &blockSchema{
		name: "removal_approval", args: []string{"hub_id", "email", "up_to", "reason", "expires"}, required: []string{"up_to"},
	}
	guardrailsSchema = &blockSchema{
		name: "guardrails", once: true,
		args:   guardrailArguments(),
		blocks: []*blockSchema{approvalSchema},
	}
	agencySchema = &blockSchema{
		name:     "agency",
		args:     []string{"name", "hub_id", "email_domains", "allow_public_domain", "acting_admins", "subset_rule", "mode", "execution", "account_url", "plan_ahead"},
		required: []string{"name", "hub_id", "email_domains"},
		blocks:   []*blockSchema{guardrailsSchema},
	}
	employeeSchema   = personSchema("employee")
	contractorSchema = personSchema("contractor")
	teamSchema       = &blockSchema{
		name: "team", label: identifier, args: []string{"members"}, required: []string{"members"},
	}
	setSchema = &blockSchema{
		name: "permission_set", label: identifier,
		args: []string{"description", "extends", "permissions", "except", "unknown", "hubspot_name"},
	}
	permissionSchema = &blockSchema{
		name: "permission", label: anyText, args: []string{"kind", "description"}, required: []string{"kind"},
	}
	linkSchema = &blockSchema{
		name: "access_link", args: []string{"admin", "approved_by", "approved_on", "ended_on"}, required: []string{"admin"},
	}
	connectionSchema = &blockSchema{
		name: "connection", once: true, args: []string{"owner", "write", "welcome_email"}, required: []string{"owner"},
	}
	accessArguments = []string{
		"people", "permission_set", "reason", "expires", "starts", "except", "copy_from", "add", "remove",
		"keep_billing", "teams", "status", "linked", "overrides",
	}
	clientAccessSchema = &blockSchema{
		name: "access", label: maybeIdentity, args: accessArguments, required: []string{"people"},
	}
	accessSchema = &blockSchema{
		name: "access", label: identifier, forEach: true,
		args:     append([]string{"clients", "for_each"}, accessArguments...),
		required: []string{"clients", "people"},
	}
	clientSchema = &blockSchema{
		name: "client", label: identifier, forEach: true,
		args: []string{
			"name", "hub_id", "domain", "account_type", "subset_rule", "mode", "execution", "acting_admins",
			"super_admins", "managed_mrr", "last_activity", "labels", "permission_set_names", "for_each",
		},
		required: []string{"name", "hub_id"},
		blocks:   []*blockSchema{connectionSchema, linkSchema, clientAccessSchema},
	}
	policySchema = &blockSchema{
		name: "policy", label: anyText,
		args:     []string{"subject", "condition", "error_message", "severity"},
		required: []string{"subject", "condition", "error_message"},
	}
	testSchema = &blockSchema{
		name: "test", label: anyText,
		args: []string{"person", "client", "allow", "deny"}, required: []string{"person", "client"},
	}
	removedSchema  = &blockSchema{name: "removed", args: []string{"hub_id", "email"}}
	variableSchema = &blockSchema{name: "variable", label: identifier, args: []string{"default", "description"}}
	localsSchema   = &blockSchema{name: "locals", free: true}
)

func personSchema(name string) *blockSchema {
	return &blockSchema{
		name: name, label: identifier, forEach: true,
		args: []string{
			"email", "name", "roles", "default_permission_set", "status", "labels", "former_emails", "forge_ids", "for_each",
		},
		required: []string{"email", "name"},
	}
}

// guardrailArguments lists the arguments that the table of rules has.
func guardrailArguments() []string {
	var names []string
	for _, r := range engine.Rules() {
		if r.Argument != "" {
			names = append(names, r.Argument)
		}
	}
	return names
}

// topLevel lists what may stand at the top of a file.
var topLevel = []*blockSchema{
	agencySchema, employeeSchema, contractorSchema, teamSchema, setSchema, permissionSchema, clientSchema,
	accessSchema, policySchema, testSchema, removedSchema, variableSchema, localsSchema,
}
