package engine

// Severity of a finding.
type Severity uint8

// An error blocks, a warning is shown.
const (
	Error Severity = iota
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// SubjectKind is what a policy is asked about.
type SubjectKind uint8

// A policy looks at each grant, client, person or change.
const (
	SubjectGrant SubjectKind = iota
	SubjectClient
	SubjectPerson
	SubjectChange
)

var subjectKindNames = [...]string{"grant", "client", "person", "change"}

// String returns "grant", "client", "person" or "change".
func (k SubjectKind) String() string { return subjectKindNames[k] }

// Verdict is a policy's answer about one subject.
type Verdict struct {
	Pass    bool
	Unknown bool   // the answer depends on rights that are not known
	Message string // why not; from the configuration, with data in it
}

// Policy is a rule of the agency's own. Check is compiled by whoever read the
// configuration; it must not keep the subject and must be safe for use by
// several goroutines.
type Policy struct {
	Name       string
	Subject    SubjectKind
	Severity   Severity
	Check      func(*Subject) Verdict
	Definition string // digest of what was written; empty unless it was asked for
	Pos        Pos
}

// Subject is one thing that a policy looks at. Person and Client are set
// where the kind has them.
type Subject struct {
	Kind      SubjectKind
	Catalogue *Catalogue
	Person    *Person
	Client    *Client
	Grant     *Grant // SubjectGrant

	People, PartnerAdmins, SuperAdmins []string // SubjectClient: e-mails, sorted

	Action        Action // SubjectChange
	Effect        Effect
	Cause         Cause
	Actor         string // e-mail, empty for nobody
	Before, After *Grant
}

// Need is one line of a test: a permission and the level asked about.
type Need struct {
	Permission int // index in the catalogue
	Level      Level
}

// Test states what one person may and may not do in one client.
type Test struct {
	Name   string
	Person int32
	HubID  int64
	Allow  []Need // at least this level
	Deny   []Need // below this level
	Pos    Pos
}
