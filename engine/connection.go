package engine

import "slices"

// Connection says that a client's account can be reached by HubSpot's API, who
// answers for the service key, and what the key may do (docs/accounts.md). Where
// the key is says whoever runs accredit, never the configuration. It is recorded
// nowhere.
type Connection struct {
	Owner        int32    // who made the key, and acts through it: index into the list of people
	Write        []Action // of add, change and remove, in this order; empty: it is only read
	WelcomeEmail bool     // HubSpot writes to those who are added
	Pos          Pos
}

// ConnectionWrites lists what a connection may be allowed to do.
var ConnectionWrites = []Action{ActionAdd, ActionChange, ActionRemove}

// Writes reports whether the key may make steps of an action. A nil connection
// makes none.
func (c *Connection) Writes(a Action) bool { return c != nil && slices.Contains(c.Write, a) }
