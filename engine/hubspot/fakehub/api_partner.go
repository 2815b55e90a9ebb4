package fakehub

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// partnerObjects are the clients of the agency as records.
func (c *call) partnerObjects() []crmObject {
	var list []crmObject
	for _, p := range c.account.PartnerClients {
		o := crmObject{ID: p.ID, Properties: map[string]string{
			"hs_client_name": p.Name, "hs_client_domain_name": p.Domain,
			"hs_split_managed_mrr": strconv.FormatFloat(p.ManagedMRR, 'f', -1, 64),
			"hs_is_managed":        "true", "hs_relationship_type": "MANAGED",
		}}
		if !p.Expires.IsZero() {
			o.Properties["hs_managed_relationship_estimated_expiration_date"] = p.Expires.UTC().Format(time.RFC3339)
		}
		if name := c.h.world.Behaviour.HubIDProperty; name != "" && p.HubID > 0 {
			o.Properties[name] = strconv.FormatInt(p.HubID, 10)
		}
		list = append(list, o)
	}
	return list
}

// partnerClients serves the clients of the agency, in its own account alone.
func (c *call) partnerClients() answer {
	switch {
	case c.account.HubID != c.h.world.Agency, !c.has(scopePartner):
		return c.missing(scopePartner)
	case len(c.rest) > 1:
		return c.noPath()
	case len(c.rest) == 1 && c.rest[0] == "search":
		return c.found(c.partnerObjects())
	case c.r.Method != http.MethodGet:
		return c.wrongMethod()
	}
	properties := strings.Split(strings.Join(c.query["properties"], ","), ",")
	list := c.partnerObjects()
	for i := range list {
		list[i] = list[i].only(properties)
	}
	if len(c.rest) == 0 {
		return pageOf(c, list)
	}
	i := slices.IndexFunc(list, func(o crmObject) bool { return o.ID == c.rest[0] })
	if i < 0 {
		return c.notFound("Object not found. objectId is %s", c.rest[0])
	}
	return ok(list[i])
}

// partnerProperties lists the properties that the clients of the agency have.
func (c *call) partnerProperties() answer {
	if c.account.HubID != c.h.world.Agency || !c.has(scopePartner) {
		return c.missing(scopePartner)
	}
	names := []string{
		"hs_client_name", "hs_client_domain_name", "hs_split_managed_mrr", "hs_is_managed", "hs_relationship_type",
		"hs_managed_relationship_estimated_expiration_date",
	}
	if name := c.h.world.Behaviour.HubIDProperty; name != "" {
		names = append(names, name)
	}
	page := results[map[string]string]{Results: []map[string]string{}}
	for _, name := range names {
		page.Results = append(page.Results, map[string]string{"name": name, "label": strings.ReplaceAll(strings.TrimPrefix(name, "hs_"), "_", " "), "type": "string"})
	}
	return ok(page)
}
