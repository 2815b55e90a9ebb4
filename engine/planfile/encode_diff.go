package planfile

import (
	"bufio"
	"io"
	"time"

	"accredit/engine"
)

// ruleDoc is something that differs and gives nobody access.
type ruleDoc struct {
	Kind   string     `json:"kind"`
	Name   string     `json:"name"`
	Before string     `json:"before"`
	After  string     `json:"after"`
	Source *sourceDoc `json:"source"`
}

type diffSummaryDoc struct {
	Add         int    `json:"add"`
	Change      int    `json:"change"`
	Remove      int    `json:"remove"`
	Rules       int    `json:"rules"`
	Effect      string `json:"effect"`
	Differences bool   `json:"differences"` // false: refactoring, at most
}

type sideDoc struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// EncodeComparison writes what changes between two configurations, which it
// calls from and to, as JSON: the differences in the form of a plan's steps,
// that nobody makes.
func EncodeComparison(w io.Writer, c *engine.Comparison, from, to, version string) error {
	b := bufio.NewWriterSize(w, bufferSize)
	d := newDocument(b)
	e := newPlanEncoder(&engine.Plan{Catalogue: c.Catalogue, People: c.People, Clients: c.Clients, Sets: c.Sets, Steps: c.Steps, Causes: c.Causes}, d)
	d.open("{")
	d.field("schema", diffSchema)
	d.field("version", version)
	d.field("as_of", c.AsOf.UTC().Format(time.RFC3339Nano))
	d.field("before", sideDoc{from, c.BeforeDigest})
	d.field("after", sideDoc{to, c.AfterDigest})
	d.field("summary", diffSummaryDoc{c.GrantsAdded, c.GrantsChanged, c.GrantsRemoved, len(c.Rules), c.Effect.String(), c.HasDifferences()})
	named := namedSets(e.Plan)
	d.openField("permission_sets", "[")
	for i := range c.Sets {
		if named[c.Sets[i].Name] {
			d.element(newSetDoc(c.Catalogue, &c.Sets[i]))
		}
	}
	d.close("]")
	d.openField("causes", "[")
	for i := range c.Causes {
		d.element(newCauseDoc(&c.Causes[i]))
	}
	d.close("]")
	d.openField("differences", "[")
	for i := range c.Steps {
		d.element(e.step(&c.Steps[i]))
	}
	d.close("]")
	d.openField("rules", "[")
	for i := range c.Rules {
		r := &c.Rules[i]
		d.element(ruleDoc{r.Kind, r.Name, r.Before, r.After, newSourceDoc(r.Pos)})
	}
	d.close("]")
	d.close("}")
	if d.err != nil {
		return d.err
	}
	if _, err := b.WriteString("\n"); err != nil {
		return err
	}
	return b.Flush()
}
