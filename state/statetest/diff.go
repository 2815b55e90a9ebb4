package statetest

import (
	"bytes"
	"encoding/json"
	"strings"

	"accredit/engine"
	"accredit/state"
)

// Diff shows the lines in which two accesses differ, and nothing when they
// are the same. Nil and empty lists are.
func Diff(want, got *engine.Access) string { return diff(want, got) }

func diffRevisions(want, got state.Revision) string { return diff(want, got) }

// diff compares all exported fields, through pointers.
func diff(want, got any) string {
	w, g := strings.Split(text(want), "\n"), strings.Split(text(got), "\n")
	for len(w) > 0 && len(g) > 0 && w[0] == g[0] {
		w, g = w[1:], g[1:]
	}
	for len(w) > 0 && len(g) > 0 && w[len(w)-1] == g[len(g)-1] {
		w, g = w[:len(w)-1], g[:len(g)-1]
	}
	var b strings.Builder
	for sign, lines := range map[string][]string{"-": w, "+": g} {
		for _, line := range lines {
			b.WriteString(sign + line + "\n")
		}
	}
	return b.String()
}

// text writes v down with a line for each value; what is empty is left out.
func text(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var plain any
	if err := d.Decode(&plain); err != nil {
		return err.Error()
	}
	data, err = json.MarshalIndent(pruned(plain), "", " ")
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// pruned drops null, [] and {}.
func pruned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if value = pruned(value); value == nil {
				delete(v, key)
			} else {
				v[key] = value
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = pruned(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	}
	return v
}
