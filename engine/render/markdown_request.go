package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"accredit/engine"
)

// AccessRequest is what somebody asks for one person in one client, with the
// edit of the configuration and the plan for it.
type AccessRequest struct {
	Person           *engine.Person
	Client           *engine.Client
	Set, Description string // the permission set, and what it is for
	Until            engine.Date
	Reason           string
	Now              *engine.Grant // what they have there today; nil: nothing
	Diff             string        // of the configuration
	Plan             *engine.Plan
}

// planMark is the line with which a plan begins, for bots that look for it.
const planMark = "<!-- accredit:plan -->\n"

// Request writes the text of a pull request that asks for access: who, where,
// what, until when and why; the edit; and the plan, in the room that is left.
func (m Markdown) Request(w io.Writer, r *AccessRequest) error {
	limit := m.Limit
	if limit == 0 {
		limit = markdownLimit
	}
	var b strings.Builder
	fmt.Fprintf(&b, "### Access for %s in %s\n\n", markdownText(shorten(Terminal(r.Person.Name), 80)), markdownText(shorten(Terminal(r.Client.Name), 80)))
	for _, row := range r.rows() { // no table: an e-mail may hold what ends a cell
		fmt.Fprintf(&b, "- %s: %s\n", row[0], row[1])
	}
	b.WriteString("\n#### The edit\n\n")
	if len(r.Diff) > limit/3 {
		b.WriteString("It is too long to be shown here.\n\n")
	} else {
		b.WriteString(markdownDiff(r.Diff) + "\n")
	}
	var plan bytes.Buffer
	if err := (Markdown{Limit: limit - b.Len()}).Plan(&plan, r.Plan); err != nil {
		return err
	}
	b.WriteString(strings.TrimPrefix(plan.String(), planMark))
	_, err := io.WriteString(w, b.String())
	return err
}

// rows are what is asked for, each with its words in Markdown.
func (r *AccessRequest) rows() [][2]string {
	set := markdownCode(r.Set)
	if r.Description != "" {
		set += ": " + markdownText(r.Description)
	}
	now := "no access"
	if r.Now != nil {
		now = markdownCode(r.Now.Set)
		if r.Now.Expires != 0 {
			now += " until " + r.Now.Expires.String()
		}
	}
	return [][2]string{
		{"Who", markdownText(r.Person.Name) + ", " + markdownCode(r.Person.Email)},
		{"Where", markdownText(r.Client.Name) + fmt.Sprintf(", hub %d", r.Client.HubID)},
		{"What", set},
		{"Until", r.Until.String()},
		{"Why", markdownText(r.Reason)},
		{"Now", now},
	}
}
