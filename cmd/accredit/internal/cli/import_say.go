package cli

import (
	"fmt"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/render"
)

// sayBadRows prints every problem with its file and line.
func (a *app) sayBadRows(prefix string, problems []hubspot.Problem) {
	for _, p := range problems {
		fmt.Fprintln(a.err, prefix+render.Terminal(p.String()))
	}
}

// sayNotes prints notes; the same one about many files once.
func (a *app) sayNotes(notes []hubspot.Problem) {
	if a.flags.quiet {
		return
	}
	count := map[string]int{}
	for _, n := range notes {
		count[n.Text]++
	}
	for _, n := range notes {
		times := count[n.Text]
		if times == 0 {
			continue // said already
		}
		count[n.Text] = 0
		also := ""
		if times > 1 {
			also = fmt.Sprintf(" (and %s)", plural(times-1, "more time"))
		}
		fmt.Fprintf(a.err, "Note: %s%s\n", render.Terminal(n.String()), also)
	}
}

// maxOutliers is how many people are named who stand out from their team.
const maxOutliers = 20

// peersHave counts the others of a team, with the verb.
func peersHave(n int) string {
	if n == 1 {
		return "1 has"
	}
	return fmt.Sprintf("%d have", n)
}

// sayOutliers says who holds something else than the others of their team,
// those with more first.
func (a *app) sayOutliers(access *engine.Access, outliers []engine.Outlier) {
	for _, more := range []bool{true, false} {
		var list []engine.Outlier
		people := map[int32]bool{}
		for _, o := range outliers {
			if o.More == more {
				list = append(list, o)
				people[o.Person] = true
			}
		}
		if len(list) == 0 {
			continue
		}
		verb, than := "have", "more than"
		if len(people) == 1 {
			verb = "has"
		}
		if !more {
			than = "something else than"
		}
		fmt.Fprintf(a.out, "%s %s %s their peers:\n", people1(len(people)), verb, than)
		for i, o := range list {
			if i == maxOutliers {
				fmt.Fprintf(a.out, "  and %d more\n", len(list)-i)
				break
			}
			set := o.Set
			if set == "" {
				set = "no access"
			}
			fmt.Fprintf(a.out, "  %s  %s in %s; of the team %s %s\n", render.Terminal(access.People[o.Person].Email), render.Terminal(set),
				render.Terminal(access.Clients[o.Client].Label()), peersHave(o.Peers), render.Terminal(o.PeerSet))
		}
	}
}

func people1(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
