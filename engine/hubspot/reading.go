package hubspot

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/table"
)

// fileReading is one file while it is read.
type fileReading struct {
	*gathered
	file     string
	hubID    int64     // that of the name; zero: a column says
	at       time.Time // that of the name
	layout   *layout
	accounts map[int64]*account // of this file
	users    int                // rows that say who, bad ones included
	bad      bool               // a bad row that names no account: it may be of any
}

// errNoUser refuses a file that says nothing of an account.
var errNoUser = errors.New("there is no user in it: every account has at least one, so this is not a whole export")

// read reads one file. Where it fails, what it said so far does not count.
func (b *gathered) read(f File) {
	name, err := ReadFileName(f.Name)
	r := &fileReading{gathered: b, file: f.Name, hubID: name.HubID, at: name.At, accounts: map[int64]*account{}}
	if err == nil {
		err = r.rows(f)
	}
	if err == nil && r.users == 0 && !r.bad {
		err = errNoUser
	}
	if errors.Is(err, errNoUser) {
		b.empty = append(b.empty, f.Name)
	}
	if err != nil {
		b.problems = append(b.problems, Problem{File: f.Name, Text: err.Error()})
		r.giveUp()
		return
	}
	r.close()
}

// giveUp marks every account of the file as unread.
func (r *fileReading) giveUp() {
	if r.hubID != 0 {
		r.account(r.hubID)
	}
	if len(r.accounts) == 0 {
		r.lost = append(r.lost, r.file)
	}
	for _, a := range r.accounts {
		a.Reading, a.users = Unread, nil
	}
}

// close says how much is known of the file's accounts.
func (r *fileReading) close() {
	if r.hubID != 0 {
		r.account(r.hubID)
	}
	for _, a := range r.accounts {
		if r.bad && a.Reading == Whole {
			a.Reading = Partial
		}
		if a.File != r.file { // two files say who is there
			a.Reading, a.users = Unread, nil
		}
	}
}

// rows reads the rows of the file.
func (r *fileReading) rows(f File) error {
	if r.hubID != 0 && r.hubID == r.AgencyHubID {
		return r.agencyAccount()
	}
	t, err := openTable(f)
	switch {
	case errors.Is(err, table.ErrEmpty):
		return errNoUser
	case err != nil:
		return err
	}
	needed := [][]column{{columnEmail}, {columnSets, columnPermissions}}
	if r.hubID == 0 {
		needed = append(needed, []column{columnHubID})
	}
	if r.layout, err = readLayout(t.Header(), columnNames, needed...); err != nil {
		return r.explain(err)
	}
	if len(r.layout.unknown) > 0 {
		r.note(1, "not looked at: the columns %s", quoteAll(r.layout.unknown))
	}
	return eachRow(t, func(line int, err error) { r.badRow(nil, line, err) }, r.row)
}

// explain adds how an account is told where no column says so.
func (r *fileReading) explain(err error) error {
	if r.hubID != 0 {
		return err
	}
	return fmt.Errorf("%w (a file without the column \"Hub ID\" is called <hub id>.csv)", err)
}

// row reads one row of a user.
func (r *fileReading) row(row []string, line int) {
	c := &cells{layout: r.layout, row: row, sets: r.setNames, teams: r.longTeams}
	hubID, err := r.hubIDOf(c)
	if err != nil {
		r.badRow(nil, line, err)
		return
	}
	if hubID == r.AgencyHubID {
		r.badRow(&account{}, line, r.agencyAccount())
		return
	}
	a := r.account(hubID)
	c.hubID = hubID
	u := c.user(r.isOurs)
	if len(c.problems) > 0 {
		r.badRow(a, line, c.problems...)
		return
	}
	r.enter(a, u, line)
}

// hubIDOf tells whose account a row is of.
func (r *fileReading) hubIDOf(c *cells) (int64, error) {
	text := c.text(columnHubID)
	if len(c.problems) > 0 {
		return 0, c.problems[0]
	}
	if text == "" && r.hubID != 0 {
		return r.hubID, nil
	}
	id, err := parseHubID(text)
	switch {
	case err != nil:
		return 0, err
	case r.hubID != 0 && id != r.hubID:
		return 0, fmt.Errorf("the row is of account %d, and the file of %d by its name", id, r.hubID)
	}
	return id, nil
}

// parseHubID reads a hub id, and says where a spreadsheet may have spoilt it.
func parseHubID(text string) (int64, error) {
	id, err := engine.ParseHubID(text)
	if err != nil && strings.ContainsAny(text, "eE,. ") {
		err = fmt.Errorf("%w (a spreadsheet may have rounded it or put marks into it: export the file again)", err)
	}
	return id, err
}

func (r *fileReading) agencyAccount() error {
	return fmt.Errorf("hub id %d is the agency's own account, no client", r.AgencyHubID)
}

// account finds or makes the account of a hub id.
func (r *fileReading) account(hubID int64) *account {
	if a := r.accounts[hubID]; a != nil {
		return a
	}
	a := r.gathered.accounts[hubID]
	if a == nil {
		a = &account{Account: Account{HubID: hubID, File: r.file, At: r.at, Reading: Whole}, users: map[string]seen{}}
		if l := r.layout; l != nil {
			a.TellsTeams, a.TellsSeat, a.TellsSuperAdmins = l.has(columnTeams), l.has(columnSeat), l.has(columnSuperAdmin)
			a.TellsLinked = l.has(columnLinked)
			a.TellsStatus = l.has(columnStatus) || l.has(columnDeactivated) || l.has(columnActive)
		}
		r.gathered.accounts[hubID] = a
	} else {
		r.problems = append(r.problems, Problem{File: r.file, Text: fmt.Sprintf("account %d is in %s, too: which of them counts?", hubID, a.File)})
		a = &account{Account: Account{HubID: hubID, File: a.File}, users: map[string]seen{}}
		r.gathered.accounts[hubID] = a
	}
	r.accounts[hubID] = a
	return a
}

// badRow keeps what is wrong with a row. Of an account it may be nil: then it
// may be of any account in the file.
func (r *fileReading) badRow(a *account, line int, errs ...error) {
	r.users++
	if a == nil && r.hubID != 0 {
		a = r.account(r.hubID)
	}
	if a == nil {
		r.bad = true
	} else if a.Reading == Whole {
		a.Reading = Partial
	}
	for _, err := range errs {
		p := Problem{File: r.file, Line: line, Text: err.Error()}
		if r.SkipBad {
			r.skipped = append(r.skipped, p)
		} else {
			r.problems = append(r.problems, p)
		}
	}
}

// enter adds a user to an account. Rows that say the same are one.
func (r *fileReading) enter(a *account, u *user, line int) {
	r.users++
	first, twice := a.users[u.email]
	switch {
	case !twice:
		a.users[u.email] = seen{u, line}
		r.noteSets(u, line)
	case !first.equal(u):
		r.badRow(a, line, fmt.Errorf("%s stands there twice, and line %d says something else of them", u.email, first.line))
	}
}

// noteSets says what is not recorded of somebody of ours with several sets.
func (r *fileReading) noteSets(u *user, line int) {
	if !r.isOurs(u.email) {
		return
	}
	switch {
	case u.superAdmin || len(u.sets) == 0:
	case u.partnerAdmin:
		r.note(line, "%s is partner admin; not recorded: %s", u.email, quoteAll(u.names()))
	case len(u.sets) > 1:
		r.note(line, "%s has several permission sets, recorded as one of unknown contents, %s: %s", u.email, r.setOf(u), quoteAll(u.names()))
	}
	if u.status == engine.Invited {
		r.note(line, "%s is invited and has not accepted: until then they count as no admin", u.email)
	}
}

func (r *fileReading) note(line int, format string, args ...any) {
	r.notes = append(r.notes, Problem{File: r.file, Line: line, Text: fmt.Sprintf(format, args...)})
}
