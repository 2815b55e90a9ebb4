package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/join"
	"accredit/engine/render"
)

// wordLive stands for the connected accounts where a file could stand.
const wordLive = "live"

// lookAt says what to observe: files, folders, or the connected accounts, of which
// clients may be named.
type lookAt struct {
	dir            string // of the configuration
	paths, clients []string
	maxAge         time.Duration // an account that was read so long ago at most is not read again
}

// observe reads what was observed: user exports and state documents, from
// files and folders, and connected accounts, and when somebody looked. A file that cannot be read makes its account unknown;
// one that does not even say whose it is is an error.
func (a *app) observe(ctx context.Context, from *lookAt, when observedAt, d *engine.Desired, access *engine.Access) (*engine.Observation, error) {
	files, others, err := observedFiles(slices.DeleteFunc(slices.Clone(from.paths), func(path string) bool { return path == wordLive }))
	if err != nil {
		return nil, err
	}
	o := &engine.Observation{Access: &engine.Access{}}
	var exports []string
	var problems []error
	if slices.Contains(from.paths, wordLive) {
		problems = append(problems, a.observeLive(ctx, o, from, d, access))
	}
	for _, file := range files {
		if isJSONFile(file) {
			problems = append(problems, observeDocument(o, file, d, access))
			continue
		}
		exports = append(exports, file)
	}
	if len(exports) > 0 {
		problems = append(problems, a.observeExports(o, exports, d, access))
	}
	problems = append(problems, when.date(o))
	if len(others) > 0 {
		fmt.Fprintf(a.err, "Warning: %s\n", notLookedAt(others))
		unreadOthers(o, others)
	}
	slices.SortFunc(o.Unread, func(x, y engine.UnreadClient) int { return cmp.Compare(x.HubID, y.HubID) })
	return o, errors.Join(problems...)
}

// observedFiles lists the files, those of a folder by name, and what else is in
// the folders.
func observedFiles(paths []string) (files, others []string, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, nil, withHint(fmt.Errorf("--observed %s: %w", path, errors.Unwrap(err)), "Give a file, or a folder of them.")
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		found, rest, err := inFolder(path)
		if err != nil {
			return nil, nil, err
		}
		files, others = append(files, found...), append(others, rest...)
		if len(found) == 0 {
			return nil, nil, withHint(fmt.Errorf("--observed %s: there is no .csv or .json file in it", path), "An account without a file is unknown; a folder without any file is a mistake.")
		}
	}
	return files, others, nil
}

// unreadOthers notes the accounts of which there is only a file that was not looked
// at.
func unreadOthers(o *engine.Observation, others []string) {
	for _, path := range others {
		name, _ := hubspot.ReadFileName(path) // of when it is does not matter
		hubID := name.HubID
		read := slices.ContainsFunc(o.Access.Clients, func(c engine.RecordedClient) bool { return c.HubID == hubID })
		if hubID != 0 && !read && !slices.ContainsFunc(o.Unread, func(u engine.UnreadClient) bool { return u.HubID == hubID }) {
			o.Unread = append(o.Unread, engine.UnreadClient{HubID: hubID, Source: path, Why: path + " is neither .csv nor .json: save it as CSV"})
		}
	}
}

// observeDocument adds a state document.
func observeDocument(o *engine.Observation, file string, d *engine.Desired, access *engine.Access) error {
	document, err := readDocument(file)
	var at time.Time
	if err == nil {
		at, err = documentMoment(file, document)
	}
	if err == nil {
		err = document.Complete(knownSets(d, access), d.Agency.EmailDomains)
	}
	if err != nil {
		if name, _ := hubspot.ReadFileName(file); name.HubID != 0 {
			o.Unread = append(o.Unread, engine.UnreadClient{HubID: name.HubID, Source: file, Why: fmt.Sprintf("%s: %v", file, err)})
			return nil
		}
		return fmt.Errorf("%s: %w", file, err)
	}
	if hub := document.Access.Agency.HubID; hub != 0 && hub != d.Agency.HubID {
		return fmt.Errorf("%s is of agency %s (hub %d), the configuration of %s (hub %d)", file, document.Access.Agency.Name, hub, d.Agency.Name, d.Agency.HubID)
	}
	how := make([]engine.Observed, len(document.Access.Clients))
	for i := range how {
		how[i] = engine.Told(file)
		if document.Told != nil {
			how[i] = *document.Told
			how[i].Source = file
		}
		how[i].At = at
	}
	return join.AddObserved(o, document.Access, how)
}

// knownSets lists the recorded sets, and declared ones that are not recorded.
func knownSets(d *engine.Desired, access *engine.Access) []engine.RecordedSet {
	sets := slices.Clone(access.Sets)
	for i := range d.Sets {
		s := &d.Sets[i]
		if s.Builtin || slices.ContainsFunc(sets, func(known engine.RecordedSet) bool { return known.Name == s.Name }) {
			continue
		}
		sets = append(sets, engine.RecordedSet{Name: s.Name, Unknown: s.Unknown, Levels: engine.LevelsOf(d.Catalogue, s.Rights), Definition: s.Definition})
	}
	return sets
}

// observeExports adds HubSpot's user exports.
func (a *app) observeExports(o *engine.Observation, files []string, d *engine.Desired, access *engine.Access) error {
	export, problems := hubspot.ReadExports(exportFiles(files), shownOptions(d, access))
	if len(export.Lost) > 0 {
		var errs []error
		for _, p := range problems {
			if slices.Contains(export.Lost, p.File) {
				errs = append(errs, errors.New(p.String()))
			}
		}
		return errors.Join(errs...)
	}
	if !a.flags.quiet {
		for _, note := range slices.Concat(problems, export.Skipped, export.Notes) {
			fmt.Fprintln(a.err, "Warning: "+render.Terminal(note.String()))
		}
	}
	how := make([]engine.Observed, len(export.Access.Clients))
	for i := range export.Access.Clients {
		how[i] = howObserved(export, &export.Access.Clients[i])
	}
	for i := range export.Accounts {
		if account := &export.Accounts[i]; account.Reading != hubspot.Whole {
			o.Unread = append(o.Unread, engine.UnreadClient{HubID: account.HubID, Source: account.File, Why: whyNotWhole(account, problems, export.Skipped)})
		}
	}
	return join.AddObserved(o, export.Access, how)
}

func exportFiles(names []string) []hubspot.File {
	files := make([]hubspot.File, len(names))
	for i, name := range names {
		files[i] = hubspot.File{Name: name, Open: func() (io.ReadCloser, error) {
			info, err := os.Lstat(name)
			if err == nil && !info.Mode().IsRegular() {
				return nil, errors.New("not an ordinary file")
			}
			return os.Open(name)
		}}
	}
	return files
}

// howObserved says what an export tells of an account: names of sets, unless
// nobody has one, and who is super admin where a column says so or somebody is.
func howObserved(export *hubspot.Export, c *engine.RecordedClient) engine.Observed {
	account := export.Account(c.HubID)
	told := account.TellsSuperAdmins || len(c.SuperAdmins) > 0
	named, unnamed := 0, 0
	for i := range c.Grants {
		switch c.Grants[i].Rights.Set {
		case engine.SetSuperAdmin:
			told = true
		case engine.SetPartnerAdmin:
		case hubspot.NoSet:
			unnamed++
		default:
			named++
		}
	}
	return engine.Observed{
		Source: account.File, At: account.At, Whole: account.Reading == hubspot.Whole, Names: true, NoSets: named == 0 && unnamed > 0,
		Teams: account.TellsTeams, Status: account.TellsStatus, SuperAdmins: told,
		Others: export.PerhapsOurs[c.HubID],
	}
}

// whyNotWhole says what is wrong with an account's file, the first of it.
func whyNotWhole(account *hubspot.Account, problems, skipped []hubspot.Problem) string {
	var list []hubspot.Problem
	for _, p := range slices.Concat(problems, skipped) {
		if p.File == account.File || strings.Contains(p.Text, fmt.Sprint(account.HubID)) {
			list = append(list, p)
		}
	}
	switch len(list) {
	case 0:
		return account.File + " could not be read"
	case 1:
		return list[0].String()
	}
	return fmt.Sprintf("%s (and %s)", list[0], plural(len(list)-1, "more problem"))
}
