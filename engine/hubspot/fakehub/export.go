package fakehub

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"time"
)

// ExportName is the name of an export's file: whose account it is, and when it was
// looked at, to the minute.
func ExportName(hubID int64, at time.Time) string {
	return fmt.Sprintf("%d_%s.csv", hubID, at.UTC().Format("2006-01-02T1504Z"))
}

// documentedColumns are those that HubSpot's page about exports names; the others
// are there so that everything can be tried.
const documentedColumns = 8

var exportColumns = []string{
	"User ID", "First name", "Last name", "Email address", "Last login date", "Assigned teams", "Assigned role", "Permissions",
	"Super admin", "Partner admin", "Status", "Seat", "Linked",
}

// Export writes the users of an account as a super admin exports them. It is an
// error that there is no such account.
func (h *Hub) Export(hubID int64) (name string, text []byte, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := h.world.account(hubID)
	if a == nil {
		return "", nil, fmt.Errorf("there is no account %d", hubID)
	}
	columns := len(exportColumns)
	if h.world.Behaviour.Export == "documented" {
		columns = documentedColumns
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{exportColumns}
	for i := range a.Users {
		if !isApp(a.Users[i].Email) {
			rows = append(rows, exportRow(a, &a.Users[i]))
		}
	}
	for _, row := range rows {
		if err := w.Write(row[:columns]); err != nil {
			return "", nil, err
		}
	}
	w.Flush()
	return ExportName(hubID, h.now()), b.Bytes(), w.Error()
}

func exportRow(a *Account, u *User) []string {
	last := ""
	if !u.LastLogin.IsZero() {
		last = u.LastLogin.UTC().Format("2006-01-02 15:04")
	}
	var individual []string
	for _, name := range sortedKeys(u.Individual) {
		individual = append(individual, name+": "+u.Individual[name])
	}
	return []string{
		u.ID, u.FirstName, u.LastName, u.Email, last, strings.Join(teamNames(a, u), "; "), strings.Join(setNames(a, u), "; "),
		strings.Join(individual, "; "), yes(u.SuperAdmin), yes(u.PartnerAdmin), statusOf(u), strings.Join(u.SeatNames, "; "), yes(u.Linked),
	}
}

// setNames are the permission sets of a user as people read them.
func setNames(a *Account, u *User) []string {
	switch {
	case u.SuperAdmin:
		return []string{"Super Admin"}
	case u.PartnerAdmin:
		return []string{"Partner Admin"}
	}
	return seen(a, u).Sets
}

func teamNames(a *Account, u *User) []string {
	var names []string
	for _, id := range append([]string{u.PrimaryTeamID}, u.SecondaryTeamIDs...) {
		if t := a.team(id); t != nil {
			names = append(names, t.Name)
		}
	}
	return names
}

func statusOf(u *User) string {
	switch {
	case u.Deactivated:
		return "Deactivated"
	case u.Invited:
		return "Invited"
	}
	return "Active"
}

func yes(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}
