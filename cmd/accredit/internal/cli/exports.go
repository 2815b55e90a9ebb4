package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/join"
	"accredit/engine/publicmail"

	"github.com/spf13/cobra"
)

// exportOptions say how to read HubSpot's exports of users.
type exportOptions struct {
	emailDomains []string
	contractors  []string
	clientsFile  string
	agencyHubID  int64
	skipBad      bool
}

func addExportFlags(cmd *cobra.Command, o *exportOptions) {
	f := cmd.Flags()
	f.StringArrayVar(&o.emailDomains, "email-domain", nil, "an e-mail `DOMAIN` of the agency (repeatable)")
	f.StringArrayVar(&o.contractors, "contractor", nil, "the `EMAIL` of somebody of ours with another domain (repeatable)")
	f.StringVar(&o.clientsFile, "clients", "", "CSV `FILE` with hub id, name and domain of the clients")
	f.Int64Var(&o.agencyHubID, "agency-hub-id", 0, "the agency's own hub id, `N`")
}

// us is who the agency is: what tells our people from the client's.
type us struct {
	hubID       int64
	name        string
	domains     []string
	contractors []string
	people      []engine.Person      // declared or recorded
	sets        []engine.RecordedSet // recorded, or declared
	clients     []engine.Client      // declared
	setNames    hubspot.SetNames     // declared
	teams       []string             // declared or recorded
}

// known gives what is recorded, and of declared clients that are not what is
// declared of the account itself: an export says nothing of it.
func (u *us) known(recorded *engine.Access) *engine.Access {
	declared := &engine.Access{}
	for i := range u.clients {
		c := engine.RecordedClient{Client: u.clients[i]}
		c.Links = nil
		declared.Clients = append(declared.Clients, c)
	}
	return join.Imported(declared, recorded)
}

// whoWeAre learns it from the configuration in dir, where it is needed and there
// is one (an empty dir is none), from what is recorded, and from the command line.
func (a *app) whoWeAre(dir string, recorded *engine.Access, o *exportOptions, needed bool) (*us, error) {
	u := &us{hubID: recorded.Agency.HubID, name: recorded.Agency.Name, people: recorded.People, sets: recorded.Sets, teams: teamsOf(nil, recorded)}
	if err := u.take(o); err != nil {
		return nil, err
	}
	if needed && hasConfiguration(dir) {
		res, err := a.load(dir)
		if err != nil {
			return nil, err
		}
		u.declared(res.Desired)
		u.setNames, u.teams = setNamesOf(res.Desired), teamsOf(res.Desired, recorded)
		if o.agencyHubID == 0 {
			u.hubID = res.Desired.Agency.HubID
		}
	}
	if len(u.domains) == 0 {
		u.domains = partnerDomains(recorded)
	}
	switch {
	case recorded.Agency.HubID != 0 && u.hubID != recorded.Agency.HubID:
		return nil, fmt.Errorf("this state belongs to agency %s (hub %d), this agency has hub id %d", recorded.Agency.Name, recorded.Agency.HubID, u.hubID)
	case needed && len(u.domains) == 0:
		return nil, withHint(errors.New("whose people are ours? no e-mail domain of the agency is known"),
			"Give it with --email-domain company.example (repeatable), or the configuration with --chdir DIR.")
	}
	return u, nil
}

// hasConfiguration reports whether a directory is one: somewhere above others
// is none, so that it is not read by chance.
func hasConfiguration(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool { return filepath.Ext(e.Name()) == ".hcl" })
}

// take reads the command line.
func (u *us) take(o *exportOptions) error {
	for _, s := range o.emailDomains {
		domain, err := engine.ParseDomain(s)
		if err != nil {
			return errUsage("--email-domain: %v", err)
		}
		if publicmail.Has(domain) {
			return withHint(errUsage("--email-domain %s: anybody can get an address there, so people of clients would count as the agency's", domain),
				"Name those of your people who use it with --contractor EMAIL. If it really is the agency's own, declare it in a configuration with allow_public_domain = true.")
		}
		u.domains = append(u.domains, domain)
	}
	for _, s := range o.contractors {
		email, err := engine.ParseEmail(s)
		if err != nil {
			return errUsage("--contractor: %v", err)
		}
		u.contractors = append(u.contractors, email)
	}
	if o.agencyHubID < 0 || o.agencyHubID > engine.MaxHubID {
		return errUsage("--agency-hub-id takes a number from 1 to %d", int64(engine.MaxHubID))
	}
	if o.agencyHubID != 0 {
		u.hubID = o.agencyHubID
	}
	return nil
}

// declared adds what the configuration says. What is recorded of a set counts
// before what is declared of it: it is what accounts have.
func (u *us) declared(d *engine.Desired) {
	u.name = d.Agency.Name
	for _, domain := range d.Agency.EmailDomains {
		if !slices.Contains(u.domains, domain) {
			u.domains = append(u.domains, domain)
		}
	}
	u.people = join.Imported(&engine.Access{People: u.people}, &engine.Access{People: d.People}).People
	for i := range d.Clients {
		u.clients = append(u.clients, d.Clients[i].Client)
	}
	var sets []engine.RecordedSet
	for _, set := range d.Sets {
		if !set.Builtin {
			sets = append(sets, engine.RecordedSet{Name: set.Name, Unknown: set.Unknown, Levels: engine.LevelsOf(d.Catalogue, set.Rights), Definition: set.Definition})
		}
	}
	u.sets = join.Imported(&engine.Access{Sets: sets}, &engine.Access{Sets: u.sets}).Sets
}

// partnerDomains are the domains of people with a Partner Seat: exactly the
// agency's have it (docs/rules.md R8).
func partnerDomains(a *engine.Access) []string {
	var domains []string
	for i := range a.Clients {
		for j := range a.Clients[i].Grants {
			g := &a.Clients[i].Grants[j]
			if _, domain, _ := strings.Cut(a.People[g.Person].Email, "@"); g.Seat == engine.SeatPartner && !slices.Contains(domains, domain) {
				domains = append(domains, domain)
			}
		}
	}
	slices.Sort(domains)
	return domains
}

// read reads exports. Mistakes in the list of clients are problems as well.
func (u *us) read(paths []string, o *exportOptions) (*hubspot.Export, []hubspot.Problem, error) {
	options := hubspot.Options{
		EmailDomains: u.domains, People: u.people, Contractors: u.contractors,
		AgencyHubID: u.hubID, Sets: u.sets, SetNames: u.setNames, Teams: u.teams, SkipBad: o.skipBad,
	}
	var problems []hubspot.Problem
	if o.clientsFile != "" {
		options.Clients, problems = hubspot.ReadClients(exportFile(o.clientsFile))
	}
	files := make([]hubspot.File, len(paths))
	for i, path := range paths {
		files[i] = exportFile(path)
	}
	export, more := hubspot.ReadExports(files, options)
	return export, append(problems, more...), nil
}
