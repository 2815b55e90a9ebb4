package render

import (
	"io"
	"strconv"
	"strings"

	"accredit/engine"
	"accredit/engine/runs"
)

// Runs writes a page to work with: what is ready on top, account by account,
// with the clicks, and boxes to tick. What is ticked stays in the browser: the
// page makes the lines of it that people paste. The catalogue is that of what
// the runs change.
func (h HTML) Runs(w io.Writer, list []runs.View, c *engine.Catalogue) error {
	page := &runsPage{Key: "accredit"}
	m := &runsPageMaker{HTML: h, catalogue: c}
	for i := range list {
		page.Key = "accredit " + Terminal(list[i].Lineage)
		page.Runs = append(page.Runs, m.run(&list[i]))
	}
	page.Open = m.open
	title := "Work in HubSpot"
	if len(list) == 1 {
		title += ", run " + strconv.FormatInt(list[0].Number, 10)
	}
	return writeHTML(w, "runs", title, page)
}

// runsPage is what html/runs.html shows. All text in it is safe.
type runsPage struct {
	Key  string // under which the browser keeps what is ticked
	Open int    // lines that can be ticked
	Runs []pageRun
}

type pageRun struct {
	Number           int64
	Headline, Reason string
	Actors           []pageActor
}

type pageActor struct {
	Who, Counts string
	Standings   []pageStanding
}

// pageStanding are the tasks of somebody that stand alike.
type pageStanding struct {
	Name     string
	Settled  bool // folded up
	Accounts []pageAccount
}

type pageAccount struct {
	Label   string
	HubID   int64
	URL     string
	Dialogs []pageDialog
}

type pageDialog struct {
	Clicks string
	Tasks  []pageTask
}

type pageTask struct {
	Run                       int64
	N                         int // tells the boxes of the page apart
	ID, Mark, Tone, Action    string
	Who, Sets, State, First   string
	Open, Ready, Late         bool
	Permissions               []pagePermission
	MorePermissions, Counting int
}

// runsPageMaker counts the lines of all runs of a page.
type runsPageMaker struct {
	HTML
	catalogue *engine.Catalogue
	n, open   int
}

func (m *runsPageMaker) run(v *runs.View) pageRun {
	page := pageRun{Number: v.Number, Headline: RunHeadline(v), Reason: Terminal(v.Reason)}
	for _, a := range byActor(tasksOf(v.Tasks, nil)) {
		actor := pageActor{Who: Terminal(actorName(a.actor)), Counts: standingCounts(&a)}
		for s, name := range standingNames {
			own := tasksOf(v.Tasks, func(t *runs.Task) bool { return t.Step.Actor == a.actor && int(standingOf(t)) == s })
			if len(own) > 0 {
				actor.Standings = append(actor.Standings, pageStanding{name, s == int(isSettled), m.accounts(v.Number, own)})
			}
		}
		page.Actors = append(page.Actors, actor)
	}
	return page
}

// accounts groups tasks by account, then by dialog.
func (m *runsPageMaker) accounts(run int64, tasks []*runs.Task) []pageAccount {
	var list []pageAccount
	at := map[int64]int{}
	of := [][]*runs.Task{}
	for _, t := range tasks {
		i, ok := at[t.HubID]
		if !ok {
			i = len(list)
			at[t.HubID] = i
			list, of = append(list, pageAccount{Label: Terminal(t.Client), HubID: t.HubID, URL: m.url(t.HubID)}), append(of, nil)
		}
		of[i] = append(of[i], t)
	}
	for i := range list {
		for _, d := range byActor(of[i])[0].dialogs {
			dialog := pageDialog{Clicks: Terminal(d.clicks())}
			for _, line := range d {
				dialog.Tasks = append(dialog.Tasks, m.task(run, line))
			}
			list[i].Dialogs = append(list[i].Dialogs, dialog)
		}
	}
	return list
}

// url is the link to an account, or nothing.
func (m *runsPageMaker) url(hubID int64) string {
	return strings.ReplaceAll(m.AccountURL, "{hub_id}", strconv.FormatInt(hubID, 10))
}

func (m *runsPageMaker) task(run int64, l taskLine) pageTask {
	t := l.first()
	sign, _ := symbol(t.Step.Action)
	m.n++
	task := pageTask{
		Run: run, N: m.n, ID: l.id(), Mark: sign, Tone: tone(sign), Action: l.action(), Who: Terminal(strings.Join(l.who(), ", ")), Sets: taskSets(t.Step),
		State: TaskState(t), Open: t.Step.IsPending(), Ready: t.Ready, Late: t.Overdue > 0,
	}
	if task.Open {
		m.open++
		task.First = Terminal(t.LookFirst())
		changes := t.Permissions(m.catalogue)
		task.Counting = len(changes)
		task.Permissions, task.MorePermissions = pagePermissions(changes)
	}
	return task
}
