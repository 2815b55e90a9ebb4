package fakehub

import "time"

// World is everything that the fake keeps: what stands in its file.
type World struct {
	// Agency is the hub id of the agency's own account, which must be one of
	// Accounts.
	Agency int64 `json:"agency"`
	// EmailDomains are the agency's: whoever has an address there is linked when
	// they are added, and gets the Partner Seat.
	EmailDomains []string  `json:"emailDomains,omitempty"`
	Behaviour    Behaviour `json:"behaviour,omitzero"`
	// Permissions are all that there are, with their kind: "toggle" (off < on) or
	// "scope" (none < own < team < all). Those that stand only in a permission
	// set are known by their level.
	Permissions map[string]string `json:"permissions,omitempty"`
	// UserIDs are the ids of people who are in no account any more, by e-mail:
	// whoever comes again has the id that they had.
	UserIDs  map[string]string `json:"userIds,omitempty"`
	Accounts []Account         `json:"accounts"`
}

// Account is one HubSpot account.
type Account struct {
	HubID          int64           `json:"hubId"`
	Name           string          `json:"name"`
	Domain         string          `json:"domain,omitempty"`
	Tier           string          `json:"tier,omitempty"`        // free, starter, professional or enterprise; empty is enterprise
	AccountType    string          `json:"accountType,omitempty"` // empty is STANDARD
	TimeZone       string          `json:"timeZone,omitempty"`    // empty is UTC
	DailyLimit     int             `json:"dailyLimit,omitempty"`  // calls a day; 0 is that of the tier
	Keys           []Key           `json:"keys,omitempty"`
	PermissionSets []PermissionSet `json:"permissionSets,omitempty"`
	Teams          []Team          `json:"teams,omitempty"`
	Seats          []Seat          `json:"seats,omitempty"`
	Users          []User          `json:"users,omitempty"`
	Logins         []Login         `json:"logins,omitempty"`
	Security       []SecurityEvent `json:"security,omitempty"`
	PartnerClients []PartnerClient `json:"partnerClients,omitempty"` // of the agency's account
}

// Key is a service key of an account.
type Key struct {
	Key     string   `json:"key"`
	Owner   string   `json:"owner,omitempty"` // e-mail of whoever made it
	Scopes  []string `json:"scopes,omitempty"`
	Revoked bool     `json:"revoked,omitempty"`
	// RevokedAfter is the number of requests after which the key is revoked; 0
	// never.
	RevokedAfter int `json:"revokedAfter,omitempty"`
}

// PermissionSet is a permission set of an account. Contents are levels by name
// of the permission; what is not there is off or none.
type PermissionSet struct {
	ID                   string            `json:"id"`
	Name                 string            `json:"name"`
	RequiresBillingWrite bool              `json:"requiresBillingWrite,omitempty"`
	Contents             map[string]string `json:"contents,omitempty"`
}

// Team is a team of an account. Who is in it stands with the users.
type Team struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Seat is a kind of seat that an account has.
type Seat struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Remaining   int    `json:"remaining"`
}

// User is somebody in an account. Super admins hold everything; partner admins
// what they hold by that; everybody else the higher level of their sets.
// Individual permissions then replace single levels, but not a super admin's.
type User struct {
	ID           string   `json:"id"`
	Email        string   `json:"email"` // lower case
	FirstName    string   `json:"firstName,omitempty"`
	LastName     string   `json:"lastName,omitempty"`
	RoleIDs      []string `json:"roleIds,omitempty"`
	SuperAdmin   bool     `json:"superAdmin,omitempty"`
	PartnerAdmin bool     `json:"partnerAdmin,omitempty"`
	// ManagesPartnerEmployees and Contractor mean something in the agency's own
	// account: may use the Client Access Manager, and stands under Contractors.
	ManagesPartnerEmployees bool `json:"managesPartnerEmployees,omitempty"`
	Contractor              bool `json:"contractor,omitempty"`

	PrimaryTeamID    string            `json:"primaryTeamId,omitempty"`
	SecondaryTeamIDs []string          `json:"secondaryTeamIds,omitempty"`
	SeatNames        []string          `json:"seatNames,omitempty"`
	Deactivated      bool              `json:"deactivated,omitempty"`
	Invited          bool              `json:"invited,omitempty"`     // the invitation is not accepted
	NotOnAnyHub      bool              `json:"notOnAnyHub,omitempty"` // the API refuses to change them
	Linked           bool              `json:"linked,omitempty"`      // to the agency
	Individual       map[string]string `json:"individual,omitempty"`
	LastLogin        time.Time         `json:"lastLogin,omitzero"`
	Assets           []Asset           `json:"assets,omitempty"`
	Unlisted         bool              `json:"unlisted,omitempty"` // the list of the API leaves them out
}

// Asset is something in an account that a user owns.
type Asset struct {
	Kind  string `json:"kind"`
	Name  string `json:"name,omitempty"`
	Count int    `json:"count"`
}

// Login is one try to log in.
type Login struct {
	Email     string    `json:"email"`
	At        time.Time `json:"at"`
	Failed    bool      `json:"failed,omitempty"`
	IPAddress string    `json:"ipAddress,omitempty"`
	Location  string    `json:"location,omitempty"`
}

// SecurityEvent is one entry of the security activity, such as REMOVE_USER.
type SecurityEvent struct {
	Type   string    `json:"type"`
	Email  string    `json:"email"`            // whom it is about
	Acting string    `json:"acting,omitempty"` // who did it
	At     time.Time `json:"at"`
}

// PartnerClient is a client as the agency's own account lists it.
type PartnerClient struct {
	ID         string    `json:"id"`
	HubID      int64     `json:"hubId,omitempty"` // shown only where Behaviour.HubIDProperty names a property
	Name       string    `json:"name"`
	Domain     string    `json:"domain,omitempty"`
	ManagedMRR float64   `json:"managedMrr,omitempty"`
	Expires    time.Time `json:"expires,omitzero"` // estimated end of the managed relationship
}

// account returns the account with that hub id, or nil.
func (w *World) account(hubID int64) *Account {
	for i := range w.Accounts {
		if w.Accounts[i].HubID == hubID {
			return &w.Accounts[i]
		}
	}
	return nil
}

// agency returns the agency's own account.
func (w *World) agency() *Account { return w.account(w.Agency) }

// user returns the user with that e-mail, or nil.
func (a *Account) user(email string) *User {
	for i := range a.Users {
		if a.Users[i].Email == email {
			return &a.Users[i]
		}
	}
	return nil
}

// userByID returns the user with that id, or nil.
func (a *Account) userByID(id string) *User {
	for i := range a.Users {
		if a.Users[i].ID == id {
			return &a.Users[i]
		}
	}
	return nil
}

// set returns the permission set with that id, or nil.
func (a *Account) set(id string) *PermissionSet {
	for i := range a.PermissionSets {
		if a.PermissionSets[i].ID == id {
			return &a.PermissionSets[i]
		}
	}
	return nil
}

// team returns the team with that id, or nil.
func (a *Account) team(id string) *Team {
	for i := range a.Teams {
		if a.Teams[i].ID == id {
			return &a.Teams[i]
		}
	}
	return nil
}

// tier is the account's tier.
func (a *Account) tier() string {
	if a.Tier == "" {
		return "enterprise"
	}
	return a.Tier
}

// name is what people see of a user.
func (u *User) name() string {
	switch {
	case u.FirstName != "" && u.LastName != "":
		return u.FirstName + " " + u.LastName
	case u.FirstName != "":
		return u.FirstName
	}
	return u.LastName
}
