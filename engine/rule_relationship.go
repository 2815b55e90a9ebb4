package engine

import (
	"cmp"
	"fmt"
	"slices"
)

// The relationship with a client (docs/rules.md R6). Only additions wait for it;
// what reduces never does.

// dormantDays is after how many days without activity plans say when the
// relationship ends.
const dormantDays = 46

// lapseDays is how long a relationship outlives its last qualifying activity.
const lapseDays = 60

// RelationshipEnd is the day on which a relationship ends from which the last
// person goes on a day. Where the last activity is not known, that day is
// assumed.
func RelationshipEnd(lastActivity, day Date) (ends Date, assumed bool) {
	if lastActivity == 0 {
		return day + lapseDays, true
	}
	return max(lastActivity+lapseDays, day), false
}

// links lists the client's links: the declared ones, with approvals that were
// only recorded, and recorded ones that no block declares any more, unless they
// were corrected.
func (c *clientPlan) links() []Link {
	var list []Link
	if c.desired != nil {
		list = append(list, c.desired.Links...)
	}
	if c.recorded == nil {
		return list
	}
	corrected := c.correctedLinks()
	for i, rec := range c.recorded.Links {
		at := indexLink(list, rec)
		switch {
		case at < 0:
			if !slices.Contains(corrected, i) {
				list = append(list, rec)
			}
		case list[at].ApprovedOn == 0 && rec.ApprovedOn != 0:
			list[at].ApprovedOn, list[at].ApprovedBy = rec.ApprovedOn, rec.ApprovedBy
		}
	}
	return list
}

// correctedLinks lists the recorded links in whose place a declared one stands.
func (c *clientPlan) correctedLinks() []int {
	if c.desired == nil {
		return nil
	}
	var list []int
	for i := range c.desired.Links {
		if at := c.correctedLink(&c.desired.Links[i]); at >= 0 {
			list = append(list, at)
		}
	}
	return list
}

// correctedLink finds the recorded link whose approval a declared one dates
// otherwise: of the same admin, not ended, and itself declared no more. -1:
// there is none, and the approval is another one.
func (c *clientPlan) correctedLink(l *Link) int {
	if indexLink(c.recorded.Links, *l) >= 0 {
		return -1
	}
	return slices.IndexFunc(c.recorded.Links, func(rec Link) bool {
		return rec.Admin == l.Admin && rec.EndedOn == 0 && indexLink(c.desired.Links, rec) < 0
	})
}

// indexLink finds the declared link that a recorded one is: the same admin and
// approval, or one of the same admin that still waits for it.
func indexLink(list []Link, rec Link) int {
	waiting := -1
	for i := range list {
		if list[i].Admin != rec.Admin {
			continue
		}
		if list[i].ApprovedOn == rec.ApprovedOn {
			return i
		}
		if list[i].ApprovedOn == 0 || rec.ApprovedOn == 0 {
			waiting = i
		}
	}
	return waiting
}

// counts reports whether an approved link makes its admin partner admin today:
// not ended, and the admin has not left.
func (c *clientPlan) counts(l *Link) bool {
	return l.ApprovedOn != 0 && l.ApprovedOn <= c.p.day && !c.evidenceOnly(l)
}

// evidenceOnly reports whether a link gives nobody anything any more: it has
// ended, or its admin has left.
func (c *clientPlan) evidenceOnly(l *Link) bool {
	if l.EndedOn != 0 && c.p.day >= l.EndedOn {
		return true
	}
	admin := c.p.roster.find(l.Admin)
	return admin == Nobody || !c.p.roster.declared[admin] || c.p.roster.people[admin].Status == PersonLeft
}

// adopt lists what approved links made, once each: only where nothing
// recorded of that person in that client is as late as the approval.
func (c *clientPlan) adopt(pairs []*pair) []*pair {
	if c.warnOtherHub() {
		return pairs
	}
	for _, l := range c.links() {
		if !c.counts(&l) {
			continue
		}
		admin := c.p.roster.find(l.Admin)
		if c.recordedOn(admin) >= l.ApprovedOn {
			continue
		}
		if other := c.approvedFor(&l, admin); other != "" {
			c.warn(ruleRelationship, admin, fmt.Sprintf("The approval of %s in %s is recorded for %s: it makes nobody else partner admin.", l.ApprovedOn, c.name(), other),
				ways("Correct the e-mail.", "If it is the same person, add former_emails = [\""+other+"\"].", "Another person needs an access link of their own."), l.Pos)
			continue
		}
		pr, added := pairOf(pairs, admin)
		if pr.was != nil && c.p.d.Catalogue.IsSuperAdmin(pr.was.Effective()) {
			continue
		}
		if pr.want == nil && !c.declares(&l) {
			c.warn(ruleRelationship, admin, fmt.Sprintf("The access link of %s in %s is approved, and the configuration does not declare it.", c.email(admin), c.name()),
				ways("Add access_link { admin = ... } to the client.", "Declare the access that it made."), Pos{})
			continue
		}
		made := c.partnerAdmin(admin, &l)
		if pr.was != nil {
			made.Details = pr.was.Details
		}
		if w := pr.want; w != nil && w.KeepBilling { // what was adopted has none to keep
			pr.want = with(w, func(g *Grant) { g.Rights = c.p.d.Catalogue.WithBilling(g.Rights, made.Rights) })
		}
		if w := pr.want; w != nil && w.Set == made.Set && w.Rights.Equal(made.Rights) && w.Status == Active {
			made = keepFacts(made, w)
		}
		if pr.was != nil && pr.was.Status == Active && !pr.was.Unlinked && pr.was.Set == made.Set && pr.was.Rights.Equal(made.Rights) {
			continue
		}
		link := l
		pr.cur, pr.link = made, &link
		if added {
			pairs = insertPair(pairs, pr)
		}
	}
	return pairs
}

// warnOtherHub warns where the block of a client has another hub id than before,
// and reports whether it does: what was approved in one account is no approval
// in another.
func (c *clientPlan) warnOtherHub() bool {
	if c.desired == nil || c.recorded != nil && len(c.recorded.Grants) > 0 {
		return false
	}
	was, moved := c.p.undeclared[c.desired.Address]
	if moved {
		c.warn(ruleRelationship, Nobody, fmt.Sprintf("The hub id of %s is %d, and was %d: its access links are not adopted.", c.label(), c.hubID, was),
			ways("Correct the id.", fmt.Sprintf("If the client really has another account, write %s for the old one.", removedHint(was))), Pos{})
	}
	return moved
}

// approvedFor finds for whom the approval of a declared link is recorded, if it
// is for somebody else whom no link declares any more; else it returns the
// empty string.
func (c *clientPlan) approvedFor(l *Link, admin int32) string {
	if c.recorded == nil || c.desired == nil || !c.declares(l) {
		return ""
	}
	for _, rec := range c.recorded.Links {
		if rec.Admin == l.Admin {
			return ""
		}
	}
	for _, rec := range c.recorded.Links {
		if rec.ApprovedOn == l.ApprovedOn && rec.ApprovedBy == l.ApprovedBy && c.p.roster.find(rec.Admin) != admin && !c.declares(&rec) {
			return rec.Admin
		}
	}
	return ""
}

// partnerAdmin is the grant that an approved link gives its admin.
func (c *clientPlan) partnerAdmin(admin int32, l *Link) *Grant {
	set := c.p.sets[SetPartnerAdmin]
	return &Grant{
		Person: admin, Set: set.Name, Rights: set.Rights,
		Seat:   SeatFor(c.p.roster.people[admin].Email, c.p.d.Agency.EmailDomains),
		Origin: &Origin{Block: c.label() + ".access_link", Definition: set.Definition, Wish: "access_link"},
		Pos:    l.Pos,
	}
}

// wantApproved wants partner admin for the admins of declared links whose
// approval was only recorded. Like an approval in the configuration it gives
// way to a block that names the person, and not to one that reaches them
// through a team.
func (c *clientPlan) wantApproved(pairs []*pair) []*pair {
	for _, l := range c.links() {
		if !c.declares(&l) {
			continue
		}
		admin := c.p.roster.find(l.Admin)
		pr, added := pairOf(pairs, admin)
		misdated := c.isMisdated(&l, pr)
		if !c.counts(&l) && !misdated {
			continue
		}
		if pr.want == nil && !c.hasLapsed(admin) || pr.want != nil && pr.want.From().Team != "" {
			pr.want, pr.declared, pr.pos = c.partnerAdmin(admin, &l), true, l.Pos
			if c.p.roster.people[admin].Status == PersonDeactivated {
				pr.want.Status = Deactivated
			}
			if misdated {
				c.warn(ruleRelationship, admin, fmt.Sprintf("approved_on of the access link of %s in %s is %s, but what the approval made is recorded already. The access stays.", c.email(admin), c.name(), l.ApprovedOn),
					ways("Correct the date.", "If the access is to end, write ended_on."), l.Pos)
			}
		}
		if added && pr.want != nil {
			pairs = insertPair(pairs, pr)
		}
	}
	return pairs
}

// isMisdated reports whether a link is approved on a day that is still to come,
// while its admin is partner admin already: a date does not undo what an
// approval made (docs/rules.md R7).
func (c *clientPlan) isMisdated(l *Link, pr *pair) bool {
	return l.ApprovedOn > c.p.day && !c.evidenceOnly(l) && pr.was != nil && pr.was.Status == Active &&
		c.p.d.Catalogue.IsPartnerAdmin(pr.was.Effective())
}

// declares reports whether the configuration has a block for the link.
func (c *clientPlan) declares(l *Link) bool {
	return c.desired != nil && indexLink(c.desired.Links, *l) >= 0
}

// recordedOn is the last day on which anything of the person was recorded in
// the client, their leaving included.
func (c *clientPlan) recordedOn(person int32) Date {
	if c.recorded == nil {
		return 0
	}
	var last Date
	for i := range c.recorded.Grants {
		if g := &c.recorded.Grants[i]; c.p.roster.ofAccess[g.Person] == person {
			last = max(last, g.RecordedOn)
		}
	}
	for _, gone := range c.recorded.Gone {
		if c.p.roster.ofAccess[gone.Person] == person {
			last = max(last, gone.On)
		}
	}
	return last
}

// pairOf finds somebody among pairs, which stand by person; who is not there
// gets a pair of their own.
func pairOf(pairs []*pair, person int32) (pr *pair, added bool) {
	if i, ok := slices.BinarySearchFunc(pairs, person, byPerson); ok {
		return pairs[i], false
	}
	return &pair{person: person}, true
}

func byPerson(pr *pair, person int32) int { return cmp.Compare(pr.person, person) }

func insertPair(pairs []*pair, pr *pair) []*pair {
	at := 0
	for at < len(pairs) && pairs[at].person < pr.person {
		at++
	}
	pairs = append(pairs, nil)
	copy(pairs[at+1:], pairs[at:])
	pairs[at] = pr
	return pairs
}

// lastActivity is what is known of the last qualifying activity: what is recorded,
// else what the client's block says. Zero: nothing.
func (c *clientPlan) lastActivity() Date {
	if c.recorded != nil && c.recorded.LastActivity != 0 {
		return c.recorded.LastActivity
	}
	if c.desired != nil {
		return c.desired.LastActivity
	}
	return 0
}

// relate compares the relationship before and after the plan.
func (c *clientPlan) relate(grantsBefore, grantsAfter int) {
	day := c.p.day
	before, after := RelationshipUnknown, RelationshipUnknown
	change := RelationshipChange{}
	if c.recorded != nil {
		before = c.recorded.Relationship(day)
	}
	switch {
	case grantsAfter > 0:
		after = RelationshipManaged
	case grantsBefore > 0:
		after = RelationshipEnding
		change.EndsOn, change.Assumed = RelationshipEnd(c.lastActivity(), day)
	case before == RelationshipEnding || before == RelationshipEnded:
		after = before
	default:
		for _, l := range c.links() {
			if !c.evidenceOnly(&l) {
				after = RelationshipPending
			}
		}
	}
	if before == after {
		return
	}
	change.Before, change.After = before, after
	c.relationship = &change
}

func (c *clientPlan) hasLapsed(person int32) bool { return c.lapsedOf(person) != nil }

// lapsedOf finds the person's block that ended last, or begins next.
func (c *clientPlan) lapsedOf(person int32) *Lapsed {
	if c.desired == nil {
		return nil
	}
	var best *Lapsed
	for i := range c.desired.Lapsed {
		l := &c.desired.Lapsed[i]
		if c.p.roster.ofDesired[l.Person] != person {
			continue
		}
		if best == nil || cmp.Compare(l.Period.To, best.Period.To) > 0 {
			best = l
		}
	}
	return best
}
