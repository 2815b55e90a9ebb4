package cli

import (
	"fmt"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/render"
)

// sayPerhapsSame says who goes and who comes in the same account, and is perhaps
// one person under another address; export is nil where there is none.
func (im *importing) sayPerhapsSame(changes *engine.Changes, export *hubspot.Export) {
	if im.flags.quiet {
		return
	}
	people := map[string]engine.Person{}
	for _, list := range [][]engine.Person{im.base.People, im.observed.People} {
		for i := range list {
			people[list[i].Email] = list[i]
		}
	}
	gone, came := map[int64][]engine.Person{}, map[int64][]engine.Person{}
	var hubs []int64
	for i := range changes.Grants {
		switch c := &changes.Grants[i]; {
		case c.After == nil:
			if gone[c.HubID] == nil {
				hubs = append(hubs, c.HubID)
			}
			gone[c.HubID] = append(gone[c.HubID], people[c.Email])
		case c.Before == nil:
			came[c.HubID] = append(came[c.HubID], people[c.Email])
		}
	}
	said := map[engine.SamePerson]bool{}
	var list []engine.SamePerson
	for _, hub := range hubs {
		here := came[hub]
		if export != nil {
			here = append(here, export.PerhapsOurs[hub]...)
		}
		for _, s := range engine.PerhapsSame(gone[hub], here) {
			if !said[s] {
				said[s] = true
				list = append(list, s)
			}
		}
	}
	few, moved := engine.MovedDomains(list)
	for _, s := range few {
		fmt.Fprintln(im.err, "Warning: "+render.Terminal(s.Is+" is perhaps "+s.Was+" ("+s.Why()+"); "+s.Hint()))
	}
	for _, m := range moved {
		fmt.Fprintln(im.err, "Warning: "+render.Terminal(m.Message()+"; "+m.Hint()))
	}
}
