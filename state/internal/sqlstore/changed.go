package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"accredit/state"
)

// ChangedSince does what state.Store.ChangedSince promises.
func ChangedSince(ctx context.Context, c Conn, since state.Anchor) (state.Changed, error) {
	var is state.Changed
	err := c.QueryRowContext(ctx, `SELECT lineage, serial, hash FROM agency WHERE serial > 0`).Scan(&is.Now.Lineage, &is.Now.Serial, &is.Now.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return is, state.ErrNone
	}
	if err != nil {
		return is, fmt.Errorf("read agency: %w", err)
	}
	if is.Beyond, err = isOther(ctx, c, since, is.Now); err != nil || is.Beyond {
		return is, err
	}
	err = each(ctx, c, func(scan func(...any) error) error {
		var kind string
		var hubID int64
		if err := scan(&kind, &hubID); err != nil {
			return err
		}
		switch kind {
		case kindClient, kindGrants, kindPart:
			is.Clients = append(is.Clients, hubID)
		case kindIgnored, kindSeen: // drift asks for it, no plan does
		case kindPerson: // see joinedSince
		default:
			is.Beyond = true
		}
		return nil
	}, `SELECT DISTINCT kind, hub_id FROM changes WHERE serial > $1`, since.Serial)
	if err != nil {
		return is, fmt.Errorf("read changes: %w", err)
	}
	slices.Sort(is.Clients)
	is.Clients = slices.Compact(is.Clients)
	var others bool
	is.Joined, others, err = joinedSince(ctx, c, since.Serial)
	is.Beyond = is.Beyond || others
	return is, err
}

// joinedSince lists who was recorded for the first time after a revision, and
// reports whether other people changed as well, or the same ones again.
func joinedSince(ctx context.Context, c Conn, serial int64) (joined []string, others bool, err error) {
	err = each(ctx, c, func(scan func(...any) error) error {
		var document string
		if err := scan(&document); err != nil {
			return err
		}
		before, after, err := readPair(document, (*personDocument).person)
		if err != nil {
			return err
		}
		if before != nil || after == nil {
			others = true
		} else {
			joined = append(joined, after.Email)
		}
		return nil
	}, `SELECT document FROM changes WHERE serial > $1 AND kind = $2`, serial, kindPerson)
	if err != nil {
		return nil, false, fmt.Errorf("read changes of people: %w", err)
	}
	slices.Sort(joined)
	distinct := slices.Compact(slices.Clone(joined))
	return distinct, others || len(distinct) < len(joined), nil
}

// isOther reports whether an anchor is not in the history that leads to now.
func isOther(ctx context.Context, c Conn, since, now state.Anchor) (bool, error) {
	if since.Lineage != now.Lineage || since.Serial < 1 || since.Serial > now.Serial {
		return true, nil
	}
	var hash string
	err := c.QueryRowContext(ctx, `SELECT hash FROM revisions WHERE serial = $1`, since.Serial).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	return hash != since.Hash, err
}
