package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/render"
	"accredit/engine/revise"
	"accredit/engine/runs"
	"accredit/state"

	"github.com/spf13/cobra"
)

type importOptions struct {
	autoApprove bool
	kind        string
	reason      string
	overrides   []string
	exportOptions
	write      string
	agencyName string
	observedAt string
	older      bool
	only       []string // clients, of the connected accounts
}

func newImport(a *app) *cobra.Command {
	o := &importOptions{}
	cmd := &cobra.Command{
		Use:   "import FILE|DIR...",
		Short: "Record existing access as fact",
		Long: `Record what is there, as fact: no rule is applied. The clients in the files
replace those in the state, one by one; people and permission sets are merged.
Of a directory every *.csv, *.tsv and *.json is read, and what else is there is
named. What differs from what is recorded is shown before it is asked for.

CSV files are HubSpot's export of users: one file an account, named <hub id>.csv,
or with a column Hub ID. Columns are found by name, in any order: Email address,
First name, Last name, Assigned teams, Assigned role or Permission sets, Super
admin, Seat, Status, User ID; in the languages that HubSpot has most users in,
with commas, semicolons or tabs, in UTF-8 or UTF-16. A workbook is saved as CSV
first. A set that HubSpot calls otherwise is mapped with hubspot_name.

Ours are the people with one of the agency's e-mail domains (from the
configuration, what is recorded, or --email-domain) and --contractor;
super admins among the others become the client's super_admins, and nobody else
is recorded; who is in several accounts is named, in case they are yours. An
account in which nobody is ours empties no client that has people recorded,
unless --override empty-source says so. What a permission set gives does not
stand in an export: a set that is neither declared nor recorded has unknown
contents. What an export does not say (reasons, dates, adjustments) stays as
recorded. Nothing is imported unless every row is understood, or --skip-bad says
so.

JSON files are as "accredit show --format json" prints them; only schema, hub_id,
email and permission_set are required.

live, alone, stands for the connected accounts (accredit account list). With
--clients it records nothing: it prints the clients as the agency's own account
lists them, with name, domain, managed MRR and the end of the relationship, as CSV
for for_each, and how they differ from the configuration.

When somebody looked is "observed_at" in the JSON, else a date in the name of the
file (886618329_2026-11-21T0900Z.csv), else --observed-at. Files that are older
than what is recorded of an account are refused without --older.

With --write DIR a configuration for what is then recorded is written into DIR,
with the mode observe: permission sets, teams of people who hold the same, and a
file for each client. It needs --agency-name and --agency-hub-id, unless they are
known already. A plan with it is empty, and there is nothing to apply; if it would
not be, nothing is imported and nothing written.

With --kind assets the files are CSV with the columns email, hub_id, kind, and
count or name: what people own in client accounts, which plans list where
somebody is removed or deactivated. With --kind activity they have the columns
hub_id and date: when one of your people was last active in an account, from which
plans say when a relationship ends.`,
		Example: `  accredit import exports/ --email-domain northwind.example --clients clients.csv \
    --write access --agency-name "Northwind Growth" --agency-hub-id 1000001
  accredit import 886618329.csv --contractor dan@freelance.example
  accredit import state.json --auto-approve --reason "first inventory"
  accredit import --kind assets assets.csv
  accredit import live --client acme
  accredit import live --clients > clients.csv`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runImport(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.autoApprove, "auto-approve", false, "do not ask")
	f.StringVar(&o.kind, "kind", "access", "what the files hold: access, assets or activity")
	f.StringVar(&o.reason, "reason", "", "why, for the history")
	f.StringArrayVar(&o.overrides, "override", nil, "override this guardrail: empty-source")
	addExportFlags(cmd, &o.exportOptions)
	f.BoolVar(&o.skipBad, "skip-bad", false, "leave out rows and files that are not understood")
	f.StringVar(&o.write, "write", "", "write a configuration for it into `DIR`")
	addObservedAt(cmd, &o.observedAt)
	f.StringArrayVar(&o.only, "client", nil, "of the connected accounts only this `CLIENT` (repeatable)")
	f.BoolVar(&o.older, "older", false, "also where something was recorded of an account after it was looked at")
	f.StringVar(&o.agencyName, "agency-name", "", "the agency's `NAME`, for --write")
	return cmd
}

func (a *app) runImport(ctx context.Context, args []string, o *importOptions) error {
	for _, rule := range o.overrides {
		if rule != engine.RuleEmptySource {
			return errUsage("import takes --override empty-source, not %q", rule)
		}
	}
	switch o.kind {
	case "access":
	case "assets":
		return a.importAssets(ctx, args, o)
	case "activity":
		return a.importActivity(ctx, args, o)
	default:
		return errUsage("--kind is access, assets or activity, not %q", o.kind)
	}
	if slices.Equal(args, []string{wordLive}) && o.clientsFile == clientsOfAgency {
		return a.listPartnerClients(ctx)
	}
	im, err := a.startImport(ctx, args, o)
	if err != nil {
		return err
	}
	if err := im.read(ctx); err != nil {
		return err
	}
	if err := im.refuseOlder(ctx); err != nil {
		return err
	}
	if o.write != "" {
		if err := im.configure(); err != nil {
			return err
		}
	}
	if err := im.approve(ctx); err != nil {
		return err
	}
	if o.write != "" {
		if err := os.MkdirAll(o.write, 0o755); err != nil {
			return err
		}
	}
	if err := im.record(ctx); err != nil {
		return err
	}
	if o.write != "" {
		return im.writeFiles()
	}
	return im.errUnread()
}

// importing is one run of import: what was there before, what the files say,
// and what becomes of it.
type importing struct {
	*app
	*importOptions
	dir      string // whose state it is
	revision state.Revision
	us       *us
	base     *engine.Access // state, as read before
	files    importFiles
	export   *hubspot.Export // of the files that are HubSpot's; nil: there is none
	observed *engine.Access  // what the files say, with what they cannot say as recorded
	when     observedAt
	moments  map[int64]time.Time // when somebody looked at an account, where that is known
	sources  map[int64]string    // which file an account is in
	clients  int
	grants   int
	setNames map[string]string // what exports call the sets, by name
	config   *newConfiguration // with --write

	live   bool // from connected accounts
	unread int  // accounts that could not be read
}

// startImport looks for the files, the state and who we are.
func (a *app) startImport(ctx context.Context, args []string, o *importOptions) (*importing, error) {
	im := &importing{app: a, importOptions: o}
	var err error
	if im.dir, err = a.dir(nil); err != nil {
		return nil, err
	}
	configDir := im.dir
	if o.write != "" && a.flags.chdir == "" {
		configDir, im.dir = "", o.write // where a plan will look for the state
	}
	if o.write != "" {
		if err := refuseConfiguration(o.write); err != nil {
			return nil, err
		}
	}
	if args, err = im.importsLive(args); err != nil {
		return nil, err
	}
	if im.files, err = listImportFiles(args, o.clientsFile); err != nil {
		return nil, err
	}
	if len(im.files.others) > 0 {
		fmt.Fprintf(a.err, "Warning: %s\n", notLookedAt(im.files.others))
	}
	if im.revision, err = a.revision(ctx, im.dir, state.KindImport, o.reason); err != nil {
		return nil, err
	}
	if im.when, err = readObservedAt(o.observedAt, im.revision.At); err != nil {
		return nil, err
	}
	if im.base, _, err = a.readState(ctx, im.dir, im.revision.At); err != nil {
		return nil, err
	}
	im.us, err = a.whoWeAre(configDir, im.base, &o.exportOptions, len(im.files.exports) > 0 || o.write != "" || im.live)
	return im, err
}

// useAutoApprove is the way out of a question that nobody can answer.
const useAutoApprove = "Nothing was imported. Give --auto-approve to import without being asked."

// approve says what differs from what is recorded, and asks.
func (im *importing) approve(ctx context.Context) error {
	im.sayShared()
	changes := im.changes(im.base, im.revision.At)
	if changes.IsEmpty() && im.config == nil {
		return nil // record says so
	}
	im.warnLongAfter(&im.revision, im.base)
	im.sayPerhapsSame(changes, im.export)
	if !im.flags.quiet || !im.autoApprove {
		if err := render.Observed(im.err, im.base, changes); err != nil {
			return err
		}
	}
	if im.autoApprove {
		return nil
	}
	if err := im.askable(false, useAutoApprove); err != nil {
		return err
	}
	return im.ask(ctx, im.question())
}

// changes lists what recording the files writes.
func (im *importing) changes(now *engine.Access, at time.Time) *engine.Changes {
	changes := revise.Import(now, im.observed, engine.DateOf(at))
	revise.Witness(changes, im.evidence(at))
	return changes
}

func (im *importing) question() string {
	text := fmt.Sprintf("Record %s with %s as they are in %s? They replace what is recorded of those clients.",
		plural(im.clients, "client"), plural(im.grants, "grant"), im.whence())
	if im.config != nil {
		text += fmt.Sprintf("\nA configuration of %s is written into %s.", plural(len(im.config.files), "file"), im.write)
	}
	return text
}

// record writes what was observed, in one transaction, to the very state that
// it was compared with.
func (im *importing) record(ctx context.Context) (err error) {
	rev := im.revision
	rev.Overrides = im.overrides
	s, err := im.createState(ctx, im.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	made, err := im.recordRevision(ctx, s, rev, nil, func(now *engine.Access) (*engine.Changes, error) {
		if now.Serial != im.base.Serial || im.base.Serial != 0 && now.Lineage != im.base.Lineage {
			return nil, fail(exitStale, "state is at serial %d, and was at %d when the files were read: import again", now.Serial, im.base.Serial)
		}
		changes := im.changes(now, rev.At)
		runs.Settle(now, changes, rev.Who, rev.At, im.evidence(rev.At))
		return changes, nil
	})
	switch {
	case err != nil:
		return err
	case made.Serial == 0:
		fmt.Fprintln(im.out, "Nothing new: state is as in the files.")
	default:
		fmt.Fprintf(im.out, "Imported: %s, %s. State is at serial %d.\n", plural(im.clients, "client"), plural(im.grants, "grant"), made.Serial)
	}
	return nil
}
