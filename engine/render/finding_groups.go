package render

import (
	"fmt"
	"strconv"
	"strings"

	"accredit/engine"
)

// fewNamed is how many clients a finding about several of them names.
const fewNamed = 3

// groupedFindings are the warnings or violations of a plan as people read them:
// what is to be said of many clients in the same words is said once.
func groupedFindings(p *engine.Plan, list []engine.Finding) []engine.Finding {
	return groupFindings(list, func(i int32) *engine.Client { return &p.Clients[i].Client })
}

// groupedDrift does the same for what drift found.
func groupedDrift(d *engine.Drift, list []engine.Finding) []engine.Finding {
	return groupFindings(list, func(i int32) *engine.Client { return &d.Clients[i].Client })
}

func groupFindings(list []engine.Finding, client func(int32) *engine.Client) []engine.Finding {
	return saidOnce(list, func(f *engine.Finding) (string, said) {
		c := client(f.Client)
		return clientLabel(c), said{ofEach(f.Message, c), ofEach(f.Hint, c)}
	})
}

// Recorded gives what the rules say of recorded access as people read it.
func Recorded(list []engine.Finding, a *engine.Access) []engine.Finding {
	return saidOnce(list, func(f *engine.Finding) (client string, says said) {
		name := engine.RecordedName(&a.Clients[f.Client])
		words, ok := strings.CutPrefix(f.Message, name+": ")
		if !ok || f.Person != engine.Nobody {
			return "", said{}
		}
		return name, said{words, f.Hint}
	})
}

// said is what a finding says of each of several clients.
type said struct{ message, hint string }

// findingKind is what findings have in common that are said once.
type findingKind struct {
	rule       string
	severity   engine.Severity
	overridden bool
	person     int32
	says       said
}

// saidOnce says once what is said of several clients in the same words, with
// how many they are and the names of the first. sayOf tells which client a
// finding names and what it says of them; no message: it stands for itself.
func saidOnce(findings []engine.Finding, sayOf func(*engine.Finding) (client string, says said)) []engine.Finding {
	same, kinds := map[findingKind][]string{}, make([]findingKind, len(findings))
	for i := range findings {
		f := &findings[i]
		if f.Client == engine.Nobody {
			continue
		}
		if client, says := sayOf(f); says.message != "" {
			kinds[i] = findingKind{f.Rule, f.Severity, f.Overridden, f.Person, says}
			same[kinds[i]] = append(same[kinds[i]], client)
		}
	}
	list := make([]engine.Finding, 0, len(findings))
	for i, f := range findings {
		k := kinds[i]
		clients := same[k]
		switch {
		case k.says.message == "" || len(clients) == 1:
			list = append(list, f)
		case len(clients) > 1:
			list = append(list, k.ofClients(clients))
			same[k] = nil // said
		}
	}
	return list
}

// ofClients is one finding for all of the clients.
func (k *findingKind) ofClients(clients []string) engine.Finding {
	names := strings.Join(clients[:min(len(clients), fewNamed)], ", ")
	if more := len(clients) - fewNamed; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	return engine.Finding{Rule: k.rule, Severity: k.severity, Overridden: k.overridden, Client: engine.Nobody, Person: k.person,
		Message: fmt.Sprintf("%d clients (%s): %s", len(clients), names, k.says.message), Hint: k.says.hint}
}

// ofEach puts words that hold for each of several clients in the place of the
// name and the hub id of one.
func ofEach(text string, c *engine.Client) string {
	const hub = "hub_id = "
	text = strings.ReplaceAll(text, hub+strconv.FormatInt(c.HubID, 10), hub+"...")
	for _, name := range []string{c.Name, c.Label()} {
		text = replaceName(text, name)
	}
	return text
}

// replaceName replaces a name where it stands between other words.
func replaceName(text, name string) string {
	if name == "" {
		return text
	}
	var b strings.Builder
	for {
		at := strings.Index(text, name)
		if at < 0 {
			return b.String() + text
		}
		before, after := text[:at], text[at+len(name):]
		switch {
		case before != "" && !strings.HasSuffix(before, " ") || after != "" && !strings.ContainsAny(after[:1], " ,.:"):
			b.WriteString(before + name)
		case strings.HasSuffix(before, " in "):
			b.WriteString(strings.TrimSuffix(before, "in ") + "there")
		default:
			b.WriteString(before + "each")
		}
		text = after
	}
}
