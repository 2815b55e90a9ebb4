package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/render"
	"accredit/engine/revise"

	"github.com/spf13/cobra"
)

func newLinkRevoke(a *app) *cobra.Command {
	o := &linkOptions{}
	cmd := &cobra.Command{
		Use:   "revoke CLIENT --admin PERSON",
		Short: "Take back a request or an approval that was recorded by mistake",
		Long: `Take back the latest access link of a person in a client that was recorded by
mistake, asked for or approved. A link that the configuration declares is
deleted there. Nobody's access is touched: the next plan says what follows.`,
		Example:           "  accredit link revoke acme --admin maria --reason 'the wrong client'",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeClients,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runLinkRevoke(cmd.Context(), args[0], o) },
	}
	cmd.Flags().StringVar(&o.admin, "admin", "", "whose link it is, `PERSON`")
	cmd.Flags().StringVar(&o.reason, "reason", "", "why, for the history")
	if err := cmd.RegisterFlagCompletionFunc("admin", a.completePeople); err != nil {
		panic(err)
	}
	return cmd
}

func (a *app) runLinkRevoke(ctx context.Context, clientWord string, o *linkOptions) (err error) {
	on, err := a.linkChange(ctx, clientWord, o, false)
	if err != nil {
		return err
	}
	dir, access, client, link, hub := on.dir, on.access, on.client, on.link, on.client.HubID
	declared := declaredLinks(on.res.Desired, hub)
	if _, _, err := revise.RevokeLink(access, hub, link.Admin, declared); err != nil {
		return revokeError(err, client.Name, link.Admin, declared) // before a state is made for nothing
	}
	s, err := a.createState(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var gone engine.Link
	made, err := a.recordRevision(ctx, s, on.rev, nil, func(now *engine.Access) (changes *engine.Changes, err error) {
		changes, gone, err = revise.RevokeLink(now, hub, link.Admin, declared)
		return changes, err
	})
	if err != nil {
		return revokeError(err, client.Name, link.Admin, declared)
	}
	what := "asked for"
	if gone.ApprovedOn != 0 {
		what = "approved on " + gone.ApprovedOn.String()
	}
	_, err = fmt.Fprintf(a.out, "Recorded: the access link of %s in %s, %s, is taken back. State is at serial %d.\n",
		render.Terminal(gone.Admin), render.Terminal(client.Name), what, made.Serial)
	if gone.ApprovedOn != 0 && hasAccess(access, hub, link.Admin) {
		fmt.Fprintln(a.err, "Access of theirs is recorded there and stays so: see \"accredit plan\". If the account never had it, import the account.")
	}
	return err
}

func hasAccess(access *engine.Access, hub int64, email string) bool {
	for i := range access.Clients {
		if c := &access.Clients[i]; c.HubID == hub {
			return slices.ContainsFunc(c.Grants, func(g engine.RecordedGrant) bool { return access.People[g.Person].Email == email })
		}
	}
	return false
}

func declaredLinks(d *engine.Desired, hub int64) []engine.Link {
	for i := range d.Clients {
		if d.Clients[i].HubID == hub {
			return d.Clients[i].Links
		}
	}
	return nil
}

// revokeError says where the link is instead.
func revokeError(err error, client, admin string, declared []engine.Link) error {
	switch {
	case errors.Is(err, revise.ErrDeclaredLink):
		at := slices.IndexFunc(declared, func(l engine.Link) bool { return l.Admin == admin })
		return withHint(fmt.Errorf("the access link of %s in %s is declared in the configuration", admin, client),
			"Delete or mend its access_link block (%s); state follows with the next apply.", declared[at].Pos)
	case errors.Is(err, revise.ErrNoLink):
		return withHint(fmt.Errorf("no access link of %s is recorded in %s", admin, client), "See %q.", "accredit link list")
	}
	return err
}

// clientsApprover reads who approved a link. It must be somebody of the
// client: the agency cannot consent in the client's place.
func clientsApprover(word string, d *engine.Desired, access *engine.Access) (string, error) {
	email, err := config.ParseEmail(word)
	if err != nil {
		return "", fmt.Errorf("--by: %w", err)
	}
	refused := func(why string) error {
		return withHint(errUsage("--by %s: %s", email, why), "Give the e-mail of the client's own person who approved the link in HubSpot.")
	}
	_, domain, _ := strings.Cut(email, "@")
	if slices.ContainsFunc(d.Agency.EmailDomains, func(own string) bool { return strings.EqualFold(own, domain) }) {
		return "", refused(domain + " is a domain of the agency, and only the client can approve")
	}
	for _, c := range peopleOf(d, access) {
		if c.key == email || slices.Contains(c.names, email) {
			return "", refused("they work for the agency, and only the client can approve")
		}
	}
	return email, nil
}
