package fakehub

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Switch is one field of Behaviour, by name.
type Switch struct {
	Name  string
	Usage string // in words, with the values that it has
}

// usages say what each switch is about.
var usages = map[string]string{
	"versions":        "versions of the user API that there are, with commas",
	"page":            "most rows in a page of a list",
	"last-page":       "what the last page of a list has: \"paging\" or \"none\"",
	"cut":             "a list in 2026-03 ends silently after so many users",
	"cut-paged":       "a list in 2026-09 ends after so many users as if that were all",
	"order":           "rows between the pages of a list: \"stable\" or \"shifting\"",
	"lag":             "for so many reads after a write a list is as before",
	"crm-lag":         "for so many searches after a write the CRM is as before",
	"deactivated":     "whether the user API shows the deactivated: \"yes\", \"no\" or \"never\"",
	"duplicate":       "answer to a POST of somebody who is there: \"409\", \"400\", \"200\" or \"reset\"",
	"after":           "answer to a POST that was done: \"reset\", \"hang\" or a status",
	"put":             "what a PUT does: \"replace\", \"replace-seats\", \"merge\" or \"add-role\"",
	"delete":          "what a DELETE does: \"remove\", \"super-admins\" or \"nothing\"",
	"seats":           "so many POSTs after a DELETE find no seat",
	"new-users":       "whom a POST makes: \"active\" or \"invited\"",
	"api-partner":     "whether the API links people with an address of the agency: \"yes\" or \"no\"",
	"settings-link":   "whom an account's settings link: \"known\" or \"domain\"",
	"partner-role":    "whether partner admin is a role of the API: \"no\" or \"yes\"",
	"keys":            "whether a key gives only what its maker holds: \"free\" or \"bound\"",
	"scopes":          "how a 403 names what is missing: \"named\" or \"wrong\"",
	"rate-limit":      "\"on\" or \"off\"",
	"hub-id-property": "property of partner clients that has the hub id",
	"export":          "columns of an export: \"full\" or \"documented\"",
}

// Switches lists the switches in the order of Behaviour.
func Switches() []Switch {
	t := reflect.TypeFor[Behaviour]()
	list := make([]Switch, 0, t.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		list = append(list, Switch{name, usages[name]})
	}
	return list
}

// Set sets a switch by name. Where it refuses, b is as it was.
func (b *Behaviour) Set(name, value string) error {
	of, known := fieldType(reflect.TypeFor[Behaviour](), name)
	if !known {
		return fmt.Errorf("there is no switch %q", name)
	}
	var read any = value
	switch of.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("%s is %q, and should be a number", name, value)
		}
		read = n
	case reflect.Slice:
		read = strings.Split(value, ",")
	}
	text, err := json.Marshal(map[string]any{name: read})
	if err != nil {
		return err
	}
	next := *b
	if err := json.Unmarshal(text, &next); err != nil {
		return err
	}
	if field, err := next.check(); err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	*b = next
	return nil
}
