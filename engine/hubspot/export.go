package hubspot

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"accredit/engine"
)

// File is one file to read. Its base name says whose it is where it is
// "<hub id>.csv" or "<hub id>_2026-11-21.csv"; else a column with the hub id does.
type File struct {
	Name string // as the user gave it: it stands in front of every problem
	Open func() (io.ReadCloser, error)
}

// Options say who "we" are and what is known already.
type Options struct {
	// EmailDomains are the agency's, in lower case: everybody with an address
	// of exactly one of them is ours.
	EmailDomains []string
	// People are declared or recorded people of the agency: they are ours
	// under their e-mail and former e-mails, whatever the domain.
	People []engine.Person
	// Contractors are e-mails of more people who are ours, in lower case.
	Contractors []string

	AgencyHubID int64                // the agency's own account, which is no client; zero: not known
	Clients     []ClientRow          // names and domains of accounts
	Sets        []engine.RecordedSet // declared or recorded: a set of that name in an export is this one
	SetNames    SetNames             // what accounts call them
	Teams       []string             // declared or recorded teams inside accounts: their names are not split

	// SkipBad reads accounts although some of their rows are bad, without
	// those. Such accounts are Partial.
	SkipBad bool
}

// Problem is one thing that is wrong in a file, or worth a word.
type Problem struct {
	File string
	Line int // from 1; zero: the file as a whole
	Text string
}

// String writes file:line: text.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// Reading says how much of an account is known.
type Reading uint8

// Unread is the zero value: what is not known to be read was not.
const (
	Unread  Reading = iota // nothing is known of who has access there
	Partial                // bad rows were left out: who is absent may be in one of them
	Whole                  // every row was understood
)

var readingNames = [...]string{"unread", "partial", "whole"}

// String returns "unread", "partial" or "whole".
func (r Reading) String() string { return readingNames[r] }

// Account is one account that the files speak of.
type Account struct {
	HubID   int64
	File    string
	At      time.Time // when it was exported, by the name of the file; zero: not known
	Reading Reading
	Users   int // rows, repeated ones once
	Ours    int // of these, people of the agency

	// What an export can say depends on its columns. Where one is missing,
	// Export.Over keeps what is recorded.
	TellsTeams, TellsStatus, TellsSeat, TellsLinked, TellsSuperAdmins bool

	// NoPartners: whoever has no set may be partner admin, which is not told.
	NoPartners bool
}

// Export is what the files say.
type Export struct {
	// Access has the accounts that are Whole, and with Options.SkipBad those
	// that are Partial: clients by hub id, with mode observe; the people and
	// the sets that their grants name, all of them sorted as in state.
	Access *engine.Access
	// Accounts lists every account that a file speaks of, by hub id, unread
	// ones included.
	Accounts []Account
	// Lost names the files that could not be read and do not even say whose
	// they are.
	Lost []string
	// Empty names the files without a single user. Every account has one, so
	// that such a file is no export: it is a problem, too.
	Empty []string
	// Skipped lists the bad rows that were left out: with Options.SkipBad only.
	Skipped []Problem
	// Notes are worth knowing and no mistake: columns that were not looked at,
	// people with several sets.
	Notes []Problem
	// SetNames gives the names in the exports of the sets that were named after
	// them, as first read, by name of the set.
	SetNames map[string]string

	// Others lists the people who are not ours and not recorded though they are
	// in two accounts or more, by e-mail; OthersOnce counts those in only one.
	Others     []Other
	OthersOnce int
	// UnreadPermissions counts the rows of our people with something in the
	// column of single permissions, of which only the two admins are read.
	UnreadPermissions int

	// PerhapsOurs are, by hub id, people who are not ours and have the user id or
	// the name of somebody who is: they may have changed their address.
	PerhapsOurs map[int64][]engine.Person

	domains []string
}

// Account finds an account by its hub id; nil where no file speaks of it.
func (e *Export) Account(hubID int64) *Account {
	i, found := slices.BinarySearchFunc(e.Accounts, hubID, func(a Account, id int64) int { return cmp.Compare(a.HubID, id) })
	if !found {
		return nil
	}
	return &e.Accounts[i]
}

// ReadExports reads user exports. Everything that is wrong in any file is in
// the list of problems, by file and line in the order given; the export is
// never nil and has what could be read nevertheless. With Options.SkipBad bad
// rows are no problems but stand in Export.Skipped; a file that cannot be read
// is a problem in any case.
func ReadExports(files []File, o Options) (*Export, []Problem) {
	b := newGathered(o)
	for _, f := range files {
		b.read(f)
	}
	return b.finish()
}
