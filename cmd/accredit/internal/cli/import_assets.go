package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/revise"
	"accredit/state"
)

// owner is whose assets a row of the file names.
type owner struct {
	hubID int64
	email string
}

// importAssets records what people own in client accounts: a CSV file with the
// columns email, hub_id, kind, and count or name.
func (a *app) importAssets(ctx context.Context, files []string, o *importOptions) (err error) {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	owned := map[owner][]engine.Asset{}
	var order []owner
	var problems []error
	for _, file := range files {
		if err := readAssets(file, owned, &order); err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	if len(order) == 0 {
		return fmt.Errorf("there are no assets in %s", strings.Join(files, ", "))
	}
	if err := a.askable(o.autoApprove, useAutoApprove); err != nil {
		return err
	}
	if !o.autoApprove {
		if err := a.ask(ctx, fmt.Sprintf("Record the assets of %d people and clients?", len(order))); err != nil {
			return err
		}
	}
	rev, err := a.revision(ctx, dir, state.KindImport, o.reason)
	if err != nil {
		return err
	}
	if _, err := a.needState(ctx, dir); err != nil {
		return err
	}
	s, err := a.createState(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	made, err := s.Apply(ctx, rev, func(now *engine.Access) (*engine.Changes, error) {
		changes := &engine.Changes{}
		var problems []error
		for _, who := range order {
			change, err := revise.Assets(now, who.hubID, who.email, owned[who])
			if err != nil {
				problems = append(problems, err)
				continue
			}
			changes.Grants = append(changes.Grants, *change)
		}
		return changes, errors.Join(problems...)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "Imported: the assets of %d grants. State is at serial %d.\n", len(order), made.Serial)
	return err
}

// readAssets reads one file; every bad row is reported.
func readAssets(file string, owned map[owner][]engine.Asset, order *[]owner) error {
	content, err := readRegular(file)
	if err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: no header line: want email, hub_id, kind, and count or name", file)
	}
	column := map[string]int{}
	for i, name := range header {
		column[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, name := range []string{"email", "hub_id", "kind"} {
		if _, ok := column[name]; !ok {
			return fmt.Errorf("%s:1: there is no column %q: want email, hub_id, kind, and count or name", file, name)
		}
	}
	var problems []error
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return errors.Join(problems...)
		}
		if err != nil {
			return errors.Join(append(problems, fmt.Errorf("%s: %w", file, err))...)
		}
		line, _ := r.FieldPos(0)
		cell := func(name string) string {
			if i, ok := column[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		who, asset, err := readAsset(cell)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s:%d: %w", file, line, err))
			continue
		}
		if !slices.Contains(*order, who) {
			*order = append(*order, who)
		}
		owned[who] = append(owned[who], asset)
	}
}

func readAsset(cell func(string) string) (owner, engine.Asset, error) {
	email, err := config.ParseEmail(cell("email"))
	if err != nil {
		return owner{}, engine.Asset{}, err
	}
	hub, err := strconv.ParseInt(cell("hub_id"), 10, 64)
	if err != nil || hub <= 0 {
		return owner{}, engine.Asset{}, fmt.Errorf("hub_id %q is not a hub id", cell("hub_id"))
	}
	asset := engine.Asset{Kind: cell("kind"), Name: cell("name")}
	if asset.Kind == "" {
		return owner{}, asset, errors.New("kind is empty")
	}
	asset.Count = 1
	if count := cell("count"); count != "" {
		if asset.Count, err = strconv.Atoi(count); err != nil || asset.Count < 0 {
			return owner{}, asset, fmt.Errorf("count %q is not a number", count)
		}
	} else if asset.Name == "" {
		return owner{}, asset, errors.New("neither count nor name is given")
	}
	return owner{hub, email}, asset, nil
}
