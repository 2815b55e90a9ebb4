package live

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"accredit/engine"
)

// PartnerClient is a client as the agency's own account lists it. What HubSpot does
// not say is empty.
type PartnerClient struct {
	ID           string // of the record, which is not the hub id
	HubID        int64
	HubIDFrom    string // property that the hub id was read from
	Name, Domain string
	ManagedMRR   string // as HubSpot writes it
	Relationship string
	Expires      time.Time
}

// Properties of partner_clients, as another project measured them [code].
const (
	propertyName     = "hs_client_name"
	propertyDomain   = "hs_client_domain_name"
	propertyMRR      = "hs_split_managed_mrr"
	propertyRelation = "hs_relationship_type"
	propertyExpires  = "hs_managed_relationship_estimated_expiration_date"
	propertyLink     = "hs_account_link"
)

// PartnerClients lists the clients of the agency. The account is the agency's own,
// so that the client it is reached with was made with Options.Agency zero. Which
// property has the hub id is not known: one is looked for at run time.
func (a *Account) PartnerClients(ctx context.Context) ([]PartnerClient, error) {
	if err := a.identified(ctx); err != nil {
		return nil, err
	}
	l, err := a.list(ctx, "crm-properties", get("/crm/properties/%s/partner_clients", nil, 0))
	if err != nil {
		return nil, err
	}
	properties, err := each[property](l)
	if err != nil {
		return nil, err
	}
	wanted, hubID := chooseProperties(properties)
	l, err = a.list(ctx, "crm", func(cursor string) call {
		body := map[string]any{"filterGroups": []any{}, "properties": wanted, "limit": pageSize}
		if cursor != "" {
			body["after"] = cursor
		}
		return call{method: http.MethodPost, path: "/crm/objects/%s/partner_clients/search", body: body, slow: a.searches}
	})
	if err != nil {
		return nil, err
	}
	rows, err := each[struct {
		ID         text             `json:"id"`
		Properties map[string]value `json:"properties"`
	}](l)
	if err == nil && l.total >= 0 && l.total != len(rows) {
		return nil, &lost{text: "the list of clients was cut", final: true}
	}
	var list []PartnerClient
	times := map[int64]int{a.hubID: 2} // the agency's own id is no client's
	for _, r := range rows {
		c := newPartnerClient(string(r.ID), r.Properties, hubID, a.key.reveal())
		times[c.HubID]++
		list = append(list, c)
	}
	for i := range list { // what several clients share is not the id of one of them
		if times[list[i].HubID] > 1 {
			list[i].HubID, list[i].HubIDFrom = 0, ""
		}
	}
	return list, err
}

// property is one that records of an object have.
type property struct {
	Name  text `json:"name"`
	Label text `json:"label"`
}

// value is what a record has in a property: a text, a number, or anything else,
// which is none.
type value string

// UnmarshalJSON never fails.
func (v *value) UnmarshalJSON(data []byte) error {
	var t lenient
	if err := t.UnmarshalJSON(data); err != nil {
		return err
	}
	if *v = value(t); t == "" {
		if _, err := strconv.ParseFloat(string(data), 64); err == nil {
			*v = value(data)
		}
	}
	return nil
}

// ofHubID is what the name or label of a property reads like that has the hub id.
var ofHubID = regexp.MustCompile(`(^|_)(hub|portal|hubspot_account)_?id($|_)`)

// chooseProperties lists the properties to read, and those that may have the hub id.
func chooseProperties(all []property) (wanted, hubID []string) {
	known := []string{propertyName, propertyDomain, propertyMRR, propertyRelation, propertyExpires, propertyLink}
	for _, p := range all {
		name := string(p.Name)
		label := strings.ReplaceAll(lower(string(p.Label)), " ", "_")
		switch {
		case slices.Contains(known, name):
			wanted = append(wanted, name)
		case ofHubID.MatchString(lower(name)), ofHubID.MatchString(label):
			wanted, hubID = append(wanted, name), append(hubID, name)
		}
	}
	slices.Sort(hubID)
	return wanted, hubID
}

func newPartnerClient(id string, in map[string]value, hubID []string, secret string) PartnerClient {
	say := func(name string) string { return clean(string(in[name]), secret) }
	c := PartnerClient{
		ID: clean(id, secret), Name: say(propertyName), Domain: say(propertyDomain), ManagedMRR: say(propertyMRR),
		Relationship: say(propertyRelation), Expires: parseDay(string(in[propertyExpires])),
	}
	for _, name := range hubID {
		if n, err := engine.ParseHubID(string(in[name])); err == nil && c.HubID != 0 && c.HubID != n {
			c.HubID, c.HubIDFrom = 0, "" // two properties that disagree say nothing
			return c
		} else if err == nil {
			c.HubID, c.HubIDFrom = n, name
		}
	}
	if c.HubID == 0 {
		if n := linkedHubID(string(in[propertyLink])); n != 0 {
			c.HubID, c.HubIDFrom = n, propertyLink
		}
	}
	return c
}

// linkedHubID reads the hub id out of the address of an account: its only part that
// is one.
func linkedHubID(link string) int64 {
	u, err := url.Parse(link)
	if err != nil || !strings.HasSuffix("."+u.Hostname(), ".hubspot.com") {
		return 0
	}
	found := int64(0)
	for part := range strings.SplitSeq(u.Path, "/") {
		if n, err := engine.ParseHubID(part); err == nil {
			if found != 0 && found != n {
				return 0
			}
			found = n
		}
	}
	return found
}

// parseDay reads a moment as HubSpot writes it in a property: RFC 3339, a day, or
// milliseconds.
func parseDay(s string) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.UTC()
		}
	}
	if millis, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) > 10 {
		return time.UnixMilli(millis).UTC()
	}
	return time.Time{}
}
