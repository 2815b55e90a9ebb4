package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/join"
	"accredit/engine/ordinary"
	"accredit/engine/planfile"
)

// unwrapPath leaves out the path of an error that stands before it anyway.
func unwrapPath(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// read reads all files. Unless all is well, or --skip-bad says so, that is an
// error, after everything that is wrong was said.
func (im *importing) read(ctx context.Context) error {
	documents, err := im.readDocuments()
	if err != nil {
		return err
	}
	export, err := im.readExports(ctx)
	if err != nil {
		return err
	}
	im.observed = &engine.Access{}
	im.sources, im.moments = map[int64]string{}, map[int64]time.Time{}
	for i, d := range documents {
		file := im.files.documents[i]
		at, err := documentMoment(file, d)
		if err == nil {
			err = im.complete(d)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := im.add(d.Access, func(int64) (string, time.Time) { return file, at }); err != nil {
			return err
		}
	}
	if export != nil {
		im.clients += len(export.Access.Clients)
		im.grants += export.Access.Grants()
		if err := im.add(export.Over(im.us.known(im.base)), func(hub int64) (string, time.Time) {
			account := export.Account(hub)
			return account.File, account.At
		}); err != nil {
			return err
		}
	}
	if export != nil && im.observed.Agency.HubID == 0 {
		im.observed.Agency.Name, im.observed.Agency.HubID = im.us.name, im.us.hubID
	}
	if len(im.observed.Clients) == 0 && len(im.overrides) == 0 {
		return emptySource("there is no client in the files")
	}
	return nil
}

func emptySource(what string) error {
	return &exitErr{exitBlocked, withHint(errors.New("empty-source: "+what),
		"Check where it came from; if it is meant, use --override empty-source.")}
}

// readDocuments reads the JSON files.
func (im *importing) readDocuments() ([]*planfile.ImportedState, error) {
	var documents []*planfile.ImportedState
	var problems []error
	for _, file := range im.files.documents {
		d, err := readDocument(file)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
			continue
		}
		if len(d.Access.Clients) == 0 && len(im.overrides) == 0 {
			return nil, emptySource(file + " has no client")
		}
		im.clients += len(d.Access.Clients)
		im.grants += d.Access.Grants()
		documents = append(documents, d)
	}
	return documents, errors.Join(problems...)
}

func readDocument(file string) (*planfile.ImportedState, error) {
	f, err := ordinary.Open(file, planfile.MaxStateSize)
	if err != nil {
		return nil, unwrapPath(err)
	}
	document, err := planfile.DecodeState(f)
	return document, errors.Join(err, f.Close())
}

// complete finds the sets that a document does not list: among those recorded
// and those of the documents before it.
func (im *importing) complete(d *planfile.ImportedState) error {
	was, is := im.base.Agency, d.Access.Agency
	if was.HubID != 0 && is.HubID != 0 && was.HubID != is.HubID {
		return fmt.Errorf("this state belongs to agency %s (hub %d), the document to hub %d", was.Name, was.HubID, is.HubID)
	}
	return d.Complete(join.Imported(&engine.Access{Sets: im.base.Sets}, &engine.Access{Sets: im.observed.Sets}).Sets, im.us.domains)
}

// add adds what one source says of clients that no other speaks of.
func (im *importing) add(observed *engine.Access, source func(hubID int64) (file string, at time.Time)) error {
	for i := range observed.Clients {
		hub := observed.Clients[i].HubID
		name, at := source(hub)
		switch other := im.sources[hub]; {
		case other != "":
			return withHint(fmt.Errorf("client %d is in %s and in %s", hub, other, name), "Import the one that counts.")
		case hub == im.us.hubID:
			return fmt.Errorf("%s: hub id %d is the agency's own account, no client", name, hub)
		}
		im.sources[hub] = name
		if at = cmp.Or(at, im.when.given); !at.IsZero() {
			if err := im.when.check(name, at); err != nil {
				return err
			}
			im.moments[hub] = at
		}
	}
	im.observed = join.Imported(im.observed, observed)
	if im.observed.Catalogue == "" {
		im.observed.Catalogue = observed.Catalogue
	}
	return nil
}

// readExports reads HubSpot's exports; nil where there are none.
func (im *importing) readExports(ctx context.Context) (*hubspot.Export, error) {
	if im.live {
		return im.readLiveExport(ctx)
	}
	if len(im.files.exports) == 0 {
		return nil, nil
	}
	export, problems, err := im.us.read(im.files.exports, &im.exportOptions)
	if err != nil {
		return nil, err
	}
	im.sayNotes(export.Notes)
	im.sayLeftOut(export)
	im.sayBadRows("", problems)
	im.sayBadRows("Left out: ", export.Skipped)
	switch {
	case len(problems) == len(export.Empty) && len(export.Access.Clients) == 0 && len(im.overrides) == 0:
		return nil, emptySource("no user is in the files")
	case len(problems) > 0 && !im.skipBad:
		return nil, withHint(fail(exitError, "%s: nothing was imported", plural(len(problems), "problem")),
			"Correct them, or leave out what is not understood with --skip-bad.")
	}
	im.setNames, im.export = export.SetNames, export
	return export, im.nobodyOurs(export)
}
