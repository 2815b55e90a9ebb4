package cli

import (
	"maps"
	"slices"
	"strconv"

	"accredit/engine"
	"accredit/engine/render"
)

// listMatrix lists who has what where: a row a client, a column a person. People
// without access in one of the clients have no column.
func (a *app) listMatrix(b *book, glob string, o *listOptions) error {
	list := []*matrixRow{}
	emails := map[string]bool{}
	for _, g := range b.grantRows() {
		if !matchAny(glob, g.Client, label(g.Client), g.Name, strconv.FormatInt(g.HubID, 10)) || o.person != "" && !matchAny(o.person, g.Email, g.Person, label(g.Person)) {
			continue
		}
		if len(list) == 0 || list[len(list)-1].HubID != g.HubID {
			list = append(list, &matrixRow{g.HubID, g.Client, map[string]string{}})
		}
		set := g.Set
		if g.Status != engine.Active.String() {
			set += " (" + g.Status + ")"
		}
		list[len(list)-1].People[g.Email] = set
		emails[g.Email] = true
	}
	l := &render.List{Columns: []render.Column{{Title: "HUB ID", Name: "hub_id"}, {Title: "CLIENT", Name: "client"}}, Empty: "No grant is recorded that fits."}
	people := slices.Sorted(maps.Keys(emails))
	for _, email := range people {
		l.Columns = append(l.Columns, render.Column{Title: email, Name: email})
	}
	for _, r := range list {
		cells := []string{strconv.FormatInt(r.HubID, 10), r.Client}
		for _, email := range people {
			cells = append(cells, r.People[email])
		}
		l.Rows = append(l.Rows, cells)
	}
	return a.showList(l, o.format, matrixDocument{schemaOf("matrix"), append([]string{}, people...), list})
}
