package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/runs"
	"accredit/state"
)

// maxUpcomingDays bounds how far ahead a list looks: ten years.
const maxUpcomingDays = 3660

func (a *app) listUpcoming(ctx context.Context, b *book, glob string, o *listOptions) error {
	list, err := a.upcoming(ctx, b, o.days)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(u engine.Upcoming) bool { return glob != "*" && !matchAny(glob, upcomingNames(&u)...) })
	if o.format == "ics" {
		return render.UpcomingCalendar(a.out, b.agency(), list, b.now)
	}
	if o.format == "json" {
		return planfile.EncodeUpcoming(a.out, b.upcomingDocument(list, o.days))
	}
	return a.showList(render.UpcomingList(list, b.day, o.days), o.format, nil)
}

// upcoming finds what comes: as declared or recorded, and the tasks of runs.
func (a *app) upcoming(ctx context.Context, b *book, days int) ([]engine.Upcoming, error) {
	list := engine.FindUpcoming(b.desired, b.access, b.day, days)
	if b.access.Serial == 0 {
		return list, nil
	}
	dir, err := a.dir(nil)
	if err != nil {
		return nil, err
	}
	err = a.withStateIn(ctx, dir, func(s state.Store) error {
		all, err := s.Runs(ctx)
		if err == nil {
			list = append(list, runs.Upcoming(runs.NewViews(b.access, all, b.now), b.access, b.day, days)...)
		}
		return err
	})
	if errors.Is(err, state.ErrNone) {
		err = nil
	}
	engine.SortUpcoming(list)
	return list, err
}

// upcomingNames is what a GLOB may stand for.
func upcomingNames(u *engine.Upcoming) []string {
	names := []string{u.Kind.String(), u.Set, u.What, u.Lead}
	if c := u.Client; c != nil {
		names = append(names, c.Name, c.Address, label(c.Address), c.Domain, strconv.FormatInt(c.HubID, 10))
	}
	if p := u.Person; p != nil {
		names = append(names, p.Name, p.Email, p.Address, label(p.Address))
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// agency is its name, as declared, else as recorded.
func (b *book) agency() string {
	if b.desired != nil {
		return b.desired.Agency.Name
	}
	return b.access.Agency.Name
}

func (b *book) upcomingDocument(list []engine.Upcoming, days int) *planfile.Upcoming {
	u := &planfile.Upcoming{Agency: b.agency(), HubID: b.access.Agency.HubID, AsOf: b.now, Days: days, Lineage: b.access.Lineage, Serial: b.access.Serial, Items: list}
	if b.desired != nil {
		u.HubID = b.desired.Agency.HubID
	}
	return u
}
