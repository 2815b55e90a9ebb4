package fakehub

import (
	"net/http"
	"net/url"
	"strings"
)

// pages adds the pages to what is served.
func (h *Hub) pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /style.css", serveStyle)
	mux.HandleFunc("POST /as", serveActor)
	h.show(mux, "/{$}", (*visit).home)
	h.managerPages(mux)
	h.settingsPages(mux)
	h.show(mux, "/access-link/{email}", (*visit).askApproval)
	h.form(mux, "/access-link/{email}", (*visit).giveApproval)
}

// managerPages are those of the Client Access Manager.
func (h *Hub) managerPages(mux *http.ServeMux) {
	h.show(mux, "/cam/{$}", (*visit).clients)
	h.show(mux, "/cam/clients", (*visit).clients)
	h.show(mux, "/cam/clients/{hub}", (*visit).clientDetails)
	h.show(mux, "/cam/clients/{hub}/add", (*visit).askAdd)
	h.form(mux, "/cam/clients/{hub}/add", (*visit).addEmployees)
	h.show(mux, "/cam/clients/{hub}/partner-admin", (*visit).askMigrate)
	h.form(mux, "/cam/clients/{hub}/partner-admin", (*visit).migrateSelf)
	h.show(mux, "/cam/clients/{hub}/remove", (*visit).reviewRemoveMany)
	h.form(mux, "/cam/clients/{hub}/remove", (*visit).removeMany)
	h.show(mux, "/cam/clients/{hub}/people/{email}/set", (*visit).askSet)
	h.form(mux, "/cam/clients/{hub}/people/{email}/set", (*visit).changeSet)

	h.show(mux, "/cam/employees", (*visit).employees)
	h.show(mux, "/cam/contractors", (*visit).contractors)
	h.show(mux, "/cam/people/{email}/link", (*visit).askLink)
	h.form(mux, "/cam/people/{email}/link", (*visit).linkClients)
	h.show(mux, "/cam/people/{email}/access-link", (*visit).accessLink)
	h.show(mux, "/cam/people/{email}/remove", (*visit).askRemove)
	h.show(mux, "/cam/people/{email}/remove/review", (*visit).reviewRemove)
	h.form(mux, "/cam/people/{email}/remove", (*visit).removeFromClients)
	h.show(mux, "/cam/people/{email}/deactivate", (*visit).askDeactivate)
	h.form(mux, "/cam/people/{email}/deactivate", (*visit).deactivateIn)
	h.show(mux, "/cam/people/{email}/reactivate", (*visit).askReactivate)
	h.form(mux, "/cam/people/{email}/reactivate", (*visit).reactivateIn)
}

// settingsPages are those of an account's own settings.
func (h *Hub) settingsPages(mux *http.ServeMux) {
	h.show(mux, "/account/{hub}/users", (*visit).users)
	h.show(mux, "/account/{hub}/users/{email}", (*visit).user)
	h.form(mux, "/account/{hub}/users/{email}/set", (*visit).setUser)
	h.form(mux, "/account/{hub}/users/{email}/teams", (*visit).setUserTeams)
	h.form(mux, "/account/{hub}/users/{email}/individual", (*visit).setUserLevels)
	h.form(mux, "/account/{hub}/users/{email}/accept", (*visit).acceptInvitation)
	h.form(mux, "/account/{hub}/users/{email}/deactivate", (*visit).deactivateUser)
	h.form(mux, "/account/{hub}/users/{email}/reactivate", (*visit).reactivateUser)
	h.form(mux, "/account/{hub}/users/{email}/remove", (*visit).removeUser)
	h.show(mux, "/account/{hub}/new-user", (*visit).askNewUser)
	h.form(mux, "/account/{hub}/new-user", (*visit).createUser)
	h.show(mux, "/account/{hub}/permission-sets", (*visit).permissionSets)
	h.show(mux, "/account/{hub}/permission-sets/{set}", (*visit).permissionSet)
	h.form(mux, "/account/{hub}/permission-sets/{set}", (*visit).savePermissionSet)
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	text, err := pageFiles.ReadFile("pages/style.css")
	if err != nil {
		panic("fakehub: " + err.Error()) // it is embedded
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(text) // whoever asked may be gone
}

// serveActor keeps who acts from now on, and leads back.
func serveActor(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	keepActor(w, lower(r.PostForm.Get("as")))
	http.Redirect(w, r, pathHere(r.PostForm.Get("back")), http.StatusSeeOther)
}

// keepActor keeps who acts in a cookie; nobody takes it away.
func keepActor(w http.ResponseWriter, email string) {
	c := &http.Cookie{Name: actorCookie, Value: url.QueryEscape(email), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if email == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// pathHere is a path of the fake to lead back to, without who acts: anything else
// becomes the first page, so that no link leads elsewhere by way of here.
func pathHere(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(path, `\`) {
		return "/"
	}
	query := u.Query()
	query.Del("as")
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: query.Encode()}).String()
}

// home lists the accounts.
func (v *visit) home() (*page, error) {
	body := struct {
		Agency   *Account
		Accounts []Account
	}{v.h.world.agency(), v.h.world.Accounts}
	return &page{Title: "Accounts", shape: "home", Crumbs: []crumb{{Text: "Accounts"}}, Body: body}, nil
}
