package fakehub

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
)

// controls are what /_faults shows and takes.
type controls struct {
	Faults    *[]*Fault  `json:"faults,omitempty"`
	Behaviour *Behaviour `json:"behaviour,omitempty"`
}

// serveFaults shows faults and behaviour, or replaces those of the two that the
// body names.
func (h *Hub) serveFaults(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		var given controls
		if err := readStrictly(w, r, &given); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := h.control(given); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	list := []*Fault{}
	list = append(list, h.faults...)
	b := h.world.Behaviour
	writeJSON(w, controls{&list, &b})
}

// control replaces faults and behaviour. Faults count anew.
func (h *Hub) control(given controls) error {
	if given.Behaviour != nil {
		if field, err := given.Behaviour.check(); err != nil {
			return fmt.Errorf("behaviour.%s: %w", field, err)
		}
	}
	if given.Faults != nil {
		for i, f := range *given.Faults {
			if f == nil {
				return fmt.Errorf("faults[%d] is null", i)
			}
			if err := f.check(); err != nil {
				return fmt.Errorf("faults[%d]: %w", i, err)
			}
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if given.Behaviour != nil {
		was := h.world.Behaviour
		h.world.Behaviour = *given.Behaviour
		if h.path != "" {
			if err := h.world.Save(h.path); err != nil {
				h.world.Behaviour = was
				return err
			}
		}
	}
	if given.Faults != nil {
		h.faults = nil
		for _, f := range *given.Faults {
			counted := *f
			counted.Seen, counted.Hit = 0, 0
			h.faults = append(h.faults, &counted)
		}
	}
	return nil
}

// SetFaults replaces the faults; they count anew.
func (h *Hub) SetFaults(faults ...*Fault) error {
	faults = slices.Clone(faults)
	return h.control(controls{Faults: &faults})
}

// SetBehaviour replaces the switches, and keeps them with the world.
func (h *Hub) SetBehaviour(b Behaviour) error { return h.control(controls{Behaviour: &b}) }

// serveLog shows the requests after ?after=N.
func (h *Hub) serveLog(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.Atoi(r.URL.Query().Get("after"))
	if err != nil {
		after = 0
	}
	h.mu.Lock()
	list := h.logAfter(after)
	h.mu.Unlock()
	writeJSON(w, list)
}

// serveWorld shows the world, keys and all, or puts another in its place.
func (h *Hub) serveWorld(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWorld))
		if err == nil {
			var next *World
			if next, err = ReadWorld(text); err == nil {
				err = h.SetWorld(next)
			}
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	h.mu.Lock()
	text, err := h.world.Text()
	h.mu.Unlock()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text)
}

// SetWorld puts another world in place. Faults and the log stay.
func (h *Hub) SetWorld(w *World) error {
	if field, err := w.check(); err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.path != "" {
		if err := w.Save(h.path); err != nil {
			return err
		}
	}
	h.use(w)
	return nil
}

// World returns a copy of the world as it is now.
func (h *Hub) World() *World {
	h.mu.Lock()
	text, err := h.world.Text()
	h.mu.Unlock()
	if err != nil {
		panic("fakehub: " + err.Error()) // a world was read from such a text
	}
	w := &World{}
	if err := json.Unmarshal(text, w); err != nil {
		panic("fakehub: " + err.Error())
	}
	return w
}

// readStrictly reads a body of JSON without fields that there are not.
func readStrictly(w http.ResponseWriter, r *http.Request, into any) error {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("line %d: %w", lineAt(text, dec.InputOffset()), err)
	}
	return nil
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	_ = enc.Encode(v) // whoever asked may be gone
}
