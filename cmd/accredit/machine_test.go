//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/join"
	"accredit/engine/revise"
	"accredit/engine/verify"
	"accredit/state"
	"accredit/state/postgres"
	"accredit/state/postgres/pgtest"
	"accredit/state/sqlite"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// place makes empty states of one backend, and goes on from a backup.
type place struct {
	create  func(m *machine) (state.Store, error)
	restore func(m *machine, backup string) (state.Store, error)
}

var filePlace = place{
	create: func(m *machine) (state.Store, error) {
		return sqlite.Open(context.Background(), filepath.Join(m.dir, "accredit.db"), sqlite.Options{Mode: sqlite.Create})
	},
	restore: func(_ *machine, backup string) (state.Store, error) {
		return sqlite.Open(context.Background(), backup, sqlite.Options{Mode: sqlite.Create})
	},
}

// serverPlace has a schema of its own for each state.
func serverPlace(server *pgtest.Server) place {
	create := func(m *machine) (state.Store, error) {
		return postgres.Open(context.Background(), server.URL(m.t), postgres.Options{Mode: postgres.Create})
	}
	return place{create: create, restore: func(m *machine, backup string) (_ state.Store, err error) {
		from, err := sqlite.Open(context.Background(), backup, sqlite.Options{})
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, from.Close()) }()
		to, err := create(m)
		if err != nil {
			return nil, err
		}
		_, err = to.Fill(context.Background(), from.Dump(context.Background()))
		return to, err
	}}
}

// machine is one agency living through edits, plans, applies, tampering,
// rivals, failed applies, backups and passing days, on a real state.
type machine struct {
	t     *testing.T
	rng   *rand.Rand
	dir   string
	place place
	store state.Store
	now   time.Time
	want  map[int64]map[string]wish
	files int
}

type wish struct {
	set     string
	off     bool
	expires engine.Date
}

var (
	machinePeople  = []string{"ann", "ben", "cat", "dan", "eve"}
	machineClients = []int64{1, 2, 3}
	machineSets    = []string{"super_admin", "partner_admin", "partner_admin", "reader", "editor", "exporter"}
)

// Fifty steps of everything that can happen to an agency, and after every one
// the promises hold: what was applied keeps a known super admin in each
// client, planning again changes nothing, a rival is refused, and what failed
// left no trace (docs/reliability.md, T5).
func TestStateMachine(t *testing.T) {
	for seed := range suite.Sample(uint64(300), 4) {
		runMachine(t, filePlace, seed)
	}
}

// TestStateMachineOnPostgres is the same on a server.
func TestStateMachineOnPostgres(t *testing.T) {
	on := serverPlace(pgtest.Start(t))
	for seed := range suite.Sample(uint64(60), 2) {
		runMachine(t, on, seed)
	}
}

// runMachine lives fifty steps. ACCREDIT_SEED moves the seeds.
func runMachine(t *testing.T, on place, seed uint64) {
	t.Helper()
	if base, err := strconv.ParseUint(os.Getenv("ACCREDIT_SEED"), 10, 64); err == nil {
		seed += base
	}
	m := &machine{t: t, rng: rand.New(rand.NewPCG(seed, 5)), dir: t.TempDir(), place: on, now: benchNow, want: map[int64]map[string]wish{}}
	m.use(on.create(m))
	for step := range 50 {
		m.step()
		if t.Failed() {
			t.Fatalf("step %d; again with: ACCREDIT_SEED=%d go test ./cmd/accredit -run %s", step, seed, t.Name())
		}
	}
	if err := m.store.Close(); err != nil {
		t.Fatal(err)
	}
}

// use goes on with a state.
func (m *machine) use(s state.Store, err error) {
	if err != nil {
		m.t.Fatal(err)
	}
	m.store = s
}

func (m *machine) step() {
	switch m.rng.IntN(10) {
	case 0, 1, 2, 3:
		m.edit()
	case 4, 5:
		m.apply()
	case 6:
		m.tamper()
	case 7:
		m.rival()
	case 8:
		m.failed()
	case 9:
		if m.rng.IntN(4) == 0 {
			m.restore()
		}
		m.now = m.now.Add(20 * time.Hour)
	}
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

func (m *machine) edit() {
	hub, who := pick(m.rng, machineClients), pick(m.rng, machinePeople)
	if m.want[hub] == nil {
		m.want[hub] = map[string]wish{}
	}
	if m.rng.IntN(4) == 0 {
		delete(m.want[hub], who)
		return
	}
	w := wish{set: pick(m.rng, machineSets), off: m.rng.IntN(6) == 0}
	if m.rng.IntN(4) == 0 {
		w.expires = engine.DateOf(m.now) + engine.Date(m.rng.IntN(4))
	}
	m.want[hub][who] = w
}

// desired is what the edits so far come to on the machine's day.
func (m *machine) desired() *engine.Desired {
	w := enginetest.New(nil).Set("reader", "crm.contacts.view=all").Set("editor", "crm.contacts.view=all", "crm.contacts.edit=team").
		Set("exporter", "crm.contacts.view=all", "crm.export=on")
	for _, who := range machinePeople {
		w.Person(who)
	}
	w.Declare("ann", func(p *engine.Person) { p.Roles = engine.RoleSuperAdmin })
	for _, hub := range machineClients {
		c := w.Client(hub).Link("ann", "2026-11-01").Link("ben", "2026-11-01")
		if hub == 2 {
			c.Declared(func(d *engine.DesiredClient) { d.SubsetRule = engine.Clamp })
		}
		for who, wish := range m.want[hub] {
			if wish.expires != 0 && wish.expires < engine.DateOf(m.now) {
				continue
			}
			c.Want(who, wish.set, func(g *engine.Grant) {
				g.Expires = wish.expires
				if wish.off {
					g.Status = engine.Deactivated
				}
			})
		}
	}
	d := w.Desired()
	d.AsOf = m.now
	return d
}

func (m *machine) read() *engine.Access {
	a, err := m.store.Read(context.Background(), state.ReadOptions{Now: m.now})
	if errors.Is(err, state.ErrNone) {
		return &engine.Access{}
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return a
}

func (m *machine) plan(a *engine.Access) *engine.Plan {
	p, err := engine.MakePlan(m.desired(), a, engine.Options{SkipBlocked: true,
		Overrides: []string{engine.RuleMaxRemovals, engine.RuleEmptySource}})
	if err != nil {
		m.t.Fatal(err)
	}
	return p
}

func (m *machine) commit(p *engine.Plan) error {
	_, err := m.store.Apply(context.Background(), state.Revision{At: m.now, Kind: state.KindApply, Who: "machine"},
		func(now *engine.Access) (*engine.Changes, error) {
			if err := verify.Plan(now, p); err != nil {
				return nil, err
			}
			return revise.Applied(now, p, nil)
		})
	return err
}

func (m *machine) apply() {
	before := m.read()
	if err := m.commit(m.plan(before)); err != nil {
		m.t.Error(err)
		return
	}
	after := m.read()
	for hub, had := range supers(before) {
		if has := supers(after)[hub]; had > 0 && has == 0 {
			m.t.Errorf("client %d lost its last super admin", hub)
		}
	}
	again := m.plan(after)
	if again.HasChanges() {
		m.t.Errorf("planning again gives %v", enginetest.Lines(again))
	}
}

// supers counts the active super admins of each recorded client.
func supers(a *engine.Access) map[int64]int {
	n := map[int64]int{}
	for i := range a.Clients {
		for _, g := range a.Clients[i].Grants {
			if g.Rights.Set == engine.SetSuperAdmin && g.Status == engine.Active {
				n[a.Clients[i].HubID]++
			}
		}
	}
	return n
}

// tamper records that somebody changed a client outside accredit; the next
// plan of that client must find it.
func (m *machine) tamper() {
	a := m.read()
	if len(a.Clients) == 0 {
		return
	}
	if p := m.plan(a); p.HasChanges() || len(p.Violations) > 0 || p.HeldBack > 0 {
		return // what is tampered with could be what was refused
	}
	client := a.Clients[m.rng.IntN(len(a.Clients))]
	if len(client.Grants) == 0 {
		return
	}
	at := m.rng.IntN(len(client.Grants))
	grants := append([]engine.RecordedGrant{}, client.Grants...)
	grants[at].Status = 1 - grants[at].Status
	client.Grants, client.Gone = grants, nil
	observed := &engine.Access{People: a.People, Clients: []engine.RecordedClient{client}}
	seen := m.drift(observed, engine.DriftClass.Outside)
	if len(seen) != 1 || seen[0].HubID != client.HubID || seen[0].Email != a.People[grants[at].Person].Email {
		m.t.Errorf("tampering with %s in client %d was seen as %+v", a.People[grants[at].Person].Email, client.HubID, seen)
	}
	_, err := m.store.Apply(context.Background(), state.Revision{At: m.now, Kind: state.KindImport, Who: "machine"},
		func(now *engine.Access) (*engine.Changes, error) {
			if m.rng.IntN(2) == 0 {
				return revise.Seen(now, m.desired(), seen), nil
			}
			return revise.Import(now, observed, engine.DateOf(m.now)), nil
		})
	if err != nil {
		m.t.Fatal(err)
	}
	if found := m.drift(nil, func(engine.DriftClass) bool { return true }); len(found) == 0 && m.plan(m.read()).HeldBack == 0 {
		m.t.Errorf("recording what was seen in client %d hid it", client.HubID)
	}
	if p := m.plan(m.read()); !p.HasChanges() && len(p.Violations) == 0 && p.HeldBack == 0 {
		m.t.Errorf("tampering with client %d was not found", client.HubID)
	}
}

// drift lists what a drift report says, of the classes that are wanted.
func (m *machine) drift(observed *engine.Access, want func(engine.DriftClass) bool) []*engine.DriftItem {
	var o *engine.Observation
	if observed != nil {
		o = &engine.Observation{}
		if err := join.AddObserved(o, observed, []engine.Observed{engine.Told("machine")}); err != nil {
			m.t.Fatal(err)
		}
	}
	d, err := engine.FindDrift(m.desired(), m.read(), o, engine.DriftOptions{})
	if err != nil {
		m.t.Fatal(err)
	}
	var items []*engine.DriftItem
	for i := range d.Items {
		if want(d.Items[i].Class) {
			items = append(items, &d.Items[i])
		}
	}
	return items
}

// rival applies two plans made from one state: the second must be refused.
func (m *machine) rival() {
	a := m.read()
	p := m.plan(a)
	if !p.HasChanges() {
		return
	}
	if err := m.commit(p); err != nil {
		m.t.Error(err)
	}
	if err := m.commit(p); err == nil {
		m.t.Error("a plan was applied twice")
	}
}

// failed breaks an apply off; nothing may be left of it.
func (m *machine) failed() {
	before := m.read()
	p := m.plan(before)
	stop := errors.New("broken off")
	_, err := m.store.Apply(context.Background(), state.Revision{At: m.now, Kind: state.KindApply}, func(now *engine.Access) (*engine.Changes, error) {
		if _, err := revise.Applied(now, p, nil); err != nil {
			return nil, err
		}
		return nil, stop
	})
	if !errors.Is(err, stop) {
		m.t.Errorf("got %v", err)
	}
	m.same(before, m.read())
}

// restore goes on from a backup, which must be what it was taken of.
func (m *machine) restore() {
	before := m.read()
	if before.Serial == 0 {
		return
	}
	m.files++
	path := filepath.Join(m.dir, fmt.Sprintf("backup%d.db", m.files))
	if err := m.store.Backup(context.Background(), path); err != nil {
		m.t.Fatal(err)
	}
	if err := m.store.Close(); err != nil {
		m.t.Fatal(err)
	}
	m.use(m.place.restore(m, path))
	m.same(before, m.read())
}

func (m *machine) same(before, after *engine.Access) {
	if diff := cmp.Diff(before, after, cmpopts.EquateEmpty()); diff != "" {
		m.t.Errorf("the state changed (-before +after):\n%s", diff)
	}
}
