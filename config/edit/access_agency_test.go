package edit

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/compare"
	"accredit/engine/enginetest/suite"
)

// In the sample agency an edit is found or refused for everybody in every
// client, and changes one person in one client, as the comparison of two
// configurations has it, which shares no code with the proof of an edit.
func TestAccessOfAgency(t *testing.T) {
	const dir = "../../examples/agency"
	o := config.Options{Now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Compared: true}
	before, err := config.Load(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	until, _ := engine.ParseDate("2027-05-01")
	n, every := 0, suite.Every(97)
	made := map[string]int{}
	for i := range before.Desired.People {
		for j := range before.Desired.Clients {
			if n++; n%every != 0 {
				continue
			}
			asked := Asked{Email: before.Desired.People[i].Email, HubID: before.Desired.Clients[j].HubID, Set: engine.SetViewOnly, Until: until, Reason: "why"}
			for name, find := range map[string]func(string, config.Options, Asked) (*AccessChange, error){"give": GiveAccess, "take": TakeAccess, "extend": ExtendAccess} {
				got, err := find(dir, o, asked)
				if refused := (*Refused)(nil); errors.As(err, &refused) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				made[name] += len(got.Files)
				changesOne(t, before, got, asked)
			}
		}
	}
	t.Log(made)
	if made["give"] == 0 || made["take"] == 0 {
		t.Error("nothing was tried")
	}
}

func changesOne(t *testing.T, before *config.Result, got *AccessChange, asked Asked) {
	t.Helper()
	c := compare.Configurations(before.Desired, got.Result.Desired)
	for i := range c.Steps {
		s := &c.Steps[i]
		if c.People[s.Person].Email != asked.Email || c.Clients[s.Client].HubID != asked.HubID {
			t.Errorf("%+v: %s in %s changes, too", asked, c.People[s.Person].Email, c.Clients[s.Client].Address)
		}
	}
	if len(c.Rules) > 0 {
		t.Errorf("%+v: rules change: %+v", asked, c.Rules)
	}
	for _, f := range got.Files {
		if formatted, _ := Format(f.Name, f.Content); !bytes.Equal(formatted, f.Content) {
			t.Errorf("%+v: %s is not laid out as fmt does it", asked, f.Name)
		}
	}
}
