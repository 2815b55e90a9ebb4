package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine/enginetest/suite"
	"accredit/engine/hubspot/fakehub"

	"github.com/spf13/cobra"
)

// canarySession has every command once, with what it can write. DIR is the
// configuration, OUT a folder for what is written, DB the state.
const canarySession = `version
validate DIR
plan DIR --format json
plan DIR --format html
plan DIR --format markdown
account list
account check
account check --format json
account read --out OUT/read
import live
import live --clients
drift --observed live --format json
drift --observed live
report activity --observed live
report upcoming
schema
schema plan
grant ann c2001 --set reader --dry-run
revoke ann c2001 --dry-run
extend ann c2001 --until 2027-01-01 --reason SOW --dry-run
request read OUT/none
run list
run show --format html
run show --format csv
run check --observed live
run resume --parallel 1
run resume --format json
task list --format html
task show 1.1
task done 1.1
task fail 1.2 --because no
task undo 1.1 --because no
task read OUT/claims.md
run cancel 1 --client c2003 --because over
show --format json
explain bob c2001
who-can crm.contacts.view
who-could bob c2001
list clients
list employees --format json
link list
link request c2001 --admin bob
link approve c2001 --admin bob --by owner@c2001.example
link revoke c2001 --admin bob
report client c2001 --format html
history --format json
history verify
state check
state list
state show c2001
state key new OUT/team.key
history checkpoint --key OUT/team.key --to OUT/point
plan DIR --out OUT/plan.json
show OUT/plan.json
sign OUT/plan.json --key OUT/team.key
apply OUT/plan.json
state backup OUT/backup.db
state copy DB OUT/copy.db
diff DIR DIR
onboard c9 --like c2001 --hub-id 9 --name Nine
offboard bob
fmt DIR/agency.hcl
init OUT/new
man OUT
state restore OUT/backup.db
completion bash
apply DIR`

// Whatever a command is asked to write, and wherever HubSpot puts a key into what it
// answers, no byte of it is written anywhere (L6).
func TestNoKeyIsWritten(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	faults := map[string]func(hubID int64) *fakehub.Fault{
		"an honest HubSpot": nil,
		"echo 400":          func(int64) *fakehub.Fault { return &fakehub.Fault{Kind: "echo", Status: 400} },
		"echo 401":          func(int64) *fakehub.Fault { return &fakehub.Fault{Kind: "echo", Status: 401} },
		"echo 403":          func(int64) *fakehub.Fault { return &fakehub.Fault{Kind: "echo", Status: 403} },
		"echo 500":          func(int64) *fakehub.Fault { return &fakehub.Fault{Kind: "echo", Status: 500} },
		"elsewhere": func(hubID int64) *fakehub.Fault {
			return &fakehub.Fault{Kind: "redirect", To: "http://127.0.0.1:8099/settings/?k=" + officeKey(hubID)}
		},
		"escaped": func(hubID int64) *fakehub.Fault {
			return &fakehub.Fault{Status: 403, Body: fmt.Sprintf(`{"status":"error","message":"no %[1]s","category":"MISSING_SCOPES","errors":[{"context":{"requiredGranularScopes":["%[1]s"],"missingScopes":["%[1]s"]}}]}`, escaped(officeKey(hubID)))}
		},
		"a page": func(hubID int64) *fakehub.Fault {
			return &fakehub.Fault{Status: 502, Header: map[string]string{"Content-Type": "text/html", "Retry-After": officeKey(hubID)}, Body: "<title>" + officeKey(hubID) + "</title>"}
		},
		"in every name": nil, "escaped in every name": nil,
	}
	tried := []string{"in every name"}
	if suite.Exhaustive() {
		tried = slices.Sorted(mapKeys(faults))
	}
	for _, name := range tried {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inOffice(t, func(t *testing.T) {
				o := twelveSaved.begin.open(t)
				if faults[name] == nil && name != "an honest HubSpot" {
					o.nameByKeys()
				}
				if name == "escaped in every name" {
					o.rewrite = escaped
				}
				o.faultsFor(faults[name])
				o.session(canarySession)
			})
		})
	}
}

// escaped writes keys as JSON may write them, so that a search for them fails.
func escaped(text string) string {
	return strings.ReplaceAll(text, "pat-eu1-canary-", `p\u0061t\u002deu1-c\u0061n\u0061ry\u002d`)
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// faultsFor makes what hits every request of an account, from the second on: the key
// was found to be right.
func (o *office) faultsFor(fault func(hubID int64) *fakehub.Fault) {
	o.t.Helper()
	if fault == nil {
		return
	}
	var list []*fakehub.Fault
	for _, hubID := range officeHubs {
		f := fault(hubID)
		f.Account, f.Path, f.FromThenOn = hubID, "/settings/**", true
		list = append(list, f)
		again := *f
		again.Path = "/crm/**"
		list = append(list, &again)
	}
	if err := o.hub.SetFaults(list...); err != nil {
		o.t.Fatal(err)
	}
}

// nameByKeys puts keys into the names of all that an account has.
func (o *office) nameByKeys() {
	o.t.Helper()
	w := o.hub.World()
	for i := range w.Accounts {
		a := &w.Accounts[i]
		key := officeKey(a.HubID)
		a.Name, a.AccountType, a.TimeZone = key, key, key
		a.PermissionSets = append(a.PermissionSets, fakehub.PermissionSet{ID: "919191", Name: key})
		a.Teams = append(a.Teams, fakehub.Team{ID: "929292", Name: key})
		a.Seats = append(a.Seats, fakehub.Seat{Name: key, Remaining: 1})
		a.Users = append(a.Users, fakehub.User{ID: "9393", Email: "zoe@ours.example", FirstName: key, LastName: key, RoleIDs: []string{"919191"}, PrimaryTeamID: "929292", SeatNames: []string{key}})
		a.Logins = append(a.Logins, fakehub.Login{Email: "bob@ours.example", At: time.Now(), IPAddress: key, Location: key})
		a.Security = append(a.Security, fakehub.SecurityEvent{Type: key, Email: "bob@ours.example", Acting: key + "@x.example", At: time.Now()})
		for j := range a.PartnerClients {
			a.PartnerClients[j].Name, a.PartnerClients[j].Domain = key, key+".example"
		}
	}
	if err := o.hub.SetWorld(w); err != nil {
		o.t.Fatal(err)
	}
}

// session runs the commands of a session, with everything logged, and looks for keys
// in all that was written.
func (o *office) session(text string) {
	o.t.Helper()
	out := filepath.Join(o.dir, "..", "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "claims.md"), []byte("/accredit done 1.5-0000\n"), 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.keys[1000], o.env["HOME"] = officeKey(1000), out
	time.Sleep(10 * time.Minute)
	left := leaves()
	for line := range strings.Lines(text) {
		args := strings.Fields(strings.NewReplacer("DIR", o.dir, "OUT", out, "DB", o.state).Replace(line))
		root := newRoot(&app{streams: streams{out: io.Discard, err: io.Discard, env: func(string) string { return "" }}})
		cmd, _, err := root.Find(args)
		if err != nil {
			o.t.Fatal(err)
		}
		delete(left, cmd.CommandPath())
		if cmd.Flags().Lookup("auto-approve") != nil {
			args = append(args, "--auto-approve")
		}
		if !slices.Contains(args, o.dir) && cmd.Name() != "init" {
			args = append(args, "--chdir", o.dir)
		}
		code, _, stderr := o.exec(context.Background(), append(args, "--state", o.state, "--log-level", "debug")...)
		if strings.Contains(stderr, "unknown flag") || strings.Contains(stderr, "has a fault") || strings.Contains(stderr, "accepts ") {
			o.t.Errorf("%v: exit code %d\n%s", args, code, stderr)
		}
	}
	if len(left) > 0 {
		o.t.Errorf("not in the session: %v", left)
	}
	v := o.invariants()
	v.noKeys()
	v.dir = out
	v.noKeys()
}

// leaves are the commands that do something.
func leaves() map[string]bool {
	list := map[string]bool{}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if !c.HasSubCommands() || c.Name() == "history" {
			list[c.CommandPath()] = true
		}
		for _, sub := range c.Commands() {
			if sub.Name() != "completion" {
				walk(sub)
			}
		}
	}
	walk(newRoot(&app{streams: streams{out: io.Discard, err: io.Discard, env: func(string) string { return "" }}}))
	return list
}
