package config

import (
	"accredit/engine"
)

// world is what the blocks became, each list in its final order.
type world struct {
	today     engine.Date
	catalogue *engine.Catalogue
	agency    engine.Agency
	people    []*person        // by e-mail
	clients   []*client        // by hub id
	broken    []*client        // of which an attribute is wrong
	teams     []*team          // inner ones before those that they are in
	sets      []*permissionSet // by name
	walks     int32            // through teams so far

	agencyState, peopleState, clientsState progress

	byEmail    map[string]*person // former addresses included
	byHub      map[int64]*client
	setsByName map[string]*permissionSet
	addresses  map[string]target

	rights          engine.Interner
	details         map[string]*engine.Details
	wishes          map[wish]string
	singles         []member // everybody, as the only member of a block
	selectedPeople  map[string][]member
	selectedClients map[string][]int32
	permissionList  []string
	permissionGlobs []string
	clashes         map[[2]*accessBlock]*clash
}
