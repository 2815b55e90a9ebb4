package sqlstore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"accredit/engine"
)

// Documents are how people, clients, sets and details stand in columns and in
// history: JSON with names instead of numbers. Empty lists and maps are left
// out and come back as nil. The fields of people, clients and sets are columns
// of their tables, see columnsOf.

type personDocument struct {
	Email        string            `json:"email"`
	Address      string            `json:"address,omitempty"`
	Kind         string            `json:"kind,omitempty"`
	Name         string            `json:"name,omitempty"`
	Status       string            `json:"status"`
	Roles        []string          `json:"roles,omitempty"`
	FormerEmails []string          `json:"former_emails,omitempty"`
	UserID       string            `json:"user_id,omitempty"`
	Protected    string            `json:"protected,omitempty"` // "yes", else nothing
	Labels       map[string]string `json:"labels,omitempty"`
}

type clientDocument struct {
	HubID               int64             `json:"hub_id"`
	Address             string            `json:"address,omitempty"`
	Name                string            `json:"name,omitempty"`
	Domain              string            `json:"domain,omitempty"`
	AccountType         string            `json:"account_type,omitempty"`
	Mode                string            `json:"mode"`
	SuperAdmins         []string          `json:"super_admins,omitempty"`
	DeclaredSuperAdmins []string          `json:"declared_super_admins,omitempty"`
	Applied             bool              `json:"applied,omitempty"`
	ManagedMRR          float64           `json:"managed_mrr,omitempty"`
	Labels              map[string]string `json:"labels,omitempty"`
	Links               []linkDocument    `json:"links,omitempty"`
	LastActivity        string            `json:"last_activity,omitempty"`
	EndsOn              string            `json:"ends_on,omitempty"`
	Execution           string            `json:"execution,omitempty"` // empty: record
	Begins              []beginDocument   `json:"begins,omitempty"`
}

type beginDocument struct {
	Email   string `json:"email"`
	Starts  string `json:"starts"`
	Expires string `json:"expires,omitempty"`
	Digest  string `json:"digest"`
}

type linkDocument struct {
	Admin      string `json:"admin"`
	ApprovedBy string `json:"approved_by,omitempty"`
	ApprovedOn string `json:"approved_on,omitempty"`
	EndedOn    string `json:"ended_on,omitempty"`
}

type setDocument struct {
	Name       string   `json:"name"`
	Unknown    bool     `json:"unknown,omitempty"`
	Levels     []string `json:"levels,omitempty"`
	Definition string   `json:"definition,omitempty"`
}

type agencyDocument struct {
	Name       string         `json:"name,omitempty"`
	HubID      int64          `json:"hub_id,omitempty"`
	Catalogue  string         `json:"catalogue,omitempty"`
	Guardrails boundsDocument `json:"guardrails,omitzero"`
}

// boundsDocument are the guardrails; the zero value are those that hold where
// none are declared.
type boundsDocument struct {
	MaxRemovals      string `json:"max_removals"`
	MinPartnerAdmins int    `json:"min_partner_admins"`
	MaxSuperAdmins   int    `json:"max_super_admins"`
}

func documentOfBounds(b *engine.Bounds) boundsDocument {
	if b == nil || *b == engine.DefaultBounds() {
		return boundsDocument{}
	}
	return boundsDocument{b.MaxRemovals.String(), b.MinPartnerAdmins, b.MaxSuperAdmins}
}

// bounds are nil where the usual ones hold.
func (d boundsDocument) bounds() (*engine.Bounds, error) {
	if d == (boundsDocument{}) {
		return nil, nil
	}
	most, err := engine.ParseLimit(d.MaxRemovals)
	return &engine.Bounds{MaxRemovals: most, MinPartnerAdmins: d.MinPartnerAdmins, MaxSuperAdmins: d.MaxSuperAdmins}, err
}

// text is what stands in the column of the agency.
func (d boundsDocument) text() string {
	if d == (boundsDocument{}) {
		return ""
	}
	return toJSON(d)
}

// documentOfAgency is the agency as an access has it.
func documentOfAgency(a *engine.Access) agencyDocument {
	return agencyDocument{a.Agency.Name, a.Agency.HubID, a.Catalogue, documentOfBounds(a.Bounds)}
}

func yesIf(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}

type detailsDocument struct {
	Teams       []string        `json:"teams,omitempty"`
	Reason      string          `json:"reason,omitempty"`
	Assets      []assetDocument `json:"assets,omitempty"`
	AssetsKnown bool            `json:"assets_known,omitempty"`

	// Told is evidence of which there is no more than when and by whom it was
	// told, in one short text, since nearly every grant has it.
	Told     string            `json:"told,omitempty"`
	Evidence *evidenceDocument `json:"evidence,omitempty"`
}

type assetDocument struct {
	Kind  string `json:"kind"`
	Name  string `json:"name,omitempty"`
	Count int    `json:"count"`
}

// changeDocument is what history keeps of a person, client, set or agency.
type changeDocument[T any] struct {
	Before *T `json:"before,omitempty"`
	After  *T `json:"after,omitempty"`
}

// changeText is what toJSON makes of a changeDocument, from the texts of what
// was before and after; empty: there was nothing, or nothing is left.
func changeText(before, after string) string {
	switch {
	case before == "" && after == "":
		return "{}"
	case before == "":
		return `{"after":` + after + `}`
	case after == "":
		return `{"before":` + before + `}`
	}
	return `{"before":` + before + `,"after":` + after + `}`
}

// textOf writes a document; nil is the empty text.
func textOf[T any](doc *T) string {
	if doc == nil {
		return ""
	}
	return toJSON(doc)
}

// toJSON writes v without the escapes that encoding/json makes for HTML.
func toJSON(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("sqlstore: a document cannot be written: " + err.Error()) // plain data: only a NaN could
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func fromJSON(text string, v any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("a document is damaged: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("a document is damaged: there is more after its end")
	}
	return nil
}

// listColumn writes a column that is mostly empty.
func listColumn(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return toJSON(list)
}

// column reads a column of JSON that may be empty.
func column(text string, v any) error {
	if text == "" {
		return nil
	}
	return fromJSON(text, v)
}

func documentOfPerson(p *engine.Person) *personDocument {
	if p == nil {
		return nil
	}
	return &personDocument{
		Email: p.Email, Address: p.Address, Kind: p.Kind.String(), Name: p.Name, Status: p.Status.String(),
		Roles: p.Roles.Names(), FormerEmails: p.FormerEmails, UserID: p.UserID, Protected: yesIf(p.Protected), Labels: p.Labels,
	}
}

func (d *personDocument) person() (*engine.Person, error) {
	if d == nil {
		return nil, nil
	}
	p := &engine.Person{Address: d.Address, Email: d.Email, Name: d.Name, FormerEmails: d.FormerEmails, UserID: d.UserID, Protected: d.Protected == yesIf(true), Labels: d.Labels}
	if d.Protected != yesIf(p.Protected) {
		return nil, fmt.Errorf("%q says neither that somebody is protected nor that they are not", d.Protected)
	}
	var err error
	if p.Kind, err = engine.ParsePersonKind(d.Kind); err != nil {
		return nil, err
	}
	if p.Status, err = engine.ParsePersonStatus(d.Status); err != nil {
		return nil, err
	}
	for _, name := range d.Roles {
		role, err := engine.ParseRole(name)
		if err != nil {
			return nil, err
		}
		p.Roles |= role
	}
	return p, nil
}

func documentOfClient(c *engine.RecordedClient) *clientDocument {
	if c == nil {
		return nil
	}
	return &clientDocument{
		HubID: c.HubID, Address: c.Address, Name: c.Name, Domain: c.Domain, AccountType: c.AccountType,
		Mode: c.Mode.String(), SuperAdmins: c.SuperAdmins, DeclaredSuperAdmins: c.DeclaredSuperAdmins,
		Applied: c.Applied, ManagedMRR: c.ManagedMRR, Labels: c.Labels, Links: documentsOfLinks(c.Links),
		LastActivity: c.LastActivity.String(), EndsOn: c.EndsOn.String(),
		Execution: executionText(c.Execution), Begins: documentsOfBegins(c.Begins),
	}
}

// executionText is empty for the default, so that clients recorded before there
// was another read and hash as they did.
func executionText(e engine.Execution) string {
	if e == engine.ExecuteRecord {
		return ""
	}
	return e.String()
}

func documentsOfBegins(begins []engine.BeginApproval) []beginDocument {
	var list []beginDocument
	for _, b := range begins {
		list = append(list, beginDocument{b.Email, b.Starts.String(), b.Expires.String(), b.Digest})
	}
	return list
}

func beginsOf(list []beginDocument) ([]engine.BeginApproval, error) {
	var begins []engine.BeginApproval
	for _, d := range list {
		b := engine.BeginApproval{Email: d.Email, Digest: d.Digest}
		var err error
		if b.Starts, err = engine.ParseDate(d.Starts); err != nil {
			return nil, err
		}
		if b.Expires, err = engine.ParseDate(d.Expires); err != nil {
			return nil, err
		}
		begins = append(begins, b)
	}
	return begins, nil
}

func (d *clientDocument) client() (*engine.RecordedClient, error) {
	if d == nil {
		return nil, nil
	}
	mode, err := engine.ParseMode(d.Mode)
	if err != nil {
		return nil, err
	}
	links, err := linksOf(d.Links)
	if err != nil {
		return nil, err
	}
	c := &engine.RecordedClient{
		Client: engine.Client{
			HubID: d.HubID, Address: d.Address, Name: d.Name, Domain: d.Domain, AccountType: d.AccountType, Mode: mode,
			SuperAdmins: d.SuperAdmins, ManagedMRR: d.ManagedMRR, Labels: d.Labels, Links: links,
		},
		DeclaredSuperAdmins: d.DeclaredSuperAdmins, Applied: d.Applied,
	}
	if c.LastActivity, err = engine.ParseDate(d.LastActivity); err != nil {
		return nil, err
	}
	if d.Execution != "" {
		if c.Execution, err = engine.ParseExecution(d.Execution); err != nil {
			return nil, err
		}
	}
	if c.Begins, err = beginsOf(d.Begins); err != nil {
		return nil, err
	}
	c.EndsOn, err = engine.ParseDate(d.EndsOn)
	return c, err
}

func documentsOfLinks(links []engine.Link) []linkDocument {
	var list []linkDocument
	for _, l := range links {
		list = append(list, linkDocument{l.Admin, l.ApprovedBy, l.ApprovedOn.String(), l.EndedOn.String()})
	}
	return list
}

func linksOf(list []linkDocument) ([]engine.Link, error) {
	var links []engine.Link
	for _, d := range list {
		l := engine.Link{Admin: d.Admin, ApprovedBy: d.ApprovedBy}
		var err error
		if l.ApprovedOn, err = engine.ParseDate(d.ApprovedOn); err != nil {
			return nil, err
		}
		if l.EndedOn, err = engine.ParseDate(d.EndedOn); err != nil {
			return nil, err
		}
		links = append(links, l)
	}
	return links, nil
}

func documentOfSet(s *engine.RecordedSet) *setDocument {
	if s == nil {
		return nil
	}
	return &setDocument{Name: s.Name, Unknown: s.Unknown, Levels: levelList(s.Levels), Definition: s.Definition}
}

func (d *setDocument) set() (*engine.RecordedSet, error) {
	if d == nil {
		return nil, nil
	}
	levels, err := levelsOf(d.Levels)
	return &engine.RecordedSet{Name: d.Name, Unknown: d.Unknown, Levels: levels, Definition: d.Definition}, err
}

// levelList writes levels as permission, level, permission, level.
func levelList(levels engine.Levels) []string {
	list := make([]string, 0, 2*len(levels))
	for _, l := range levels {
		list = append(list, l.Permission, l.Level)
	}
	return list
}

func levelsOf(list []string) (engine.Levels, error) {
	if len(list)%2 != 0 {
		return nil, fmt.Errorf("a list of levels is damaged: %d texts", len(list))
	}
	var levels engine.Levels
	if len(list) > 0 {
		levels = make(engine.Levels, 0, len(list)/2)
	}
	for i := 0; i < len(list); i += 2 {
		levels = append(levels, engine.PermissionLevel{Permission: list[i], Level: list[i+1]})
	}
	return levels, nil
}

// extra is what stands in the column of details: what few grants have, and how
// the last step is known.
type extra struct {
	details  *engine.Details
	evidence *engine.Evidence
}

func extraOf(g *engine.RecordedGrant) extra { return extra{g.Details, g.Evidence} }

// text writes them; nothing is the empty text.
func (x extra) text() string {
	if x.details == nil && x.evidence == nil {
		return ""
	}
	return toJSON(documentOfDetails(x.details, x.evidence))
}

func documentOfDetails(details *engine.Details, evidence *engine.Evidence) *detailsDocument {
	d := engine.DetailsOf(details)
	doc := &detailsDocument{Teams: d.Teams, Reason: d.Reason, AssetsKnown: d.AssetsKnown}
	if doc.Told = toldText(evidence); doc.Told == "" {
		doc.Evidence = documentOfEvidence(evidence)
	}
	for _, a := range d.Assets {
		doc.Assets = append(doc.Assets, assetDocument(a))
	}
	return doc
}

// readExtra reads what text wrote.
func readExtra(text string) (extra, error) {
	if text == "" {
		return extra{}, nil
	}
	var doc detailsDocument
	if err := fromJSON(text, &doc); err != nil {
		return extra{}, err
	}
	details, evidence, err := doc.details()
	return extra{details, evidence}, err
}

func (d *detailsDocument) details() (*engine.Details, *engine.Evidence, error) {
	evidence, err := d.Evidence.evidence()
	if d.Told != "" {
		evidence, err = parseTold(d.Told)
	}
	if err != nil {
		return nil, nil, err
	}
	if evidence != nil && len(d.Teams) == 0 && d.Reason == "" && len(d.Assets) == 0 && !d.AssetsKnown {
		return nil, evidence, nil
	}
	is := &engine.Details{Teams: d.Teams, Reason: d.Reason, AssetsKnown: d.AssetsKnown}
	for _, a := range d.Assets {
		is.Assets = append(is.Assets, engine.Asset(a))
	}
	return is, evidence, nil
}
