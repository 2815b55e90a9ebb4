package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// forget opens the page with nothing ticked: a browser keeps that for all files.
func forget(t testing.TB, p *tab) {
	t.Helper()
	eval[bool](t, p, `(localStorage.clear(), true)`)
	p.do(t, chromedp.Navigate(p.url))
}

// claims is what the page would have people paste.
func claims(t testing.TB, p *tab) string {
	t.Helper()
	return eval[string](t, p, `document.getElementById("claims").value`)
}

// TestRunsPageKeys is R7 of docs/runs.md: with the keyboard alone tasks are
// ticked, one that could not be made gets its reason, and the lines are there to
// paste; opened again the page knows them still.
func TestRunsPageKeys(t *testing.T) {
	b := startBrowser(t)
	html := runsAs(t, "html", "x")
	for _, width := range pageWidths {
		p := b.open(t, html, width)
		forget(t, p)
		for range 30 {
			p.do(t, chromedp.KeyEvent(kb.Tab))
			if eval[bool](t, p, `document.activeElement.className === "done"`) {
				break
			}
		}
		p.do(t, chromedp.KeyEvent(" "), chromedp.KeyEvent("j"), chromedp.KeyEvent(" "), chromedp.KeyEvent("j"), chromedp.KeyEvent("f"))
		if got := eval[string](t, p, `document.getElementById("missing").textContent`); got != "1 task that could not be made: say why." {
			t.Errorf("without a reason the page says %q", got)
		}
		if got, want := claims(t, p), "/accredit done 7.1-1000 7.2-1001\n"; got != want {
			t.Errorf("%d: two are ticked: %q, want %q", width, got, want)
		}
		p.do(t, chromedp.KeyEvent("no seat"), chromedp.KeyEvent(kb.Enter))
		want := "/accredit done 7.1-1000 7.2-1001\n/accredit fail 7.8-1007 because no seat\n"
		if got := claims(t, p); got != want {
			t.Errorf("%d: with a reason: %q, want %q", width, got, want)
		}
		if got := eval[string](t, p, `document.getElementById("count").textContent`); got != "3 of 6" {
			t.Errorf("progress is %q", got)
		}
		p.do(t, chromedp.KeyEvent("k"), chromedp.KeyEvent("k"), chromedp.KeyEvent(" "))
		if got := claims(t, p); !strings.HasPrefix(got, "/accredit done 7.1-1000\n") {
			t.Errorf("%d: one is taken back: %q", width, got)
		}
		before := claims(t, p)
		got := ""
		for range 20 { // a browser writes what it keeps a little later
			if p.do(t, chromedp.Navigate(p.url)); got == before {
				break
			}
			got = claims(t, p)
		}
		if got != before {
			t.Errorf("%d: opened again: %q, want %q", width, got, before)
		}
		p.fits(t)
		p.quiet(t)
	}
}

// TestRunsPageReaders: what screen readers and eyes rely on, light and dark, at
// both widths, before and after ticking.
func TestRunsPageReaders(t *testing.T) {
	b := startBrowser(t)
	html := runsAs(t, "html", "x")
	for i, dark := range []bool{false, true} {
		for _, width := range widthsOf(i) {
			p := b.openAs(t, html, look{width: width, height: 900, dark: dark})
			forget(t, p)
			eval[bool](t, p, `(document.querySelectorAll(".done").forEach((e, i) => { if (i % 2) e.click(); }), document.querySelectorAll(".failed")[0].click(), true)`)
			for what, found := range map[string]string{
				"one h1":                 `document.querySelectorAll("h1").length === 1`,
				"landmarks":              `["header", "main", "footer"].every(s => document.querySelectorAll("body > " + s).length === 1)`,
				"no heading skipped":     `[...document.querySelectorAll("h1,h2,h3,h4")].every((h, i, all) => i === 0 || Number(h.tagName[1]) <= Number(all[i-1].tagName[1]) + 1)`,
				"labels for fields":      `[...document.querySelectorAll("input, textarea, progress")].every(e => e.labels.length === 1)`,
				"names that differ":      `(names => new Set(names).size === names.length)([...document.querySelectorAll(".done")].map(e => e.labels[0].textContent))`,
				"unique ids":             `(ids => new Set(ids).size === ids.length)([...document.querySelectorAll("[id]")].map(e => e.id))`,
				"links to what is here":  `[...document.querySelectorAll("a[href^='#']")].every(a => document.getElementById(a.hash.slice(1)))`,
				"links to accounts":      `[...document.querySelectorAll(".account a")].every(a => a.href === "https://app.hubspot.com/contacts/" + a.closest(".account").dataset.hub && a.rel.includes("noopener"))`,
				"large enough to hit":    `[...document.querySelectorAll(".boxes label:has(input)")].every(e => e.getBoundingClientRect().height >= 24)`,
				"what is ready is first": `document.querySelector(".task").classList.contains("ready")`,
			} {
				if !eval[bool](t, p, found) {
					t.Errorf("%s: no", what)
				}
			}
			for _, s := range eval[[]string](t, p, contrastScript) {
				t.Errorf("dark=%v: %s", dark, s)
			}
			p.fits(t)
			p.quiet(t)
			p.keep(t, fmt.Sprintf("runs_%d_%v", width, dark))
		}
	}
}

// TestRunsPagePlain: without scripts, and on paper, every task is there, and no
// box that does nothing.
func TestRunsPagePlain(t *testing.T) {
	b := startBrowser(t)
	p := b.openAs(t, runsAs(t, "html", "x"), look{width: 400, height: 900, plain: true})
	if n := eval[int](t, p, `document.querySelectorAll("li.task").length`); n != 8 {
		t.Errorf("%d tasks", n)
	}
	if n := eval[int](t, p, `[...document.querySelectorAll(".scripted")].filter(e => e.checkVisibility()).length`); n > 0 {
		t.Errorf("%d controls that do nothing are shown", n)
	}
	p.fits(t)
	p.quiet(t)
	if pdf := b.open(t, runsAs(t, "html", "x"), 1280).pdf(t); len(pdf) < 1000 {
		t.Errorf("printed: %d bytes", len(pdf))
	}
}

// TestRunsPageHostile: no name runs, becomes an element or breaks the page, also
// when it is ticked.
func TestRunsPageHostile(t *testing.T) {
	b := startBrowser(t)
	for i, s := range []string{`<img src=x onerror=document.title='pwned'></script><script>document.title='pwned'</script>`, "__proto__", strings.Repeat("a", 3000)} {
		for _, width := range widthsOf(i) {
			p := b.open(t, runsAs(t, "html", s), width)
			forget(t, p)
			eval[bool](t, p, `(document.querySelectorAll(".done").forEach(e => e.click()), document.querySelectorAll("details").forEach(d => d.open = true), true)`)
			if got := claims(t, p); strings.Count(got, "\n") != 4 {
				t.Errorf("%.50q: the lines are %q", s, got)
			}
			if title := eval[string](t, p, `document.title`); title != "Work in HubSpot, run 7" {
				t.Errorf("%.50q: the title is %q", s, title)
			}
			p.fits(t)
			p.quiet(t)
		}
	}
}
