package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/render"
)

// prove reads the new configuration as it will be read, and plans with it
// against the state that the import leaves: once as it is written, and once as
// if every client were enforced. Either plan with anything in it is an error,
// and nothing is written.
func (im *importing) prove() (err error) {
	if err := im.sayInexact(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "accredit-import-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	for _, f := range im.config.files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, f.Content, 0o600)); err != nil {
			return err
		}
	}
	res, err := config.Load(dir, config.Options{Now: im.revision.At})
	if err != nil {
		return err
	}
	if res.Diagnostics.HasErrors() {
		if err := im.sayDiagnostics(res); err != nil {
			return err
		}
		return notProven("what is recorded cannot be written as a configuration")
	}
	markDeclared(im.config.access, res.Desired)
	for _, mode := range []engine.Mode{engine.Observe, engine.Enforce} {
		if err := im.proveWith(res.Desired, mode); err != nil {
			return err
		}
	}
	return nil
}

// markDeclared notes that all of it is declared as it is recorded, and under
// which addresses: labels work at once, and the next apply has nothing to write.
func markDeclared(access *engine.Access, d *engine.Desired) {
	people, clients, sets := map[string]string{}, map[int64]string{}, map[string]string{}
	for i := range d.People {
		people[d.People[i].Email] = d.People[i].Address
	}
	for i := range d.Clients {
		clients[d.Clients[i].HubID] = d.Clients[i].Address
	}
	for i := range d.Sets {
		sets[d.Sets[i].Name] = d.Sets[i].Definition
	}
	for i := range access.People {
		access.People[i].Address = people[access.People[i].Email]
	}
	for i := range access.Clients {
		c := &access.Clients[i]
		c.Address, c.Applied, c.DeclaredSuperAdmins = clients[c.HubID], true, c.SuperAdmins
	}
	for i := range access.Sets {
		access.Sets[i].Definition = sets[access.Sets[i].Name]
	}
	access.Catalogue = d.Catalogue.Version
}

// sayInexact names the rights that no block can give.
func (im *importing) sayInexact() error {
	var err error
	for i := range im.config.proposal.Clients {
		for _, b := range im.config.proposal.Clients[i].Blocks {
			if !b.Inexact {
				continue
			}
			err = notProven("not all rights can be written")
			for _, person := range b.People {
				fmt.Fprintf(im.err, "%s in %s: %s with other levels cannot be said with add and remove\n",
					im.config.access.People[person].Email, render.Terminal(im.config.access.Clients[i].Label()), b.Set)
			}
		}
	}
	return err
}

func notProven(what string) error {
	return withHint(fail(exitError, "%s: nothing was imported and nothing written", what),
		"Correct what is named above, or import without --write.")
}

// proveWith plans; with enforce as if every client had that mode, in both the
// configuration and the state.
func (im *importing) proveWith(d *engine.Desired, mode engine.Mode) error {
	access := *im.config.access
	if mode == engine.Enforce {
		desired := *d
		desired.Agency.Mode = mode
		desired.Clients, access.Clients = slices.Clone(d.Clients), slices.Clone(access.Clients)
		for i := range desired.Clients {
			desired.Clients[i].Mode = mode
		}
		for i := range access.Clients {
			access.Clients[i].Mode = mode
		}
		d = &desired
	}
	plan, err := engine.MakePlan(d, &access, engine.Options{})
	if err != nil {
		return err
	}
	if left := leftOver(plan); len(left) > 0 {
		const most = 20
		for i, line := range left {
			if i == most {
				fmt.Fprintf(im.err, "and %d more\n", len(left)-most)
				break
			}
			fmt.Fprintln(im.err, render.Terminal(line))
		}
		return notProven(fmt.Sprintf("a plan with the configuration (mode %s) would not be empty", mode))
	}
	return nil
}

// leftOver lists what a plan has that should be empty.
func leftOver(p *engine.Plan) []string {
	var lines []string
	about := func(client, person int32) string {
		text := ""
		if person != engine.Nobody {
			text += " of " + p.People[person].Email
		}
		if client != engine.Nobody {
			text += " in " + p.Clients[client].Label()
		}
		return text
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		lines = append(lines, s.Action.String()+about(s.Client, s.Person))
	}
	for _, k := range p.Kept {
		lines = append(lines, "kept: "+k.Action.String()+about(k.Client, k.Person))
	}
	for _, w := range p.Waiting {
		lines = append(lines, "waiting: access"+about(w.Client, w.Person))
	}
	for i := range p.Violations {
		lines = append(lines, p.Violations[i].Rule+": "+p.Violations[i].Message)
	}
	return lines
}
