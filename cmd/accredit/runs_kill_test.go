//go:build unix

package main

import (
	"slices"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
	"accredit/state/postgres/pgtest"
)

// runAgency is an agency whose plans are carried out as runs: ann adds bob and cat.
var runAgency = strings.NewReplacer("\n}\nemployee \"ann\" {", "\n  execution = \"run\"\n}\nemployee \"ann\" {\n  roles = [\"manage_partner_employees\"]",
	"[employee.bob]", "[employee.bob, employee.cat]").Replace(tortureAgency) + `
employee "cat" {
  email = "cat@t.example"
  name  = "Cat"
}
`

// runExport is what the account shows afterwards.
const runExport = `Hub ID,Email,Permission set
2,ann@t.example,Partner Admin
2,bob@t.example,View only
2,cat@t.example,View only
2,owner@acme.example,Super Admin
`

var opening = []string{"apply", "config", "--auto-approve"}

// killedRuns are the commands that write about runs. A fast suite tries some.
var killedRuns = []struct {
	name    string
	before  [][]string
	args    []string
	promise string
	more    bool // the configuration has grown when it is called
	fast    bool
}{
	{name: "open", args: opening, promise: "Opened run"},
	{name: "replace", before: [][]string{opening, {"task", "done", "1.1"}}, args: opening, promise: "Opened run", more: true, fast: true},
	{name: "done", before: [][]string{opening}, args: []string{"task", "done", "1.1-1.2", "--on", "2026-11-20"}, promise: "Recorded as", fast: true},
	{name: "fail", before: [][]string{opening}, args: []string{"task", "fail", "1.2", "--because", "no seat"}, promise: "Recorded as"},
	{name: "undo", before: [][]string{opening, {"task", "done", "1.1"}}, args: []string{"task", "undo", "1.1", "--because", "elsewhere"}, promise: "Recorded as"},
	{name: "read", before: [][]string{opening}, args: []string{"task", "read", "back.csv"}, promise: "Recorded:"},
	{name: "check", before: [][]string{opening, {"task", "done", "1.1"}}, promise: "Recorded as", fast: true, args: []string{
		"run", "check", "--observed", "2.csv", "--observed-at", "2026-11-21T09:30:00Z", "--auto-approve", "--now", "2026-11-21T10:00:00Z"}},
	{name: "cancel", before: [][]string{opening}, args: []string{"run", "cancel", "1", "--client", "acme", "--because", "ended"}, promise: "Canceled:"},
}

// Whatever is killed while it opens a run, claims, checks or cancels leaves the
// state as it was, or as it was to be, with every step and all that was said of
// it; the same command once more ends as it would have (docs/reliability.md T23).
func TestKilledInRuns(t *testing.T) { killInRuns(t, nil) }

// TestKilledInRunsOnPostgres is the same on a server, which may go on with what it
// was told: every second call that talks to it, of three commands.
func TestKilledInRunsOnPostgres(t *testing.T) { killInRuns(t, pgtest.Start(t)) }

func killInRuns(t *testing.T, server *pgtest.Server) {
	calls, every := changing, 1
	if server != nil {
		calls, every = []string{"write", "read"}, 2
	}
	for _, c := range killedRuns {
		if server != nil && !suite.Sample(c.fast, c.name == "check") || !suite.Sample(true, c.fast) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			p := newPatient(t, server)
			p.args, p.promise = within(c.args), c.promise
			p.write("config/agency.hcl", runAgency)
			p.write("2.csv", runExport)
			if len(c.before) > 0 {
				for i := range c.before {
					c.before[i] = within(c.before[i])
				}
				p.begin(c.before...)
			}
			if c.name == "read" {
				p.write("back.csv", p.worksheet())
			}
			if c.more {
				p.write("config/more.hcl", tortureMore)
				p.write("config/agency.hcl", strings.Replace(runAgency, "view_only", "partner_admin", 1))
			}
			p.end()
			var list []fault
			for _, call := range calls {
				list = append(list, p.faults(call, "signal=KILL:when=%d")...)
			}
			for i := range len(list) / every {
				list[i] = list[i*every]
			}
			p.tryAll(list[:len(list)/every], 2)
		})
	}
}

// within says where the configuration is, for commands that do not name it.
func within(args []string) []string {
	if args[0] == "apply" || slices.Contains(args, "--chdir") {
		return args
	}
	return append(slices.Clone(args), "--chdir", "config")
}

// worksheet is the one of run 1, with what somebody filled in: the first was made,
// the second not.
func (p *patient) worksheet() string {
	steps := p.before.Runs[0].Steps
	return "task,result,because\n" + steps[0].MarkedID() + ",done,\n" + steps[1].MarkedID() + ",fail,no seat\n"
}
