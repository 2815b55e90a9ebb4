package engine

import "cmp"

// ignoredEvent tells that somebody left a difference as it is, or that this
// has ended.
func ignoredEvent(c *IgnoreChange) Event {
	e := Event{Kind: EventDrift, Came: c.Before == nil, Went: c.After == nil}
	var none Ignored
	before, after := cmp.Or(c.Before, &none), cmp.Or(c.After, &none)
	e.HubID, e.Email = cmp.Or(after.HubID, before.HubID), cmp.Or(after.Email, before.Email)
	e.differ("ignored_until", before.Until.String(), after.Until.String())
	e.differ("because", before.Because, after.Because)
	return e
}
