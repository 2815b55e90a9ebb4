package fakehub

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

type crumb struct{ Text, URL string }

type tabLink struct {
	Text, URL string
	Chosen    bool
}

// option is something that can be chosen on a page.
type option struct {
	Value, Text string
	Chosen      bool
}

// choices are the options of a field.
type choices struct {
	ID, Name string
	Options  []option
}

// labelOf is a user with name and address.
func labelOf(u *User) string {
	if name := u.name(); name != "" {
		return name + " (" + u.Email + ")"
	}
	return u.Email
}

// hubIDs are the clients that a form names.
func (v *visit) hubIDs() []int64 {
	var list []int64
	for _, text := range v.r.Form["client"] {
		if id := number(text); id > 0 && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// setChoices are the permission sets that a dialog about an account offers; now is
// the choice that a user has.
func (v *visit) setChoices(a *Account, id, name string, admins []option, now string) choices {
	list := slices.Clone(admins)
	for _, s := range a.PermissionSets {
		list = append(list, option{Value: s.ID, Text: s.Name})
	}
	for i := range list {
		list[i].Chosen = list[i].Value == now
	}
	return choices{id, name, list}
}

var (
	partnerOption = option{Value: choicePartnerAdmin, Text: "Partner Admin"}
	superOption   = option{Value: choiceSuperAdmin, Text: "Super Admin"}
	noneOption    = option{Value: choiceNone, Text: "None"}
)

// choiceOf is the choice that a user has; of several sets the first.
func choiceOf(u *User) string {
	switch {
	case u.SuperAdmin:
		return choiceSuperAdmin
	case u.PartnerAdmin:
		return choicePartnerAdmin
	case len(u.RoleIDs) > 0:
		return u.RoleIDs[0]
	}
	return choiceNone
}

// counted writes a number with its word.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// owned writes what a user owns in an account.
func owned(u *User) []string {
	var list []string
	for _, asset := range u.Assets {
		text := strconv.Itoa(asset.Count) + " " + asset.Kind
		if asset.Name != "" {
			text += fmt.Sprintf(" %q", asset.Name)
		}
		list = append(list, text)
	}
	return list
}

// setText writes the permission sets of a user.
func setText(a *Account, u *User) string {
	text := strings.Join(setNames(a, u), ", ")
	if text == "" {
		text = "no permission set"
	}
	if len(u.Individual) > 0 && !u.SuperAdmin {
		text += " (with individual permissions)"
	}
	return text
}
