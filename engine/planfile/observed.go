package planfile

import (
	"slices"

	"accredit/engine"
)

// toldDoc says how much the source of a state document told of its account.
type toldDoc struct {
	Whole       bool `json:"whole"`        // false: who is absent may be there
	Names       bool `json:"names"`        // sets are known by name only
	NoSets      bool `json:"no_sets"`      // not even by name
	NoPartners  bool `json:"no_partners"`  // whoever has no set may be partner admin
	Teams       bool `json:"teams"`        // told at all
	Status      bool `json:"status"`       // told at all
	SuperAdmins bool `json:"super_admins"` // told at all

	Absent []string `json:"absent"` // whoever was looked for one by one and is not there
}

func newToldDoc(o *engine.Observed) toldDoc {
	return toldDoc{o.Whole, o.Names, o.NoSets, o.NoPartners, o.Teams, o.Status, o.SuperAdmins, listed(o.Absent)}
}

func (d *toldDoc) observed() *engine.Observed {
	if d == nil {
		return nil
	}
	return &engine.Observed{Whole: d.Whole, Names: d.Names, NoSets: d.NoSets, NoPartners: d.NoPartners, Teams: d.Teams, Status: d.Status, SuperAdmins: d.SuperAdmins, Absent: d.Absent}
}

// readTold reads how much was told. What is left out was not.
func (d *stateDecoder) readTold() *toldDoc {
	doc := &toldDoc{}
	d.object(func(name string) bool {
		switch name {
		case "whole":
			doc.Whole = d.flag()
		case "names":
			doc.Names = d.flag()
		case "no_sets":
			doc.NoSets = d.flag()
		case "no_partners":
			doc.NoPartners = d.flag()
		case "teams":
			doc.Teams = d.flag()
		case "status":
			doc.Status = d.flag()
		case "super_admins":
			doc.SuperAdmins = d.flag()
		case "absent":
			doc.Absent = d.emails()
			slices.Sort(doc.Absent)
		default:
			return false
		}
		return true
	})
	return doc
}
