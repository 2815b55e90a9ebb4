package compare

import (
	"slices"
	"strings"

	"accredit/engine"
)

// comparePeople lists who comes, goes, or is described otherwise.
func (c *comparer) comparePeople() {
	before, after := c.b.byPerson(len(c.out.People)), c.a.byPerson(len(c.out.People))
	for at := range c.out.People {
		was, is := before[at], after[at]
		st := engine.Step{Client: engine.Nobody, Person: int32(at), Actor: engine.Nobody, Cause: engine.CauseConfig}
		switch {
		case was == nil:
			st.Action, st.Pos = engine.ActionAdd, is.Pos
		case is == nil && c.forgotten(0, was.Email):
			st.Action, st.Pos = engine.ActionForget, was.Pos
		case is == nil:
			st.Action, st.Pos = engine.ActionRemove, was.Pos
		default:
			st.Action, st.Pos, st.Details = engine.ActionRecord, is.Pos, engine.RecordDetails(engine.PersonFields(was, is))
			st.Effect = engine.MoveEffect(st.More().Fields)
			c.out.Effect |= st.Effect
		}
		if st.Action != engine.ActionRecord || len(st.More().Fields) > 0 {
			c.out.Steps = append(c.out.Steps, st)
		}
	}
	numberSteps(c.out.Steps)
}

// forgotten reports whether a removed block says that nobody is touched, in a
// client or of a person.
func (c *comparer) forgotten(hub int64, email string) bool {
	return slices.ContainsFunc(c.a.Removed, func(r engine.Removed) bool { return hub != 0 && r.HubID == hub || email != "" && r.Email == email })
}

func (s *side) byPerson(n int) []*engine.Person {
	list := make([]*engine.Person, n)
	for i := range s.People {
		list[s.people[i]] = &s.People[i]
	}
	return list
}

// compareClient lists what differs about a client, and then in it.
func (c *comparer) compareClient(i int32) {
	first := len(c.out.Steps)
	hub := c.out.Clients[i].HubID
	was, is := c.b.clients[hub], c.a.clients[hub]
	st := engine.Step{Client: i, Person: engine.Nobody, Actor: engine.Nobody, Cause: engine.CauseConfig, Pos: c.out.Clients[i].Pos}
	switch {
	case was == nil:
		st.Action = engine.ActionAdd
	case is == nil && c.forgotten(hub, ""):
		st.Action = engine.ActionForget
	case is == nil:
		st.Action = engine.ActionRemove
	default:
		st.Action, st.Details = engine.ActionRecord, engine.RecordDetails(c.clientDifferences(was, is))
	}
	if st.Action != engine.ActionRecord || len(st.More().Fields) > 0 {
		c.out.Steps = append(c.out.Steps, st)
	}
	from := len(c.out.Steps)
	if st.Action != engine.ActionForget {
		c.compareGrants(i, was, is)
	}
	c.findCauses(c.out.Steps[from:], was, is)
	numberSteps(c.out.Steps[first:])
}

func numberSteps(steps []engine.Step) {
	for i := range steps {
		steps[i].Seq = int32(i + 1)
	}
}

func (c *comparer) clientDifferences(was, is *engine.DesiredClient) []engine.Field {
	var fields []engine.Field
	add := func(name, before, after string) {
		if before != after {
			fields = append(fields, engine.Field{Name: name, Before: before, After: after})
		}
	}
	add("name", was.Name, is.Name)
	add("domain", was.Domain, is.Domain)
	add("account_type", was.AccountType, is.AccountType)
	add("mode", was.Mode.String(), is.Mode.String())
	add("execution", was.Execution.String(), is.Execution.String())
	add("subset_rule", was.SubsetRule.String(), is.SubsetRule.String())
	add("acting_admins", c.b.emails(was.ActingAdmins), c.a.emails(is.ActingAdmins))
	add("connection", c.b.connection(was.Connection), c.a.connection(is.Connection))
	add("super_admins", strings.Join(was.SuperAdmins, ", "), strings.Join(is.SuperAdmins, ", "))
	add("managed_mrr", engine.FormatAmount(was.ManagedMRR), engine.FormatAmount(is.ManagedMRR))
	add("labels", engine.LabelText(was.Labels), engine.LabelText(is.Labels))
	add("access_links", linksText(was.Links), linksText(is.Links))
	return fields
}

func linksText(links []engine.Link) string {
	texts := make([]string, 0, len(links))
	for _, l := range links {
		text := l.Admin + " pending"
		if l.ApprovedOn != 0 {
			text = l.Admin + " approved on " + l.ApprovedOn.String() + " by " + l.ApprovedBy
		}
		if l.EndedOn != 0 {
			text += ", ended on " + l.EndedOn.String()
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "; ")
}

// emails writes people of this side in their order.
// connection says who reaches an account by HubSpot's API, and what they may do.
func (s *side) connection(k *engine.Connection) string {
	if k == nil {
		return ""
	}
	text, verb := "by "+s.People[k.Owner].Email, ", may "
	for _, a := range k.Write {
		text, verb = text+verb+a.String(), ", "
	}
	if k.WelcomeEmail {
		text += ", with welcome e-mail"
	}
	return text
}

func (s *side) emails(people []int32) string {
	list := make([]string, 0, len(people))
	for _, p := range people {
		list = append(list, s.People[p].Email)
	}
	return strings.Join(list, ", ")
}

// findCauses marks the differences that a permission set or a team explains.
func (c *comparer) findCauses(steps []engine.Step, was, is *engine.DesiredClient) {
	var before, after map[string]bool
	for i := range steps {
		st := &steps[i]
		switch {
		case st.Before != nil && st.After != nil:
			if st.Action == engine.ActionChange && st.Before.Set == st.After.Set && c.changed[st.After.Set] != nil {
				st.Cause = engine.CausePermissionSet
			}
		case st.After != nil && st.After.From().Team != "":
			if before == nil {
				before = blocksOf(was)
			}
			if before[st.After.From().Block] {
				st.Cause = engine.CauseTeam
			}
		case st.Before != nil && st.Before.From().Team != "":
			if after == nil {
				after = blocksOf(is)
			}
			if after[st.Before.From().Block] {
				st.Cause = engine.CauseTeam
			}
		}
	}
}

// blocksOf lists the addresses of the blocks that give somebody access.
func blocksOf(d *engine.DesiredClient) map[string]bool {
	blocks := map[string]bool{}
	if d != nil {
		for i := range d.Grants {
			blocks[d.Grants[i].From().Block] = true
		}
	}
	return blocks
}

// listCauses counts the grants that one set or team changes; a set that
// differs and that nobody has is named, too.
func (c *comparer) listCauses() {
	c.out.Causes = engine.CountCauses(c.out.Steps, func(kind engine.Cause, name string) []engine.PermissionChange {
		if kind == engine.CausePermissionSet {
			return c.changed[name]
		}
		return nil
	})
	for name, changes := range c.changed {
		if !slices.ContainsFunc(c.out.Causes, func(n engine.CauseCount) bool { return n.Kind == engine.CausePermissionSet && n.Name == name }) {
			c.out.Causes = append(c.out.Causes, engine.CauseCount{Kind: engine.CausePermissionSet, Name: name, Permissions: changes})
		}
	}
	slices.SortFunc(c.out.Causes, engine.CompareCauses)
}
