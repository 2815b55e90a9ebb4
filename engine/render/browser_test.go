package render

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// What follows opens a page in a real browser, for the test of any page:
//
//	b := startBrowser(t)
//	p := b.open(t, html, 1280)         // also 400
//	p.fits(t)                          // nothing overflows sideways
//	p.do(t, chromedp.SendKeys(...))    // people type and press keys
//	got := eval[string](t, p, `document.title`) // promises are awaited
//	p.quiet(t)                         // no error, no violation, no request
//
// With ACCREDIT_SHOTS=DIR, p.keep(t, "name") keeps what the page looks like.

// browser is a headless Chromium.
type browser struct{ ctx context.Context }

// TestMain ends the browser, if a test has started it.
func TestMain(m *testing.M) {
	code := m.Run()
	endBrowser()
	os.Exit(code)
}

// endBrowser ends what theBrowser has started.
var endBrowser = func() {}

// theBrowser starts the one browser of all tests, when the first of them asks
// for it: to start one takes longer than most of what they do in it.
var theBrowser = sync.OnceValues(func() (*browser, error) {
	path, err := chromium()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "accredit-browser-")
	if err != nil {
		return nil, err
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.UserDataDir(dir))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has no sandbox for root
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopFirst := chromedp.NewContext(ctx)
	endBrowser = func() {
		stopFirst()
		stop()
		_ = os.RemoveAll(dir) // a temporary folder: nothing to lose
	}
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	return &browser{ctx}, nil
})

// startBrowser returns the browser. Where there is none the test is skipped,
// but in a pipeline (CI=true) it fails.
func startBrowser(t testing.TB) *browser {
	t.Helper()
	b, err := theBrowser()
	switch {
	case err == nil:
	case !errors.Is(err, exec.ErrNotFound):
		t.Fatal(err)
	case os.Getenv("CI") == "true":
		t.Fatal("no Chromium is installed, and a pipeline must not go without: apt-get install chromium")
	default:
		t.Skip("no Chromium is installed: what pages do in a browser is not tested (apt-get install chromium)")
	}
	return b
}

// chromium finds the browser under the names that it has.
func chromium() (path string, err error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", err
}

// tab is a page in the browser, and what went wrong in it.
type tab struct {
	ctx context.Context
	url string

	mu    sync.Mutex
	wrong []string
}

// look is how a tab is set up before the page is there.
type look struct {
	width, height int
	dark, plain   bool // plain: without scripts
}

// open shows a page in a window that many pixels wide.
func (b *browser) open(t testing.TB, html []byte, width int) *tab {
	t.Helper()
	return b.openAs(t, html, look{width: width, height: 900})
}

func (b *browser) openAs(t testing.TB, html []byte, l look) *tab {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, html, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := chromedp.NewContext(b.ctx)
	t.Cleanup(stop)
	p := &tab{ctx: ctx, url: "file://" + path}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		t.Fatal(err)
	}
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	call(t, p, network.Enable, network.EnableParams{})
	call(t, p, log.Enable, cdp.Empty{})
	call(t, p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	call(t, p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.plain})
	p.do(t, chromedp.EmulateViewport(int64(l.width), int64(l.height)), chromedp.Navigate(p.url))
	return p
}

// note keeps what a page should not do: errors and warnings of any kind, a
// dialog, a request for anything but itself.
func (p *tab) note(event any) {
	said := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said = "exception: " + exceptionText(e.ExceptionDetails)
	case *runtime.EventConsoleAPICalled:
		said = fmt.Sprintf("console: %s %v", e.Type, e.Args)
	case *log.EventEntryAdded:
		said = fmt.Sprintf("%s: %s", e.Entry.Source, e.Entry.Text)
	case *browserpage.EventJavascriptDialogOpening:
		said = "dialog: " + e.Message
	case *network.EventRequestWillBeSent:
		if url, _, _ := strings.Cut(e.Request.URL, "#"); url != p.url {
			said = "request: " + e.Request.URL
		}
	}
	if said == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wrong = append(p.wrong, said)
}

func exceptionText(d *runtime.ExceptionDetails) string {
	if d.Exception != nil {
		return d.Text + " " + d.Exception.Description
	}
	return d.Text
}

// problems is what the page did that it should not.
func (p *tab) problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.wrong)
}

// quiet fails the test where the page did what it should not.
func (p *tab) quiet(t testing.TB) {
	t.Helper()
	for _, s := range p.problems() {
		t.Error(s)
	}
}

// patience is how long an action may wait for what it acts on: a guard
// against waiting for ever, not a measure.
const patience = 2 * time.Minute

// do runs actions, as a person would.
func (p *tab) do(t testing.TB, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.quiet(t)
		t.Fatal(err)
	}
}

// eval gives the value of an expression in the page, which may be a promise.
func eval[T any](t testing.TB, p *tab, expression string) T {
	t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// fits fails the test where the page is wider than its window, and names
// what sticks out.
func (p *tab) fits(t testing.TB) {
	t.Helper()
	out := eval[[]string](t, p, `(() => {
		const s = document.scrollingElement, list = [];
		if (s.scrollWidth <= innerWidth) return list;
		for (const e of document.querySelectorAll("body *"))
			if (e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll *")) list.push(e.tagName + "." + e.className + " " + e.getBoundingClientRect().right);
		return ["the page is " + s.scrollWidth + " wide in a window of " + innerWidth, ...list.slice(0, 10)];
	})()`)
	for _, s := range out {
		t.Error(s)
	}
}

// keep writes what the page looks like to ACCREDIT_SHOTS, for people to see.
func (p *tab) keep(t testing.TB, name string) {
	t.Helper()
	dir := os.Getenv("ACCREDIT_SHOTS")
	if dir == "" {
		return
	}
	shot, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o644); err != nil {
		t.Fatal(err)
	}
}

// pdf prints the page on A4.
func (p *tab) pdf(t testing.TB) []byte {
	t.Helper()
	background, css := false, true // as browsers print unless asked
	res, err := chromedp.Call(p.ctx, browserpage.PrintToPDF, browserpage.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69, PrintBackground: &background, PreferCSSPageSize: &css})
	if err != nil {
		t.Fatal(err)
	}
	return res.Data
}

// call runs a command of the browser's protocol.
func call[P, R any](t testing.TB, p *tab, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(p.ctx, command, params); err != nil {
		t.Fatalf("%s: %v", command.Method, err)
	}
}

// TestBrowserNotices: what pages must not do is seen when they do it.
func TestBrowserNotices(t *testing.T) {
	b := startBrowser(t)
	for name, html := range map[string]string{
		"exception": `<script>nobody.knows()</script>`,
		"console":   `<script>console.error("no")</script>`,
		"security":  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><p style="color:red">x<script>document.title = 1</script>`,
		"request":   `<img src="file:///nowhere.png">`,
	} {
		p := b.open(t, []byte("<!doctype html><title>x</title>"+html), 400)
		eval[bool](t, p, `new Promise(done => setTimeout(() => done(true), 100))`)
		if !slices.ContainsFunc(p.problems(), func(s string) bool { return strings.HasPrefix(s, name) }) {
			t.Errorf("%s is not noticed: %q", name, p.problems())
		}
	}
}
