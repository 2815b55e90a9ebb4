package config

import (
	"math/big"
	"net/url"
	"strings"

	"accredit/engine"
	"accredit/engine/publicmail"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/net/idna"
)

var (
	modeWords       = []string{"enforce", "additive", "observe"}
	executionWords  = []string{"record", "run"}
	subsetRuleWords = []string{"strict", "clamp"}
)

// readAgency reads the agency's own attributes, those that others depend on.
// Exactly one block says them.
func (l *loader) readAgency() (*engine.Agency, bool) {
	if len(l.registry.agency) == 0 {
		if l.agencyState == untouched {
			l.agencyState = failed
			if !l.mayStandUnread("agency") {
				l.report(0, "No agency block", "Add agency { name = ..., hub_id = ..., email_domains = [...] }.",
					"A configuration has exactly one agency block, and this one has none.")
			}
		}
		return &l.agency, false
	}
	b := l.registry.agency[0]
	if !l.enter(&l.agencyState, "agency", b.at) {
		return &l.agency, l.agencyState == done
	}
	r := reader{l: l, b: b, name: "agency", failed: b.incomplete}
	a := &l.agency
	a.Pos = l.pos(b)
	a.Name, _ = r.required("name")
	a.HubID, _ = r.hubID("hub_id")
	a.SubsetRule, _ = engine.ParseSubsetRule(r.choice("subset_rule", subsetRuleWords))
	a.Mode, _ = engine.ParseMode(r.choice("mode", modeWords))
	a.Execution, _ = engine.ParseExecution(r.choice("execution", executionWords))
	a.AccountURL = r.accountURL("account_url")
	a.PlanAhead = int(r.whole("plan_ahead", 1, engine.MaxPlanAhead, 0))
	allowed := r.truth("allow_public_domain")
	r.texts("email_domains", func(s string, at span) {
		domain, ok := parseDomain(s)
		switch {
		case ok && publicmail.Has(domain) && !allowed:
			r.report(at, "Public mail domain", "Remove it, and declare those of your people who use it as employee or contractor blocks. If it really is the agency's own, write allow_public_domain = true.",
				"Anybody can get an address at %s: people of clients would count as the agency's.", domain)
			return
		case ok:
			a.EmailDomains = append(a.EmailDomains, domain)
			return
		}
		r.report(at, "Invalid domain", "Write only what follows the @, such as northwind.example.", "%q is not an e-mail domain.", s)
	})
	if t := b.arg("email_domains"); t != nil && len(a.EmailDomains) == 0 && !r.failed {
		r.missing("email_domains", t)
	}
	for _, other := range l.registry.agency[1:] {
		l.conflict(other.at, b.at, "Second agency block", "Merge the two.", "A configuration has exactly one agency block.")
	}
	l.leave(&l.agencyState, !r.failed)
	return a, !r.failed
}

// hubIDPlace is where the hub id goes in account_url.
const hubIDPlace = "{hub_id}"

// accountURL reads where an account of HubSpot is: a link to it stands on pages
// that people work with.
func (r *reader) accountURL(name string) string {
	text, t := r.text(name)
	if text == "" {
		return ""
	}
	const hint = `Write it like account_url = "https://app.hubspot.com/contacts/{hub_id}".`
	u, err := url.Parse(strings.ReplaceAll(text, hubIDPlace, "1"))
	switch {
	case !strings.Contains(text, hubIDPlace):
		r.report(t.at, "No place for the hub id", hint, "%q has no {hub_id}: every account would have the same link.", text)
		return ""
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil:
		r.report(t.at, "Invalid address", hint, "%q is not the address of a page that begins with https://.", text)
		return ""
	}
	return text
}

// parseDomain reads a domain, in lower case. One in letters beyond ASCII is
// taken as it is sent, which begins with xn--.
func parseDomain(s string) (string, bool) {
	if ascii, err := idna.Lookup.ToASCII(s); err == nil && ascii != engine.LowerASCII(s) {
		s = ascii
	}
	domain, err := engine.ParseDomain(s)
	return domain, err == nil
}

// agencyValue is the root agency.
func (l *loader) agencyValue() (cty.Value, bool) {
	a, ok := l.readAgency()
	if !ok {
		return cty.DynamicVal, false
	}
	return cty.ObjectVal(map[string]cty.Value{
		"name": cty.StringVal(a.Name), "hub_id": cty.NumberIntVal(a.HubID), "email_domains": stringsValue(a.EmailDomains),
		"subset_rule": cty.StringVal(a.SubsetRule.String()), "mode": cty.StringVal(a.Mode.String()),
	}), true
}

// resolveAgency reads what the agency says of people, once they are known.
func (l *loader) resolveAgency() {
	a, _ := l.readAgency()
	a.Guardrails = engine.DefaultGuardrails()
	if len(l.registry.agency) == 0 {
		return
	}
	b := l.registry.agency[0]
	r := &reader{l: l, b: b, name: "agency"}
	a.ActingAdmins = r.people("acting_admins")
	for _, inner := range b.blocks {
		l.readGuardrails(&a.Guardrails, inner)
	}
}

// people reads a list of references to people, in order, as indexes.
func (r *reader) people(name string) []int32 {
	t := r.b.arg(name)
	if t == nil || r.l.isAbsent(t, r.each) {
		return nil
	}
	list := []int32{}
	seen := map[int32]bool{}
	r.l.references(t, r.each, personKinds, func(found target, at span) {
		if !r.l.isKind(found, at, personKinds) {
			return
		}
		if p := found.in.person; found.in.state == done && !seen[p.index] {
			seen[p.index] = true
			list = append(list, p.index)
		}
	})
	return list
}

// maxGuardrail is the highest number that a guardrail takes.
const maxGuardrail = 1000

func (l *loader) readGuardrails(g *engine.Guardrails, b *block) {
	r := &reader{l: l, b: b, name: "guardrails"}
	g.Pos = l.pos(b)
	for _, rule := range engine.Rules() {
		switch v := rule.Value(g).(type) {
		case *engine.Limit:
			*v = r.limit(rule.Argument, *v)
		case *int:
			*v = int(r.whole(rule.Argument, 0, maxGuardrail, int64(*v)))
		case *[]int32:
			*v = r.people(rule.Argument)
		}
	}
	for _, inner := range b.blocks {
		l.readApproval(g, inner)
	}
}

// limit reads a count, or a percentage in quotes.
func (r *reader) limit(name string, fallback engine.Limit) engine.Limit {
	v, t, ok := r.value(name)
	if !ok {
		return fallback
	}
	limit := engine.Limit{}
	top := int64(1_000_000_000)
	if s, isText := plainString(v); isText {
		if s, limit.Percent = strings.CutSuffix(s, "%"); limit.Percent {
			v, top = cty.StringVal(s), 100
		}
	}
	n, ok := numberOf(v)
	if ok {
		if i, accuracy := n.Int64(); accuracy == big.Exact && i >= 0 && i <= top {
			limit.Value = int(i)
			return limit
		}
	}
	r.report(t.at, "Invalid limit", `Write a whole percentage such as "25%", or a count such as 40.`, "%s takes a percentage from 0%% to 100%% or a count, not %s.", name, describe(v))
	return fallback
}

func (l *loader) readApproval(g *engine.Guardrails, b *block) {
	r := &reader{l: l, b: b, name: "removal_approval", failed: b.incomplete}
	a := engine.Approval{Pos: l.pos(b)}
	a.HubID, a.Email = r.identity()
	a.UpTo = int(r.whole("up_to", 1, 1_000_000_000, 0))
	a.Reason, _ = r.text("reason")
	a.Expires, _ = r.date("expires")
	if p := l.personWith(a.Email); p != nil {
		a.Email = p.Email
	}
	if !r.failed {
		g.Approvals = append(g.Approvals, a)
	}
}

// identity reads a block that names a client by hub id or a person by e-mail.
func (r *reader) identity() (hubID int64, email string) {
	hubID, _ = r.hubID("hub_id")
	if t := r.b.arg("email"); t != nil && !r.l.isAbsent(t, nil) {
		email, _ = r.email("email")
	}
	if (hubID == 0) == (email == "") && !r.failed {
		r.report(r.b.at, "One of two", "Give hub_id for a client, or email for a person.", "%s takes exactly one of hub_id and email.", phrase(r.b.schema.name))
	}
	return hubID, email
}

// readRemoved reads the removed blocks.
func (l *loader) readRemoved() []engine.Removed {
	var list []engine.Removed
	for _, b := range l.registry.removed {
		r := &reader{l: l, b: b, name: "removed"}
		removed := engine.Removed{Pos: l.pos(b)}
		removed.HubID, removed.Email = r.identity()
		if r.failed {
			continue
		}
		list = append(list, removed)
		if c := l.byHub[removed.HubID]; c != nil {
			l.conflict(b.at, c.in.decl.at(), "Removed and declared", "Delete one of the two blocks.", "The hub id %d is still declared by %s.", removed.HubID, c.Address)
		}
		if p := l.personWith(removed.Email); p != nil {
			l.conflict(b.at, p.in.decl.at(), "Removed and declared", "Delete one of the two blocks.", "%s is still declared by %s.", removed.Email, p.Address)
		}
	}
	return list
}
