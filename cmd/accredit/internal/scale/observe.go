//go:build unix

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"accredit/engine/hubspot/fakehub"
)

// How long the fake HubSpot takes for each call, and how many accounts are read at
// once: what the floor of reading accounts is made from.
const (
	callTime = 100 * time.Millisecond
	atOnce   = 16
)

// observed is what reading connected accounts took.
type observed struct {
	accounts, calls int
	cost            cost
}

// floor is how long the calls take where as many as may be are under way at once.
func (o *observed) floor() time.Duration {
	return time.Duration(o.calls) * callTime / atOnce
}

// observe reads connected accounts of a fake HubSpot that takes its time for each
// call: accredit account read.
func (o *options) observe(ctx context.Context) ([]observed, error) {
	var list []observed
	for _, n := range o.accounts {
		is, err := o.observeSome(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("%d accounts: %w", n, err)
		}
		list = append(list, is)
	}
	return list, nil
}

func (o *options) observeSome(ctx context.Context, n int) (observed, error) {
	home := filepath.Join(o.dir, fmt.Sprintf("observe-%d", n))
	if err := os.RemoveAll(home); err != nil {
		return observed{}, err
	}
	keys := filepath.Join(home, "keys.json")
	dir := filepath.Join(home, "access")
	world := officeWorld(n)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return observed{}, err
	}
	if err := os.WriteFile(filepath.Join(dir, "access.hcl"), []byte(officeText(n)), 0o644); err != nil {
		return observed{}, err
	}
	if err := world.SaveCredentials(keys); err != nil {
		return observed{}, err
	}
	hub, err := fakehub.New(world, fakehub.Options{})
	if err != nil {
		return observed{}, err
	}
	defer hub.Close()
	if err := hub.SetFaults(&fakehub.Fault{Kind: "delay", DelayMS: int(callTime.Milliseconds()), FromThenOn: true}); err != nil {
		return observed{}, err
	}
	l, err := fakehub.Listen("127.0.0.1:0")
	if err != nil {
		return observed{}, err
	}
	serving, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- hub.Serve(serving, l) }()
	took, err := o.readAccounts(ctx, home, dir, keys, l.Addr())
	calls := len(hub.Log(0))
	stop()
	if failed := <-served; err == nil {
		err = failed
	}
	return observed{n, calls, took}, err
}

func (o *options) readAccounts(ctx context.Context, home, dir, keys string, at net.Addr) (cost, error) {
	for name, value := range map[string]string{"ACCREDIT_HUBSPOT_URL": "http://" + at.String(), "ACCREDIT_CREDENTIALS": keys} {
		if err := os.Setenv(name, value); err != nil {
			return cost{}, err
		}
	}
	return process(ctx, nil, o.binary, "account", "read", "--chdir", dir, "--out", filepath.Join(home, "seen"), "--quiet")
}

const (
	firstAccount = 100_000
	perAccount   = 4 // people of the agency
)

// officeText declares n connected clients with a few people each.
func officeText(n int) string {
	var b strings.Builder
	b.WriteString("agency {\n  name = \"Office\"\n  hub_id = 1\n  email_domains = [\"office.example\"]\n}\n")
	b.WriteString("permission_set \"reader\" {\n  permissions = { \"crm.contacts.view\" = \"all\" }\n}\n")
	for p := range perAccount + 1 {
		fmt.Fprintf(&b, "employee \"p%d\" {\n  email = \"p%d@office.example\"\n  name = \"P%d\"\n}\n", p, p, p)
	}
	for i := range n {
		fmt.Fprintf(&b, "client \"c%d\" {\n  name = \"C%d\"\n  hub_id = %d\n  super_admins = [\"owner@c%d.example\"]\n  connection {\n    owner = employee.p0\n  }\n", i, i, firstAccount+i, i)
		b.WriteString("  access {\n    people = [employee.p1, employee.p2, employee.p3, employee.p4]\n    permission_set = permission_set.reader\n  }\n}\n")
	}
	return b.String()
}

// officeWorld is what is declared, as accounts of HubSpot.
func officeWorld(n int) *fakehub.World {
	w := &fakehub.World{Agency: 1, EmailDomains: []string{"office.example"}, Accounts: []fakehub.Account{{HubID: 1, Name: "Office"}}}
	for i := range n {
		owner := fakehub.User{ID: fmt.Sprint(1_000_000 + i), Email: fmt.Sprintf("owner@c%d.example", i), SuperAdmin: true}
		users := []fakehub.User{owner, {ID: "1", Email: "p0@office.example", PartnerAdmin: true, Linked: true}}
		for p := range perAccount {
			users = append(users, fakehub.User{ID: fmt.Sprint(p + 2), Email: fmt.Sprintf("p%d@office.example", p+1), RoleIDs: []string{"11"}, Linked: true})
		}
		w.Accounts = append(w.Accounts, fakehub.Account{
			HubID: int64(firstAccount + i), Name: fmt.Sprintf("C%d", i), Users: users,
			Keys:           []fakehub.Key{{Key: fmt.Sprintf("made-up-key-of-account-%d", i), Owner: "p0@office.example", Scopes: fakehub.Scopes()}},
			PermissionSets: []fakehub.PermissionSet{{ID: "11", Name: "reader"}},
		})
	}
	return w
}
