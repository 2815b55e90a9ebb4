package sqlstore

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/state"
)

// Reader runs f in a transaction that reads.
type Reader func(ctx context.Context, f func(Conn) error) error

// History walks the revisions that match, the latest first. No transaction is
// open while the caller looks at an entry: history does not change.
func History(ctx context.Context, read Reader, f state.Filter) iter.Seq2[state.Entry, error] {
	return func(yield func(state.Entry, error) bool) {
		var revisions []state.Revision
		rights := newSnapshot()
		err := read(ctx, func(c Conn) error {
			found, err := rights.loadHead(ctx, c)
			if err != nil || !found {
				return err
			}
			if err := rights.loadRights(ctx, c); err != nil {
				return err
			}
			revisions, err = find(ctx, c, rights.head.lineage, f)
			return err
		})
		if err != nil {
			yield(state.Entry{}, err)
			return
		}
		left := f.Limit
		for _, r := range revisions {
			entry, ok, err := readEntry(ctx, read, r, rights.rights, f)
			if err != nil {
				yield(state.Entry{}, err)
				return
			}
			if !ok {
				continue
			}
			if !yield(entry, nil) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// find lists the revisions that may match.
func find(ctx context.Context, c Conn, lineage string, f state.Filter) ([]state.Revision, error) {
	var where []string
	var args []any
	and := func(condition string, values ...any) {
		marks := make([]string, len(values))
		for i, v := range values {
			args = append(args, v)
			marks[i] = fmt.Sprintf("$%d", len(args))
		}
		where = append(where, strings.Replace(condition, "?", strings.Join(marks, ", "), 1))
	}
	if len(f.HubIDs) > 0 {
		and("serial IN (SELECT serial FROM changes WHERE hub_id <> 0 AND hub_id IN (?))", anys(f.HubIDs)...)
	}
	if len(f.Emails) > 0 {
		and("serial IN (SELECT serial FROM changed_people WHERE email IN (?))", anys(f.Emails)...)
	}
	if f.From > 0 {
		and("serial >= ?", f.From)
	}
	if f.To > 0 {
		and("serial <= ?", f.To)
	}
	if !f.Since.IsZero() {
		and("at >= ?", timeText(f.Since))
	}
	if !f.Until.IsZero() {
		and("at <= ?", timeText(f.Until))
	}
	if f.ApplyID != "" {
		and("apply_id = ?", f.ApplyID)
	}
	query := "ORDER BY serial DESC"
	if len(where) > 0 {
		query = "WHERE " + strings.Join(where, " AND ") + " " + query
	}
	if f.Limit > 0 && (len(f.HubIDs) == 0 || len(f.Emails) == 0) {
		query += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	return readRevisions(ctx, c, lineage, query, args...)
}

func anys[T any](list []T) []any {
	values := make([]any, len(list))
	for i, v := range list {
		values[i] = v
	}
	return values
}

// readEntry reads the changes of a revision. It is no entry when the filter
// asks for a client and a person and nothing concerns both.
func readEntry(ctx context.Context, read Reader, r state.Revision, rights map[int64]*engine.RecordedRights, f state.Filter) (state.Entry, bool, error) {
	both := len(f.HubIDs) > 0 && len(f.Emails) > 0
	if f.RevisionsOnly && !both {
		return state.Entry{Revision: r}, true, nil
	}
	var rc *revisionChanges
	err := read(ctx, func(c Conn) error {
		var err error
		rc, err = readChanges(ctx, c, r.Serial, rights, ofHubIDs(f))
		return err
	})
	if err != nil {
		return state.Entry{}, false, err
	}
	changes := rc.changes(r.Removals)
	if len(f.Emails) > 0 {
		onlyPeople(changes, f.Emails)
	}
	if both && len(changes.Grants)+len(changes.Ignored) == 0 {
		return state.Entry{}, false, nil
	}
	if f.RevisionsOnly {
		changes = nil
	}
	return state.Entry{Revision: r, Changes: changes}, true, nil
}

// onlyPeople leaves what concerns these people.
func onlyPeople(c *engine.Changes, emails []string) {
	c.Agency, c.HubID, c.Catalogue, c.Sets, c.Clients = "", 0, "", nil, nil
	c.People = slices.DeleteFunc(c.People, func(p engine.PersonChange) bool {
		return !isOneOf(p.Before, emails) && !isOneOf(p.After, emails)
	})
	c.Grants = slices.DeleteFunc(c.Grants, func(g engine.GrantChange) bool { return !slices.Contains(emails, g.Email) })
	c.Ignored = slices.DeleteFunc(c.Ignored, func(ig engine.IgnoreChange) bool {
		return !slices.ContainsFunc([]*engine.Ignored{ig.Before, ig.After}, func(x *engine.Ignored) bool { return x != nil && slices.Contains(emails, x.Email) })
	})
}

func isOneOf(p *engine.Person, emails []string) bool {
	return p != nil && slices.Contains(emails, p.Email)
}

// ofHubIDs is the condition that a change is of a client that is asked for, or
// of a person or set where people are asked for as well. It is written for the
// index by client: a revision may have changed thousands of others.
func ofHubIDs(f state.Filter) string {
	switch {
	case len(f.HubIDs) == 0:
		return ""
	case len(f.Emails) > 0:
		return " AND (hub_id = 0 OR " + in("hub_id", f.HubIDs) + ")"
	}
	return " AND hub_id <> 0 AND " + in("hub_id", f.HubIDs)
}

// readChanges reads and decodes the changes of a revision that a condition is
// true of.
func readChanges(ctx context.Context, c Conn, serial int64, rights map[int64]*engine.RecordedRights, condition string) (*revisionChanges, error) {
	rc := &revisionChanges{}
	err := eachChange(ctx, c, serial, condition, func(_ int64, row changeRow) error { return rc.add(row, rights) })
	return rc, err
}

const changeColumns = "serial, seq, kind, hub_id, subject, document"

func eachChange(ctx context.Context, c Conn, serial int64, condition string, f func(seq int64, row changeRow) error) error {
	order := "seq"
	if condition != "" {
		order = "+seq" // else SQLite would look at all rows, because they lie in this order
	}
	err := each(ctx, c, func(scan func(...any) error) error {
		var row changeRow
		var seq int64
		if err := scan(&seq, &row.kind, &row.hubID, &row.subject, &row.document); err != nil {
			return err
		}
		return f(seq, row)
	}, `SELECT seq, kind, hub_id, subject, document FROM changes WHERE serial = $1`+condition+` ORDER BY `+order, serial)
	if err != nil {
		return fmt.Errorf("read changes of revision %d: %w", serial, err)
	}
	return nil
}
