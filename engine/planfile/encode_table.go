package planfile

import "accredit/engine"

// newSourceDoc gives nil where nothing in the configuration is to blame.
func newSourceDoc(p engine.Pos) *sourceDoc {
	if p == (engine.Pos{}) {
		return nil
	}
	return &sourceDoc{File: p.File, Line: p.Line, Column: p.Column}
}

func newSetDoc(c *engine.Catalogue, s *engine.PermissionSet) setDoc {
	doc := setDoc{
		Name: s.Name, Description: s.Description, Unknown: s.Unknown, Builtin: s.Builtin,
		Definition: s.Definition, Source: newSourceDoc(s.Pos),
	}
	if !s.Unknown {
		doc.Permissions = levelMap(engine.LevelsOf(c, s.Rights))
	}
	return doc
}

func newRecordedSetDoc(s *engine.RecordedSet) setDoc {
	doc := setDoc{Name: s.Name, Unknown: s.Unknown, Definition: s.Definition}
	if !s.Unknown {
		doc.Permissions = levelMap(s.Levels)
	}
	return doc
}

func newPersonDoc(p *engine.Person) personDoc {
	return personDoc{
		Email: p.Email, Address: p.Address, Name: p.Name,
		Kind: p.Kind.String(), Status: p.Status.String(), Roles: p.Roles.Names(),
		FormerEmails: listed(p.FormerEmails), Protected: p.Protected, UserID: p.UserID, Labels: labelled(p.Labels),
		Source: newSourceDoc(p.Pos),
	}
}

func newClientDoc(c *engine.PlanClient) clientDoc {
	return clientDoc{
		HubID: c.HubID, Address: c.Address, Name: c.Name, Domain: c.Domain,
		SuperAdmins: listed(c.SuperAdmins), Mode: c.Mode.String(), Execution: executionText(c.Execution), Begins: newBeginDocs(c.Begins), SubsetRule: c.SubsetRule.String(),
		AccountType: c.AccountType, ManagedMRR: c.ManagedMRR, LastActivity: c.LastActivity.String(),
		Labels: labelled(c.Labels), AccessLinks: newLinkDocs(c.Links),
		Source: newSourceDoc(c.Pos),
	}
}

func newLinkDocs(links []engine.Link) []linkDoc {
	docs := make([]linkDoc, 0, len(links))
	for _, l := range links {
		docs = append(docs, linkDoc{
			Admin: l.Admin, ApprovedBy: l.ApprovedBy,
			ApprovedOn: l.ApprovedOn.String(), EndedOn: l.EndedOn.String(),
			Source: newSourceDoc(l.Pos),
		})
	}
	return docs
}

// executionText is empty for the default.
func executionText(e engine.Execution) string {
	if e == engine.ExecuteRecord {
		return ""
	}
	return e.String()
}

func parseExecution(s string) (engine.Execution, error) {
	if s == "" {
		return engine.ExecuteRecord, nil
	}
	return engine.ParseExecution(s)
}

// levelMap gives an object, never nil; encoding/json sorts its keys.
func levelMap(levels engine.Levels) map[string]string {
	m := make(map[string]string, len(levels))
	for _, pl := range levels {
		m[pl.Permission] = pl.Level
	}
	return m
}

// listed gives a list that is never nil.
func listed(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// labelled gives an object that is never nil.
func labelled(labels map[string]string) map[string]string {
	if labels == nil {
		return map[string]string{}
	}
	return labels
}
