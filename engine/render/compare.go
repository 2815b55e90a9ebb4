package render

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// comparison is what the forms of a comparison share: its differences as rows,
// what is the same in many clients said once. The words are safe to print on
// one line of a terminal.
type comparison struct {
	*engine.Comparison
	from, to string
	plan     *engine.Plan // for the permissions of a step
	all      bool         // nothing is said once
}

// fewClients is in how many clients the same change of somebody is listed;
// more are said once.
const fewClients = 3

// differenceSection is a heading with its rows.
type differenceSection struct {
	title, place string
	rows         []differenceRow
}

// differenceRow is one difference.
type differenceRow struct {
	step        *engine.Step // nil: of a rule
	sign        engine.Action
	text        string
	details     []string
	permissions []engine.PermissionChange
	place       string
}

func newComparison(c *engine.Comparison, from, to string, all bool) *comparison {
	return &comparison{Comparison: c, from: Terminal(from), to: Terminal(to), all: all,
		plan: &engine.Plan{Catalogue: c.Catalogue, Sets: c.Sets}}
}

// sections lists everything in order: rules, people, what holds in many
// clients, then client by client.
func (c *comparison) sections() []differenceSection {
	var list []differenceSection
	add := func(s differenceSection) {
		if len(s.rows) > 0 {
			list = append(list, s)
		}
	}
	add(c.ruleSection())
	people := 0
	for people < len(c.Steps) && c.Steps[people].Client == engine.Nobody {
		people++
	}
	add(differenceSection{title: "People", rows: c.rows(c.Steps[:people])})
	rest, many := c.Steps[people:], differenceSection{title: "In many clients"}
	spread := c.spread(rest)
	many.rows = c.manyRows(rest, spread)
	add(many)
	for from := 0; from < len(rest); {
		s := c.clientSection(rest[from].Client)
		var own []engine.Step
		to := from
		for ; to < len(rest) && rest[to].Client == rest[from].Client; to++ {
			if !c.isExplained(&rest[to]) && spread[c.key(&rest[to])] <= fewClients {
				own = append(own, rest[to])
			}
		}
		s.rows = c.rows(own)
		add(s)
		from = to
	}
	return list
}

func (c *comparison) clientSection(i int32) differenceSection {
	client := &c.Clients[i]
	return differenceSection{title: clientHeader(&client.Client, pipeWidth), place: Terminal(client.Pos.String())}
}

func (c *comparison) rows(steps []engine.Step) []differenceRow {
	rows := make([]differenceRow, 0, len(steps))
	for i := range steps {
		rows = append(rows, c.row(&steps[i]))
	}
	return rows
}

func (c *comparison) row(s *engine.Step) differenceRow {
	r := differenceRow{step: s, sign: s.Action, place: Terminal(s.Pos.String())}
	switch {
	case s.Person != engine.Nobody:
		r.text = Terminal(c.People[s.Person].Email)
	case s.Action == engine.ActionForget:
		r.text = "no longer managed, nobody is touched"
	case s.Action != engine.ActionRecord:
		r.text = "the client"
	default:
		r.text = "what is written of it differs"
	}
	if set := what(s); set != "" {
		r.text += "  " + set
	}
	if s.Client != engine.Nobody && s.Person != engine.Nobody && c.Clients[s.Client].Mode == engine.Observe {
		r.text += "  (observed: only what is declared changes)"
	}
	for _, f := range s.More().Fields {
		r.details = append(r.details, fieldChange(Terminal(f.Name), f.Before, f.After))
	}
	r.details = append(r.details, c.grantDetails(s)...)
	r.permissions = c.plan.PermissionChanges(s)
	return r
}

// grantDetails says what differs about a grant beside its permissions.
func (c *comparison) grantDetails(s *engine.Step) []string {
	before, after := s.Before, s.After
	if before == nil && after == nil {
		return nil
	}
	if after == nil {
		after = before
	}
	var lines []string
	if before != nil && s.After != nil && before.Starts == after.Starts && after.Starts > engine.DateOf(c.AsOf) {
		lines = append(lines, "from "+after.Starts.String())
		if before.Expires == after.Expires && after.Expires != 0 {
			lines = append(lines, "until "+after.Expires.String())
		}
	}
	if before == nil || s.After == nil {
		if after.Starts != 0 {
			lines = append(lines, "from "+after.Starts.String())
		}
		if after.Expires != 0 {
			lines = append(lines, "until "+after.Expires.String())
		}
		if reason := after.More().Reason; reason != "" && before == nil {
			lines = append(lines, "reason "+Terminal(reason))
		}
		if after.Status == engine.Deactivated {
			lines = append(lines, "deactivated")
		}
		if team := after.From().Team; team != "" {
			lines = append(lines, "through "+Terminal(team))
		}
		return lines
	}
	for _, f := range []engine.Field{
		{Name: "status", Before: before.Status.String(), After: after.Status.String()},
		{Name: "starts", Before: before.Starts.String(), After: after.Starts.String()},
		{Name: "expires", Before: before.Expires.String(), After: after.Expires.String()},
		{Name: "reason", Before: before.More().Reason, After: after.More().Reason},
		{Name: "teams", Before: listNames(before.More().Teams), After: listNames(after.More().Teams)},
		{Name: "keep_billing", Before: fmt.Sprint(before.KeepBilling), After: fmt.Sprint(after.KeepBilling)},
	} {
		if f.Before != f.After {
			lines = append(lines, fieldChange(f.Name, f.Before, f.After))
		}
	}
	return lines
}

// isExplained reports whether a cause that is said once says all of a step.
func (c *comparison) isExplained(s *engine.Step) bool {
	if c.all || s.Cause != engine.CausePermissionSet || len(c.grantDetails(s)) > 0 {
		return false
	}
	changes := c.plan.PermissionChanges(s)
	return slices.ContainsFunc(c.Causes, func(n engine.CauseCount) bool {
		return n.Kind == s.Cause && n.Name == s.After.Set && samePermissions(n.Permissions, changes)
	})
}

// key tells changes apart that are the same in several clients.
func (c *comparison) key(s *engine.Step) string {
	if s.Person == engine.Nobody {
		return ""
	}
	r := c.row(s)
	return fmt.Sprintf("%d %s %s %q %q", s.Person, s.Action, r.text, r.details, r.permissions)
}

// spread counts the clients of each change.
func (c *comparison) spread(steps []engine.Step) map[string]int {
	n := map[string]int{}
	if c.all {
		return n
	}
	for i := range steps {
		if key := c.key(&steps[i]); key != "" && !c.isExplained(&steps[i]) {
			n[key]++
		}
	}
	return n
}

// manyRows has a row for each change that many clients share.
func (c *comparison) manyRows(steps []engine.Step, spread map[string]int) []differenceRow {
	where := map[string][]string{}
	var rows []differenceRow
	var keys []string
	for i := range steps {
		key := c.key(&steps[i])
		if spread[key] <= fewClients {
			continue
		}
		if where[key] == nil {
			rows, keys = append(rows, c.row(&steps[i])), append(keys, key)
		}
		where[key] = append(where[key], clientLabel(&c.Clients[steps[i].Client].Client))
	}
	for i, key := range keys {
		list := where[key]
		rows[i].text += fmt.Sprintf("  in %s: %s and %d more", count(len(list), "client"), strings.Join(list[:fewClients], ", "), len(list)-fewClients)
	}
	return rows
}

func (c *comparison) ruleSection() differenceSection {
	s := differenceSection{title: "Rules"}
	for i := range c.Rules {
		r := &c.Rules[i]
		row := differenceRow{text: Terminal(r.Kind + " " + r.Name), place: Terminal(r.Pos.String())}
		switch {
		case r.Before == "":
			row.sign, row.text = engine.ActionAdd, row.text+": "+Terminal(r.After)
		case r.After == "":
			row.sign, row.text = engine.ActionRemove, row.text+": "+Terminal(r.Before)
		default:
			row.sign, row.text = engine.ActionChange, row.text+": "+Terminal(r.Before)+" -> "+Terminal(r.After)
		}
		s.rows = append(s.rows, row)
	}
	return s
}

// causeLine says once what changes many grants, and for whom.
func (c *comparison) causeLine(n *engine.CauseCount) string {
	people := map[int32]bool{}
	var emails []string
	for i := range c.Steps {
		s := &c.Steps[i]
		if s.Cause != n.Kind || s.Client == engine.Nobody || people[s.Person] {
			continue
		}
		for _, g := range []*engine.Grant{s.Before, s.After} {
			if g != nil && (n.Kind == engine.CausePermissionSet && g.Set == n.Name || g.From().Team == n.Name) {
				if !people[s.Person] {
					emails = append(emails, Terminal(c.People[s.Person].Email))
				}
				people[s.Person] = true
			}
		}
	}
	name := Terminal(n.Name)
	if !strings.HasPrefix(name, n.Kind.String()+".") {
		name = n.Kind.String() + " " + name
	}
	if n.Grants == 0 {
		return name + " differs, and changes nothing for anybody"
	}
	slices.Sort(emails)
	who := strings.Join(emails, ", ")
	if len(emails) > fewClients {
		who = fmt.Sprintf("%s and %d more", strings.Join(emails[:fewClients], ", "), len(emails)-fewClients)
	}
	return fmt.Sprintf("%s changes %s in %s, of %s", name, count(n.Grants, "grant"), count(n.Clients, "client"), who)
}

// touchesObserved reports whether somebody could do more or less by what is
// declared in a client that a plan only observes.
func (c *comparison) touchesObserved() bool {
	return slices.ContainsFunc(c.Steps, func(s engine.Step) bool {
		return s.Client != engine.Nobody && s.Effect != engine.EffectNone && c.Clients[s.Client].Mode == engine.Observe
	})
}

// totals is the line that sums up.
func (c *comparison) totals() string {
	switch {
	case c.BeforeDigest == c.AfterDigest:
		return "No differences. The two configurations are the same."
	case !c.HasDifferences():
		return "Refactoring: what is written differs, and nothing changes for anybody. Effect: none."
	}
	people, clients := map[int32]bool{}, map[int32]bool{}
	records := 0
	for i := range c.Steps {
		s := &c.Steps[i]
		if s.Client != engine.Nobody {
			clients[s.Client] = true
		}
		if s.Person != engine.Nobody {
			people[s.Person] = true
		}
		if s.Client == engine.Nobody || s.Person == engine.Nobody {
			records++
		}
	}
	verdict := map[engine.Effect]string{
		engine.EffectNone: "none: nobody can do more or less", engine.Expands: "expands",
		engine.Reduces: "reduces: nobody can do more", engine.Both: "both"}[c.Effect]
	persons := "1 person"
	if len(people) != 1 {
		persons = fmt.Sprintf("%d people", len(people))
	}
	if c.touchesObserved() {
		verdict += " (in observed clients: of what is declared)"
	}
	return fmt.Sprintf("Diff: %s added, %d changed, %d removed; %s changed; %s changed; %s, %s concerned. Effect: %s.",
		count(c.GrantsAdded, "grant"), c.GrantsChanged, c.GrantsRemoved, count(records, "record"), count(len(c.Rules), "rule"),
		persons, count(len(clients), "client"), verdict)
}
