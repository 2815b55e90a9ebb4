package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"accredit/engine"

	"github.com/spf13/cobra"
)

// book is what a list shows: declared where there is a configuration, else
// recorded.
type book struct {
	desired *engine.Desired
	access  *engine.Access
	day     engine.Date
	now     time.Time
	dir     string // of the configuration
	path    string // of the state
}

func (a *app) readBook(cmd *cobra.Command) (*book, error) { return a.readBookWith(cmd, false) }

// readBookWith reads a book, with all that its dates will change where days
// matters.
func (a *app) readBookWith(cmd *cobra.Command, days bool) (*book, error) {
	dir, err := a.dir(nil)
	if err != nil {
		return nil, err
	}
	now, err := a.moment()
	if err != nil {
		return nil, err
	}
	b := &book{day: engine.DateOf(now), now: now, dir: dir}
	if b.access, b.path, err = a.readState(cmd.Context(), dir, now); err != nil {
		return nil, err
	}
	if files, err := hclFiles(dir); err == nil && len(files) > 0 {
		options, err := a.optionsAt(now)
		if err != nil {
			return nil, err
		}
		options.Compared = days
		res, err := a.loadWith(dir, options)
		if err != nil {
			return nil, err
		}
		b.desired = res.Desired
	} else if b.access.Serial == 0 {
		return nil, noState(b.path)
	}
	return b, nil
}

// knowsSet refuses a permission set that is neither declared nor recorded:
// an empty list would read as if nobody had it.
func (b *book) knowsSet(name string) error {
	known := map[string]bool{engine.SetSuperAdmin: true, engine.SetPartnerAdmin: true}
	if b.desired != nil {
		for i := range b.desired.Sets {
			known[b.desired.Sets[i].Name] = true
		}
	}
	for i := range b.access.Sets {
		known[b.access.Sets[i].Name] = true
	}
	for i := range b.access.Clients {
		for j := range b.access.Clients[i].Grants {
			known[b.access.Clients[i].Grants[j].Rights.Set] = true
		}
	}
	if name == "" || known[name] {
		return nil
	}
	err := fmt.Errorf("--set: there is no permission set %q", name)
	if meant := closest(name, slices.Collect(maps.Keys(known))); meant != "" {
		return withHint(err, "Did you mean %q?", meant)
	}
	return err
}

func matchAny(glob string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return engine.MatchGlob(glob, name) })
}

// labelled gives an object that is never null in JSON.
func labelled(labels map[string]string) map[string]string {
	if labels == nil {
		return map[string]string{}
	}
	return labels
}

func hasLabel(labels map[string]string, want string) bool {
	if want == "" {
		return true
	}
	key, value, _ := strings.Cut(want, "=")
	return labels[key] == value
}

// people lists the declared people, then those only recorded.
func (b *book) people() []engine.Person {
	var list []engine.Person
	seen := map[string]bool{}
	if b.desired != nil {
		for i := range b.desired.People {
			list = append(list, b.desired.People[i])
			seen[b.desired.People[i].Email] = true
			for _, former := range b.desired.People[i].FormerEmails {
				seen[former] = true
			}
		}
	}
	for i := range b.access.People {
		if p := b.access.People[i]; !seen[p.Email] {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(x, y engine.Person) int { return strings.Compare(x.Email, y.Email) })
	return list
}

// dateOrNil is a date as JSON has it: null where there is none.
func dateOrNil(d engine.Date) *string {
	if d == 0 {
		return nil
	}
	s := d.String()
	return &s
}
