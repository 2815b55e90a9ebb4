package fakehub

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

//go:embed pages
var pageFiles embed.FS

// templates are the pages by name, each with what all share.
var templates = parsePages()

func parsePages() map[string]*template.Template {
	all := map[string]*template.Template{}
	shared := template.Must(template.ParseFS(pageFiles, "pages/base.html", "pages/levels.html"))
	names, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		panic("fakehub: " + err.Error())
	}
	for _, name := range names {
		short := strings.TrimSuffix(strings.TrimPrefix(name, "pages/"), ".html")
		if short != "base" && short != "levels" {
			all[short] = template.Must(template.Must(shared.Clone()).ParseFS(pageFiles, name))
		}
	}
	return all
}

// page is what a template is filled with.
type page struct {
	Title  string
	Crumbs []crumb
	Tabs   []tabLink
	Actor  string
	Actors []option
	Here   string // path to come back to
	Body   any

	status int // 0 is 200
	shape  string
}

// visit is a request for a page, while it is served. The lock is held.
type visit struct {
	h     *Hub
	r     *http.Request
	entry *Entry
	actor string // e-mail of who acts; empty: not chosen
}

// actorCookie keeps who acts.
const actorCookie = "fakehub_as"

// policy of the pages: nothing but themselves and their style.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// show serves a page.
func (h *Hub) show(mux *http.ServeMux, pattern string, show func(*visit) (*page, error)) {
	mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) {
		h.visit(w, r, func(v *visit) (*page, string, error) {
			p, err := show(v)
			return p, "", err
		})
	})
}

// form serves what a form of a page sends. It leads to a page, or shows one.
func (h *Hub) form(mux *http.ServeMux, pattern string, do func(*visit) (*page, string, error)) {
	mux.HandleFunc("POST "+pattern, func(w http.ResponseWriter, r *http.Request) { h.visit(w, r, do) })
}

// visit serves a request for a page: with a page, or by leading on.
func (h *Hub) visit(w http.ResponseWriter, r *http.Request, serve func(*visit) (*page, string, error)) {
	r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	text, status, next, err := h.visited(r, serve)
	if as := r.URL.Query().Get("as"); as != "" && err == nil {
		keepActor(w, lower(as)) // the links of the page do not carry it on
	}
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	case next != "":
		http.Redirect(w, r, next, http.StatusSeeOther)
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_, _ = w.Write(text) // whoever asked may be gone
	}
}

// visited serves a request and writes the page; next is where it leads.
func (h *Hub) visited(r *http.Request, serve func(*visit) (*page, string, error)) (text []byte, status int, next string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := &visit{h: h, r: r, entry: h.enter(r.Method, h.withoutKeys(r.RequestURI))}
	v.actor = lower(r.Form.Get("as"))
	if cookie, err := r.Cookie(actorCookie); err == nil && v.actor == "" {
		v.actor, _ = url.QueryUnescape(cookie.Value)
	}
	v.entry.Actor = v.actor
	v.entry.Account = number(r.PathValue("hub"))
	if r.Method == http.MethodPost {
		v.entry.Body = h.shownBody(r.PostForm.Encode())
	}
	p, next, err := serve(v)
	if err != nil {
		p, next = v.said(err), ""
	}
	if next != "" {
		v.entry.Status = http.StatusSeeOther
		return nil, 0, next, nil
	}
	v.complete(p)
	v.entry.Status = p.status
	var b bytes.Buffer
	err = templates[p.shape].ExecuteTemplate(&b, "base", p)
	return b.Bytes(), p.status, "", err
}

// complete adds what every page has.
func (v *visit) complete(p *page) {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	p.Actor = v.actor
	if p.Here == "" {
		p.Here = v.r.URL.RequestURI()
	}
	if v.r.Method == http.MethodPost && p.shape != "said" {
		p.Here = "/"
	}
	for _, a := range []*Account{v.h.world.agency(), v.h.world.account(v.entry.Account)} {
		for i := 0; a != nil && i < len(a.Users); i++ {
			v.offer(p, &a.Users[i])
		}
	}
}

// offer lets a visitor of the page act as a user.
func (v *visit) offer(p *page, u *User) {
	known := slices.ContainsFunc(p.Actors, func(o option) bool { return o.Value == u.Email })
	if !known && !isApp(u.Email) {
		p.Actors = append(p.Actors, option{u.Email, labelOf(u), u.Email == v.actor})
	}
}

// said is the page that says why something was not done.
func (v *visit) said(err error) *page {
	status := http.StatusForbidden
	if !isRefusal(err) {
		status = http.StatusInternalServerError
	}
	return &page{Title: "Not done", shape: "said", Body: err.Error(), status: status, Here: "/"}
}

// client is the account that the path names.
func (v *visit) client() (*Account, error) {
	a := v.h.world.account(v.entry.Account)
	if a == nil {
		return nil, refuse("there is no such account")
	}
	return a, nil
}

// email is the person whom the path names.
func (v *visit) email() string { return v.r.PathValue("email") }

// do changes something, as the actor.
func (v *visit) do(inManager bool, do func(*change) error) error {
	if v.actor == "" {
		return refuse("choose first who you are")
	}
	return v.h.change(v.entry, func(c *change) error {
		c.inManager = inManager
		return do(c)
	})
}
