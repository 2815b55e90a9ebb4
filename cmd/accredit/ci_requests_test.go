package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ask opens an issue as the form makes it.
func (p *pipeline) ask(person, last, association string) int {
	p.forge.next++
	text := "### Person\n\n" + person + "\n\n### Client\n\nriverbend\n\n### Permission set\n\nview_only\n\n### Last day\n\n" + last + "\n\n### Reason\n\nThe @fair $(touch pwned)"
	p.forge.issues = append(p.forge.issues, entry{id: p.forge.next, text: text, labels: "access-request", association: association})
	return p.forge.next
}

// An issue that asks for access becomes a pull request, once, which nobody
// merged; what cannot be read is said in the issue, once for each of its texts.
func opensRequests(p *pipeline) {
	p.edit("access/agency.hcl", `employee "sam" {`, "employee \"zoe\" {\n  email = \"zoe@lighthouse.example\"\n  name  = \"Zoe\"\n}\n\nemployee \"sam\" {")
	p.commit("Zoe is new")
	p.accredit(0, "apply", "access", "--auto-approve", "--now", "2020-01-10T09:00:00Z")
	before, head := p.stateBytes(), p.in("rev-parse", "HEAD")
	issue := p.ask("zoe@lighthouse.example", "2999-12-31", "MEMBER")
	refused := p.ask("nobody@lighthouse.example", "2999-12-31", "MEMBER")
	if p.kind == "github" {
		p.ask("sam@lighthouse.example", "2999-12-31", "NONE") // of somebody who does not belong here
	}
	p.job("requests.sh", 0, "TARGET=main")
	p.madeOne(issue, head)
	p.saidOf(refused, "there is no person", 1)
	p.forge.took()
	p.job("requests.sh", 0, "TARGET=main")
	p.expect("again", p.forge.took(), nil)

	for i := range p.forge.issues {
		if p.forge.issues[i].id == refused {
			p.forge.issues[i].text = strings.Replace(p.forge.issues[i].text, "2999-12-31", "soon", 1)
		}
	}
	p.job("requests.sh", 0, "TARGET=main")
	p.saidOf(refused, "there is no person", 2)
	if len(p.forge.requests) != 1 || p.stateBytes() != before || p.in("rev-parse", "HEAD") != head || p.in("status", "--porcelain") != "" {
		p.t.Errorf("%d pull requests; or the state or the branch changed", len(p.forge.requests))
	}
	if _, err := os.Stat(filepath.Join(p.repo, "pwned")); err == nil {
		p.t.Error("a field was run")
	}
}

// madeOne checks the branch and the pull request of an issue.
func (p *pipeline) madeOne(issue int, head string) {
	p.t.Helper()
	name := "access-request-" + strconv.Itoa(issue)
	is, made := p.forge.pushed[name], p.forge.requests
	if len(made) != 1 || made[0].labels != name || made[0].title != "Access request #"+strconv.Itoa(issue) {
		p.t.Fatalf("the pull requests are %+v", made)
	}
	text := is.files["access/riverbend.hcl"]
	if len(is.files) != 1 || !strings.Contains(text, "people         = [employee.zoe]") || !strings.Contains(text, `expires        = "2999-12-31"`) {
		p.t.Errorf("the branch has %+v", is)
	}
	if is.parent != head || p.kind == "github" && is.base != p.in("rev-parse", "HEAD^{tree}") {
		p.t.Errorf("the branch goes from %+v", is)
	}
	for _, want := range []string{"### Access for Zoe in Riverbend Bakery", "Closes #" + strconv.Itoa(issue), "1 to add", "The @\u200bfair"} {
		if !strings.Contains(made[0].text, want) {
			p.t.Errorf("the text lacks %q:\n%s", want, made[0].text)
		}
	}
	p.saidOf(issue, "Asked for in pull request "+strconv.Itoa(made[0].id), 1)
}

// saidOf checks what was said in an issue, and how often.
func (p *pipeline) saidOf(issue int, want string, times int) {
	p.t.Helper()
	n := 0
	for _, r := range p.forge.remarks {
		if r.issue != issue {
			continue
		}
		if n++; !strings.Contains(r.text, want) || !strings.HasPrefix(r.text, "<!-- accredit:request ") {
			p.t.Errorf("the issue %d says %s", issue, r.text)
		}
	}
	if n != times {
		p.t.Errorf("said %d times in the issue %d", n, issue)
	}
}
