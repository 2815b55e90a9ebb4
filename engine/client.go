package engine

import "fmt"

// Mode says how far the configuration rules a client (docs/rules.md R10).
type Mode uint8

// Enforce: the configuration is the whole truth. Additive: it only adds.
// Observe: differences are shown, nothing is planned.
const (
	Enforce Mode = iota
	Additive
	Observe
)

var modeNames = [...]string{"enforce", "additive", "observe"}

// String returns "enforce", "additive" or "observe".
func (m Mode) String() string { return modeNames[m] }

// ParseMode reads "enforce", "additive" or "observe".
func ParseMode(s string) (Mode, error) { return parseName[Mode](modeNames[:], s, "mode") }

// SubsetRule says what happens where an actor cannot give or take everything
// (docs/rules.md R1): strict is a violation, clamp plans what can be reached.
type SubsetRule uint8

// The two rules.
const (
	Strict SubsetRule = iota
	Clamp
)

var subsetRuleNames = [...]string{"strict", "clamp"}

// String returns "strict" or "clamp".
func (s SubsetRule) String() string { return subsetRuleNames[s] }

// ParseSubsetRule reads "strict" or "clamp".
func ParseSubsetRule(s string) (SubsetRule, error) {
	return parseName[SubsetRule](subsetRuleNames[:], s, "subset rule")
}

// AccountTypes are the kinds of HubSpot account; the first is the default.
var AccountTypes = []string{"standard", "sandbox", "developer_test", "other"}

// Link is a client's consent that one of the agency's people becomes partner
// admin there: asked for, then approved, then perhaps ended.
type Link struct {
	Admin      string // e-mail, lower case
	ApprovedBy string
	ApprovedOn Date // zero: approval pending
	EndedOn    Date // from then on evidence only
	Pos        Pos
}

// Client is what is known about a client account itself. It is its hub id.
type Client struct {
	Address     string
	Name        string
	HubID       int64
	Domain      string
	AccountType string
	Mode        Mode
	Execution   Execution
	SuperAdmins []string // the client's own people, e-mails, sorted
	ManagedMRR  float64
	// LastActivity is the last qualifying activity of one of ours there (docs/rules.md
	// R6): what is declared, and of a recorded client what is known. Zero: not known.
	LastActivity Date
	Labels       map[string]string
	Links        []Link // by admin, then approval
}

// Label is what people see: the address where there is one, else the name,
// else the hub id.
func (c *Client) Label() string {
	switch {
	case c.Address != "":
		return c.Address
	case c.Name != "":
		return c.Name
	}
	return fmt.Sprintf("hub %d", c.HubID)
}
