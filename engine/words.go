package engine

import "slices"

// Words lists the words of an enumeration in their order, by its name in JSON;
// nil: there is none of that name. An enumeration with a value for "none" leaves
// it out.
func Words(enumeration string) []string {
	return slices.Clone(words[enumeration])
}

var words = map[string][]string{
	"action":        actionNames[1:],
	"account_type":  AccountTypes,
	"cause":         causeNames[1:],
	"drift_class":   driftClassNames[:],
	"effect":        effectNames[:],
	"evidence":      evidenceNames[1:],
	"execution":     executionNames[:],
	"kind":          kindNames[:],
	"mode":          modeNames[:],
	"person_kind":   personKindNames[1:],
	"person_status": personStatusNames[:],
	"relationship":  relationshipNames[:],
	"role":          roleNames[:],
	"seat":          seatNames[:],
	"severity":      {Error.String(), Warning.String()},
	"status":        statusNames[:],
	"step_state":    stepStateNames[:],
	"subset_rule":   subsetRuleNames[:],
	"via":           viaNames[1:],
	"upcoming":      upcomingNames[:],
}
