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
		case kindClient, kindGrants:
			is.Clients = append(is.Clients, hubID)
		case kindIgnored: // drift asks for it, no plan does
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
	return is, nil
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
