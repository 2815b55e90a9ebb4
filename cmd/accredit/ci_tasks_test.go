package main

import (
	"encoding/json"
	"strings"
)

// opened makes a run for Ada: what Sam is to get, or, where he has it, to lose.
// The moments are before any clock, and before removals no approval lapses.
func (p *pipeline) opened() {
	p.t.Helper()
	p.edit("access/agency.hcl", `name  = "Ada Kowalska"`, "name  = \"Ada Kowalska\"\n  forge_ids = { github = 583231, gitlab = 42 }")
	p.accredit(0, "apply", "access", "--auto-approve", "--now", "2020-01-10T09:00:00Z")
	p.edit("access/agency.hcl", "hub_id        = 2200417", "hub_id        = 2200417\n  execution     = \"run\"")
	p.edit("access/agency.hcl", `name  = "Sam Adeyemi"`, "name  = \"Sam Adeyemi\"\n  status = \"left\"")
	p.commit("Sam leaves")
	p.accredit(0, "apply", "access", "--auto-approve", "--override", "max-removals", "--now", "2020-02-10T09:00:00Z")
}

// marked is the first task's id with its mark.
func (p *pipeline) marked() string {
	p.t.Helper()
	var shown struct {
		Runs []struct {
			Steps []struct{ ID, Mark string }
		}
	}
	if err := json.Unmarshal([]byte(p.accredit(0, "task", "list", "--chdir", "access", "--format", "json")), &shown); err != nil {
		p.t.Fatal(err)
	}
	if len(shown.Runs) != 1 || len(shown.Runs[0].Steps) != 1 {
		p.t.Fatalf("not one task: %+v", shown)
	}
	return shown.Runs[0].Steps[0].ID + "-" + shown.Runs[0].Steps[0].Mark
}

// issueCalls are those that open and change the issue, and write below it.
func (p *pipeline) issueCalls() (post, edit, note string) {
	if p.kind == "gitlab" {
		return "POST /projects/12/issues", "PUT /projects/12/issues/1001", "POST /projects/12/issues/1001/notes"
	}
	return "POST /repos/o/r/issues", "PATCH /repos/o/r/issues/1001", "POST /repos/o/r/issues/1001/comments"
}

// One issue for each person who has something to do; what they say there is
// recorded, what others say is not; it is closed when nothing is open.
func handsOutTasks(p *pipeline) {
	p.opened()
	post, edit, _ := p.issueCalls()
	p.job("tasks.sh", 0)
	p.expect("opened", p.forge.took(), []string{post})
	issue := p.forge.issues[0]
	id := p.marked()
	if !strings.HasPrefix(issue.text, "<!-- accredit:tasks ada@lighthouse.example -->\n") || issue.labels != "accredit-tasks" || !strings.Contains(issue.text, id) {
		p.t.Errorf("the issue is %+v", issue)
	}
	p.forge.remark(issue.id, 666, "ada", "/accredit done "+id)
	p.forge.remark(issue.id, 583231+42-p.adasID(), "ada", "/accredit done "+id)
	p.forge.remark(issue.id, p.adasID(), "ada", "> /accredit done "+id)
	p.forge.remark(issue.id, p.adasID(), "ada", "/accredit done "+id)
	p.forge.remarks[3].edited = true
	serial := p.serial()
	_, said := p.job("tasks.sh", 0)
	if !strings.Contains(said, "= 666") || !strings.Contains(said, "was edited") || p.serial() != serial {
		p.t.Errorf("it recorded what nobody said:\n%s", said)
	}
	p.forge.took() // the days that it is overdue may have changed

	p.forge.remark(issue.id, p.adasID(), "renamed", "Done, thanks\r\n/accredit done "+id+"\r\n")
	p.job("tasks.sh", 0)
	p.expect("closed", p.forge.took(), []string{edit})
	if !p.forge.issues[0].closed {
		p.t.Error("the issue is open")
	}
	serial = p.serial()
	p.job("tasks.sh", 0)
	if p.expect("after", p.forge.took(), nil); p.serial() != serial {
		p.t.Error("a comment acted twice")
	}
	p.accredit(0, "plan", "access", "--detailed-exitcode")
}

// adasID is who Ada is on this forge.
func (p *pipeline) adasID() int {
	if p.kind == "gitlab" {
		return 42
	}
	return 583231
}

// Overdue tasks are said once a day, whatever others write.
func saysWhatIsOverdueOnce(p *pipeline) {
	p.opened()
	p.job("overdue.sh", 0) // there is no issue yet
	p.job("tasks.sh", 0)
	p.forge.took()
	_, _, note := p.issueCalls()
	p.job("overdue.sh", 0, "OVERDUE=100000d")
	p.expect("not so late", p.forge.took(), nil)
	p.job("overdue.sh", 0)
	p.expect("said", p.forge.took(), []string{note})
	first := p.forge.remarks[0]
	if !strings.HasPrefix(first.text, "<!-- accredit:overdue 20") || !strings.Contains(first.text, p.marked()) {
		p.t.Errorf("it says %s", first.text)
	}
	// Midnight may pass: then it is said once more.
	p.job("overdue.sh", 0)
	if n := len(p.forge.remarks); n > 1 && p.forge.remarks[1].text[:32] == first.text[:32] {
		p.t.Errorf("said %d times", n)
	}
	// The marker of somebody else says nothing.
	p.forge.remarks[0].author, p.forge.remarks[0].userID = "visitor", 99
	p.forge.remarks = p.forge.remarks[:1]
	p.forge.took()
	p.job("overdue.sh", 0)
	p.expect("said for us", p.forge.took(), []string{note})
	p.job("tasks.sh", 0)
}
