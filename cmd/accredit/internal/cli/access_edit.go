package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"accredit/config"
	"accredit/config/edit"
	"accredit/engine"
	"accredit/engine/render"
)

// accessEdit is an edit of one person's access in one client.
type accessEdit struct {
	dir    string
	change *edit.AccessChange
	person *engine.Person
	client *engine.DesiredClient
}

// findEdit finds the edit, and says what is to be done where there is none.
func (a *app) findEdit(dir string, find findEdit, asked edit.Asked) (*accessEdit, error) {
	options, err := a.configOptions()
	if err != nil {
		return nil, err
	}
	change, err := find(dir, options, asked)
	if refused := (*edit.Refused)(nil); errors.As(err, &refused) && refused.WayOut != "" {
		err = withHint(err, "%s", refused.WayOut)
	}
	if err != nil {
		return nil, err
	}
	e := &accessEdit{dir: dir, change: change}
	d := change.Result.Desired
	for i := range d.People {
		if d.People[i].Email == asked.Email {
			e.person = &d.People[i]
		}
	}
	for i := range d.Clients {
		if d.Clients[i].HubID == asked.HubID {
			e.client = &d.Clients[i]
		}
	}
	return e, nil
}

// sentence says what the person has after the edit.
func (e *accessEdit) sentence() string {
	g := e.change.After
	if g == nil {
		return fmt.Sprintf("%s has no access in %s", e.person.Address, e.client.Address)
	}
	s := fmt.Sprintf("%s has %s in %s", e.person.Address, g.Set, e.client.Address)
	if g.Expires != 0 {
		s += " until " + g.Expires.String()
	}
	return s
}

// diff gives the edit as patch(1) takes it.
func (e *accessEdit) diff() (string, error) {
	var b bytes.Buffer
	for i, f := range e.change.Files {
		if err := render.Unified(&b, "a/"+f.Name, "b/"+f.Name, string(e.change.Was[i].Content), string(f.Content)); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func (a *app) showEdit(e *accessEdit, o *accessOptions) error {
	diff, err := e.diff()
	if err != nil {
		return err
	}
	if o.format != "json" {
		_, err = fmt.Fprint(a.out, diff)
		return err
	}
	return a.writeJSON(e.document(diff, o))
}

// document is the edit as JSON.
func (e *accessEdit) document(diff string, o *accessOptions) editDocument {
	files := []string{}
	for _, f := range e.change.Files {
		files = append(files, f.Name)
	}
	return editDocument{
		Schema: schemaOf("edit"), Person: e.person.Address, Email: e.person.Email, Client: e.client.Address, HubID: e.client.HubID,
		Before: newGrantRow(e.change.Before), After: newGrantRow(e.change.After), Files: files, Diff: diff, Written: !o.dryRun && len(files) > 0,
	}
}

// writeEdit writes the files of an edit and reads the configuration again.
// Where a file is not what it was when the edit was found, or the configuration
// does not say what was proved, everything is as it was before.
func (a *app) writeEdit(ctx context.Context, e *accessEdit) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, was := range e.change.Was {
		if is, err := os.ReadFile(e.path(was.Name)); err != nil || !bytes.Equal(is, was.Content) {
			return withHint(fail(exitStale, "%s was edited while this run worked: nothing was written", was.Name), "Run it again.")
		}
	}
	err := writeAdoption(e.dir, e.change.Files)
	if err == nil {
		err = a.readAgain(e)
	}
	if err != nil {
		return errors.Join(err, e.undo())
	}
	return nil
}

func (e *accessEdit) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

// readAgain reads the configuration from disk and compares it with the one
// that was proved.
func (a *app) readAgain(e *accessEdit) error {
	options, err := a.configOptions()
	if err != nil {
		return err
	}
	res, err := config.Load(e.dir, options)
	switch {
	case err != nil:
		return err
	case res.Desired == nil || res.Desired.Digest != e.change.Result.Desired.Digest:
		return withHint(fail(exitStale, "the configuration was edited while this run worked: the edit was taken back"), "Run it again.")
	}
	return nil
}

// undo puts the files back as they were read.
func (e *accessEdit) undo() error {
	for _, was := range e.change.Was {
		if err := replaceFile(e.path(was.Name), was.Content); err != nil {
			return fmt.Errorf("the edit of %s could not be taken back: %w", was.Name, err)
		}
	}
	return nil
}

// nextPlan is the command that shows what the edit would change.
func (a *app) nextPlan(e *accessEdit) string {
	client := strconv.FormatInt(e.client.HubID, 10)
	if word := label(e.client.Address); identifier.MatchString(word) {
		client = word
	}
	next := "accredit plan --client " + client
	if a.flags.chdir != "" {
		next += " --chdir " + a.flags.chdir
	}
	return next
}
