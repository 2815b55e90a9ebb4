package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"accredit/engine"
	"accredit/state"
)

// timeLayout has a fixed width, so that texts compare as times do.
const timeLayout = "2006-01-02T15:04:05.000000000Z"

func timeText(t time.Time) string { return t.UTC().Format(timeLayout) }

func parseTime(text string) (time.Time, error) { return time.Parse(timeLayout, text) }

// loadRecent reads the revisions from 24 hours before now on, up to the
// serial last, and the one before them. A zero now is the time of the last.
func loadRecent(ctx context.Context, c Conn, now time.Time, last int64) ([]engine.Recent, error) {
	first, err := firstRecent(ctx, c, now, last)
	if err != nil {
		return nil, fmt.Errorf("read recent revisions: %w", err)
	}
	var list []engine.Recent
	err = each(ctx, c, func(scan func(...any) error) error {
		var r engine.Recent
		var at string
		if err := scan(&r.Serial, &at, &r.Removals, &r.Grants); err != nil {
			return err
		}
		var err error
		r.At, err = parseTime(at)
		list = append(list, r)
		return err
	}, `SELECT serial, at, removals, grants FROM revisions WHERE serial BETWEEN $1 AND $2 ORDER BY serial`, first, last)
	if err != nil {
		return nil, fmt.Errorf("read recent revisions: %w", err)
	}
	return list, nil
}

// firstRecent finds the serial from which on revisions are recent. A clock
// that was turned back makes it earlier, never later.
func firstRecent(ctx context.Context, c Conn, now time.Time, last int64) (int64, error) {
	if now.IsZero() {
		var at string
		err := c.QueryRowContext(ctx, `SELECT at FROM revisions WHERE serial = $1`, last).Scan(&at)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, damaged(fmt.Errorf("there is no revision %d", last))
		}
		if err != nil {
			return 0, err
		}
		if now, err = parseTime(at); err != nil {
			return 0, damaged(err)
		}
	}
	var first int64
	since := timeText(now.Add(-state.RecentWindow))
	err := c.QueryRowContext(ctx, `SELECT coalesce(min(serial), $2) FROM revisions WHERE at >= $1 AND serial <= $3`,
		since, last+1, last).Scan(&first)
	return first - 1, err
}
