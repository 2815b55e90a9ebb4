package engine

import (
	"fmt"
	"slices"
	"strings"
)

// What HubSpot's API makes (docs/accounts.md, "Who does what"): a step of the
// owner of the key, made by machine. It is planned only where the actor is the
// owner, the connection allows the action, and the API has words for the step. What
// the account says at that moment is looked at when the request is sent.

// byAPI reports whether the actor makes the stage through HubSpot's API.
func (c *clientPlan) byAPI(s *clientState, actor int32, st *stage) bool {
	if c.desired == nil || !c.desired.Connection.Writes(st.action) || actor != c.owner() || actor == st.person || c.p.roster.leaving(actor) {
		return false
	}
	return s.isAdmin(s.grantOf(actor)) && c.inAPITerms(s, st)
}

// owner is who made the service key; Nobody where the account has none.
func (c *clientPlan) owner() int32 {
	if c.desired == nil || c.desired.Connection == nil {
		return Nobody
	}
	return c.p.roster.ofDesired[c.desired.Connection.Owner]
}

// inAPITerms reports whether the API has words for a stage: it knows one named
// set, and teams, and cannot take the last team away.
func (c *clientPlan) inAPITerms(s *clientState, st *stage) bool {
	switch st.action {
	case ActionRemove:
		return !s.isSuper(st.before)
	case ActionAdd:
		_, domain, _ := strings.Cut(c.email(st.person), "@")
		return slices.Contains(c.p.d.Agency.EmailDomains, domain) && c.isPlain(s, st.after)
	case ActionChange:
		was, is := st.before.More().Teams, st.after.More().Teams
		sameSet := st.before.Set == st.after.Set && st.before.Rights.Equal(st.after.Rights)
		return c.isPlain(s, st.before) && c.isPlain(s, st.after) && (st.before.Set != st.after.Set || sameSet && !slices.Equal(was, is)) &&
			(len(was) == 0 || len(is) > 0)
	}
	return false
}

// isPlain reports whether somebody active has just a named set of the account,
// and is no admin there.
func (c *clientPlan) isPlain(s *clientState, g *Grant) bool {
	if g.Status != Active || g.Set == "" || s.isAdmin(g) {
		return false
	}
	if g.Unknown {
		return true
	}
	if set := c.p.sets[g.Set]; set != nil && set.Rights.Equal(g.Rights) {
		return true
	}
	if rec := c.p.state[g.Set]; rec != nil {
		rights, _ := rec.Levels.Over(c.p.d.Catalogue, "")
		return rights.Equal(g.Rights)
	}
	return false
}

// warnOwner warns where the owner of the key cannot answer for it any more: a key
// outlives the access of who made it.
func (c *clientPlan) warnOwner(end *clientState) {
	owner := c.owner()
	switch {
	case owner == Nobody:
	case c.p.roster.leaving(owner):
		c.warn(RuleActor, owner, fmt.Sprintf("%s made the key to the account of %s and leaves: nothing is sent with it, and it keeps working.", c.email(owner), c.name()),
			ways("Make a new key in the account, as somebody who stays, and name them as owner of the connection.", "Revoke the old key there."), c.desired.Connection.Pos)
	case len(c.desired.Connection.Write) > 0 && !end.isAdmin(end.grantOf(owner)):
		c.warn(RuleActor, owner, fmt.Sprintf("%s made the key to the account of %s and is no admin there: nothing is sent with it.", c.email(owner), c.name()),
			ways("Make them partner admin there.", "Make a new key, as somebody who is, and name them as owner of the connection."), c.desired.Connection.Pos)
	}
}
