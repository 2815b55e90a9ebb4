package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot/live"
	"accredit/engine/render"
)

// The clients as the agency's own account lists them: what "import live --clients"
// prints. Nothing is recorded.

// clientsOfAgency stands for the value of --clients where none was given.
const clientsOfAgency = "live"

// liveClients lets --clients stand without a file after "import live".
func liveClients(args []string) []string {
	if len(args) < 2 || args[0] != "import" || !slices.Contains(args, wordLive) {
		return args
	}
	rewritten := slices.Clone(args)
	for i, arg := range rewritten {
		if arg == "--clients" {
			rewritten[i] = "--clients=" + clientsOfAgency
		}
	}
	return rewritten
}

// listPartnerClients prints the clients of the agency as CSV, and how they differ
// from the configuration.
func (a *app) listPartnerClients(ctx context.Context) error {
	dir, res, access, err := a.bothSides(ctx)
	if err != nil {
		return err
	}
	d := res.Desired
	at := &accountsAt{dir: dir, res: res, access: access}
	own := *d
	own.Agency.HubID = 0 // here the agency's own account is meant
	if at.liveAccounts, err = a.connect(dir, &own, 0); err != nil {
		return err
	}
	key, err := at.keys.Of(ctx, d.Agency.HubID)
	if err != nil {
		return fmt.Errorf("the agency's own account, hub id %d: %w", d.Agency.HubID, err)
	}
	list, err := at.client.Account(d.Agency.HubID, key).PartnerClients(ctx)
	if err != nil {
		if live.IsUntold(err) {
			return withHint(fmt.Errorf("the agency's account does not tell its clients: %w", err), "The key needs the scope crm.objects.partner-clients.read, which only a Solutions Partner's account can give.")
		}
		return err
	}
	rows := make([][]string, 0, len(list))
	for i := range list {
		rows = append(rows, partnerRow(&list[i]))
	}
	if err := render.CSVTable(a.out, []string{"hub_id", "name", "domain", "managed_mrr", "relationship", "ends_on"}, rows); err != nil {
		return err
	}
	for _, line := range partnerDifferences(list, d) {
		fmt.Fprintln(a.err, render.Terminal(line))
	}
	return nil
}

func partnerRow(c *live.PartnerClient) []string {
	hubID := ""
	if c.HubID != 0 {
		hubID = strconv.FormatInt(c.HubID, 10)
	}
	return []string{hubID, c.Name, c.Domain, c.ManagedMRR, c.Relationship, dayText(c.Expires)}
}

func dayText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(time.DateOnly)
}

// partnerDifferences compares the list with the clients that are declared. What the
// list does not say is no difference.
func partnerDifferences(list []live.PartnerClient, d *engine.Desired) (lines []string) {
	seen := map[int64]bool{}
	for i := range list {
		c := &list[i]
		if c.HubID == 0 {
			perhaps := "match it by hand."
			if at := slices.IndexFunc(d.Clients, func(x engine.DesiredClient) bool { return c.Domain != "" && x.Domain == c.Domain }); at >= 0 {
				seen[d.Clients[at].HubID] = true
				perhaps = "by its domain it is " + d.Clients[at].Label() + "."
			}
			lines = append(lines, fmt.Sprintf("%s (%s): HubSpot does not say its hub id; %s", c.Name, orNothing(c.Domain, "no domain"), perhaps))
			continue
		}
		seen[c.HubID] = true
		at := slices.IndexFunc(d.Clients, func(x engine.DesiredClient) bool { return x.HubID == c.HubID })
		if at < 0 {
			lines = append(lines, fmt.Sprintf("%s (hub %d): not declared.", c.Name, c.HubID))
			continue
		}
		is := &d.Clients[at]
		for _, field := range []struct{ name, declared, told string }{
			{"name", is.Name, c.Name}, {"domain", is.Domain, c.Domain}, {"managed_mrr", engine.FormatAmount(is.ManagedMRR), amountText(c.ManagedMRR)},
		} {
			if field.told != "" && field.declared != field.told {
				lines = append(lines, fmt.Sprintf("%s (hub %d): %s is %q in HubSpot, and %q in the configuration.", is.Label(), c.HubID, field.name, field.told, field.declared))
			}
		}
	}
	for i := range d.Clients {
		if c := &d.Clients[i]; !seen[c.HubID] {
			lines = append(lines, fmt.Sprintf("%s (hub %d): declared, and not in HubSpot's list of the agency's clients.", c.Label(), c.HubID))
		}
	}
	return lines
}

// amountText writes an amount as the configuration's are written; empty: it is not
// known.
func amountText(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if text == "" || err != nil {
		return ""
	}
	return engine.FormatAmount(n)
}
