package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

// The pipelines of examples/ci, on both forges. A sample is one test on each.
func TestPipelines(t *testing.T) {
	withoutRace(t)
	bin := build(t)
	tests := []struct {
		name string
		test func(*pipeline)
	}{
		{"reviews_and_applies", reviewsAndApplies},
		{"says_what_stands_in_the_way", saysWhatStandsInTheWay},
		{"applies_only_what_was_reviewed", appliesOnlyWhatWasReviewed},
		{"applies_the_same_steps_later", appliesTheSameStepsLater},
		{"keeps_one_drift_issue", keepsOneDriftIssue},
		{"hands_out_tasks", handsOutTasks},
		{"says_what_is_overdue_once", saysWhatIsOverdueOnce},
		{"opens_pull_requests_for_requests", opensRequests},
	}
	kinds := []string{"github", "gitlab"}
	for i := 0; i < len(tests)*len(kinds); i += suite.Every(5) {
		c, kind := tests[i/len(kinds)], kinds[i%len(kinds)]
		t.Run(c.name+"/"+kind, func(t *testing.T) { c.test(newPipeline(t, kind, bin)) })
	}
}

// A change on a branch: planned without touching the state, one comment that
// is kept up to date, applied on merge as it was reviewed.
func reviewsAndApplies(p *pipeline) {
	p.start()
	// Many comments, and one of somebody who knows our marker.
	for i := range 130 {
		p.forge.comments = append(p.forge.comments, entry{id: i + 1, author: "visitor", text: "hm"})
	}
	p.forge.comments[0].text = "<!-- accredit:plan --> mine"
	before := p.stateBytes()

	p.in("checkout", "-q", "-b", "change")
	p.edit("access/agency.hcl", `name  = "Sam Adeyemi"`, `name  = "Sam <!-- @here $(touch pwned) Adeyemi"`)
	p.edit("access/agency.hcl", `"crm.contacts.edit"    = "own"`, `"crm.contacts.edit"    = "team"`)
	p.commit("more")
	p.review(0)
	post, edit := p.calls()
	p.expect("first", p.forge.took(), []string{post})
	p.comment("own", "team", p.in("rev-parse", "HEAD"))

	p.edit("access/agency.hcl", `"crm.contacts.edit"    = "team"`, `"crm.contacts.edit"    = "all"`)
	p.commit("even more")
	p.review(0)
	p.expect("second", p.forge.took(), []string{edit})
	p.comment("own", "all", p.in("rev-parse", "HEAD"))
	if p.forge.comments[0].text != "<!-- accredit:plan --> mine" || len(p.forge.comments) != 131 {
		p.t.Error("somebody else's comment was touched")
	}
	if after := p.stateBytes(); before != after {
		p.t.Error("planning changed the state")
	}

	p.merge("change")
	said := p.apply(0)
	if strings.Contains(said, "Plan again") {
		p.t.Errorf("what was reviewed was stale:\n%s", said)
	}
	p.accredit(0, "plan", "access", "--detailed-exitcode")
	p.expect("apply", p.forge.took(), nil)
	if _, err := os.Stat(filepath.Join(p.repo, "pwned")); err == nil {
		p.t.Error("a name was run")
	}
}

// calls are the two that keep the comment.
func (p *pipeline) calls() (post, edit string) {
	if p.kind == "gitlab" {
		return "POST /projects/12/merge_requests/7/notes", "PUT /projects/12/merge_requests/7/notes/1001"
	}
	return "POST /repos/o/r/issues/7/comments", "PATCH /repos/o/r/issues/comments/1001"
}

func (p *pipeline) comment(words ...string) {
	p.t.Helper()
	text := p.forge.comments[len(p.forge.comments)-1].text
	for _, w := range append(words, "<!-- accredit:plan -->") {
		if !strings.Contains(text, w) {
			p.t.Errorf("the comment lacks %q:\n%s", w, text)
		}
	}
}

// stateBytes is the state, its neighbours included.
func (p *pipeline) stateBytes() string {
	p.t.Helper()
	files, err := filepath.Glob(p.state + "*")
	if err != nil {
		p.t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			p.t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %x\n", f, content)
	}
	return b.String()
}

// What does not load, and what a rule blocks, is said in the comment.
func saysWhatStandsInTheWay(p *pipeline) {
	p.start()
	p.in("checkout", "-q", "-b", "change")
	p.edit("access/agency.hcl", "name  = \"Sam Adeyemi\"\n", "nam = 1\n")
	p.commit("broken")
	p.review(1)
	p.comment("No plan")
	p.edit("access/agency.hcl", "nam = 1\n", "name  = \"Sam Adeyemi\"\n")
	p.edit("access/policies.hcl", "", "policy \"nobody\" {\n  subject = \"grant\"\n  condition = grant.permission_set == \"partner_admin\"\n  error_message = \"no\"\n}\n")
	p.commit("blocked")
	p.review(3)
	p.comment(`policy\:nobody`)
	p.merge("change")
	p.apply(3)
	p.accredit(3, "plan", "access")
}

// Nothing but what was reviewed is applied: not other steps, and not a plan
// that a pull request's job made up.
func appliesOnlyWhatWasReviewed(p *pipeline) {
	p.start()
	serial := p.serial()
	// The artifact gives Sam more than the merged files do.
	p.in("checkout", "-q", "-b", "change")
	p.edit("access/agency.hcl", `"crm.contacts.edit"    = "own"`, `"crm.contacts.edit"    = "all"`)
	p.commit("too much")
	p.review(0)
	p.edit("access/agency.hcl", `"crm.contacts.edit"    = "all"`, `"crm.contacts.edit"    = "team"`)
	p.commit("as if it were this")
	p.merge("change")
	said := p.apply(4)
	if !strings.Contains(said, "not those that were reviewed") || p.serial() != serial {
		p.t.Fatalf("applied:\n%s", said)
	}
	// Without an artifact, too.
	p.forge.head = ""
	said = p.apply(4)
	if p.serial() != serial {
		p.t.Fatal("applied what nobody reviewed")
	}
	p.apply(0, "APPROVED="+approved.FindStringSubmatch(said)[1])
	if p.serial() == serial {
		p.t.Fatal("what was approved was not applied")
	}
}

// A plan whose steps still are what is to be done is applied, though the state
// has moved on since it was reviewed.
func appliesTheSameStepsLater(p *pipeline) {
	p.start()
	p.in("checkout", "-q", "-b", "change")
	p.edit("access/agency.hcl", `"crm.contacts.edit"    = "own"`, `"crm.contacts.edit"    = "team"`)
	p.commit("more")
	p.review(0)
	p.merge("change")
	p.accredit(0, "link", "request", "riverbend", "--chdir", "access", "--admin", "sam")
	p.apply(0)
	p.accredit(0, "plan", "access", "--detailed-exitcode")
}

func (p *pipeline) serial() string {
	p.t.Helper()
	out := p.accredit(0, "show", "--chdir", "access", "--format", "json")
	_, rest, _ := strings.Cut(out, `"serial": `)
	serial, _, _ := strings.Cut(rest, ",")
	return serial
}

// One issue about drift: opened once, kept up to date, closed.
func keepsOneDriftIssue(p *pipeline) {
	p.start()
	p.job("drift.sh", 0)
	p.expect("none", p.forge.took(), nil)

	// Declared, and not applied.
	p.edit("access/agency.hcl", `"crm.contacts.edit"    = "own"`, `"crm.contacts.edit"    = "team"`)
	p.job("drift.sh", 0)
	post, edit := "POST /repos/o/r/issues", "PATCH /repos/o/r/issues/1001"
	if p.kind == "gitlab" {
		post, edit = "POST /projects/12/issues", "PUT /projects/12/issues/1001"
	}
	p.expect("opened", p.forge.took(), []string{post})
	first := p.forge.issues[0]
	if !strings.HasPrefix(first.text, "<!-- accredit:drift -->\n") || first.labels != "accredit-drift" || first.title == "" {
		p.t.Errorf("the issue is %+v", first)
	}

	p.edit("access/agency.hcl", `"crm.contacts.edit"    = "team"`, `"crm.contacts.edit"    = "all"`)
	p.job("drift.sh", 0)
	if calls := p.forge.took(); len(p.forge.issues) != 1 || len(calls) > 1 || len(calls) == 1 && calls[0] != edit {
		p.t.Errorf("updated: %q, %d issues", calls, len(p.forge.issues))
	}

	p.edit("access/agency.hcl", `"crm.contacts.edit"    = "all"`, `"crm.contacts.edit"    = "own"`)
	p.job("drift.sh", 0)
	p.expect("closed", p.forge.took(), []string{edit})
	if !p.forge.issues[0].closed {
		p.t.Error("the issue is open")
	}
	// The next one is another issue; an error opens none.
	p.edit("access/agency.hcl", "agency {", "agency {\n  nam = 1")
	p.job("drift.sh", 1)
	p.expect("error", p.forge.took(), nil)
}
