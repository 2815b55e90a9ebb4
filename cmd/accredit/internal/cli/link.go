package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/render"
	"accredit/engine/revise"
	"accredit/state"

	"github.com/spf13/cobra"
)

type linkOptions struct{ admin, by, on, reason string }

func newLink(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "link",
		Short: "Access links: asked for, and approved by the client",
		Long: `Record access links as they happen: that one was asked for, and that the client
approved it. The next plan adopts what an approval made. The link itself belongs
into the client's block, as evidence: access_link { admin = ... }.`,
		Example: `  accredit link request acme --admin maria
  accredit link approve acme --admin maria --by owner@acme.example
  accredit link revoke acme --admin maria
  accredit link list acme`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newLinkList(a), newLinkChange(a, "request", "Record that a client was asked for access", false),
		newLinkChange(a, "approve", "Record that a client approved access", true), newLinkRevoke(a))
	return cmd
}

func newLinkChange(a *app, name, short string, approve bool) *cobra.Command {
	o := &linkOptions{}
	cmd := &cobra.Command{
		Use: name + " CLIENT --admin PERSON", Short: short, Args: cobra.ExactArgs(1),
		Example:           "  accredit link " + name + " acme --admin maria",
		ValidArgsFunction: a.completeClients,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runLink(cmd.Context(), args[0], o, approve)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.admin, "admin", "", "who becomes partner admin, `PERSON`")
	f.StringVar(&o.reason, "reason", "", "why, for the history")
	if approve {
		cmd.Example += " --by owner@acme.example --on 2026-11-01"
		f.StringVar(&o.by, "by", "", "who approved it, `EMAIL` of the client")
		f.StringVar(&o.on, "on", "", "the day of the approval, `DATE` (default: today)")
	}
	if err := cmd.RegisterFlagCompletionFunc("admin", a.completePeople); err != nil {
		panic(err)
	}
	return cmd
}

// linkChange is what the words of a command about a link mean.
type linkChange struct {
	dir    string
	res    *config.Result
	access *engine.Access
	client engine.Client
	link   engine.Link
	rev    state.Revision
}

// linkChange reads both sides and finds the client, the link and the revision.
func (a *app) linkChange(ctx context.Context, clientWord string, o *linkOptions, approve bool) (c linkChange, err error) {
	if c.dir, c.res, c.access, err = a.bothSides(ctx); err != nil {
		return c, err
	}
	hub, err := chooseClient(clientWord, c.res.Desired, c.access)
	if err != nil {
		return c, err
	}
	c.client = clientByHub(c.res.Desired, c.access, hub)
	if c.link, err = o.link(c.res.Desired, c.access, approve); err != nil {
		return c, err
	}
	c.rev, err = a.revision(ctx, c.dir, state.KindLink, o.reason)
	return c, err
}

func (a *app) runLink(ctx context.Context, clientWord string, o *linkOptions, approve bool) (err error) {
	on, err := a.linkChange(ctx, clientWord, o, approve)
	if err != nil {
		return err
	}
	dir, client, link := on.dir, on.client, on.link
	s, err := a.createState(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	made, err := a.recordRevision(ctx, s, on.rev, nil, func(now *engine.Access) (*engine.Changes, error) {
		return revise.Link(now, client, link)
	})
	if err != nil {
		return err
	}
	what := "asked for"
	if approve {
		what = "approved on " + link.ApprovedOn.String()
	}
	fmt.Fprintf(a.out, "Recorded: the access link of %s in %s is %s. State is at serial %d.\n",
		render.Terminal(link.Admin), render.Terminal(client.Name), what, made.Serial)
	a.sayUndeclared(on.res, client.HubID, link)
	return nil
}

// link reads the flags.
func (o *linkOptions) link(d *engine.Desired, access *engine.Access, approve bool) (engine.Link, error) {
	if o.admin == "" {
		return engine.Link{}, withHint(errUsage("--admin is missing"), "Give the person who becomes partner admin.")
	}
	admin, err := choosePerson(o.admin, d, access)
	if err != nil {
		return engine.Link{}, err
	}
	link := engine.Link{Admin: admin}
	if !approve {
		return link, nil
	}
	if o.by == "" {
		return link, withHint(errUsage("--by is missing"), "Give the e-mail of who approved it.")
	}
	if link.ApprovedBy, err = clientsApprover(o.by, d, access); err != nil {
		return link, err
	}
	link.ApprovedOn = d.Day()
	if o.on != "" {
		if link.ApprovedOn, err = engine.ParseDate(o.on); err != nil {
			return link, fmt.Errorf("--on: %w", err)
		}
	}
	if link.ApprovedOn > d.Day() {
		return link, errUsage("--on %s is in the future", link.ApprovedOn)
	}
	return link, nil
}

func clientByHub(d *engine.Desired, access *engine.Access, hub int64) engine.Client {
	for i := range d.Clients {
		if d.Clients[i].HubID == hub {
			return d.Clients[i].Client
		}
	}
	for i := range access.Clients {
		if access.Clients[i].HubID == hub {
			return access.Clients[i].Client
		}
	}
	return engine.Client{HubID: hub}
}

// sayUndeclared tells that a link is not in the configuration, which is the
// whole truth: the next plan would take the access away again.
func (a *app) sayUndeclared(res *config.Result, hub int64, link engine.Link) {
	for i := range res.Desired.Clients {
		c := &res.Desired.Clients[i]
		if c.HubID != hub {
			continue
		}
		for _, l := range c.Links {
			if l.Admin == link.Admin {
				return
			}
		}
		fmt.Fprintf(a.err, "The configuration does not declare this link: add access_link { admin = ... } to %s (%s).\n",
			render.Terminal(c.Address), render.Terminal(c.Pos.String()))
	}
}

func newLinkList(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "list [CLIENT]", Short: "List access links, declared and recorded", Args: cobra.MaximumNArgs(1),
		Example:           "  accredit link list\n  accredit link list acme",
		ValidArgsFunction: a.completeClients,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runLinkList(cmd, args, format) },
	}
	addFormat(cmd, &format, "text", "json")
	return cmd
}

func (a *app) runLinkList(cmd *cobra.Command, args []string, format string) error {
	b, err := a.readBook(cmd)
	if err != nil {
		return err
	}
	var only int64
	if len(args) == 1 {
		if only, err = chooseClient(args[0], b.desired, b.access); err != nil {
			return err
		}
	}
	list := []linkRow{}
	var rows [][]string
	seen := map[string]bool{}
	add := func(c *engine.Client) {
		for _, l := range c.Links {
			key := fmt.Sprint(c.HubID, l.Admin, l.ApprovedOn)
			if only != 0 && c.HubID != only || seen[key] {
				continue
			}
			seen[key] = true
			status := "pending"
			switch {
			case l.EndedOn != 0 && l.EndedOn <= b.day:
				status = "ended"
			case l.ApprovedOn != 0 && l.ApprovedOn <= b.day:
				status = "approved"
			}
			list = append(list, linkRow{c.HubID, c.Label(), l.Admin, status, l.ApprovedBy, l.ApprovedOn.String(), l.EndedOn.String()})
			rows = append(rows, []string{strconv.FormatInt(c.HubID, 10), c.Name, l.Admin, status, l.ApprovedBy, l.ApprovedOn.String(), l.EndedOn.String()})
		}
	}
	for i := range b.access.Clients {
		add(&b.access.Clients[i].Client)
	}
	if b.desired != nil {
		for i := range b.desired.Clients {
			add(&b.desired.Clients[i].Client)
		}
	}
	if format == "json" {
		return a.writeJSON(linksDocument{schemaOf("access-links"), list})
	}
	return a.tableWithout([]int{6, 4}, []string{"HUB ID", "CLIENT", "ADMIN", "STATUS", "APPROVED BY", "APPROVED ON", "ENDED ON"}, rows)
}
