package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Bounds of lists.
const (
	maxPages = 100
	pageSize = 100
)

// area is the part of the API that users, sets, teams and seats are in.
const usersArea = "settings/users"

// Role is a permission set of an account. What is in it the API does not say.
type Role struct {
	ID, Name             string
	RequiresBillingWrite bool
}

// Team is a team of an account.
type Team struct{ ID, Name string }

// Seat is a kind of seat of an account.
type Seat struct {
	Name      string
	Remaining int
}

// page is a page of a list.
type page struct {
	Results *[]json.RawMessage `json:"results"`
	Paging  next               `json:"paging"`
	Total   *int               `json:"total"`
}

// listing is a whole list.
type listing struct {
	rows  []json.RawMessage
	paged bool // every page said whether another one follows
	total int  // as a search counts them; -1: it is not said
}

// list reads a list to its end. turn makes the call of the page at a cursor; an
// empty one is the first.
func (a *Account) list(ctx context.Context, area string, turn func(cursor string) call) (*listing, error) {
	out := &listing{paged: true, total: -1}
	seen := map[string]bool{}
	cursor := ""
	for range maxPages {
		var p page
		r := turn(cursor)
		if err := a.dated(ctx, area, r, &p); err != nil {
			return nil, err
		}
		if p.Results == nil {
			return nil, &lost{text: fmt.Sprintf("the answer to %s has no results", fmt.Sprintf(r.path, "...")), final: true}
		}
		out.rows = append(out.rows, *p.Results...)
		out.paged = out.paged && p.Paging.told
		if p.Total != nil {
			out.total = *p.Total
		}
		switch cursor = p.Paging.cursor; {
		case cursor == "":
			return out, nil
		case seen[cursor]:
			return nil, &lost{text: "the list goes in circles: a cursor came twice", final: true}
		}
		seen[cursor] = true
	}
	return nil, &lost{text: fmt.Sprintf("the list has more than %d pages", maxPages), final: true}
}

// get is the turn of a list that is read with GET.
func get(path string, query url.Values, limit int) func(string) call {
	return func(cursor string) call {
		q := url.Values{}
		for name, values := range query {
			q[name] = values
		}
		if limit > 0 {
			q.Set("limit", strconv.Itoa(limit))
		}
		if cursor != "" {
			q.Set("after", cursor)
		}
		return call{method: http.MethodGet, path: path, query: q}
	}
}

// each decodes the rows of a list.
func each[T any](l *listing) ([]T, error) {
	out := make([]T, 0, len(l.rows))
	for _, row := range l.rows {
		var v *T
		if err := json.Unmarshal(row, &v); err != nil || v == nil {
			return nil, &lost{text: "a row of a list is not as HubSpot writes it", final: true}
		}
		out = append(out, *v)
	}
	return out, nil
}

// roles reads the permission sets. An account that has none answers 400 [live], and
// none is told.
func (a *Account) roles(ctx context.Context) (list []Role, has bool, err error) {
	l, err := a.list(ctx, usersArea, get("/settings/users/%s/roles", nil, 0))
	if isStatus(err, http.StatusBadRequest) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	rows, err := each[struct {
		ID      text  `json:"id"`
		Name    text  `json:"name"`
		Billing *bool `json:"requiresBillingWrite"`
	}](l)
	for _, r := range rows {
		if r.ID == "" || r.Name == "" {
			return nil, false, &lost{text: "a permission set in the list has no id or no name", final: true}
		}
		list = append(list, Role{string(r.ID), string(r.Name), r.Billing != nil && *r.Billing})
	}
	return list, true, err
}

// teams reads the teams.
func (a *Account) teams(ctx context.Context) ([]Team, error) {
	l, err := a.list(ctx, usersArea, get("/settings/users/%s/teams", nil, 0))
	if err != nil {
		return nil, err
	}
	rows, err := each[struct {
		ID   text `json:"id"`
		Name text `json:"name"`
	}](l)
	list := []Team{}
	for _, r := range rows {
		if r.ID == "" || r.Name == "" {
			return nil, &lost{text: "a team in the list has no id or no name", final: true}
		}
		list = append(list, Team{string(r.ID), string(r.Name)})
	}
	return list, err
}

// seats reads the kinds of seats. Only a key that may write billing may.
func (a *Account) seats(ctx context.Context) ([]Seat, error) {
	l, err := a.list(ctx, usersArea, get("/settings/users/%s/seats", nil, 0))
	if err != nil {
		return nil, err
	}
	rows, err := each[struct {
		Name      text `json:"name"`
		Remaining *int `json:"remainingSeats"`
	}](l)
	list := []Seat{}
	for _, r := range rows {
		if s := (Seat{Name: string(r.Name)}); r.Remaining != nil {
			s.Remaining = *r.Remaining
			list = append(list, s)
		}
	}
	return list, err
}

// deactivated reads the ids and addresses of users who are deactivated, from the
// records that the CRM keeps of users: their own property says the user's id
// [live]. Whether the list of users has them is unconfirmed.
func (a *Account) deactivated(ctx context.Context) (map[string]string, error) {
	l, err := a.list(ctx, "crm", func(cursor string) call {
		body := map[string]any{
			"filterGroups": []any{map[string]any{"filters": []any{map[string]string{"propertyName": "hs_deactivated", "operator": "EQ", "value": "true"}}}},
			"properties":   []string{"hs_internal_user_id", "hs_email", "hs_deactivated"}, "limit": pageSize,
		}
		if cursor != "" {
			body["after"] = cursor
		}
		return call{method: http.MethodPost, path: "/crm/objects/%s/users/search", body: body, slow: a.searches}
	})
	if err != nil {
		return nil, err
	}
	rows, err := each[struct {
		Properties struct {
			ID    text `json:"hs_internal_user_id"`
			Email text `json:"hs_email"`
		} `json:"properties"`
	}](l)
	if err == nil && l.total != len(rows) {
		return nil, &lost{text: "the search for deactivated users was cut", final: true}
	}
	out := map[string]string{}
	for _, r := range rows {
		if r.Properties.ID == "" {
			return nil, &lost{text: "a record of a deactivated user does not say of whom it is", final: true}
		}
		out[string(r.Properties.ID)] = string(r.Properties.Email)
	}
	return out, err
}
