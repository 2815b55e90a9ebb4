package robot

import (
	"errors"
	"fmt"
	"strings"
)

// Do does what printed clicks say, beginning at the first page. Sentences end with
// a full stop, and steps within them stand between ">". Where the clicks lead to a
// page that asks for clients and do not say which, these are ticked.
func (r *Robot) Do(clicks string, clients ...string) error {
	if err := r.Open("/"); err != nil {
		return err
	}
	for sentence := range strings.SplitSeq(strings.TrimSuffix(clicks, "."), ". ") {
		for step := range strings.SplitSeq(sentence, " > ") {
			if err := r.step(strings.TrimSpace(step)); err != nil {
				return fmt.Errorf("%q in %q: %w", step, clicks, err)
			}
		}
	}
	return r.finish(clients)
}

// step does one step of clicks.
func (r *Robot) step(step string) error {
	verb, rest, _ := strings.Cut(step, " ")
	field, value, isField := strings.Cut(step, ": ")
	switch {
	case step == "Look at what they own", strings.HasPrefix(step, "It changes everybody"):
		return nil
	case strings.HasPrefix(step, "Client account "):
		return r.Row(strings.TrimPrefix(step, "Client account "))
	case step == "Partner account", step == "Partner", step == "Settings":
		if !r.Has(step) {
			return r.missing("word", step)
		}
		return nil
	case verb == "Hover":
		return r.Row(rest)
	case verb == "Tick", verb == "Choose":
		return r.eachOf(rest, r.Tick)
	case isField:
		return r.Choose(field, strings.Split(value, ", ")...)
	}
	return r.named(step)
}

func (r *Robot) eachOf(list string, do func(string) error) error {
	for item := range strings.SplitSeq(list, ", ") {
		if err := do(item); err != nil {
			return err
		}
	}
	return nil
}

// named clicks what has that name, in whatever way it stands on the page: a link, a
// button or a menu, an option of the only list, an e-mail to be typed, or a row.
func (r *Robot) named(text string) error {
	first := r.Click(text)
	if first == nil || isRefused(first) {
		return first
	}
	for _, label := range []string{"Permission set", "Email address"} {
		if r.isBox(label) || r.Choose(label, text) != nil {
			continue
		}
		return nil
	}
	if err := r.openRow(text); err == nil || isRefused(err) {
		return err
	}
	return first
}

// openRow follows the first link of the row with that text.
func (r *Robot) openRow(text string) error {
	if err := r.Row(text); err != nil {
		return err
	}
	for n := range r.within.Descendants() {
		if n.Data == "a" {
			return r.Open(resolved(r.at, attribute(n, "href")))
		}
	}
	return r.missing("link in the row", text)
}

func isRefused(err error) bool {
	var refused *Refused
	return errors.As(err, &refused)
}

// finish ticks the clients that the clicks did not name, and sends what waits.
func (r *Robot) finish(clients []string) error {
	if !r.Waits() && r.asksForClients() {
		for _, client := range clients {
			if err := r.Tick(client); err != nil {
				return err
			}
		}
	}
	if r.Waits() {
		return r.Send()
	}
	return nil
}

// asksForClients reports whether the page has boxes for the clients of somebody.
func (r *Robot) asksForClients() bool {
	for n := range r.page.Descendants() {
		if n.Data == "legend" && strings.HasPrefix(words(n), "Clients of ") {
			return true
		}
	}
	return false
}
