package engine

import "fmt"

// RecordedFindings checks the rules on what is recorded, client by client, as
// plan would find it: whether a known super admin is left, whether somebody of
// the agency can act, and what should be over. All are warnings, since a state
// may record what somebody did in HubSpot itself; a plan says what to do. The
// limits are those of the last apply. Client and Person index the access.
func RecordedFindings(c *Catalogue, a *Access, day Date) []Finding {
	v := &recordedReview{access: a, limits: DefaultGuardrails()}
	bounds := a.RecordedBounds()
	v.limits.MinPartnerAdmins, v.limits.MaxSuperAdmins = bounds.MinPartnerAdmins, bounds.MaxSuperAdmins
	r, table := catalogueResolver(c, a), Rules()
	for i := range a.Clients {
		v.client, v.index = &a.Clients[i], int32(i)
		t := countAdmins(c, r, v.client)
		for _, rule := range table {
			if rule.recorded != nil {
				rule.recorded(v, &t)
			}
		}
		v.overdue(day)
	}
	return v.found
}

// recordedReview judges what is recorded, one client after the other.
type recordedReview struct {
	access *Access
	limits Guardrails
	client *RecordedClient
	index  int32 // of the client
	found  []Finding
}

func (v *recordedReview) warn(person int32, rule, hint, format string, args ...any) {
	v.found = append(v.found, Finding{
		Rule: rule, Severity: Warning, Client: v.index, Person: person,
		Message: RecordedName(v.client) + ": " + fmt.Sprintf(format, args...), Hint: hint,
	})
}

// overdue warns of access that should be over.
func (v *recordedReview) overdue(day Date) {
	for i := range v.client.Grants {
		g := &v.client.Grants[i]
		p := &v.access.People[g.Person]
		switch {
		case g.Expires != 0 && g.Expires < day:
			v.warn(g.Person, "expiry", takenAway(v.client.Mode, "removes it"), "the access of %s ended on %s and is still recorded", p.Email, g.Expires)
		case g.Status == Active && p.Status != PersonActive:
			v.warn(g.Person, "status", takenAway(v.client.Mode, "takes it away"), "%s %s and still has active access", p.Email, gone(p.Status))
		}
	}
}

// gone says of somebody's status that they should have no access.
func gone(s PersonStatus) string {
	if s == PersonLeft {
		return "has left"
	}
	return "is " + s.String()
}

// RecordedName is how the message of a finding about a recorded client begins,
// before a colon: what is only recorded may have any name, or one twice.
func RecordedName(c *RecordedClient) string { return fmt.Sprintf("%s (hub %d)", c.Label(), c.HubID) }

// takenAway says who ends an access that should be over: apply, where the mode
// of the client lets it (docs/rules.md R10).
func takenAway(m Mode, what string) string {
	if m == Enforce {
		return "The next apply " + what + ". Run accredit plan."
	}
	return ways("Mode "+m.String()+" leaves it: set the client's mode to enforce.", leaveByHand)
}

// adminCount counts the grants of a recorded client.
type adminCount struct {
	tally
	unknown int // active ones whose rights are not known
}

func countAdmins(c *Catalogue, r *resolver, client *RecordedClient) adminCount {
	var t adminCount
	for i := range client.Grants {
		g := &client.Grants[i]
		t.addRecorded(c, g, r)
		if g.Status == Active && g.Rights.Unknown {
			t.unknown++
		}
	}
	return t
}

// isKnown reports whether somebody has active access, and all rights of those
// who have are known.
func (t *adminCount) isKnown() bool { return t.active > 0 && t.unknown == 0 }
