package engine

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Limit is a number of grants, or a percentage of them.
type Limit struct {
	Value   int
	Percent bool
}

// String writes the limit as in the configuration: 12 or 25%.
func (l Limit) String() string {
	if l.Percent {
		return strconv.Itoa(l.Value) + "%"
	}
	return strconv.Itoa(l.Value)
}

// ParseLimit reads a limit.
func ParseLimit(s string) (Limit, error) {
	number, percent := strings.CutSuffix(s, "%")
	value, err := strconv.Atoi(number)
	if err != nil || value < 0 {
		return Limit{}, fmt.Errorf("%q is neither a count nor a percentage", s)
	}
	return Limit{Value: value, Percent: percent}, nil
}

// of is how many of n grants the limit allows to be taken away.
func (l Limit) of(n int) int {
	if l.Percent {
		return max(leastAllowed, n*l.Value/100)
	}
	return l.Value
}

// Approval lets up to UpTo removals through, in one client or of one person.
type Approval struct {
	HubID   int64  // or
	Email   string // of the leaver
	UpTo    int
	Reason  string
	Expires Date // last day; zero: no end
	Pos     Pos
}

// Guardrails are the limits of docs/rules.md R7: the values of the arguments that
// the table of rules lists.
type Guardrails struct {
	MaxRemovals      Limit
	MinPartnerAdmins int
	MaxSuperAdmins   int
	Protected        []int32 // people
	Approvals        []Approval
	Pos              Pos
}

// DefaultPlanAhead is how many days ahead a plan looks unless it is said, and
// MaxPlanAhead how many it may: each day on which something changes by itself is
// planned.
const (
	DefaultPlanAhead = 14
	MaxPlanAhead     = 92
)

// Ahead is how many days ahead a plan looks.
func (a *Agency) Ahead() Date { return Date(cmp.Or(a.PlanAhead, DefaultPlanAhead)) }

// Agency is the partner account.
type Agency struct {
	Name         string
	HubID        int64
	EmailDomains []string // lower case
	ActingAdmins []int32  // people, preferred first
	SubsetRule   SubsetRule
	Mode         Mode      // of clients that no longer have a block and no recorded mode
	Execution    Execution // as Mode
	PlanAhead    int       // how many days ahead a plan looks; zero: DefaultPlanAhead. It is recorded nowhere
	AccountURL   string    // where an account of HubSpot is, with {hub_id} in it; empty: nobody said. It is recorded nowhere
	Guardrails   Guardrails
	Pos          Pos
}
