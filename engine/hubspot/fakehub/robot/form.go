package robot

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Choose sets a field by its label: an option of a list by its words, a box by "yes"
// or "no", boxes of a group by the words of each, and text as it is.
func (r *Robot) Choose(label string, values ...string) error {
	for n := range r.page.Descendants() {
		switch {
		case n.Data == "legend" && labelled(words(n), label):
			for _, value := range values {
				if err := r.tick(n.Parent, value); err != nil {
					return err
				}
			}
			return nil
		case n.Data == "label" && labelled(words(n), label):
			return r.set(r.field(n), values)
		}
	}
	return r.missing("field", label)
}

// isBox reports whether a label is that of a box, which is ticked and not filled in.
func (r *Robot) isBox(label string) bool {
	for n := range r.page.Descendants() {
		if n.Data == "label" && labelled(words(n), label) {
			field := r.field(n)
			return field != nil && attribute(field, "type") == "checkbox"
		}
	}
	return false
}

// labelled reports whether a label is the one that is meant: it may go on, as in
// "Permissions in Acme".
func labelled(text, label string) bool {
	return same(text, label) || len(text) > len(label) && same(text[:len(label)], label) && text[len(label)] == ' '
}

// field is the field of a label: inside it, or by its id.
func (r *Robot) field(label *html.Node) *html.Node {
	id := attribute(label, "for")
	for _, part := range []*html.Node{label, r.page} {
		for n := range part.Descendants() {
			isField := n.Data == "input" || n.Data == "select"
			if isField && (part == label || id != "" && attribute(n, "id") == id) {
				return n
			}
		}
	}
	return nil
}

func (r *Robot) set(field *html.Node, values []string) error {
	if field == nil || len(values) != 1 {
		return fmt.Errorf("the label has no field, or too many values are wanted: %q", values)
	}
	if err := r.fill(field); err != nil {
		return err
	}
	name, value := attribute(field, "name"), values[0]
	switch {
	case field.Data == "select":
		return r.option(field, value)
	case attribute(field, "type") == "checkbox":
		r.values.Del(name)
		if same(value, "yes") {
			r.values.Set(name, attribute(field, "value"))
		}
	default:
		r.values.Set(name, value)
	}
	return nil
}

// option chooses an option by its words.
func (r *Robot) option(list *html.Node, text string) error {
	for n := range list.Descendants() {
		if n.Data == "option" && same(words(n), text) {
			r.values.Set(attribute(list, "name"), attribute(n, "value"))
			return nil
		}
	}
	return r.missing("option", text)
}

// Tick ticks the box of somebody or something by a word of its label: a name, an
// e-mail or a number, each of which may stand in brackets.
func (r *Robot) Tick(text string) error { return r.tick(r.page, text) }

func (r *Robot) tick(part *html.Node, text string) error {
	for n := range part.Descendants() {
		if n.Data != "label" || !names(n, text) {
			continue
		}
		box := r.field(n)
		if box == nil || attribute(box, "type") != "checkbox" {
			continue
		}
		if err := r.fill(box); err != nil {
			return err
		}
		name, value := attribute(box, "name"), attribute(box, "value")
		if !slices.Contains(r.values[name], value) {
			r.values.Add(name, value)
		}
		return nil
	}
	return r.missing("box", text)
}

// names reports whether a label is of something: "Bob (bob@x.example)" is of Bob and
// of bob@x.example.
func names(label *html.Node, text string) bool {
	for _, line := range lines(label) {
		before, inBrackets, _ := strings.Cut(line, " (")
		if same(line, text) || same(before, text) || same(strings.TrimSuffix(inBrackets, ")"), text) {
			return true
		}
	}
	return false
}

// Waits reports whether a form was filled in and not sent.
func (r *Robot) Waits() bool { return r.form != nil }

// Send sends the form that was filled in, by its own button.
func (r *Robot) Send() error {
	if r.form == nil {
		return fmt.Errorf("no form was filled in")
	}
	return r.send(r.form)
}

// fill begins to fill in the form of a field, with what it was served with.
func (r *Robot) fill(field *html.Node) error {
	form := formOf(field)
	if form == nil {
		return fmt.Errorf("the field %q stands in no form", attribute(field, "name"))
	}
	if form != r.form {
		r.form, r.values = form, served(form)
	}
	return nil
}

func formOf(n *html.Node) *html.Node {
	for n != nil && n.Data != "form" {
		n = n.Parent
	}
	return n
}

// served are the values that a form has when nobody fills anything in.
func served(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		_, checked := lookUp(n, "checked")
		switch {
		case n.Data == "input" && (attribute(n, "type") != "checkbox" || checked):
			values.Add(attribute(n, "name"), attribute(n, "value"))
		case n.Data == "select":
			values.Add(attribute(n, "name"), chosen(n))
		}
	}
	return values
}

// chosen is the value of a list: of the chosen option, else of the first.
func chosen(list *html.Node) string {
	first := true
	value := ""
	for n := range list.Descendants() {
		if n.Data != "option" {
			continue
		}
		if _, is := lookUp(n, "selected"); is || first {
			value, first = attribute(n, "value"), false
		}
	}
	return value
}

// press presses a button: its form is sent as it stands.
func (r *Robot) press(button *html.Node) error {
	form := formOf(button)
	if form == nil {
		return fmt.Errorf("the button %q stands in no form", words(button))
	}
	return r.send(form)
}

// send sends a form, with what was filled in.
func (r *Robot) send(form *html.Node) error {
	values := r.values
	if form != r.form {
		values = served(form)
	}
	to := r.at.String()
	if action := attribute(form, "action"); action != "" {
		to = resolved(r.at, action)
	}
	if !strings.EqualFold(attribute(form, "method"), "post") {
		u, err := url.Parse(to)
		if err != nil {
			return err
		}
		u.RawQuery = values.Encode()
		return r.Open(u.String())
	}
	answer, err := r.client.PostForm(to, values)
	if err != nil {
		return err
	}
	return errors.Join(r.read(answer), answer.Body.Close())
}
