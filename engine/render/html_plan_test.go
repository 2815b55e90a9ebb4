package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// planHTML gives the page about a plan.
func planHTML(t testing.TB, p *engine.Plan, a *engine.Access) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (HTML{}).Plan(&b, p, a); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// embedded is the style and script of a page, and their hashes.
var embedded = regexp.MustCompile(`(?s)<style>.*?</style>|<script>.*?</script>|sha256-(?:&#43;|[\w/=])*`)

// withoutStyle writes a page without what is the same in all of them.
func withoutStyle(w io.Writer, page []byte) error {
	_, err := w.Write(embedded.ReplaceAll(page, []byte("...")))
	return err
}

// sampleAccess is what is recorded where the sample plan was made.
func sampleAccess() *engine.Access {
	levels := engine.Levels{{Permission: "crm.deals.edit", Level: "own"}, {Permission: "reports.access", Level: "on"}}
	junior := engine.NewRecordedRights("junior", false, levels, nil)
	adjusted := engine.NewRecordedRights("junior", false, levels, engine.Levels{{Permission: "reports.access", Level: "off"}})
	partner := engine.NewRecordedRights("partner_admin", false, nil, nil)
	a := &engine.Access{Lineage: "7c9e6679", Serial: 12, Sets: []engine.RecordedSet{{Name: "junior", Levels: levels}}, People: samplePlan().People}
	client := func(hub int64, grants ...engine.RecordedGrant) {
		a.Clients = append(a.Clients, engine.RecordedClient{Client: engine.Client{HubID: hub}, Grants: grants})
	}
	client(2, engine.RecordedGrant{Person: eve, Rights: junior, Expires: 739981})
	client(9, engine.RecordedGrant{Person: maria, Rights: partner}, engine.RecordedGrant{Person: bob, Rights: adjusted, Status: engine.Deactivated})
	client(886618329, engine.RecordedGrant{Person: dan, Rights: junior, Details: &engine.Details{Reason: "SOW-99"}},
		engine.RecordedGrant{Person: eve, Rights: junior}, engine.RecordedGrant{Person: maria, Rights: partner})
	return a
}

func TestPlanPageGolden(t *testing.T) {
	golden(t, "plan.html", func(w io.Writer) error { return withoutStyle(w, planHTML(t, samplePlan(), sampleAccess())) })
	based := samplePlan()
	based.Base, based.Steps[4].InBase = "main", true
	golden(t, "plan_saved.html", func(w io.Writer) error { return withoutStyle(w, planHTML(t, based, &engine.Access{})) })
	empty := &engine.Plan{Catalogue: engine.BuiltinCatalogue(), Agency: "Northwind Growth"}
	golden(t, "plan_empty.html", func(w io.Writer) error { return withoutStyle(w, planHTML(t, empty, &engine.Access{})) })
}

// TestPlanPageTotals: the page says what the text says last.
func TestPlanPageTotals(t *testing.T) {
	var text bytes.Buffer
	if err := (Text{}).Plan(&text, samplePlan()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	if page := planHTML(t, samplePlan(), &engine.Access{}); !bytes.Contains(page, []byte(">"+lines[len(lines)-1]+"<")) {
		t.Errorf("the page has no %q", lines[len(lines)-1])
	}
}

// hostileAccess puts a string wherever the access of the sample has something
// from outside.
func hostileAccess(s string) *engine.Access {
	a := sampleAccess()
	for i := range a.People {
		a.People[i].Email = s
	}
	a.Sets[0].Name = s
	for i := range a.Clients {
		for j := range a.Clients[i].Grants {
			g := &a.Clients[i].Grants[j]
			g.Rights = &engine.RecordedRights{Set: s, Levels: engine.Levels{{Permission: s, Level: s}}}
			g.Details = &engine.Details{Reason: s}
		}
	}
	return a
}

func hostilePage(t testing.TB, s string) []byte {
	p := hostilePlan(s)
	p.Base, p.ConfigDigest, p.Clients[0].Domain = s, s, s
	return planHTML(t, p, hostileAccess(s))
}

// TestHostileHTML is T15 for pages: whatever a name is, the elements and
// their attributes are those of a harmless name, and no control byte is
// written.
func TestHostileHTML(t *testing.T) {
	want := pageStructure(t, hostilePage(t, "harmless"))
	more := []string{
		`<img src=x onerror=document.title='pwned'>`, `</script><script>document.title='pwned'</script>`, `</style><b>`, `--></title>`,
		`" onmouseover="x`, `' autofocus onfocus='x`, `{{.Title}}`, `javascript:alert(1)`, "<!--<script>", "]]>", "&lt;script&gt;", "__proto__",
	}
	for i, s := range append(hostileStrings(t), more...) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			page := hostilePage(t, s)
			if diff := cmp.Diff(want, pageStructure(t, page)); diff != "" {
				t.Errorf("%q: structure differs (-want +got):\n%s", s, diff)
			}
			for line := range strings.Lines(string(embedded.ReplaceAll(page, nil))) {
				checkPrintable(t, strings.TrimSuffix(line, "\n"))
			}
		})
	}
}

// pageStructure lists the elements of a page with their attributes; of those that
// may hold text from outside only the names. Text is checked, not listed.
func pageStructure(t testing.TB, page []byte) []string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		switch n.Type {
		case html.ElementNode:
			line := strings.Repeat(" ", depth) + n.Data
			for _, a := range n.Attr {
				line += " " + a.Key
				if a.Key != "content" {
					line += "=" + a.Val
				}
			}
			list = append(list, line)
		case html.CommentNode:
			t.Errorf("a comment: %q", n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	walk(root, 0)
	return list
}

// pageJSON is the data in a page, as it stands there.
func pageJSON(t testing.TB, page []byte) []byte {
	t.Helper()
	_, after, found := bytes.Cut(page, []byte(`<script type="application/json" id="data">`))
	data, _, ended := bytes.Cut(after, []byte("</script>"))
	if !found || !ended {
		t.Fatal("no data in the page")
	}
	return data
}

func decodeData(t testing.TB, page []byte) *pageData {
	t.Helper()
	data := &pageData{}
	dec := json.NewDecoder(bytes.NewReader(pageJSON(t, page)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(data); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestPageData: the data cannot end the element that it stands in, and says
// what it was given, as Terminal shows it.
func TestPageData(t *testing.T) {
	for _, s := range append(hostileStrings(t), "</script>", "<!--", "-->", "]]>", "\u2028\u2029", "</SCRIPT >", `\u003c/script>`, "&lt;/script&gt;") {
		page := hostilePage(t, s)
		if at := bytes.IndexAny(pageJSON(t, page), "<>&\u2028\u2029"); at >= 0 {
			t.Errorf("%q: the data has %q", s, pageJSON(t, page)[at])
		}
		data := decodeData(t, page)
		if got := data.People.Email[0]; got != Terminal(s) {
			t.Errorf("%q became %q", s, got)
		}
		for _, text := range slices.Concat(data.Texts, data.People.Email, data.People.Name, data.Clients.Label, data.Clients.Name, data.Sets.Name, data.Sets.Short) {
			checkPrintable(t, text)
		}
	}
}

// TestPageStrict: a page allows its own style and script, and nothing in the
// templates needs more.
func TestPageStrict(t *testing.T) {
	page := string(planHTML(t, samplePlan(), sampleAccess()))
	for _, tag := range []string{"style", "script"} {
		_, after, _ := strings.Cut(page, "<"+tag+">")
		text, _, _ := strings.Cut(after, "</"+tag+">")
		policy := strings.ReplaceAll(tag+"-src '"+sourceHash([]byte(text))+"'", "+", "&#43;")
		if policy = strings.ReplaceAll(policy, "'", "&#39;"); !strings.Contains(page, policy) {
			t.Errorf("the policy has no %s", policy)
		}
	}
	if !strings.Contains(page, `content="default-src &#39;none&#39;;`) {
		t.Error("the policy does not begin with default-src 'none'")
	}
	blocked := regexp.MustCompile(`(?i)\s(style|on[a-z]+)\s*=|\b(src|href)="(https?:)?//|javascript:`)
	err := fs.WalkDir(htmlFiles, "html", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".html") {
			return err
		}
		text, err := htmlFiles.ReadFile(path)
		if found := blocked.Find(text); found != nil {
			t.Errorf("%s has %q, which the policy blocks", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFrame: a page may be without a script and style of its own.
func TestFrame(t *testing.T) {
	var b bytes.Buffer
	if err := writeHTML(&b, "page", "x", nil); err == nil {
		t.Error("a body that does not exist is written")
	}
	if own, err := optionalFile("html/nothing.css"); err != nil || own != nil {
		t.Errorf("a missing style gives %q, %v", own, err)
	}
	if !strings.Contains(string(planHTML(t, samplePlan(), &engine.Access{})), ".matrix td") {
		t.Error("the page's own style is missing")
	}
}

func TestShortNames(t *testing.T) {
	names := []string{"account_manager", "admin_mate", "amber", "designer", "developer", "partner_admin", "public_affairs", "x", "xx", "xxx", "北京", "-", "SUPER admin"}
	got := shortNames(names)
	want := []string{"AM", "AD", "AMB", "DE", "DEV", "PA", "PU", "X", "XX", "XXX", "S", "S1", "SA"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var many []string
	for i := range 300 {
		many = append(many, fmt.Sprintf("set_%d", i%10)+strings.Repeat("_x", i))
	}
	seen := map[string]bool{}
	for _, s := range shortNames(many) {
		if seen[s] || len(s) > 4 || strings.ContainsFunc(s, unicode.IsLower) {
			t.Errorf("label %q", s)
		}
		seen[s] = true
	}
}

// bookPlan is a book in which everybody has access everywhere, and a plan that
// changes some of the clients: two in three grants, and removes the rest.
func bookPlan(clients, people, changed int) (*engine.Plan, *engine.Access) {
	c := engine.BuiltinCatalogue()
	p := &engine.Plan{
		AsOf: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Catalogue: c, Lineage: "l", Serial: 3, Agency: "Northwind Growth", Effect: engine.Both,
		Sets: append(engine.BuiltinSets(c), engine.PermissionSet{Name: "junior", Rights: sampleJunior}, engine.PermissionSet{Name: "manager", Rights: sampleManager}),
	}
	a := &engine.Access{Lineage: "l", Serial: 3, Sets: []engine.RecordedSet{{Name: "junior", Levels: engine.LevelsOf(c, sampleJunior)}}}
	for i := range people {
		p.People = append(p.People, engine.Person{Address: fmt.Sprintf("employee.p%03d", i), Kind: engine.Employee, Email: fmt.Sprintf("p%03d@northwind.example", i), Name: fmt.Sprintf("Person %d", i)})
	}
	a.People = p.People
	junior := engine.NewRecordedRights("junior", false, a.Sets[0].Levels, nil)
	for i := range clients {
		client := engine.Client{Address: fmt.Sprintf("client.c%05d", i), Name: fmt.Sprintf("Client %d", i), HubID: int64(100 + i)}
		pos := engine.Pos{File: fmt.Sprintf("clients/c%05d.hcl", i), Line: 3}
		p.Clients = append(p.Clients, engine.PlanClient{Client: client, Pos: pos})
		rc := engine.RecordedClient{Client: client}
		for j := range people {
			rc.Grants = append(rc.Grants, engine.RecordedGrant{Person: int32(j), Rights: junior})
			if i < changed {
				p.Steps = append(p.Steps, bookStep(i, j, pos))
			}
		}
		a.Clients = append(a.Clients, rc)
	}
	return p, a
}

func bookStep(client, person int, pos engine.Pos) engine.Step {
	s := engine.Step{Client: int32(client), Seq: int32(person + 1), Person: int32(person), Actor: 0, Via: engine.ViaClientAccessManager, Cause: engine.CauseConfig, Pos: pos,
		Before: &engine.Grant{Person: int32(person), Set: "junior", Rights: sampleJunior}}
	if person%3 == 2 {
		s.Action, s.Effect = engine.ActionRemove, engine.Reduces
		return s
	}
	s.Action, s.Effect = engine.ActionChange, engine.Both
	s.After = &engine.Grant{Person: int32(person), Set: "manager", Rights: sampleManager, Details: &engine.Details{Reason: fmt.Sprintf("SOW-%d", client)}}
	return s
}

// TestPlanPageBounded: the size of a page has a bound; the totals and every
// removal are there whatever the size, and what is left out is said.
func TestPlanPageBounded(t *testing.T) {
	const bound = 12 << 20
	for _, clients := range []int{20, 1_700, 5_000} { // 1,200, 102,000 and 300,000 steps
		p, a := bookPlan(clients, 60, clients)
		page := planHTML(t, p, a)
		removals := p.Summary().Actions[engine.ActionRemove]
		t.Logf("%d steps: %d bytes", len(p.Steps), len(page))
		if len(page) > bound {
			t.Errorf("%d steps: %d bytes", len(p.Steps), len(page))
		}
		data := decodeData(t, page)
		n := 0
		for _, a := range data.Steps.Action {
			if engine.Action(a) == engine.ActionRemove {
				n++
			}
		}
		if n != removals {
			t.Errorf("%d steps: %d of %d removals in the data", len(p.Steps), n, removals)
		}
		listed := strings.Count(string(page), "remove p0") + strings.Count(string(page), `<span class="remove">remove</span> <strong>p0`)
		if listed != removals {
			t.Errorf("%d steps: %d of %d removals in the list", len(p.Steps), listed, removals)
		}
		if left := len(p.Steps) - len(data.Steps.Action); (left > 0) != bytes.Contains(page, []byte("left out: ")) {
			t.Errorf("%d steps are left out, and the page says otherwise", left)
		}
		if !bytes.Contains(page, []byte(fmt.Sprintf("%d to remove in %d clients", removals, clients))) {
			t.Error("no totals")
		}
	}
}

// TestChooseSteps: removals first, the others from the first on, in order.
func TestChooseSteps(t *testing.T) {
	var steps []engine.Step
	for _, a := range []engine.Action{engine.ActionAdd, engine.ActionAdd, engine.ActionRemove, engine.ActionChange, engine.ActionDeactivate} {
		steps = append(steps, engine.Step{Action: a})
	}
	for limit, want := range map[int][]int32{0: {2, 4}, 2: {2, 4}, 3: {0, 2, 4}, 4: {0, 1, 2, 4}, 5: {0, 1, 2, 3, 4}, 9: {0, 1, 2, 3, 4}} {
		got, left := chooseSteps(steps, limit)
		n := 0
		for _, c := range left {
			n += c
		}
		if diff := cmp.Diff(want, got); diff != "" || n+len(got) != len(steps) {
			t.Errorf("limit %d: %d left out; %s", limit, n, diff)
		}
	}
}

func FuzzPlanPage(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	want := pageStructure(f, hostilePage(f, "harmless"))
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" || len(s) > 1<<10 {
			return
		}
		page := hostilePage(t, s)
		if diff := cmp.Diff(want, pageStructure(t, page)); diff != "" {
			t.Errorf("%q: structure differs (-want +got):\n%s", s, diff)
		}
		decodeData(t, page)
	})
}

// BenchmarkPlanPage is a first plan, and one that changes 1%, of 1,000 clients
// with 60 people each.
func BenchmarkPlanPage(b *testing.B) {
	for _, changed := range []int{1_000, 10} {
		b.Run(fmt.Sprintf("clients=1000,people=60,changed=%d", changed), func(b *testing.B) {
			p, a := bookPlan(1_000, 60, changed)
			b.ReportAllocs()
			var size bytes.Buffer
			for b.Loop() {
				size.Reset()
				if err := (HTML{}).Plan(&size, p, a); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size.Len()), "page-bytes")
		})
	}
}
