package cli

import (
	"fmt"
	"path/filepath"
	"time"

	"accredit/engine"
	"accredit/engine/join"
	"accredit/engine/render"

	"github.com/spf13/cobra"
)

// What connected accounts showed is kept in .accredit/observed where --max-age asks
// for it, so that a second command does not read them again. Nothing is written to
// HubSpot on the strength of it.

func addMaxAge(cmd *cobra.Command, maxAge *time.Duration) {
	cmd.Flags().DurationVar(maxAge, "max-age", 0, "with live: what was read at most so long `AGO` is taken again (default: everything is read)")
}

func observedFile(dir string, hubID int64) string {
	return filepath.Join(dir, ".accredit", "observed", fmt.Sprintf("%d.json", hubID))
}

// recall adds the accounts that were read not long ago, and returns the others.
func (a *app) recall(o *engine.Observation, from *lookAt, chosen []connected, d *engine.Desired, access *engine.Access) ([]connected, error) {
	if from.maxAge <= 0 {
		return chosen, nil
	}
	var rest []connected
	for _, c := range chosen {
		document, err := readDocument(observedFile(from.dir, c.hubID))
		if err == nil {
			err = document.Complete(knownSets(d, access), d.Agency.EmailDomains)
		}
		age := time.Duration(0)
		if err == nil {
			age = d.AsOf.Sub(document.ObservedAt)
		}
		if err != nil || document.Told == nil || len(document.Access.Clients) != 1 || document.Access.Clients[0].HubID != c.hubID || age < 0 || age > from.maxAge {
			rest = append(rest, c)
			continue
		}
		how := *document.Told
		how.Source, how.At = fmt.Sprintf("account %d, read %s ago", c.hubID, age.Round(time.Second)), document.ObservedAt
		if err := join.AddObserved(o, document.Access, []engine.Observed{how}); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

// keepSeen keeps what accounts showed. Where it cannot, that is said, and nothing
// else: they are read again.
func (a *app) keepSeen(dir string, seen *engine.Observation, d *engine.Desired) {
	for i := range seen.Accounts {
		text, err := observedDocument(seen, i, d)
		if err == nil {
			err = writePrivate(dir, observedFile(dir, seen.Access.Clients[i].HubID), text)
		}
		if err != nil {
			fmt.Fprintln(a.err, "Warning: "+render.Terminal("what the accounts showed is not kept: "+err.Error()))
			return
		}
	}
}
