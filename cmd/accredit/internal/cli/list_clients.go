package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"accredit/engine"
	"accredit/engine/render"
)

type clientRow struct {
	HubID            int64             `json:"hub_id"`
	Address          string            `json:"address"`
	Name             string            `json:"name"`
	Domain           string            `json:"domain"`
	AccountType      string            `json:"account_type"`
	AccessType       string            `json:"access_type"` // ours at its highest, by rights
	Relationship     string            `json:"relationship"`
	RelationshipEnds *string           `json:"relationship_ends"` // null: it is not known, or it does not end
	LastActivity     *string           `json:"last_activity"`     // null: not known
	Mode             string            `json:"mode"`
	People           int               `json:"people"`
	PartnerAdmins    int               `json:"partner_admins"`
	Unlinked         int               `json:"unlinked"`              // people whose work there does not count for managed credit
	ManagedMRR       json.RawMessage   `json:"managed_mrr,omitempty"` // null: not known; left out with --without-mrr
	ComparedAt       *string           `json:"compared_at"`           // when it was last compared as a whole with the account; null: never
	Unseen           int               `json:"unseen"`                // people whose access was told, and nobody has seen it
	Labels           map[string]string `json:"labels"`
	sets             []string
	mrr              string // empty: not known
}

func (a *app) listClients(b *book, glob string, o *listOptions) error {
	list := []clientRow{}
	all := b.clientRows()
	total := len(all)
	for _, r := range all {
		if !matchAny(glob, r.Name, r.Address, r.Domain, strconv.FormatInt(r.HubID, 10), label(r.Address)) ||
			o.mode != "" && r.Mode != o.mode || o.relationship != "" && r.Relationship != o.relationship || o.access != "" && r.AccessType != o.access ||
			o.set != "" && !slices.Contains(r.sets, o.set) || !hasLabel(r.Labels, o.label) {
			continue
		}
		if o.withoutMRR {
			r.ManagedMRR = nil
		}
		list = append(list, r)
	}
	l := clientList(list, o)
	if err := a.showList(l, o.format, clientsDocument{schemaOf("clients"), list}); err != nil || o.format != "text" || o.mode != engine.Observe.String() {
		return err
	}
	observed := slices.DeleteFunc(all, func(r clientRow) bool { return r.Mode != o.mode })
	_, err := fmt.Fprintf(a.out, "\n%d of %s: only observed.\n", len(observed), plural(total, "client"))
	return err
}

// clientList is the list as a table. For people who read it, "never" and "not
// known" are said; a cell of CSV is empty then.
func clientList(list []clientRow, o *listOptions) *render.List {
	l := &render.List{
		Columns: []render.Column{
			{Title: "HUB ID", Name: "hub_id"}, {Title: "LABEL", Name: "label"}, {Title: "NAME", Name: "name"}, {Title: "DOMAIN", Name: "domain"},
			{Title: "ACCOUNT TYPE", Name: "account_type", Quiet: !anyAccountType(list)}, {Title: "ACCESS TYPE", Name: "access_type"},
			{Title: "RELATIONSHIP", Name: "relationship"}, {Title: "ENDS", Name: "relationship_ends", Quiet: true}, {Title: "MODE", Name: "mode"},
			{Title: "PEOPLE", Name: "people"}, {Title: "PARTNER ADMINS", Name: "partner_admins"}, {Title: "MANAGED MRR", Name: "managed_mrr"},
			{Title: "NOT LINKED", Name: "unlinked", Quiet: true}, {Title: "NOT SEEN", Name: "unseen", Quiet: true}, {Title: "LAST COMPARED", Name: "compared_at", Quiet: true},
		},
		Optional: []string{"managed_mrr", "partner_admins", "account_type", "domain", "people", "relationship_ends"},
	}
	spoken := o.format == "text" || o.format == "markdown"
	compared := slices.ContainsFunc(list, func(r clientRow) bool { return r.ComparedAt != nil })
	for _, r := range list {
		accountType := r.AccountType
		if spoken && !anyAccountType(list) {
			accountType = "" // all are as usual
		}
		mrr, at := r.mrr, ""
		if r.ComparedAt != nil {
			at = *r.ComparedAt
		}
		if spoken && mrr == "" {
			mrr = "not known"
		}
		if spoken && at == "" && compared {
			at = "never"
		}
		l.Rows = append(l.Rows, []string{
			strconv.FormatInt(r.HubID, 10), label(r.Address), r.Name, r.Domain, accountType, r.AccessType, r.Relationship, textOf(r.RelationshipEnds), r.Mode,
			strconv.Itoa(r.People), strconv.Itoa(r.PartnerAdmins), mrr, strconv.Itoa(r.Unlinked), strconv.Itoa(r.Unseen), at,
		})
	}
	if o.withoutMRR {
		l.Without("managed_mrr")
	}
	return l
}

// anyAccountType reports whether a client's account is not of the usual type.
func anyAccountType(list []clientRow) bool {
	return slices.ContainsFunc(list, func(r clientRow) bool { return r.AccountType != "" && r.AccountType != engine.AccountTypes[0] })
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (b *book) clientRows() []clientRow {
	recorded := map[int64]*engine.RecordedClient{}
	for i := range b.access.Clients {
		recorded[b.access.Clients[i].HubID] = &b.access.Clients[i]
	}
	var rows []clientRow
	add := func(c *engine.Client, known bool) {
		r := newClientRow(c, known)
		if rec := recorded[c.HubID]; rec != nil {
			r.record(rec, c, b.day)
			delete(recorded, c.HubID)
		}
		rows = append(rows, r)
	}
	if b.desired != nil {
		for i := range b.desired.Clients {
			add(&b.desired.Clients[i].Client, b.desired.Clients[i].MRRKnown)
		}
	}
	for i := range b.access.Clients {
		if c := &b.access.Clients[i]; recorded[c.HubID] != nil {
			add(&c.Client, false)
		}
	}
	slices.SortFunc(rows, func(x, y clientRow) int { return int(min(max(x.HubID-y.HubID, -1), 1)) })
	return rows
}

// newClientRow is what is known of a client without what is recorded. A state
// does not tell a revenue of 0 from one that nobody knows.
func newClientRow(c *engine.Client, mrrKnown bool) clientRow {
	r := clientRow{
		HubID: c.HubID, Address: c.Address, Name: c.Name, Domain: c.Domain, AccountType: c.AccountType, Mode: c.Mode.String(),
		AccessType: engine.AccessNone.String(), Relationship: engine.RelationshipUnknown.String(), Labels: labelled(c.Labels),
		LastActivity: dateOrNil(c.LastActivity), ManagedMRR: json.RawMessage("null"),
	}
	if mrrKnown || c.ManagedMRR != 0 {
		r.mrr = engine.FormatAmount(c.ManagedMRR)
		r.ManagedMRR = json.RawMessage(r.mrr)
	}
	return r
}

// record adds what is recorded of the client.
func (r *clientRow) record(rec *engine.RecordedClient, c *engine.Client, day engine.Date) {
	if !rec.ComparedAt.IsZero() {
		at := rec.ComparedAt.UTC().Format(time.RFC3339)
		r.ComparedAt = &at
	}
	r.Relationship, r.People, r.AccessType = rec.Relationship(day).String(), len(rec.Grants), rec.AccessType().String()
	r.RelationshipEnds = dateOrNil(rec.RelationshipEnds(c.LastActivity))
	if rec.LastActivity != 0 {
		r.LastActivity = dateOrNil(rec.LastActivity)
	}
	for i := range rec.Grants {
		g := &rec.Grants[i]
		r.sets = append(r.sets, g.Rights.Set)
		if g.Unlinked {
			r.Unlinked++
		}
		if g.Evidence != nil && g.Evidence.Kind != engine.EvidenceSeen {
			r.Unseen++
		}
		if g.AccessType() == engine.AccessPartnerAdmin {
			r.PartnerAdmins++
		}
	}
}
