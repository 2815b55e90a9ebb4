package fakehub

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// search is the body of a search in the CRM.
type search struct {
	FilterGroups []filterGroup `json:"filterGroups"`
	Properties   []string      `json:"properties"`
	Limit        int           `json:"limit"`
	After        any           `json:"after"` // a string or a number
}

type filterGroup struct {
	Filters []filter `json:"filters"`
}

type filter struct {
	PropertyName string   `json:"propertyName"`
	Operator     string   `json:"operator"`
	Value        string   `json:"value"`
	Values       []string `json:"values"`
}

// crmObject is a record of the CRM.
type crmObject struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
	CreatedAt  time.Time         `json:"createdAt"`
	UpdatedAt  time.Time         `json:"updatedAt"`
	Archived   bool              `json:"archived"`
}

type searchResults struct {
	Total   int         `json:"total"`
	Results []crmObject `json:"results"`
	Paging  *paging     `json:"paging,omitempty"`
}

// matches reports whether a record has what a search asks for: all filters of one
// of the groups.
func (s *search) matches(o *crmObject) (bool, error) {
	for _, group := range s.FilterGroups {
		all := true
		for _, f := range group.Filters {
			one, err := f.matches(o)
			if err != nil {
				return false, err
			}
			all = all && one
		}
		if all {
			return true, nil
		}
	}
	return len(s.FilterGroups) == 0, nil
}

func (f *filter) matches(o *crmObject) (bool, error) {
	value, has := o.Properties[f.PropertyName]
	switch f.Operator {
	case "EQ":
		return has && value == f.Value, nil
	case "NEQ":
		return has && value != f.Value, nil
	case "IN":
		return has && slices.Contains(f.Values, value), nil
	case "HAS_PROPERTY":
		return has && value != "", nil
	case "NOT_HAS_PROPERTY":
		return !has || value == "", nil
	}
	return false, fmt.Errorf("operator %q is not known here", f.Operator)
}

// found answers a search in a list of records.
func (c *call) found(list []crmObject) answer {
	var s search
	if c.r.Method != http.MethodPost {
		return c.wrongMethod()
	}
	if err := json.Unmarshal(c.body, &s); err != nil {
		return c.invalid("Invalid input JSON: %v", err)
	}
	if s.Limit == 0 {
		s.Limit = 10
	}
	if s.Limit < 0 || s.Limit > 200 {
		return c.invalid("limit goes from 1 to 200")
	}
	var hits []crmObject
	for i := range list {
		hit, err := s.matches(&list[i])
		if err != nil {
			return c.invalid("%v", err)
		}
		if hit {
			hits = append(hits, list[i])
		}
	}
	from := s.from()
	page := searchResults{Total: len(hits), Results: []crmObject{}}
	for i := from; i < min(from+s.Limit, len(hits)); i++ {
		page.Results = append(page.Results, hits[i].only(s.Properties))
	}
	if from+s.Limit < len(hits) {
		page.Paging = &paging{&nextPage{After: strconv.Itoa(from + s.Limit)}}
	}
	return ok(page)
}

func (s *search) from() int {
	n := number(strings.TrimSpace(fmt.Sprint(s.After)))
	return int(min(max(n, 0), 1<<30))
}

// only returns a record with the properties that were asked for, and the three
// that every record has.
func (o crmObject) only(properties []string) crmObject {
	kept := map[string]string{"hs_object_id": o.ID, "hs_createdate": o.CreatedAt.Format(time.RFC3339), "hs_lastmodifieddate": o.UpdatedAt.Format(time.RFC3339)}
	for _, name := range properties {
		if value, has := o.Properties[name]; has {
			kept[name] = value
		}
	}
	o.Properties = kept
	return o
}

// searchUsers searches the CRM's users. They have ids of their own: with the
// settings they have only hs_internal_user_id in common.
func (c *call) searchUsers() answer {
	if !c.has("crm.objects.users.read") {
		return c.missing("crm.objects.users.read")
	}
	var list []crmObject
	taken := map[string]bool{}
	for _, u := range c.h.liveOf(c.account).crm.read(c.account.Users, true) {
		id := FreshID(fmt.Sprintf("%d %s", c.account.HubID, u.Email), taken)
		taken[id] = true
		list = append(list, crmObject{ID: id, Properties: map[string]string{
			"hs_internal_user_id": u.ID, "hs_email": u.Email, "hs_given_name": u.FirstName, "hs_family_name": u.LastName,
			"hs_deactivated": strconv.FormatBool(u.Deactivated), "hs_object_id": id,
		}})
	}
	return c.found(list)
}
