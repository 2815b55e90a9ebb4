package engine

// AccessType is how far the agency reaches in a client's account: what the one of
// its people has who has most there, by rights and not by a set's name.
type AccessType uint8

// The types, in their order.
const (
	AccessNone AccessType = iota
	AccessMember
	AccessPartnerAdmin
	AccessSuperAdmin
)

var accessTypeNames = [...]string{"none", "member", "partner_admin", "super_admin"}

// String returns "none", "member", "partner_admin" or "super_admin".
func (t AccessType) String() string { return accessTypeNames[t] }

// ParseAccessType reads "none", "member", "partner_admin" or "super_admin".
func ParseAccessType(s string) (AccessType, error) {
	return parseName[AccessType](accessTypeNames[:], s, "access type")
}

// AccessType is that of a recorded grant. One that is deactivated, or invited and
// not accepted, reaches nothing.
func (g *RecordedGrant) AccessType() AccessType {
	switch {
	case g.Status != Active:
		return AccessNone
	case givesSuperAdmin(g.Rights):
		return AccessSuperAdmin
	case GivesPartnerAdmin(g.Rights):
		return AccessPartnerAdmin
	}
	return AccessMember
}

// AccessType is the highest of the agency's people there.
func (c *RecordedClient) AccessType() AccessType {
	highest := AccessNone
	for i := range c.Grants {
		highest = max(highest, c.Grants[i].AccessType())
	}
	return highest
}

func givesSuperAdmin(r *RecordedRights) bool {
	if r.Unknown {
		return false
	}
	super := r.Set == SetSuperAdmin
	for _, pl := range r.Levels {
		if pl.Permission == PermissionSuperAdmin {
			super = !IsLowestLevel(pl.Level)
		}
	}
	return super
}
