package fakehub

import (
	"fmt"
	"net/http"
	"strings"
)

// serveExport serves the users of an account as CSV, under the name that a file of
// a browser gets. Whoever can open the page of the account may export it: nothing
// is changed.
func (h *Hub) serveExport(w http.ResponseWriter, r *http.Request) {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".csv")
	name, text, err := h.Export(number(id))
	h.mu.Lock()
	e := h.enter(r.Method, h.withoutKeys(r.RequestURI))
	e.Account, e.Status = number(id), http.StatusOK
	if !ok || err != nil {
		e.Status = http.StatusNotFound
	}
	h.mu.Unlock()
	if !ok || err != nil {
		http.Error(w, "there is no such account", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	_, _ = w.Write(text) // whoever asked may be gone
}
