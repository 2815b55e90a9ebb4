// Package robot uses the pages of the fake HubSpot as a person would who reads
// clicks that accredit prints: it knows only what stands on a page, by the words of
// links, buttons, fields and rows.
//
// It is for tests only, imports nothing of the fake, and never looks at addresses.
package robot

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Robot is somebody in front of the pages.
type Robot struct {
	base   *url.URL
	client *http.Client
	at     *url.URL   // of the page
	page   *html.Node // as it was served
	within *html.Node // part of the page that is looked at; nil: all of it
	form   *html.Node // that was filled in and not sent
	values url.Values // of it
}

// New starts at the first page of a fake, as the person with that e-mail.
func New(base, as string) (*Robot, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	r := &Robot{base: u, client: &http.Client{Jar: jar}}
	return r, r.Open("/?as=" + url.QueryEscape(as))
}

// Open opens a page by its path.
func (r *Robot) Open(path string) error {
	to, err := r.base.Parse(path)
	if err != nil {
		return err
	}
	answer, err := r.client.Get(to.String())
	if err != nil {
		return err
	}
	return errors.Join(r.read(answer), answer.Body.Close())
}

// read reads the page of an answer. A page that says why something was not done is
// an error with its words.
func (r *Robot) read(answer *http.Response) error {
	page, err := html.Parse(io.LimitReader(answer.Body, 64<<20))
	if err != nil {
		return err
	}
	r.at, r.page, r.within, r.form, r.values = answer.Request.URL, page, nil, nil, nil
	if answer.StatusCode != http.StatusOK {
		return &Refused{Status: answer.StatusCode, Text: r.Text()}
	}
	return nil
}

// Refused is what the fake says where it does not do something.
type Refused struct {
	Status int
	Text   string
}

func (r *Refused) Error() string { return fmt.Sprintf("%d: %s", r.Status, r.Text) }

// Text is what stands in the main part of the page.
func (r *Robot) Text() string {
	for n := range r.page.Descendants() {
		if n.Data == "main" {
			return words(n)
		}
	}
	return words(r.page)
}

// Row looks from now on only at the row of a table in which a cell has a line with
// exactly these words.
func (r *Robot) Row(text string) error {
	for n := range r.page.Descendants() {
		if n.Data == "tr" && slices.ContainsFunc(lines(n), func(line string) bool { return same(line, text) }) {
			r.within = n
			return nil
		}
	}
	return r.missing("row", text)
}

// Click follows the link, presses the button or opens the menu of these words, in
// the part that is looked at, or else on the page.
func (r *Robot) Click(text string) error {
	for _, part := range []*html.Node{r.within, r.page} {
		if part == nil {
			continue
		}
		for n := range part.Descendants() {
			if !same(words(n), text) {
				continue
			}
			switch n.Data {
			case "summary":
				r.within = n.Parent
				return nil
			case "a":
				return r.Open(resolved(r.at, attribute(n, "href")))
			case "button":
				return r.press(n)
			}
		}
	}
	return r.missing("link, button or menu", text)
}

// Has reports whether these words stand on the page, whole.
func (r *Robot) Has(text string) bool {
	for n := range r.page.Descendants() {
		if n.Type == html.ElementNode && slices.ContainsFunc(strings.Split(words(n), " > "), func(part string) bool { return same(part, text) }) {
			return true
		}
	}
	return strings.Contains(words(r.page), text)
}

func (r *Robot) missing(what, text string) error {
	return fmt.Errorf("there is no %s %q on the page %q", what, text, r.Text())
}

// words are all texts of a node, with single spaces.
func words(n *html.Node) string { return strings.Join(strings.Fields(raw(n)), " ") }

func raw(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Data == "br" {
		return "\n"
	}
	var b strings.Builder
	for child := range n.ChildNodes() {
		b.WriteString(raw(child))
		if child.Data == "td" || child.Data == "li" || child.Data == "p" || child.Data == "option" {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// lines are the texts of a node line by line.
func lines(n *html.Node) []string {
	var list []string
	for line := range strings.SplitSeq(raw(n), "\n") {
		list = append(list, strings.Join(strings.Fields(line), " "))
	}
	return list
}

// same compares words as people do: letter case does not matter, and spaces, "-"
// and "_" stand for one another.
func same(a, b string) bool {
	fold := strings.NewReplacer("-", " ", "_", " ")
	return strings.EqualFold(fold.Replace(a), fold.Replace(b))
}

func attribute(n *html.Node, name string) string {
	value, _ := lookUp(n, name)
	return value
}

func lookUp(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// resolved is where a link of a page leads.
func resolved(at *url.URL, to string) string {
	u, err := at.Parse(to)
	if err != nil {
		return to
	}
	return u.String()
}
