package live

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
)

const (
	bob   = "bob@northwind.example"
	maria = "maria@northwind.example"
)

func grant(set string, teams ...string) *engine.RecordedGrant {
	g := &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: set}}
	if len(teams) > 0 {
		slices.Sort(teams)
		g.Details = &engine.Details{Teams: teams}
	}
	return g
}

func step(a engine.Action, before, after *engine.RecordedGrant) *engine.RunStep {
	return &engine.RunStep{Run: 7, Seq: 12, Action: a, Email: bob, Actor: maria, Before: before, After: after}
}

func terms() Terms {
	return Terms{Writes: engine.ConnectionWrites, Owner: maria, OwnerID: "1001", EmailDomains: []string{"northwind.example"}, UserID: "1002"}
}

// user is Bob with permission sets.
func user(roles ...string) *User {
	return &User{ID: "1002", Email: bob, RoleIDs: roles}
}

func in(u *User, primary string, secondary ...string) *User {
	u.PrimaryTeam, u.SecondaryTeams = primary, secondary
	return u
}

func look(u *User) Look {
	l := Look{
		At: newClock().at, User: u,
		Roles: []Role{{"501", "Developer", false}, {"502", "Account mgr", false}, {"503", "Billing", true}, {"504", "Sales / Rep", false}},
		Teams: []Team{{"71", "Sales"}, {"72", "EMEA"}, {"73", "Twins"}, {"74", "Twins"}},
	}
	l.Sets = names(hub, []string{"Developer", "Account mgr", "Billing", "Sales / Rep"})
	return l
}

func TestDecide(t *testing.T) {
	admin, app, other := user(), user("501"), user("501")
	admin.SuperAdmin, app.Email, other.ID = true, "x@appserviceaccount.hubspot.example", "4711"
	renamed := user("501")
	renamed.Email = "robert@northwind.example"
	owner := user("501")
	owner.ID = "1001"
	add, change, remove := step(engine.ActionAdd, nil, grant("developer")), step(engine.ActionChange, grant("developer"), grant("am")), step(engine.ActionRemove, grant("developer"), nil)
	toTeams := step(engine.ActionChange, grant("developer", "Sales"), grant("developer", "Sales", "EMEA"))
	type terming func(*Terms)
	type looking func(*Look)
	for name, test := range map[string]struct {
		step    *engine.RunStep
		user    *User
		terms   terming
		look    looking
		verdict Verdict
		says    string // of why, of what is seen, or of what is sent
	}{
		"add":                       {add, nil, nil, nil, Send, `{"email":"bob@northwind.example","sendWelcomeEmail":false,"roleId":"501"}`},
		"add with welcome":          {add, nil, func(t *Terms) { t.WelcomeEmail = true }, nil, Send, `"sendWelcomeEmail":true`},
		"add with teams":            {step(engine.ActionAdd, nil, grant("developer", "Sales", "EMEA")), nil, nil, nil, Send, `"roleId":"501","primaryTeamId":"72","secondaryTeamIds":["71"]}`},
		"add, already there so":     {add, user("501"), nil, nil, AlreadyMade, "member set"},
		"add, there otherwise":      {add, user("502"), nil, nil, Fail, `the account shows "Account mgr": they are there already`},
		"add, there as admin":       {add, admin, nil, nil, Hand, "super admin there"},
		"add of another domain":     {add, nil, func(t *Terms) { t.EmailDomains = []string{"other.example"} }, nil, Hand, "no address of the agency's domains"},
		"add with an unknown set":   {step(engine.ActionAdd, nil, grant("marketing")), nil, nil, nil, Hand, "no permission set that is marketing"},
		"add with two of the name":  {add, nil, nil, func(l *Look) { l.Roles = append(l.Roles, Role{"509", "developer", false}) }, Hand, "several permission sets"},
		"add as partner admin":      {step(engine.ActionAdd, nil, grant(engine.SetPartnerAdmin)), nil, nil, nil, Hand, "does not make admins"},
		"add with billing":          {step(engine.ActionAdd, nil, grant("billing")), nil, nil, nil, Hand, "settings.billing.write"},
		"add where billing may be":  {step(engine.ActionAdd, nil, grant("billing")), nil, nil, func(l *Look) { l.Billing = Can }, Send, `"roleId":"503"`},
		"add where it may not be":   {step(engine.ActionAdd, nil, grant("billing")), nil, nil, func(l *Look) { l.Billing = Cannot }, Hand, "settings.billing.write"},
		"add, team not there":       {step(engine.ActionAdd, nil, grant("developer", "Nobody")), nil, nil, nil, Hand, `no team "Nobody"`},
		"add, team twice there":     {step(engine.ActionAdd, nil, grant("developer", "Twins")), nil, nil, nil, Hand, `no team "Twins", or several`},
		"add, teams not told":       {step(engine.ActionAdd, nil, grant("developer", "Sales")), nil, nil, func(l *Look) { l.TeamsWhy = "403" }, Hand, "teams of the account are not told"},
		"add where it is not asked": {add, nil, func(t *Terms) { t.Writes = []engine.Action{engine.ActionChange} }, nil, Hand, "does not allow to add"},
		"add on a Free account":     {add, nil, nil, func(l *Look) { l.Roles = nil }, Hand, "no permission set"},

		"change":                      {change, user("501"), nil, nil, Send, `{"roleId":"502"}`},
		"change keeps teams":          {change, in(user("501"), "71", "72"), nil, nil, Send, `{"roleId":"502","primaryTeamId":"71","secondaryTeamIds":["72"]}`},
		"change keeps untold teams":   {change, in(user("501"), "71"), nil, func(l *Look) { l.TeamsWhy, l.Teams = "403", nil }, Send, `{"roleId":"502","primaryTeamId":"71","secondaryTeamIds":[]}`},
		"change, already so":          {change, user("502"), nil, nil, AlreadyMade, "set"},
		"change, another set":         {change, user("504"), nil, nil, Hand, `the account shows "Sales / Rep", and the step begins with developer`},
		"change, two sets":            {change, user("501", "504"), nil, nil, Hand, "several permission sets there"},
		"change, wanted and another":  {change, user("502", "504"), nil, nil, Hand, "several permission sets there"},
		"change, no set":              {change, user(), nil, nil, Hand, "has no permission set there"},
		"change, set not listed":      {change, user("999"), nil, nil, Hand, "the set 999"},
		"change, promoted":            {change, admin, nil, nil, Hand, "super admin there"},
		"change, gone":                {change, nil, nil, nil, Fail, "is not there"},
		"change, somebody else":       {change, other, nil, nil, Fail, "somebody else"},
		"change, id not seen before":  {change, other, func(t *Terms) { t.UserID = "" }, nil, Send, ""},
		"change, another address":     {change, renamed, nil, nil, Fail, "robert@northwind.example, and not as"},
		"change of an app":            {change, app, nil, nil, Fail, "is an app"},
		"change of the owner":         {change, user("501"), func(t *Terms) { t.Owner = bob }, nil, Hand, "key is bob@northwind.example's"},
		"change of the owner's id":    {change, owner, func(t *Terms) { t.UserID = "" }, nil, Hand, "nobody changes themself"},
		"change by another actor":     {change, user("501"), func(t *Terms) { t.Owner = "petra@northwind.example" }, nil, Hand, "is to make it"},
		"change from billing":         {step(engine.ActionChange, grant("billing"), grant("am")), user("503"), nil, nil, Hand, "settings.billing.write"},
		"change to partner admin":     {step(engine.ActionChange, grant("developer"), grant(engine.SetPartnerAdmin)), user("501"), nil, nil, Hand, "does not make admins"},
		"change of teams":             {toTeams, in(user("501"), "71"), nil, nil, Send, `{"roleId":"501","primaryTeamId":"71","secondaryTeamIds":["72"]}`},
		"teams, already so":           {toTeams, in(user("501"), "72", "71"), nil, nil, AlreadyMade, "teams"},
		"teams, others than before":   {toTeams, in(user("501"), "72"), nil, nil, Hand, "begins with other teams"},
		"teams, new primary":          {step(engine.ActionChange, grant("developer", "Sales"), grant("developer", "EMEA")), in(user("501"), "71"), nil, nil, Send, `"primaryTeamId":"72","secondaryTeamIds":[]}`},
		"teams, not told":             {toTeams, in(user("501"), "71"), nil, func(l *Look) { l.TeamsWhy, l.Teams = "403", nil }, Hand, "are not told"},
		"teams cleared":               {step(engine.ActionChange, grant("developer", "Sales"), grant("developer")), in(user("501"), "71"), nil, nil, Hand, "last team"},
		"status":                      {step(engine.ActionDeactivate, grant("developer"), grant("am")), user("501"), nil, nil, Hand, "cannot deactivate"},
		"change to be deactivated":    {step(engine.ActionChange, grant("developer"), &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: "am"}, Status: engine.Deactivated}), user("501"), nil, nil, Hand, "anything but active"},
		"a set called as a super one": {change, user("501"), nil, func(l *Look) { l.Roles[1].Name = "Super Admin" }, Hand, "no permission set that is am"},

		"remove":                  {remove, user("501"), nil, nil, Send, "{}"},
		"remove, whatever is had": {remove, user("502", "504"), nil, nil, Send, "{}"},
		"remove, gone":            {remove, nil, nil, nil, AlreadyMade, "member"},
		"remove, promoted":        {remove, admin, nil, nil, Hand, "super admin there"},
		"remove, somebody else":   {remove, other, nil, nil, Fail, "somebody else"},
		"remove of the owner":     {remove, owner, func(t *Terms) { t.UserID = "" }, nil, Hand, "nobody changes themself"},
		"remove of an app":        {remove, app, nil, nil, Fail, "is an app"},
		"remove, not allowed":     {remove, user("501"), func(t *Terms) { t.Writes = nil }, nil, Hand, "does not allow to remove"},
	} {
		tt, l := terms(), look(test.user)
		if test.terms != nil {
			test.terms(&tt)
		}
		if test.look != nil {
			test.look(&l)
		}
		got := Decide(test.step, tt, l)
		text := got.Why + strings.Join(got.Seen, " ")
		if got.Request != nil {
			body, err := json.Marshal(got.Request.Body)
			if err != nil {
				t.Fatal(err)
			}
			text += string(body)
		}
		if got.Verdict != test.verdict || !strings.Contains(text, test.says) || (got.Request != nil) != (test.verdict == Send) {
			t.Errorf("%s: %s, %s; want %s, %s", name, got.Verdict, text, test.verdict, test.says)
		}
	}
}

func TestSettle(t *testing.T) {
	sent := newClock().at
	at := func(after time.Duration, u *User) Look {
		l := look(u)
		l.At = sent.Add(after)
		return l
	}
	admin := user("501")
	admin.SuperAdmin = true
	other := user("501")
	other.ID = "4711"
	add, change, remove := step(engine.ActionAdd, nil, grant("developer")), step(engine.ActionChange, grant("developer"), grant("am")), step(engine.ActionRemove, grant("developer"), nil)
	teams := step(engine.ActionChange, grant("developer", "Sales"), grant("developer", "EMEA"))
	for name, test := range map[string]struct {
		step  *engine.RunStep
		looks []Look
		want  Outcome
		says  string
		later time.Duration // after it was sent
	}{
		"added":                     {add, []Look{at(time.Second, user("501"))}, Made, "member set", 0},
		"added otherwise":           {add, []Look{at(time.Hour, user("502"))}, Refused, `the account shows "Account mgr"`, 0},
		"added without a set":       {add, []Look{at(time.Hour, user())}, Refused, "without a permission set", 0},
		"absent at once":            {add, []Look{at(time.Second, nil)}, NotKnown, "nobody is there yet", 2 * time.Minute},
		"absent once":               {add, []Look{at(2*time.Minute, nil)}, NotKnown, "nobody is there yet", 150 * time.Second},
		"absent early and late":     {add, []Look{at(time.Minute, nil), at(3*time.Minute, nil)}, NotKnown, "", 210 * time.Second},
		"absent twice too close":    {add, []Look{at(3*time.Minute, nil), at(3*time.Minute+29*time.Second, nil)}, NotKnown, "", 210 * time.Second},
		"absent twice":              {add, []Look{at(2*time.Minute, nil), at(150*time.Second, nil)}, NotMade, "nobody is there", 0},
		"came and went":             {add, []Look{at(3*time.Minute, user("502")), at(4*time.Minute, nil)}, NotKnown, "is not any more", 270 * time.Second},
		"absent, then there":        {add, []Look{at(2*time.Minute, nil), at(3*time.Minute, user("501"))}, Made, "member", 0},
		"changed":                   {change, []Look{at(time.Hour, user("502"))}, Made, "set", 0},
		"not changed":               {change, []Look{at(time.Hour, user("501"))}, NotMade, "what was there before", 0},
		"changed otherwise":         {change, []Look{at(time.Hour, user("504"))}, Refused, `"Sales / Rep"`, 0},
		"both sets":                 {change, []Look{at(time.Hour, user("501", "502"))}, Refused, `"Developer" and "Account mgr"`, 0},
		"promoted":                  {change, []Look{at(time.Hour, admin)}, Refused, "a super admin", 0},
		"gone meanwhile":            {change, []Look{at(time.Hour, nil)}, Refused, "nobody of that address", 0},
		"somebody else":             {change, []Look{at(time.Hour, other)}, Refused, "somebody else", 0},
		"teams changed":             {teams, []Look{at(time.Hour, in(user("501"), "72"))}, Made, "teams", 0},
		"teams not changed":         {teams, []Look{at(time.Hour, in(user("501"), "71"))}, NotMade, "", 0},
		"teams changed halfway":     {teams, []Look{at(time.Hour, in(user("501"), "71", "72"))}, Refused, "in EMEA, Sales", 0},
		"removed":                   {remove, []Look{at(time.Second, nil)}, Made, "member", 0},
		"not removed":               {remove, []Look{at(time.Hour, user("501"))}, NotMade, "what was there before", 0},
		"not removed, another set":  {remove, []Look{at(time.Hour, user("504"))}, Refused, `"Sales / Rep"`, 0},
		"not removed but promoted":  {remove, []Look{at(time.Hour, admin)}, Refused, "a super admin", 0},
		"not removed, partner":      {step(engine.ActionRemove, grant(engine.SetPartnerAdmin), nil), []Look{at(time.Hour, user())}, NotMade, "", 0},
		"not removed, rights of an": {step(engine.ActionRemove, &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: "x", Unknown: true}}, nil), []Look{at(time.Hour, user("504"))}, NotMade, "", 0},
	} {
		got := Settle(test.step, terms(), sent, test.looks)
		text := got.Why + strings.Join(got.Seen, " ")
		later := time.Duration(0)
		if !got.Later.IsZero() {
			later = got.Later.Sub(sent)
		}
		if got.Outcome != test.want || !strings.Contains(text, test.says) || later != test.later || (got.Outcome == Made) != (got.Evidence == engine.EvidenceSeen) {
			t.Errorf("%s: %s, %s, later %s; want %s, %s, %s", name, got.Outcome, text, later, test.want, test.says, test.later)
		}
	}
}

// Every field is compared after a change, and a surprise stops writing.
func TestConfirm(t *testing.T) {
	before := in(user("501"), "71", "72")
	before.FirstName, before.TellsSeats, before.Seats = "Bob", true, []string{"partner"}
	d := Decide(step(engine.ActionChange, grant("developer"), grant("am")), terms(), look(before))
	for name, test := range map[string]struct {
		change func(*User)
		says   string // empty: as it should be
	}{
		"as it should be":     {func(*User) {}, ""},
		"primary listed, too": {func(u *User) { u.SecondaryTeams = []string{"71", "72"} }, ""},
		"merged":              {func(u *User) { u.RoleIDs = []string{"501", "502"} }, "permission sets are others"},
		"nothing happened":    {func(u *User) { u.RoleIDs = []string{"501"} }, "permission sets are others"},
		"role lost":           {func(u *User) { u.RoleIDs = nil }, "permission sets are others"},
		"team lost":           {func(u *User) { u.PrimaryTeam = "" }, "the teams are others"},
		"teams lost":          {func(u *User) { u.SecondaryTeams = nil }, "the teams are others"},
		"name lost":           {func(u *User) { u.FirstName = "" }, "the name changed"},
		"seat lost":           {func(u *User) { u.Seats = nil }, "the seats changed"},
		"promoted":            {func(u *User) { u.SuperAdmin = true }, "super admin changed"},
		"somebody else":       {func(u *User) { u.ID = "1" }, "another user"},
	} {
		after := *before
		after.RoleIDs = []string{"502"}
		test.change(&after)
		got := Confirm(d.Request, look(&after))
		if made := test.says == ""; made != (got.Outcome == Made) || made != (got.Stop == "") || !strings.Contains(got.Why, test.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
