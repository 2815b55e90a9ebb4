package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/ordinary"
	"accredit/engine/render"
	"accredit/engine/runs"
	"accredit/engine/worksheet"

	"github.com/spf13/cobra"
)

func newTaskRead(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "read FILE|-",
		Short: "Record what a worksheet or comments say of tasks",
		Long: `Record what people say of tasks. FILE is a worksheet that came back ("accredit run
show --format csv", with the columns result, by, on and because filled in), a text
with lines such as

  /accredit done 7.12-3fa9 7.14-77b0
  /accredit fail 7.13-91c2 because no seat left

or the comments of a forge, as JSON (GitHub's issue comments, GitLab's notes).
Every task is named with its mark. What stands in quotes or in code is no claim,
and neither is a ticked box.

A comment counts only if it was never edited, and as that of the person whose
forge_ids hold its author's number. It acts once: reading it again writes nothing.

What is refused is said line by line and kept; the rest is recorded.

Exit codes: 0 written, or it was so already; 1 a line that cannot be read, or there
is no such task; 3 not ready, or a rule says no; 4 settled otherwise. The highest
counts.`,
		Example: `  accredit task read worksheet.csv
  gh api repos/OWNER/REPO/issues/12/comments --paginate | accredit task read -`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.taskRead(cmd.Context(), args[0]) },
	}
}

// readClaims reads claims from a file, or from standard input.
func (a *app) readClaims(path string) (form, name string, claims []worksheet.Claim, err error) {
	var data []byte
	if path == "-" {
		name = "standard input"
		data, err = io.ReadAll(io.LimitReader(a.in, worksheet.MaxBytes+1))
	} else {
		name = filepath.Base(path)
		data, err = ordinary.Read(path, worksheet.MaxBytes)
	}
	if err == nil {
		form, claims, err = worksheet.Read(data)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return form, name, claims, err
}

// answer is what became of one claim: of one task in one row or line.
type answer struct {
	claim   *worksheet.Claim
	id      engine.StepID
	err     error // refused
	already bool
	settled bool // decided: recorded, already so, or refused for good
}

// reading is one call of task read, inside its transaction.
type claimReading struct {
	a        *app
	form     string
	name     string
	people   map[config.ForgeID]string // e-mail by account, without the e-mail
	now      *engine.Access
	c        *claiming
	book     *runs.Book
	answers  []answer
	recorded int
}

func (a *app) taskRead(ctx context.Context, path string) (err error) {
	form, name, claims, err := a.readClaims(path)
	if err != nil {
		return err
	}
	r := &claimReading{a: a, form: form, name: name}
	if form == worksheet.FormComments {
		if r.people, err = a.forgePeople(); err != nil {
			return err
		}
	}
	c, err := a.openClaims(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	made, err := a.recordClaims(ctx, c, "", func(now *engine.Access, book *runs.Book) (*engine.Changes, error) {
		r.now, r.c, r.book = now, c, book
		r.decide(claims)
		return book.Changes(), nil
	})
	if err != nil {
		return err
	}
	return r.say(claims, made.Serial)
}

// forgePeople are the active people by their account in a forge.
func (a *app) forgePeople() (map[config.ForgeID]string, error) {
	dir, err := a.dir(nil)
	if err != nil {
		return nil, err
	}
	res, err := a.load(dir)
	if err != nil {
		return nil, err
	}
	people := map[config.ForgeID]string{}
	for _, f := range res.ForgeIDs {
		people[config.ForgeID{Forge: f.Forge, ID: f.ID}] = f.Email
	}
	return people, nil
}

// decide works out every claim. Tasks are recorded in an order in which they are
// ready, whatever the order of the rows.
func (r *claimReading) decide(claims []worksheet.Claim) {
	r.answers, r.recorded = nil, 0
	for i := range claims {
		for _, id := range claims[i].IDs {
			if claims[i].Err == nil {
				r.answers = append(r.answers, answer{claim: &claims[i], id: id})
			}
		}
	}
	for again := true; again; {
		again = false
		for i := range r.answers {
			if x := &r.answers[i]; !x.settled {
				r.try(x)
				again = again || x.settled && x.err == nil && !x.already
			}
		}
	}
	for i := range r.answers {
		if x := &r.answers[i]; x.err != nil {
			r.keep(x)
		}
	}
}

// try records a claim. One that is not ready may be after others.
func (r *claimReading) try(x *answer) {
	claim, err := r.claim(x)
	var already []string
	switch {
	case err == nil && r.wasRead(x):
		x.already = true
	case err == nil && x.claim.What == worksheet.Done:
		already, err = r.book.Done([]engine.StepID{x.id}, claim)
	case err == nil:
		already, err = r.book.Fail([]engine.StepID{x.id}, claim)
	}
	x.err, x.already = err, x.already || len(already) > 0
	x.settled = !errors.Is(err, runs.ErrNotReady)
	if err == nil && !x.already {
		r.recorded++
	}
}

// claim is what somebody says of a task, with who says it.
func (r *claimReading) claim(x *answer) (runs.Claim, error) {
	w := x.claim
	claim := runs.Claim{At: r.c.rev.At, Who: r.c.rev.Who, Because: w.Because, On: w.On, Source: r.form + " " + r.name, Evidence: engine.EvidenceTold}
	if c := w.Comment; c != nil {
		claim.Source = c.Source()
		claim.Who = r.people[config.ForgeID{Forge: c.Forge, ID: c.Author}]
		if claim.Who == "" {
			return claim, &runs.Refusal{ID: shownID(x.id), Kind: errNobody,
				Reason: fmt.Sprintf("its author %s is nobody's account whom the configuration knows as active (forge_ids = { %s = %d })", c.Login, c.Forge, c.Author)}
		}
	}
	if w.By != "" {
		by, err := choosePerson(w.By, &engine.Desired{}, r.now)
		if err != nil {
			return claim, err
		}
		claim.By = by
	}
	return claim, r.fits(x)
}

// errNobody is the kind of refusal of a comment whose author is not known. It
// says no, and nothing of it is kept.
var errNobody = errors.New("its author is not known")

// fits refuses a row whose other cells are those of another task, as where only
// some columns were sorted.
func (r *claimReading) fits(x *answer) error {
	p, s := r.find(x.id)
	if s == nil || x.claim.HubID == "" && x.claim.Person == "" {
		return nil
	}
	if x.claim.HubID != "" && x.claim.HubID != strconv.FormatInt(p.HubID, 10) || x.claim.Person != "" && !strings.EqualFold(x.claim.Person, s.Email) {
		return fmt.Errorf("%s is the task of %s in %d, and the row says otherwise: perhaps only some columns were sorted", s.MarkedID(), s.Email, p.HubID)
	}
	return nil
}

func (r *claimReading) find(id engine.StepID) (*engine.RunPart, *engine.RunStep) {
	for i := range r.c.all {
		if s := r.c.all[i].Find(id.Run, id.Seq); s != nil && s.Mark == id.Mark {
			return &r.c.all[i], s
		}
	}
	return nil, nil
}

// wasRead reports whether a comment has acted on a task before.
func (r *claimReading) wasRead(x *answer) bool {
	if x.claim.Comment == nil {
		return false
	}
	_, s := r.find(x.id)
	if s == nil {
		return false
	}
	for i := range s.Events {
		if strings.HasPrefix(s.Events[i].Source, x.claim.Comment.Key()) {
			return true
		}
	}
	return false
}

// keep notes what was refused, once.
func (r *claimReading) keep(x *answer) {
	if !errors.Is(x.err, runs.ErrNotReady) && !errors.Is(x.err, runs.ErrSettled) {
		return
	}
	claim, err := r.claim(x)
	_, s := r.find(x.id)
	if err != nil || s == nil {
		return
	}
	because := strings.TrimSuffix(x.claim.What+": "+claim.Because, ": ")
	for i := range s.Events {
		e := &s.Events[i]
		if e.Kind == engine.EventSaid && e.Source == claim.Source && e.Because == because && e.On == claim.On {
			return
		}
	}
	r.book.Say([]engine.StepID{x.id}, x.claim.What, claim)
}

func shownID(id engine.StepID) string { return fmt.Sprintf("%d.%d-%s", id.Run, id.Seq, id.Mark) }

// say tells what was refused, line by line, and sums the rest up.
func (r *claimReading) say(claims []worksheet.Claim, serial int64) error {
	code, refused, already := exitOK, 0, 0
	for i := range claims {
		switch c := &claims[i]; {
		case c.Quoted != "":
			r.line(c, fmt.Sprintf("it stands in %s, and is no claim", c.Quoted))
		case c.Err != nil:
			refused++
			code = max(code, r.codeOf(c.Err))
			r.line(c, c.Err.Error())
		}
	}
	for i := range r.answers {
		x := &r.answers[i]
		switch {
		case x.err != nil:
			refused++
			code = max(code, r.codeOf(x.err))
			r.line(x.claim, x.err.Error())
		case x.already:
			already++
		}
	}
	text := fmt.Sprintf("Recorded: %s. So already: %d. Refused: %d.", plural(r.recorded, "task"), already, refused)
	if serial != 0 {
		text += fmt.Sprintf(" State is at serial %d.", serial)
	}
	fmt.Fprintln(r.a.out, render.Terminal(text))
	return exit(code)
}

func (r *claimReading) line(c *worksheet.Claim, text string) {
	fmt.Fprintln(r.a.err, render.Terminal(r.name+", "+c.Place+": "+text))
}

// codeOf is the exit code of a refusal. A comment that cannot be taken is one
// that is refused: the reading itself was no mistake.
func (r *claimReading) codeOf(err error) int {
	code := exitError
	var coded *exitErr
	if errors.As(refusalError(err), &coded) {
		code = coded.code
	}
	if code == exitError && r.form == worksheet.FormComments {
		return exitBlocked
	}
	return code
}
