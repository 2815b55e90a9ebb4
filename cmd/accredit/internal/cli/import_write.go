package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/config"
	"accredit/config/edit"
	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/join"
	"accredit/engine/mine"
	"accredit/engine/render"
)

// newConfiguration is what --write writes.
type newConfiguration struct {
	access   *engine.Access // that it declares: the state, once recorded
	proposal *engine.Proposal
	files    []config.File
}

// refuseConfiguration refuses a directory that has a configuration.
func refuseConfiguration(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return errUsage("--write takes a directory, and %s is none", dir)
	}
	files, err := hclFiles(dir)
	if err != nil {
		return err
	}
	if len(files) > 0 {
		return withHint(fmt.Errorf("%s has a configuration already: %s", dir, render.Terminal(files[0])),
			"Choose another directory; without --write only the state is changed.")
	}
	return nil
}

// configure makes the configuration and proves that a plan with it is empty.
// It replaces what is to be recorded by what the configuration declares: the
// same access, with the names and modes that a configuration needs.
func (im *importing) configure() error {
	if err := im.needAgency(); err != nil {
		return err
	}
	access := join.Imported(im.base, im.observed)
	im.nameAll(access)
	access = mine.Sets(access)
	c := &newConfiguration{access: access, proposal: mine.Propose(access, engine.DateOf(im.revision.At))}
	agency := engine.Agency{Name: im.us.name, HubID: im.us.hubID, EmailDomains: im.us.domains, Mode: engine.Observe, Execution: engine.ExecuteRun}
	c.files = edit.Configure(access, c.proposal, edit.Configured{
		Agency: agency, Descriptions: im.descriptions(), Label: hubspot.Label,
		HubspotNames: im.hubspotNames(), SetNames: im.us.setNames.Accounts,
		Comment: []string{
			"Written by accredit import. With mode observe a plan shows differences and changes nothing; enforce makes it do so.",
			"With execution run, apply opens a run: people make its steps in HubSpot, and each is recorded when",
			"somebody says that it is done, or an export shows it. With record, apply records all of them as done.",
		},
	})
	for _, f := range c.files {
		path := filepath.Join(im.write, filepath.FromSlash(f.Name))
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s is there already: nothing was imported", path)
		}
		// A link would lead the configuration somewhere else.
		if folder := filepath.Dir(path); f.Name != filepath.Base(f.Name) {
			if info, err := os.Lstat(folder); err == nil && !info.IsDir() {
				return fmt.Errorf("%s is no directory: nothing was imported", folder)
			}
		}
	}
	im.config, im.observed = c, access
	return im.prove()
}

// needAgency refuses where the agency's block cannot be written.
func (im *importing) needAgency() error {
	im.us.name = cmp.Or(im.agencyName, im.us.name, im.observed.Agency.Name)
	im.us.hubID = cmp.Or(im.us.hubID, im.observed.Agency.HubID)
	switch {
	case im.us.hubID == 0 && im.us.name == "":
		return withHint(errUsage("--write needs the agency's own hub id and its name"), "Give them with --agency-hub-id N and --agency-name NAME.")
	case im.us.hubID == 0:
		return withHint(errUsage("--write needs the agency's own hub id"), "Give it with --agency-hub-id N.")
	case im.us.name == "":
		return withHint(errUsage("--write needs the agency's name"), "Give it with --agency-name NAME.")
	case slices.ContainsFunc(im.observed.Clients, func(c engine.RecordedClient) bool { return c.HubID == im.us.hubID }):
		return fmt.Errorf("hub id %d is the agency's own account, no client", im.us.hubID)
	}
	return nil
}

// descriptions say what exports call the sets, where that is no name to map: of
// several sets that are recorded as one, and of those that have their own name.
func (im *importing) descriptions() map[string]string {
	texts := map[string]string{hubspot.NoSet: "No permission set in HubSpot: the permissions may be picked by hand, differently for each person."}
	for name, original := range im.setNames {
		texts[name] = original
	}
	for name := range im.hubspotNames() {
		delete(texts, name)
	}
	return texts
}

// hubspotNames are what accounts call the sets whose own names do not say it.
func (im *importing) hubspotNames() map[string]string {
	names := maps.Clone(im.us.setNames.Everywhere)
	if names == nil {
		names = map[string]string{}
	}
	for name, original := range im.setNames {
		if names[name] == "" && engine.FoldName(original) != engine.FoldName(name) && hubspot.SetName(original) == name {
			names[name] = original
		}
	}
	return names
}

// writeFiles writes the configuration, and says what it is.
func (im *importing) writeFiles() error {
	for _, f := range im.config.files {
		path := filepath.Join(im.write, filepath.FromSlash(f.Name))
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if err == nil {
			err = writeNew(path, f.Content)
		}
		if err != nil {
			return withHint(fmt.Errorf("the import is recorded, but not all of its configuration is written: %w", err),
				"Empty %s and run the same import again.", im.write)
		}
	}
	if err := im.ignoreState(); err != nil {
		return err
	}
	im.sayConfiguration()
	return nil
}

// ignoreState keeps the state out of git, as init does, where nothing else is
// said yet.
func (im *importing) ignoreState() error {
	path := filepath.Join(im.write, ".gitignore")
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range edit.Skeleton() {
		if f.Name == ".gitignore" {
			return writeNew(path, f.Content)
		}
	}
	return nil
}

// sayConfiguration sums up what was written.
func (im *importing) sayConfiguration() {
	c := im.config
	unknown, observed, blocks := 0, 0, 0
	for i := range c.access.Sets {
		if c.access.Sets[i].Unknown {
			unknown++
		}
	}
	for i := range c.access.Clients {
		blocks += len(c.proposal.Clients[i].Blocks)
		if c.access.Clients[i].Mode == engine.Observe {
			observed++
		}
	}
	fmt.Fprintf(im.out, "Wrote %s to %s: %s (%d of unknown contents), %s, %s for %s.%s\n",
		plural(len(c.files), "file"), render.Terminal(im.write), plural(len(c.access.Sets), "permission set"), unknown,
		plural(len(c.proposal.Teams), "team"), plural(blocks, "access block"), plural(c.access.Grants(), "grant"), render.OnlyObserved(observed))
	im.sayOutliers(c.access, c.proposal.Outliers)
	next := "accredit plan"
	if im.write != "." {
		next += " " + im.write
	}
	if im.flags.state != "" {
		next += " --state " + im.flags.state
	}
	fmt.Fprintf(im.out, "\nNext: %s\n", render.Terminal(strings.TrimSpace(next)))
}
