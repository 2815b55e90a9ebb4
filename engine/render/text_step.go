package render

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"

	"github.com/jedib0t/go-pretty/v6/text"
)

// maxPermissionLines is how many permissions of a step are listed unless all
// are asked for.
const maxPermissionLines = 12

// Margins of a section.
const (
	stepMargin   = 2
	detailMargin = 8
)

// section writes the steps of one client, or the records of persons.
func (t *planText) section(steps []engine.Step) {
	if i := steps[0].Client; i == engine.Nobody {
		t.print(row{text: "People"})
	} else {
		c := &t.Clients[i]
		t.print(row{text: clientHeader(&c.Client, t.width), place: Terminal(c.Pos.String())})
	}
	t.later = giveLater{steps: each(steps)}
	columns := t.columns(steps)
	for i := range steps {
		t.step(&steps[i], columns)
	}
	t.blank()
}

// columns are how wide the parts of the steps of a section are.
type columns struct {
	seq, who, what int
	actor          bool // there is room for the actor on the line
}

func (t *planText) columns(steps []engine.Step) columns {
	c := columns{seq: 1}
	actor := 0
	for i := range steps {
		s := &steps[i]
		c.seq = max(c.seq, digitsOf(s.Seq))
		c.who = max(c.who, textWidth(t.subject(s)))
		c.what = max(c.what, textWidth(what(s)))
		actor = max(actor, textWidth(t.actor(s)))
	}
	room := t.width - stepMargin - c.seq - 3 - c.who - 4
	c.actor = t.endless || room-c.what-3 >= actor
	if !t.endless && room < c.what {
		c.who, c.what = 0, 0 // no columns: parts follow each other and are wrapped
	}
	return c
}

// step writes one step and what there is to say about it.
func (t *planText) step(s *engine.Step, c columns) {
	sign, color := symbol(s.Action)
	line := appendPadded(t.line[:0], t.subject(s), c.who)
	if set := what(s); set != "" {
		line = appendPadded(append(line, "    "...), set, c.what)
	}
	actor := t.actor(s)
	if c.actor && actor != "" {
		line = append(append(line, "   "...), actor...)
	}
	t.line = line
	mark := pad("", c.seq-digitsOf(s.Seq)) + strconv.Itoa(int(s.Seq)) + " " + sign
	t.print(row{margin: stepMargin, mark: mark, color: color, text: string(bytes.TrimRight(line, " "))})
	rows := t.details(s)
	if !c.actor && actor != "" {
		rows = append([]row{{margin: detailMargin, text: actor}}, rows...)
	}
	t.placed(rows, Terminal(s.Pos.String()))
}

// digitsOf counts the digits of a number that is not negative.
func digitsOf(n int32) int {
	count := 1
	for ; n >= 10; n /= 10 {
		count++
	}
	return count
}

// actor says who makes the step; most often it is who made the one before.
func (t *planText) actor(s *engine.Step) string {
	if who := (acting{s.Actor, s.Via, s.More().ApprovedIn}); t.actorText == "" || t.acting != who {
		t.acting, t.actorText = who, actorOf(t.Plan, s)
	}
	return t.actorText
}

// placed writes rows with the place at the right of the first, or alone.
func (t *planText) placed(rows []row, place string) {
	if len(rows) == 0 && place != "" {
		rows = []row{{margin: detailMargin}}
	}
	for i, r := range rows {
		if i == 0 {
			r.place = place
		}
		t.print(r)
	}
}

// subject is whom or what the step is about.
func (t *planText) subject(s *engine.Step) string {
	switch {
	case s.Person != engine.Nobody:
		return t.email(s.Person)
	case s.Client != engine.Nobody:
		return t.client(s.Client)
	}
	return ""
}

// what names the permission set, or both where it changes.
func what(s *engine.Step) string {
	switch {
	case s.Before == nil && s.After == nil:
		return ""
	case s.Before == nil:
		return Terminal(s.After.Set)
	case s.After == nil || s.Before.Set == s.After.Set:
		return Terminal(s.Before.Set)
	}
	return Terminal(s.Before.Set) + " -> " + Terminal(s.After.Set)
}

// details are the rows below a step.
func (t *planText) details(s *engine.Step) []row {
	var rows []row
	say := func(text string) {
		if text != "" {
			rows = append(rows, row{margin: detailMargin, text: text})
		}
	}
	changes := t.changes.Of(s)
	shared := sharedCause(t.Plan, s, changes)
	say(strings.Join(facts(t.Plan, s, shared != ""), ", "))
	for _, f := range recordedFields(s) {
		say(f)
	}
	own, later := t.later.rows(t.Plan, s, changes, t.verbose)
	switch {
	case t.verbose && s.Before == nil:
		rows = append(rows, permissionRows(t.GivenPermissions(s), true, t.lacking(s))...)
	case shared == "" || t.verbose:
		rows = append(rows, t.changeRows(own, t.lacking(s))...)
	}
	rows = append(rows, later...)
	if shared != "" {
		say("because of " + shared + ", as said above")
	}
	switch s.Action {
	case engine.ActionRemove, engine.ActionDeactivate:
		say(assets(s.Before))
	case engine.ActionForget:
		say("dropped from state, nobody is touched")
	}
	return rows
}

// lacking is who makes a step that gives less than is wanted; empty: that does
// not say why.
func (t *planText) lacking(s *engine.Step) string {
	if len(s.More().Wanted) == 0 || s.Actor == engine.Nobody || s.Action != engine.ActionAdd && s.Action != engine.ActionChange {
		return ""
	}
	return t.email(s.Actor)
}

// sharedCause names the cause, said before the clients, that explains the
// step's permissions entirely.
func sharedCause(p *engine.Plan, s *engine.Step, changes []engine.PermissionChange) string {
	if i := causeOf(p, s, changes); i >= 0 {
		return p.Causes[i].Kind.String() + " " + Terminal(p.Causes[i].Name)
	}
	return ""
}

// causeOf finds that cause; -1: there is none.
func causeOf(p *engine.Plan, s *engine.Step, changes []engine.PermissionChange) int {
	if s.After == nil || len(changes) == 0 {
		return -1
	}
	for i := range p.Causes {
		c := &p.Causes[i]
		named := c.Name == s.After.Set || c.Name == s.After.From().Team
		if c.Kind == s.Cause && named && samePermissions(c.Permissions, changes) {
			return i
		}
	}
	return -1
}

func samePermissions(a, b []engine.PermissionChange) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (t *planText) permissions(changes []engine.PermissionChange) {
	for _, r := range permissionRows(changes, t.verbose, "") {
		t.print(r)
	}
}

// changeRows gives the rows of a list that the lister made. It remembers them
// as long as that remembers the list, written out but for the first, which may
// bear the place.
func (t *planText) changeRows(changes []engine.PermissionChange, lacking string) []row {
	if len(changes) == 0 {
		return nil
	}
	key := listedKey{&changes[0], lacking}
	rows, ok := t.listed[key]
	if !ok {
		if len(t.listed) == rememberedRows {
			clear(t.listed)
		}
		rows = permissionRows(changes, t.verbose, lacking)
		if len(rows) > 1 {
			rows = []row{rows[0], {written: t.written(rows[1:])}}
		}
		t.listed[key] = rows
	}
	return rows
}

// written is what printing the rows writes.
func (t *planText) written(rows []row) string {
	var text strings.Builder
	out := t.another(&text, 1<<10)
	for _, r := range rows {
		out.print(r)
	}
	_ = out.Flush() // to memory
	return text.String()
}

// rememberedRows bounds the memory of a plan in which every step is another.
const rememberedRows = 1024

// permissionRows writes a row a permission, how many more there are, and what
// is held back, because somebody lacks it.
func permissionRows(changes []engine.PermissionChange, all bool, lacking string) []row {
	rows := madeRows(slices.DeleteFunc(slices.Clone(changes), func(c engine.PermissionChange) bool { return !isMade(&c) }), all)
	return append(rows, heldRows(changes, lacking, all)...)
}

// madeRows writes a row for each permission that becomes another.
func madeRows(changes []engine.PermissionChange, all bool) []row {
	shown := changes
	if !all && len(changes) > maxPermissionLines {
		shown = changes[:maxPermissionLines-1]
	}
	name, levels := 0, 0
	for i := range shown {
		name = max(name, len(Terminal(shown[i].Permission)))
		levels = max(levels, len(levelChange(&shown[i])))
	}
	rows := make([]row, 0, len(shown)+1)
	for i := range shown {
		rows = append(rows, permissionRow(&shown[i], name, levels))
	}
	if rest := changes[len(shown):]; len(rest) > 0 {
		rows = append(rows, row{margin: detailMargin, text: "... and " + count(len(rest), "more permission")})
	}
	return rows
}

func permissionRow(c *engine.PermissionChange, name, levels int) row {
	r := row{margin: detailMargin, mark: permissionMark(c)}
	r.color = map[string]text.Color{"+": text.FgGreen, "~": text.FgYellow, "-": text.FgRed}[r.mark]
	line := pad(Terminal(c.Permission), name) + "   " + pad(levelChange(c), levels)
	r.text = strings.TrimRight(line, " ")
	return r
}

// permissionMark is the sign of what becomes of a permission.
func permissionMark(c *engine.PermissionChange) string {
	switch {
	case c.Before == c.After:
		return "~"
	case isLowest(c.Before):
		return "+"
	case isLowest(c.After):
		return "-"
	}
	return "~"
}

// levelChange writes "own -> team", or the level where it stays.
func levelChange(c *engine.PermissionChange) string {
	if c.Before == "" || c.Before == c.After {
		return c.After
	}
	return c.Before + " -> " + c.After
}

func isLowest(level string) bool {
	kind, ok := engine.KindOfLevel(level)
	return ok && kind.Name(0) == level
}
