package cli

import (
	"fmt"
	"strings"

	"accredit/engine"
	"accredit/engine/render"
)

// catalogue reads the configuration's permission blocks where there is one; a
// list of permissions works without.
func (a *app) catalogue() *engine.Catalogue {
	dir, err := a.dir(nil)
	if err == nil {
		if res, err := a.read(dir); err == nil && res.Desired != nil {
			return res.Desired.Catalogue
		}
	}
	return engine.BuiltinCatalogue()
}

func (a *app) listPermissions(glob string, o *listOptions) error {
	c := a.catalogue()
	list := []permissionRow{}
	l := &render.List{Columns: []render.Column{{Title: "PERMISSION", Name: "name"}, {Title: "LEVELS", Name: "levels"}, {Title: "DESCRIPTION", Name: "description"}}}
	for _, p := range c.All() {
		if engine.MatchGlob(glob, p.Name) {
			list = append(list, permissionRow{p.Name, p.Kind.String(), p.Kind.Names(), p.Description, p.Custom})
			l.Rows = append(l.Rows, []string{p.Name, strings.Join(p.Kind.Names(), " < "), p.Description})
		}
	}
	if len(list) == 0 && o.format != "json" {
		return withHint(fmt.Errorf("no permission matches %q", glob), "Try a wildcard such as 'crm.*'.")
	}
	return a.showList(l, o.format, permissionsDocument{schemaOf("permissions"), c.Version, list})
}
