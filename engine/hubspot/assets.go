package hubspot

import (
	"errors"
	"fmt"
	"strconv"

	"accredit/engine"
)

// Owned is what one person owns in one client account.
type Owned struct {
	HubID  int64
	Email  string // lower case
	Assets []engine.Asset
}

// ReadAssets reads lists of what people own: tables with the columns email, hub
// id, kind, and count or name. Owners are in the order in which they first stand
// there. All problems are collected; the list has the rows without one.
func ReadAssets(files []File) ([]Owned, []Problem) {
	r := &assetList{at: map[owner]int{}}
	for _, f := range files {
		r.file = f.Name
		if err := r.read(f); err != nil {
			r.problem(0, err)
		}
	}
	return r.owned, r.problems
}

// owner is whose assets a row names.
type owner struct {
	hubID int64
	email string
}

type assetList struct {
	file     string
	owned    []Owned
	at       map[owner]int // in owned
	problems []Problem
}

func (r *assetList) problem(line int, err error) {
	r.problems = append(r.problems, Problem{File: r.file, Line: line, Text: err.Error()})
}

func (r *assetList) read(f File) error {
	t, err := openTable(f)
	if err != nil {
		return err
	}
	l, err := readLayout(t.Header(), assetColumnNames, []column{columnEmail}, []column{columnHubID}, []column{columnKind}, []column{columnCount, columnName})
	if err != nil {
		return err
	}
	return eachRow(t, r.problem, func(row []string, line int) { r.row(&cells{layout: l, row: row}, line) })
}

func (r *assetList) row(c *cells, line int) {
	who := Owned{}
	var err error
	if who.Email, err = engine.ParseEmail(c.text(columnEmail)); err != nil {
		c.problems = append(c.problems, err)
	}
	if who.HubID, err = parseHubID(c.text(columnHubID)); err != nil {
		c.problems = append(c.problems, fmt.Errorf("hub_id %w", err))
	}
	asset := c.asset()
	for _, err := range c.problems {
		r.problem(line, err)
	}
	if len(c.problems) > 0 {
		return
	}
	i, known := r.at[owner{who.HubID, who.Email}]
	if !known {
		i = len(r.owned)
		r.at[owner{who.HubID, who.Email}] = i
		r.owned = append(r.owned, who)
	}
	r.owned[i].Assets = append(r.owned[i].Assets, asset)
}

func (r *cells) asset() engine.Asset {
	asset := engine.Asset{Kind: r.text(columnKind), Name: r.display(columnName), Count: 1}
	if asset.Kind == "" {
		r.problems = append(r.problems, errors.New("kind is empty"))
	}
	count := r.text(columnCount)
	if count == "" {
		if asset.Name == "" {
			r.problems = append(r.problems, errors.New("neither count nor name is given"))
		}
		return asset
	}
	var err error
	if asset.Count, err = strconv.Atoi(count); err != nil || asset.Count < 0 {
		r.problems = append(r.problems, fmt.Errorf("count %q is not a number", count))
	}
	return asset
}
