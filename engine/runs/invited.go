package runs

import (
	"accredit/engine"
	"accredit/engine/verify"
)

// Nobody wants somebody invited: a step leads to active access. Whether the
// invitation was accepted is known from an observation alone.

// statusSeen is the status that is recorded where another was approved and one was
// seen: the latter, where it is what the approved one looks like.
func statusSeen(approved engine.Status, seen *engine.Status) engine.Status {
	if seen != nil && seen.Wanted() == approved.Wanted() {
		return *seen
	}
	return approved
}

// stillInvited is a grant to be recorded after another: who is recorded as invited
// stays so, until an observation shows that they accepted.
func stillInvited(was, is *engine.RecordedGrant) *engine.RecordedGrant {
	if was == nil || is == nil || was.Status != engine.Invited || is.Status != engine.Active {
		return is
	}
	invited := *is
	invited.Status = engine.Invited
	return &invited
}

// invite makes a step that was approved for somebody active one of somebody who
// has not accepted yet, where that is what is recorded of them now.
func invite(r *verify.Replay, st *engine.Step) {
	now := r.Now(st.Person)
	if now == nil || now.Status != engine.Invited || st.Before == nil || st.Before.Status != engine.Active {
		return
	}
	st.Before = invitedGrant(st.Before)
	if st.After != nil && st.After.Status == engine.Active {
		st.After = invitedGrant(st.After)
	}
}

func invitedGrant(g *engine.Grant) *engine.Grant {
	is := *g
	is.Status = engine.Invited
	return &is
}
