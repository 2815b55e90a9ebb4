package planfile

import (
	"errors"
	"fmt"
	"math"

	"accredit/engine"
)

// errMissing says that a value that is always written is not there.
var errMissing = errors.New("a name is missing")

func (d *planDecoder) set(doc setDoc) error {
	rights, err := d.over("", doc.Permissions)
	if err != nil {
		return err
	}
	if doc.Unknown {
		rights = ""
	}
	if _, twice := d.sets[doc.Name]; twice {
		return fmt.Errorf("permission set %q stands there twice", doc.Name)
	}
	d.sets[doc.Name] = rights
	d.plan.Sets = append(d.plan.Sets, engine.PermissionSet{
		Name: doc.Name, Description: doc.Description, Rights: rights,
		Unknown: doc.Unknown, Builtin: doc.Builtin, Definition: doc.Definition, Pos: doc.Source.pos(),
	})
	return nil
}

// over reads levels over the rights from which they deviate.
func (d *planDecoder) over(base engine.Rights, deviations map[string]string) (engine.Rights, error) {
	if d.plan.Catalogue == nil {
		return "", errors.New("the catalogue must come first")
	}
	if len(deviations) == 0 && len(base) == d.plan.Catalogue.Len() {
		return base, nil
	}
	rights, dropped := levelsOf(deviations).Over(d.plan.Catalogue, base)
	if len(dropped) > 0 {
		return "", fmt.Errorf("unknown permission or level: %q", dropped)
	}
	return d.rights.Intern(rights), nil
}

func (d *planDecoder) person(doc personDoc) error {
	if _, twice := d.people[doc.Email]; twice || len(d.plan.People) == math.MaxInt32 {
		return fmt.Errorf("person %q stands there twice", doc.Email)
	}
	kind, errKind := engine.ParsePersonKind(doc.Kind)
	status, errStatus := engine.ParsePersonStatus(doc.Status)
	roles, errRoles := parseRoles(doc.Roles)
	d.people[doc.Email] = int32(len(d.plan.People))
	d.plan.People = append(d.plan.People, engine.Person{
		Address: doc.Address, Kind: kind, Email: doc.Email, Name: doc.Name, Status: status,
		Roles: roles, FormerEmails: unlisted(doc.FormerEmails), Protected: doc.Protected, UserID: doc.UserID, Labels: unlabelled(doc.Labels), Pos: doc.Source.pos(),
	})
	return errors.Join(errKind, errStatus, errRoles)
}

func (d *planDecoder) client(doc clientDoc) error {
	if _, twice := d.clients[doc.HubID]; twice || len(d.plan.Clients) == math.MaxInt32 {
		return fmt.Errorf("client %d stands there twice", doc.HubID)
	}
	mode, errMode := engine.ParseMode(doc.Mode)
	execution, errExecution := parseExecution(doc.Execution)
	begins, errBegins := parseBegins(doc.Begins)
	rule, errRule := engine.ParseSubsetRule(doc.SubsetRule)
	links, errLinks := parseLinks(doc.AccessLinks)
	activity, errActivity := engine.ParseDate(doc.LastActivity)
	d.clients[doc.HubID] = int32(len(d.plan.Clients))
	d.plan.Clients = append(d.plan.Clients, engine.PlanClient{
		Client: engine.Client{
			Address: doc.Address, Name: doc.Name, HubID: doc.HubID, Domain: doc.Domain,
			AccountType: doc.AccountType, Mode: mode, Execution: execution, SuperAdmins: unlisted(doc.SuperAdmins),
			ManagedMRR: doc.ManagedMRR, LastActivity: activity, Labels: unlabelled(doc.Labels), Links: links,
		},
		SubsetRule: rule, Begins: begins, Pos: doc.Source.pos(),
	})
	return errors.Join(errMode, errExecution, errBegins, errRule, errLinks, errActivity)
}

func (d *planDecoder) facts(doc factsDoc) error {
	f := &d.plan.Facts
	for _, email := range doc.People {
		i, ok := d.people[email]
		if !ok {
			return fmt.Errorf("person %q is not listed", email)
		}
		f.People = append(f.People, i)
	}
	for _, hubID := range doc.Clients {
		i, ok := d.clients[hubID]
		if !ok {
			return fmt.Errorf("client %d is not listed", hubID)
		}
		f.Clients = append(f.Clients, i)
	}
	for _, r := range doc.Renames {
		f.Renames = append(f.Renames, engine.SetRename(r))
	}
	if doc.PermissionSets != nil {
		f.Sets = []engine.RecordedSet{}
	}
	for _, set := range doc.PermissionSets {
		recorded := engine.RecordedSet{Name: set.Name, Unknown: set.Unknown, Definition: set.Definition}
		if !set.Unknown {
			recorded.Levels = levelsOf(set.Permissions)
		}
		f.Sets = append(f.Sets, recorded)
	}
	return nil
}

// about finds a client of the list; without a hub id it is none.
func (d *planDecoder) about(doc aboutDoc) (int32, error) {
	if doc.HubID == nil {
		return engine.Nobody, nil
	}
	i, ok := d.clients[*doc.HubID]
	if !ok {
		return 0, fmt.Errorf("client %d is not listed", *doc.HubID)
	}
	return i, nil
}

// who finds a person of the list; without an e-mail it is nobody.
func (d *planDecoder) who(email *string) (int32, error) {
	if email == nil {
		return engine.Nobody, nil
	}
	i, ok := d.people[*email]
	if !ok {
		return 0, fmt.Errorf("person %q is not listed", *email)
	}
	return i, nil
}

// both finds a client and a person that must be there.
func (d *planDecoder) both(a aboutDoc, w whoDoc) (client, person int32, err error) {
	if a.HubID == nil || w.Email == nil {
		return 0, 0, errMissing
	}
	client, errClient := d.about(a)
	person, errPerson := d.who(w.Email)
	return client, person, errors.Join(errClient, errPerson)
}

func (s *sourceDoc) pos() engine.Pos {
	if s == nil {
		return engine.Pos{}
	}
	return engine.Pos{File: s.File, Line: s.Line, Column: s.Column}
}

// levelsOf is the inverse of levelMap.
func levelsOf(m map[string]string) engine.Levels {
	levels := make(engine.Levels, 0, len(m))
	for permission, level := range m {
		levels = append(levels, engine.PermissionLevel{Permission: permission, Level: level})
	}
	levels.Sort()
	return levels
}

func parseRoles(names []string) (engine.Roles, error) {
	var roles engine.Roles
	for _, name := range names {
		role, err := engine.ParseRole(name)
		if err != nil {
			return 0, err
		}
		roles |= role
	}
	return roles, nil
}

func parseLinks(docs []linkDoc) ([]engine.Link, error) {
	var links []engine.Link
	for _, doc := range docs {
		approved, errApproved := engine.ParseDate(doc.ApprovedOn)
		ended, errEnded := engine.ParseDate(doc.EndedOn)
		if err := errors.Join(errApproved, errEnded); err != nil {
			return nil, err
		}
		links = append(links, engine.Link{
			Admin: doc.Admin, ApprovedBy: doc.ApprovedBy, ApprovedOn: approved, EndedOn: ended, Pos: doc.Source.pos(),
		})
	}
	return links, nil
}

// unlisted is the inverse of listed.
func unlisted(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return list
}

// unlabelled is the inverse of labelled.
func unlabelled(labels map[string]string) map[string]string {
	if len(labels) == 0 {
		return nil
	}
	return labels
}
