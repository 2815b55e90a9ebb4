package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"accredit/engine/hubspot/fakehub"
	"github.com/spf13/cobra"
)

// options are the flags.
type options struct {
	world       string
	listen      string
	from        string
	credentials string
	state       string
	now         string
	vars        map[string]string
	links       bool
	force       bool
	noServe     bool
	badTLS      bool
	switches    map[string]*string

	out, err io.Writer
}

const longHelp = `Keep made-up HubSpot accounts in a file, and serve them: the part of the API that
accredit uses, pages in place of the Client Access Manager and of an account's user
settings, exports of users, and faults on demand.

--new DIR makes a world in which everything is as recorded for that configuration
directory. Where nothing was ever applied, the accounts have their own super admins
and the declared permission sets, and nobody of the agency: open the pages and
approve an access link, or say --links.

It sends nothing to anybody, listens on this machine alone, and is no proof of what
HubSpot does.`

const examples = `  fakehub --new examples/agency --world /tmp/world.json --credentials /tmp/keys.json
  fakehub --world /tmp/world.json --credentials /tmp/keys.json
  fakehub --world /tmp/world.json --listen 127.0.0.1:0 --put merge --lag 3`

// newCommand makes the command.
func newCommand(out, errors io.Writer) *cobra.Command {
	o := &options{out: out, err: errors, switches: map[string]*string{}}
	cmd := &cobra.Command{
		Use: "fakehub --world FILE", Short: "Serve a HubSpot that is made up", Long: longHelp, Example: examples,
		Args: cobra.NoArgs, SilenceErrors: true, SilenceUsage: true, DisableAutoGenTag: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), cmd) },
	}
	cmd.SetOut(out)
	cmd.SetErr(errors)
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.world, "world", "", "the `FILE` in which the world is kept (required)")
	f.StringVar(&o.listen, "listen", "127.0.0.1:8099", "the `ADDRESS` to serve at, of this machine alone; port 0 takes a free one")
	f.StringVar(&o.from, "new", "", "make the world of the configuration in `DIR`")
	f.StringVar(&o.credentials, "credentials", "", "write the keys of the world to `FILE`, as ACCREDIT_CREDENTIALS takes them")
	f.StringVar(&o.state, "state", "", "with --new: the state's `FILE` (default ACCREDIT_STATE, or accredit.db in DIR)")
	f.StringToStringVar(&o.vars, "var", nil, "with --new: set a variable of the configuration, `NAME=VALUE` (repeatable)")
	f.BoolVar(&o.links, "links", false, "with --new: access links that are declared as approved were approved")
	f.BoolVar(&o.force, "force", false, "with --new: replace a world and keys that are there")
	f.BoolVar(&o.noServe, "no-serve", false, "with --new: make the world and end")
	f.StringVar(&o.now, "now", "", "the clock of the fake starts at this moment, `RFC3339`")
	f.BoolVar(&o.badTLS, "bad-tls", false, "speak TLS with a certificate that nobody trusts")
	for _, s := range fakehub.Switches() {
		o.switches[s.Name] = f.String(s.Name, "", "behaviour: "+s.Usage)
	}
	return cmd
}

// run does what the flags say.
func (o *options) run(ctx context.Context, cmd *cobra.Command) error {
	if err := o.check(); err != nil {
		return err
	}
	clock, err := o.clock()
	if err != nil {
		return err
	}
	if o.credentials != "" {
		if err := mayHoldKeys(o.credentials); err != nil {
			return err
		}
	}
	w, err := o.load(ctx)
	if err != nil {
		return err
	}
	for _, s := range fakehub.Switches() {
		if cmd.Flags().Changed(s.Name) {
			if err := w.Behaviour.Set(s.Name, *o.switches[s.Name]); err != nil {
				return fmt.Errorf("--%w", err)
			}
		}
	}
	if err := o.save(w); err != nil {
		return err
	}
	if o.noServe {
		return nil
	}
	return o.serve(ctx, w, clock)
}

// check refuses flags that do not go together.
func (o *options) check() error {
	switch {
	case o.world == "":
		return fmt.Errorf("say where the world is kept, such as --world /tmp/world.json (see fakehub --help)")
	case o.from == "" && (o.state != "" || len(o.vars) > 0 || o.links || o.force || o.noServe):
		return fmt.Errorf("--state, --var, --links, --force and --no-serve go with --new")
	}
	return nil
}

// load reads the world, or makes it.
func (o *options) load(ctx context.Context) (*fakehub.World, error) {
	if o.from == "" {
		return fakehub.LoadWorld(o.world)
	}
	return o.newWorld(ctx)
}

// save keeps the world, and its keys where that was asked for.
func (o *options) save(w *fakehub.World) error {
	if err := w.Save(o.world); err != nil {
		return err
	}
	if o.from != "" {
		fmt.Fprintf(o.out, "Made %s: %d accounts.\n", o.world, len(w.Accounts))
	}
	if o.credentials == "" {
		return nil
	}
	if err := w.SaveCredentials(o.credentials); err != nil {
		return err
	}
	fmt.Fprintf(o.out, "Wrote a key of each account to %s.\n", o.credentials)
	return nil
}

// clock is the time of the fake: the machine's, or one that begins elsewhere.
func (o *options) clock() (func() time.Time, error) {
	if o.now == "" {
		return time.Now, nil
	}
	first, err := time.Parse(time.RFC3339, o.now)
	if err != nil {
		return nil, fmt.Errorf("--now is %q, and should be a moment such as 2026-11-21T09:00:00Z", o.now)
	}
	started := time.Now()
	return func() time.Time { return first.Add(time.Since(started)) }, nil
}

// serve serves the world until the context ends.
func (o *options) serve(ctx context.Context, w *fakehub.World, clock func() time.Time) error {
	hub, err := fakehub.New(w, fakehub.Options{Path: o.world, Now: clock})
	if err != nil {
		return err
	}
	l, err := fakehub.Listen(o.listen)
	if err != nil {
		return err
	}
	at := "http://" + l.Addr().String()
	if o.badTLS {
		at = "https://" + l.Addr().String()
		if l, err = fakehub.BadTLS(l); err != nil {
			return err
		}
	}
	fmt.Fprintf(o.out, "Pages: %[1]s/  API: %[1]s  Faults: %[1]s/_faults  Log: %[1]s/_log\n", at)
	fmt.Fprintf(o.out, "export ACCREDIT_HUBSPOT_URL=%s\n", at)
	if o.credentials != "" {
		path, err := filepath.Abs(o.credentials)
		if err != nil {
			return err
		}
		fmt.Fprintf(o.out, "export ACCREDIT_CREDENTIALS=%s\n", quoted(path))
	}
	fmt.Fprintln(o.out, "End it with Ctrl-C.")
	return hub.Serve(ctx, l)
}
