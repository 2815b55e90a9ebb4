package revise

import "accredit/engine"

// Witness gives the grants that changes write the evidence of their client.
// Where there is none they are left as they are.
func Witness(changes *engine.Changes, of func(hubID int64) *engine.Evidence) {
	for i := range changes.Grants {
		c := &changes.Grants[i]
		e := of(c.HubID)
		if c.After == nil || e == nil || c.Before != nil && sameObserved(c.Before, c.After) {
			continue
		}
		is := *c.After
		is.Evidence = e
		c.After = &is
	}
}
