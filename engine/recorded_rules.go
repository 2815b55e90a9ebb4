package engine

import "fmt"

// RecordedFindings checks the rules on what is recorded, client by client, as
// plan would find it: whether a known super admin is left, whether somebody of
// the agency can act, and what should be over. All are warnings, since a state
// may record what somebody did in HubSpot itself; a plan says what to do. The
// limits are the defaults of docs/rules.md R7. Client and Person index the access.
func RecordedFindings(c *Catalogue, a *Access, day Date) []Finding {
	r := catalogueResolver(c, a)
	limits := DefaultGuardrails()
	var found []Finding
	for i := range a.Clients {
		client := &a.Clients[i]
		t := countAdmins(c, r, client)
		warn := func(person int32, rule, hint, format string, args ...any) {
			found = append(found, Finding{
				Rule: rule, Severity: Warning, Client: int32(i), Person: person,
				Message: RecordedName(client) + ": " + fmt.Sprintf(format, args...), Hint: hint,
			})
		}
		known := t.active > 0 && t.unknown == 0
		if known && t.supers+len(client.SuperAdmins) == 0 {
			warn(Nobody, RuleLastSuperAdmin, "Declare the client's own super_admins, or import the account.", "no super admin is known there")
		}
		if known && t.supers == 0 && t.partners < limits.MinPartnerAdmins {
			warn(Nobody, RuleMinPartnerAdmins, "Ask the client for an access link.", "nobody of the agency is partner admin or super admin there")
		}
		if t.supers > limits.MaxSuperAdmins {
			warn(Nobody, RuleMaxSuperAdmins, "Make some of them partner admin.", "%d agency people are super admins there", t.supers)
		}
		for j := range client.Grants {
			g := &client.Grants[j]
			p := &a.People[g.Person]
			switch {
			case g.Expires != 0 && g.Expires < day:
				warn(g.Person, "expiry", takenAway(client.Mode, "removes it"), "the access of %s ended on %s and is still recorded", p.Email, g.Expires)
			case g.Status == Active && p.Status != PersonActive:
				warn(g.Person, "status", takenAway(client.Mode, "takes it away"), "%s is %s and still has active access", p.Email, p.Status)
			}
		}
	}
	return found
}

// RecordedName is how the message of a finding about a recorded client begins,
// before a colon: what is only recorded may have any name, or one twice.
func RecordedName(c *RecordedClient) string { return fmt.Sprintf("%s (hub %d)", c.Label(), c.HubID) }

// takenAway says who ends an access that should be over: apply, where the mode
// of the client lets it (docs/rules.md R10).
func takenAway(m Mode, what string) string {
	if m == Enforce {
		return "The next apply " + what + "; run accredit plan."
	}
	return "Mode " + m.String() + " leaves it: set the client's mode to enforce, or take it away in HubSpot and import the account."
}

// adminCount counts the active grants of a client.
type adminCount struct{ active, partners, supers, unknown int }

func countAdmins(c *Catalogue, r *resolver, client *RecordedClient) adminCount {
	var t adminCount
	for i := range client.Grants {
		g := &client.Grants[i]
		if g.Status != Active {
			continue
		}
		t.active++
		is := r.resolve(g.Rights)
		switch {
		case g.Rights.Unknown:
			t.unknown++
		case c.IsSuperAdmin(is.rights):
			t.supers++
		case c.IsPartnerAdmin(is.rights):
			t.partners++
		}
	}
	return t
}
