package engine

// Action is what a step does (docs/rules.md, "Steps").
type Action uint8

// The ten actions. NoAction is a change of state that is no step.
const (
	NoAction Action = iota
	ActionAdd
	ActionLink
	ActionAdopt
	ActionChange
	ActionMigrate
	ActionDeactivate
	ActionReactivate
	ActionRemove
	ActionRecord
	ActionForget
)

var actionNames = [...]string{"", "add", "link", "adopt", "change", "migrate", "deactivate", "reactivate", "remove", "record", "forget"}

// String returns the action's name.
func (a Action) String() string { return actionNames[a] }

// ParseAction reads an action's name.
func ParseAction(s string) (Action, error) { return parseName[Action](actionNames[:], s, "action") }

// Actions lists the ten actions, in the order of the summary.
func Actions() []Action {
	return []Action{ActionAdd, ActionLink, ActionAdopt, ActionChange, ActionMigrate,
		ActionDeactivate, ActionReactivate, ActionRemove, ActionRecord, ActionForget}
}

// Effect says whether somebody can do more or less afterwards (docs/rules.md R11).
// The values are bits: Expands|Reduces is Both.
type Effect uint8

// The four effects.
const (
	EffectNone Effect = 0
	Expands    Effect = 1
	Reduces    Effect = 2
	Both       Effect = Expands | Reduces
)

var effectNames = [...]string{"none", "expands", "reduces", "both"}

// String returns the effect's name.
func (e Effect) String() string { return effectNames[e] }

// ParseEffect reads an effect's name.
func ParseEffect(s string) (Effect, error) { return parseName[Effect](effectNames[:], s, "effect") }

// Cause says why a step is there: the first that fits (docs/rules.md R11).
type Cause uint8

// The causes, first that fits first.
const (
	NoCause Cause = iota
	CauseDrift
	CauseRename
	CauseCatalogue
	CauseExpiry
	CauseStart
	CausePermissionSet
	CauseTeam
	CauseConfig
)

var causeNames = [...]string{"", "drift", "rename", "catalogue", "expiry", "start", "permission_set", "team", "config"}

// String returns the cause's name.
func (c Cause) String() string { return causeNames[c] }

// ParseCause reads a cause's name.
func ParseCause(s string) (Cause, error) { return parseName[Cause](causeNames[:], s, "cause") }

// Via says through what an actor makes a step.
type Via uint8

// The Client Access Manager, the client account's own user settings, or HubSpot's
// API with the actor's key.
const (
	NoVia Via = iota
	ViaClientAccessManager
	ViaClientAccount
	ViaAPI
)

var viaNames = [...]string{"", "client_access_manager", "client_account", "api"}

// String returns the name, empty for nobody's step.
func (v Via) String() string { return viaNames[v] }

// ParseVia reads the name.
func ParseVia(s string) (Via, error) { return parseName[Via](viaNames[:], s, "way") }

// Nobody is the index of no person and no client in a plan.
const Nobody int32 = -1

// Step is one change of one grant by one actor, or a record of a fact. Indexes
// are those of the plan's lists.
type Step struct {
	Client  int32 // Nobody for a record of a person
	Seq     int32 // from 1 in each client, and among the records of persons
	Person  int32 // Nobody for a record of a client
	Actor   int32 // Nobody for adopt, record and forget
	Action  Action
	Effect  Effect
	Cause   Cause
	Via     Via
	InBase  bool   // the plan of Plan.Base has it, too: the change under review does not explain it
	Before  *Grant // of this part; nil: no grant
	After   *Grant
	Details *StepDetails
	Pos     Pos
}

// StepDetails is what few steps have, kept apart so that the many stay small.
type StepDetails struct {
	Wanted Rights  // what the whole change wants, where something is held back; else empty
	Fields []Field // of a record of a person or client
	// ApprovedIn is the id of the open step of a run that is the same; empty:
	// there is none.
	ApprovedIn string
}

// RecordDetails returns the details of a step that only records fields, or nil
// where there are none.
func RecordDetails(fields []Field) *StepDetails {
	if len(fields) == 0 {
		return nil
	}
	return &StepDetails{Fields: fields}
}

var noStepDetails = &StepDetails{}

// More returns the details of the step, never nil.
func (s *Step) More() *StepDetails {
	if s.Details == nil {
		return noStepDetails
	}
	return s.Details
}

// Field is one value that a record changes.
type Field struct{ Name, Before, After string }

// PermissionChange is one permission of a step, with levels by name.
type PermissionChange struct{ Permission, Before, After, Wanted string }
