package worksheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/table"
)

// column finds a column by its name, whatever the case; -1: there is none.
func column(header []string, name string) int {
	return slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
}

// columns are those of a worksheet that are read; the others are left alone.
var columns = []string{"task", "result", "by", "on", "because", "hub_id", "person"}

// readTable reads the rows in which something was filled in.
func readTable(t *table.Table) ([]Claim, error) {
	at := map[string]int{}
	for _, name := range columns {
		at[name] = column(t.Header(), name)
		if first := at[name]; first >= 0 && column(t.Header()[first+1:], name) >= 0 {
			return nil, fmt.Errorf("two columns are named %s: keep one", name)
		}
	}
	if at["result"] < 0 {
		return nil, errors.New("there is no column result: use the worksheet of accredit run show --format csv")
	}
	var claims []Claim
	for {
		row, err := t.Next()
		var bad table.BadRow
		switch {
		case errors.Is(err, io.EOF):
			return claims, nil
		case errors.As(err, &bad):
			claims = append(claims, Claim{Place: fmt.Sprintf("row %d", t.Line()), Err: err})
			continue
		case err != nil:
			return nil, err
		}
		cells := map[string]string{}
		for name, i := range at {
			if i >= 0 {
				cells[name] = unguarded(row[i])
			}
		}
		if c, ok := readRow(cells); ok {
			c.Place = fmt.Sprintf("row %d", t.Line())
			claims = append(claims, c)
		}
	}
}

// unguarded is a cell without the apostrophe that keeps a spreadsheet from taking
// it for a formula.
func unguarded(cell string) string {
	cell = strings.TrimSpace(cell)
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune("=+-@\t", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

// readRow reads one row. Returns false where nothing was filled in.
func readRow(cells map[string]string) (c Claim, filled bool) {
	var problems []error
	result := strings.ToLower(cells["result"])
	switch result {
	case "done":
		c.What = Done
	case "fail", "failed":
		c.What = Fail
	case "":
		if cells["by"] == "" && cells["on"] == "" && cells["because"] == "" {
			return c, false
		}
		problems = append(problems, errors.New("the result is missing: write done or fail"))
	default:
		problems = append(problems, fmt.Errorf("the result is done or fail, not %.40q", cells["result"]))
	}
	if id, err := parseID(cells["task"]); err != nil {
		problems = append(problems, err)
	} else {
		c.IDs = []engine.StepID{id}
	}
	for _, text := range []struct {
		name string
		into *string
	}{{"by", &c.By}, {"on", &c.On}, {"because", &c.Because}, {"hub_id", &c.HubID}, {"person", &c.Person}} {
		var err error
		if *text.into, err = clean(cells[text.name], text.name); err != nil {
			problems = append(problems, err)
		}
	}
	if c.What == Fail && c.Because == "" {
		problems = append(problems, errors.New("a task that failed needs a reason: fill in because"))
	}
	c.Err = together(problems)
	return c, true
}

// together joins problems of one row in one line.
func together(problems []error) error {
	if len(problems) == 0 {
		return nil
	}
	texts := make([]string, len(problems))
	for i, p := range problems {
		texts[i] = p.Error()
	}
	return errors.New(strings.Join(texts, "; "))
}
