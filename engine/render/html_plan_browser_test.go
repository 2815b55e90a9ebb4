package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest/suite"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// pageWidths are the windows that a page must fit: a desk, and a phone.
var pageWidths = []int{1280, 400}

// widthsOf returns the widths in which the i-th page is looked at: all, or in
// a sample one, in turns.
func widthsOf(i int) []int { return suite.Sample(pageWidths, pageWidths[i%len(pageWidths):][:1]) }

// shows is what the filters leave: the steps and the size of the matrix.
type shows struct {
	Steps   []string // e-mail or client, with the action
	Rows    []string
	Columns []string
	Count   string
}

func showing(t testing.TB, p *tab) shows {
	t.Helper()
	return eval[shows](t, p, `({
		Steps: [...document.querySelectorAll("#list li.step")].map(li => li.querySelector("strong").textContent + " " + li.querySelector(".mark + .seq + span").textContent),
		Rows: [...document.querySelectorAll("#grid tbody th .label")].map(e => e.textContent),
		Columns: [...document.querySelectorAll("#grid thead th:not(.corner)")].map(e => e.textContent),
		Count: document.getElementById("count").textContent })`)
}

// pick sets a control of the form as a person does, and waits for the page.
func pick(t testing.TB, p *tab, id, value string) {
	t.Helper()
	p.do(t, chromedp.SetValue(chromedp.CSS("#"+id), value))
	settle(t, p, fmt.Sprintf(`document.getElementById(%q).dispatchEvent(new Event("input", {bubbles: true}))`, id))
}

// settle does something in the page and waits until what follows is drawn.
func settle(t testing.TB, p *tab, what string) {
	t.Helper()
	eval[bool](t, p, `new Promise(done => {
		const seen = new MutationObserver(() => { seen.disconnect(); requestAnimationFrame(() => done(true)); });
		seen.observe(document.getElementById("list"), {childList: true, subtree: true});
		`+what+`;
	})`)
}

// TestPlanPageFilters: each filter does what its label says.
func TestPlanPageFilters(t *testing.T) {
	b := startBrowser(t)
	plan := samplePlan()
	plan.Base, plan.Steps[4].InBase = "main", true // Eve's change
	p := b.open(t, planHTML(t, plan, sampleAccess()), 1280)
	const acme, globex = "client.acme", "client.globex"
	people := func(names ...string) []string {
		for i := range names {
			names[i] += map[bool]string{true: "@freelance.example", false: "@northwind.example"}[names[i] == "dan"]
		}
		return names
	}
	for _, c := range []struct {
		id, value string
		steps     []string
		rows      []string
		columns   []string
	}{
		{"q", "sow-118", []string{"bob@northwind.example add"}, []string{acme}, people("bob")},
		{"q", "DATA_CENTER", []string{"dan@freelance.example migrate"}, []string{acme}, people("dan")},
		{"q", "nobody has this", nil, nil, nil},
		{"q", "crm.contacts.edit", []string{"eve@northwind.example change", "dan@freelance.example migrate"}, []string{acme}, people("dan", "eve")},
		{"q", "acme eve@", []string{"eve@northwind.example change"}, []string{acme}, people("eve")},
		{"client", globex, []string{"client.globex record", "eve@northwind.example record"}, []string{globex}, people("dan", "eve")},
		{"person", "bob@northwind.example", []string{"bob@northwind.example record", "bob@northwind.example add"}, []string{"client.initech", acme}, people("bob")},
		{"set", "option:account_manager", []string{"eve@northwind.example change"}, []string{acme}, people("eve")},
		{"set", "option:super_admin", []string{"dan@freelance.example migrate"}, []string{acme}, people("dan")},
		{"effect", "1", []string{"bob@northwind.example add", "eve@northwind.example change", "dan@freelance.example change", "dan@freelance.example adopt"}, []string{acme}, people("bob", "dan", "eve")},
		{"effect", "2", []string{"eve@northwind.example change", "dan@freelance.example remove", "dan@freelance.example deactivate", "dan@freelance.example migrate"}, []string{acme}, people("dan", "eve")},
		{"action", "option:remove", []string{"dan@freelance.example remove"}, []string{acme}, people("dan")},
		{"effect", "3", []string{"eve@northwind.example change"}, []string{acme}, people("eve")},
		{"cause", "option:drift", []string{"dan@freelance.example deactivate"}, []string{acme}, people("dan")},
		{"origin", "1", []string{"eve@northwind.example change"}, []string{acme}, people("eve")},
	} {
		value := c.value
		if name, ok := strings.CutPrefix(value, "option:"); ok {
			value = eval[string](t, p, fmt.Sprintf(`[...document.getElementById(%q).options].find(o => o.text === %q).value`, c.id, name))
		}
		pick(t, p, c.id, value)
		got := showing(t, p)
		want := shows{Steps: c.steps, Rows: c.rows, Columns: c.columns, Count: got.Count}
		if diff := cmp.Diff(want, got, equateEmpty); diff != "" {
			t.Errorf("%s=%s: %s (-want +got):\n%s", c.id, c.value, got.Count, diff)
		}
		if say := fmt.Sprintf("%d of 11 steps;", len(c.steps)); !strings.HasPrefix(got.Count, say) {
			t.Errorf("%s=%s: the page says %q", c.id, c.value, got.Count)
		}
		settle(t, p, `document.getElementById("clear").click()`)
		if all := showing(t, p); len(all.Steps) != len(plan.Steps) || !strings.HasPrefix(all.Count, "All 11 steps") {
			t.Errorf("%s=%s: after Clear: %+v", c.id, c.value, all)
		}
	}
	p.quiet(t)
}

var equateEmpty = cmp.FilterValues(func(x, y []string) bool { return len(x)+len(y) == 0 }, cmp.Comparer(func(_, _ []string) bool { return true }))

// TestPlanPageChecks: the two boxes, and the lists beside the steps.
func TestPlanPageChecks(t *testing.T) {
	b := startBrowser(t)
	p := b.open(t, planHTML(t, samplePlan(), sampleAccess()), 1280)
	settle(t, p, `document.getElementById("unchanged").click()`)
	if got := showing(t, p); len(got.Steps) != 11 || strings.Join(got.Rows, " ") != "client.globex client.initech Hooli client.acme" {
		t.Errorf("unchanged access, too: %+v", got)
	}
	settle(t, p, `document.getElementById("broken").click()`)
	if got := showing(t, p); len(got.Steps) != 0 || strings.Join(got.Rows, " ") != "Hooli" {
		t.Errorf("violations only: %+v", got)
	}
	hidden := func(id string) bool { return eval[bool](t, p, fmt.Sprintf(`document.getElementById(%q).hidden`, id)) }
	for id, want := range map[string]bool{"violations": false, "warnings": true, "waiting": true, "kept": true, "skipped": false} {
		if hidden(id) != want {
			t.Errorf("with violations only, %s is hidden: %v", id, !want)
		}
	}
	p.quiet(t)
}

// TestPlanPageKeys: everything can be reached and done with keys, and the
// focus is seen.
func TestPlanPageKeys(t *testing.T) {
	b := startBrowser(t)
	p := b.open(t, planHTML(t, samplePlan(), sampleAccess()), 1280)
	p.do(t, chromedp.KeyEvent(kb.Tab))
	if got := eval[string](t, p, `document.activeElement.className + " " + getComputedStyle(document.activeElement).outlineStyle`); got != "skip solid" {
		t.Errorf("first comes %q", got)
	}
	reached := map[string]bool{}
	for range 40 {
		p.do(t, chromedp.KeyEvent(kb.Tab))
		at := eval[string](t, p, `document.activeElement.id || document.activeElement.tagName`)
		reached[at] = true
		if at == "TD" {
			break
		}
	}
	for _, id := range []string{"q", "client", "person", "set", "action", "effect", "cause", "broken", "unchanged", "clear", "TD"} {
		if !reached[id] {
			t.Errorf("Tab does not reach %s", id)
		}
	}
	label := `document.activeElement.getAttribute("aria-label")`
	before := eval[string](t, p, label)
	p.do(t, chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowRight))
	if after := eval[string](t, p, label); after == before || !strings.Contains(after, " in ") {
		t.Errorf("from %q the arrows lead to %q", before, after)
	}
	p.do(t, chromedp.KeyEvent(kb.Enter))
	if got := eval[string](t, p, `document.getElementById("cell").textContent`); got == "" {
		t.Error("Enter explains nothing")
	}
	p.do(t, chromedp.Click(chromedp.CSS(`#grid td.moved`)))
	if got := eval[string](t, p, `document.getElementById("cell").textContent`); !strings.Contains(got, "Only this client") {
		t.Errorf("a click explains %q", got)
	}
	p.quiet(t)
}

// TestPlanPageReaders: what screen readers rely on.
func TestPlanPageReaders(t *testing.T) {
	b := startBrowser(t)
	p := b.open(t, planHTML(t, samplePlan(), sampleAccess()), 1280)
	for what, found := range map[string]string{
		"one h1":                        `document.querySelectorAll("h1").length === 1`,
		"landmarks":                     `["header", "nav", "main", "footer", "[role=search]"].every(s => document.querySelectorAll("body " + s).length === 1)`,
		"no heading skipped":            `[...document.querySelectorAll("h1,h2,h3")].every((h, i, all) => i === 0 || Number(h.tagName[1]) <= Number(all[i-1].tagName[1]) + 1)`,
		"labels for inputs":             `[...document.querySelectorAll("input, select")].every(e => e.labels.length === 1)`,
		"scopes of headers":             `[...document.querySelectorAll("th")].every(e => e.scope === "row" || e.scope === "col")`,
		"names of sections":             `[...document.querySelectorAll("main > section")].every(e => document.getElementById(e.getAttribute("aria-labelledby")))`,
		"a live count":                  `document.getElementById("count").getAttribute("aria-live") === "polite"`,
		"names of cells":                `[...document.querySelectorAll("td[role=gridcell]")].every(e => e.getAttribute("aria-label"))`,
		"one tab stop":                  `document.querySelectorAll("#grid [tabindex='0']").length === 1`,
		"unique ids":                    `(ids => new Set(ids).size === ids.length)([...document.querySelectorAll("[id]")].map(e => e.id))`,
		"links to what is there":        `[...document.querySelectorAll("a[href^='#']")].every(a => document.getElementById(a.hash.slice(1)))`,
		"names of buttons":              `[...document.querySelectorAll("button")].every(e => e.textContent.trim())`,
		"not by colour alone":           `[...document.querySelectorAll("#grid td.moved")].every(e => /^[-+~=.]/.test(e.textContent) && e.title)`,
		"letters for the set of a cell": `[...document.querySelectorAll("#grid td.on")].every(e => e.textContent.length > 0)`,
	} {
		if !eval[bool](t, p, found) {
			t.Errorf("%s: no", what)
		}
	}
	contrast(t, b)
	p.quiet(t)
}

// contrast checks that text stands out from what is behind it by 4.5 to 1
// (WCAG 2 AA), light and dark.
func contrast(t *testing.T, b *browser) {
	t.Helper()
	plan, access := bookPlan(3, 4, 2)
	for i := range 14 { // more sets than hues
		plan.Sets = append(plan.Sets, engine.PermissionSet{Name: fmt.Sprintf("set_%02d", i)})
		plan.Waiting = append(plan.Waiting, engine.Waiting{Client: 2, Person: 0, Set: fmt.Sprintf("set_%02d", i), For: "access_link"})
	}
	for _, html := range [][]byte{planHTML(t, samplePlan(), sampleAccess()), planHTML(t, plan, access)} {
		for _, dark := range []bool{false, true} {
			p := b.openAs(t, html, look{width: 1280, height: 900, dark: dark})
			for _, s := range eval[[]string](t, p, contrastScript) {
				t.Errorf("dark=%v: %s", dark, s)
			}
		}
	}
}

const contrastScript = `(() => {
	const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
	const rgb = c => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
	const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
	const bad = new Set();
	for (const e of document.querySelectorAll("body *:not(script, option)")) {
		if (e.disabled || !e.checkVisibility() || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) bad.add(e.tagName + "." + e.className + " in " + e.parentElement.className + ": " + ratio.toFixed(2));
	}
	return [...bad];
})()`

// TestPlanPageHostile: no name runs, becomes an element or breaks the page,
// whatever is done with it.
func TestPlanPageHostile(t *testing.T) {
	b := startBrowser(t)
	canaries := strings.Join([]string{
		`<img src=x onerror=document.title='pwned'>`, `</script><script>document.title='pwned'</script>`, `"><svg onload=document.title='pwned'>`,
		`' onfocus='document.title="pwned"' autofocus='`, `javascript:document.title='pwned'`, "<!--<script>", `</title></textarea></style>`, "\u202eevil\u2028\u2029",
	}, " ")
	names := []string{canaries, "__proto__", strings.Repeat("a", 3000), strings.Repeat("中", 400), strings.Repeat("word ", 300)}
	want := 0
	for i, s := range append([]string{"harmless"}, names[:suite.Sample(len(names), 3)]...) {
		for _, width := range widthsOf(i) {
			p := b.open(t, hostilePage(t, s), width)
			p.fits(t)
			p.quiet(t)
			if t.Failed() {
				t.Fatalf("%.50q breaks the page", s)
			}
			elements := eval[int](t, p, `document.querySelectorAll("*").length`)
			if i == 0 {
				want = elements
			} else if elements != want {
				t.Errorf("%.50q: %d elements, want %d", s, elements, want)
			}
			pick(t, p, "q", string([]rune(Terminal(s))[:1]))
			p.do(t, chromedp.Click(chromedp.CSS("#grid td.moved")))
			eval[bool](t, p, `[...document.querySelectorAll("details")].every(d => d.open = true)`)
			eval[bool](t, p, `dispatchEvent(new Event("beforeprint"))`)
			eval[bool](t, p, `dispatchEvent(new Event("afterprint"))`)
			p.fits(t)
			if title := eval[string](t, p, `document.title`); title != "Plan for "+Terminal(s) && title != strings.Join(strings.Fields("Plan for "+Terminal(s)), " ") {
				t.Errorf("%.50q: the title is %q", s, title)
			}
			if n := eval[int](t, p, `document.querySelectorAll("img, svg, iframe, object, embed, link, [onerror], [onload]").length`); n > 0 {
				t.Errorf("%.50q: %d elements", s, n)
			}
			p.quiet(t)
		}
	}
}

// TestPlanPageLarge: 1,000 clients with 60 people each are not 60,000 cells at
// once, and all of them can be reached.
func TestPlanPageLarge(t *testing.T) {
	b := startBrowser(t)
	plan, access := bookPlan(1_000, 60, 900)
	html := planHTML(t, plan, access)
	for _, width := range widthsOf(0) {
		p := b.open(t, html, width)
		p.fits(t)
		if n := eval[int](t, p, `document.querySelectorAll("*").length`); n > 12_000 {
			t.Errorf("%d elements", n)
		}
		if got := showing(t, p).Count; got != "All 54,000 steps; in the matrix 900 clients and 60 people." {
			t.Errorf("the page says %q", got)
		}
		eval[bool](t, p, `(document.querySelector("#row-pages button:not(:disabled)").click(), true)`)
		if got := showing(t, p).Rows[0]; got != "client.c00050" {
			t.Errorf("the second page begins with %s", got)
		}
		settle(t, p, `document.querySelector(".more button").click()`)
		if n := len(showing(t, p).Steps); n != 150 {
			t.Errorf("%d steps after Show more", n)
		}
		settle(t, p, `document.getElementById("unchanged").click()`)
		pick(t, p, "q", "c00999")
		if got := showing(t, p); len(got.Rows) != 1 || len(got.Columns) != 60 || len(got.Steps) != 0 {
			t.Errorf("the last client has %d rows, %d columns and %d steps", len(got.Rows), len(got.Columns), len(got.Steps))
		}
		if width == 1280 {
			t.Logf("a keystroke takes %.0f ms", eval[float64](t, p, keystroke))
		}
		p.fits(t)
		p.quiet(t)
	}
}

// keystroke measures what a letter in the search box sets off, without the pause.
const keystroke = `new Promise(done => {
	const q = document.getElementById("q"), late = setTimeout; let begun;
	window.setTimeout = (f) => late(() => { begun = performance.now(); f(); done(performance.now() - begun); }, 0);
	q.value = "p"; q.dispatchEvent(new Event("input", {bubbles: true})); window.setTimeout = late;
})`

// TestPlanPagePlain: without scripts and on paper the page is a document with
// every step.
func TestPlanPagePlain(t *testing.T) {
	b := startBrowser(t)
	html := planHTML(t, samplePlan(), sampleAccess())
	for _, width := range widthsOf(1) {
		p := b.openAs(t, html, look{width: width, height: 900, plain: true})
		p.fits(t)
		if n := eval[int](t, p, `[...document.querySelectorAll("#list li.step")].filter(e => e.checkVisibility()).length`); n != len(samplePlan().Steps) {
			t.Errorf("%d steps are shown", n)
		}
		if n := eval[int](t, p, `[...document.querySelectorAll(".scripted")].filter(e => e.checkVisibility()).length`); n > 0 {
			t.Errorf("%d controls that do nothing are shown", n)
		}
		p.quiet(t)
	}
	p := b.open(t, html, 1280)
	if pdf := p.pdf(t); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Errorf("printed: %.20q", pdf)
	}
	if steps := showing(t, p).Steps; len(steps) != len(samplePlan().Steps) {
		t.Errorf("after printing %d steps are left", len(steps))
	}
	p.quiet(t)
}

// TestPlanPageLooks: both widths, light and dark. With ACCREDIT_SHOTS it keeps
// what is seen.
func TestPlanPageLooks(t *testing.T) {
	b := startBrowser(t)
	html := planHTML(t, samplePlan(), sampleAccess())
	for i, scheme := range []string{"light", "dark"} {
		for _, width := range widthsOf(i) {
			p := b.openAs(t, html, look{width: width, height: 900, dark: scheme == "dark"})
			if got := eval[bool](t, p, `matchMedia("(prefers-color-scheme: dark)").matches`); got != (scheme == "dark") {
				t.Errorf("%s is not shown", scheme)
			}
			p.fits(t)
			p.quiet(t)
			p.keep(t, fmt.Sprintf("sample_%d_%s", width, scheme))
		}
	}
}
