package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"accredit/state"
)

const revisionColumns = `serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped,
	removals, grants, apply_id, content_hash, parent, hash, signers`

// writeRevision writes a revision's row and makes it the head.
func writeRevision(ctx context.Context, c Conn, r *state.Revision, agency agencyDocument) error {
	skipped := ""
	if len(r.Skipped) > 0 {
		skipped = toJSON(r.Skipped)
	}
	rows := c.Insert("revisions", revisionColumns)
	err := rows.Add(ctx, r.Serial, timeText(r.At), string(r.Kind), r.Who, r.Command, r.Reason, r.ConfigDigest, r.GitCommit,
		r.Catalogue, listColumn(r.Overrides), skipped, r.Removals, r.Grants, r.ApplyID, r.ContentHash, r.Parent, r.Hash, listColumn(r.Signers))
	if err := errors.Join(err, rows.Close(ctx)); err != nil {
		return fmt.Errorf("write revision %d: %w", r.Serial, err)
	}
	return writeHead(ctx, c, r, agency)
}

// writeHead swaps the head, and fails when it is not the one that was read.
// Before the first revision there is no row, or one with the serial 0.
func writeHead(ctx context.Context, c Conn, r *state.Revision, agency agencyDocument) error {
	if r.Serial == 1 {
		return firstHead(ctx, c, r.Lineage, r.Serial, r.Hash, r.ContentHash, r.Grants, agency.Name, agency.HubID, agency.Catalogue, agency.Guardrails.text())
	}
	return swap(ctx, c, `UPDATE agency SET serial = $1, hash = $2, content_hash = $3, grants = $4, name = $5,
		hub_id = $6, catalogue = $7, guardrails = $8 WHERE lineage = $9 AND serial = $10 AND hash = $11`,
		r.Serial, r.Hash, r.ContentHash, r.Grants, agency.Name, agency.HubID, agency.Catalogue, agency.Guardrails.text(), r.Lineage, r.Serial-1, r.Parent)
}

const (
	headTable   = "agency"
	headColumns = "id, lineage, serial, hash, content_hash, grants, name, hub_id, catalogue, guardrails"
)

// firstHead writes the head of a state that has none; values are those of
// headColumns from lineage on.
func firstHead(ctx context.Context, c Conn, values ...any) error {
	return swap(ctx, c, `INSERT INTO agency (`+headColumns+`) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET lineage = excluded.lineage, serial = excluded.serial, hash = excluded.hash,
		content_hash = excluded.content_hash, grants = excluded.grants, name = excluded.name, hub_id = excluded.hub_id,
		catalogue = excluded.catalogue, guardrails = excluded.guardrails WHERE agency.serial = 0`, values...)
}

func swap(ctx context.Context, c Conn, query string, values ...any) error {
	result, err := c.ExecContext(ctx, query, values...)
	if err != nil {
		return fmt.Errorf("write agency: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("%w: somebody wrote a revision at the same time", state.ErrMismatch)
	}
	return nil
}

// readRevisions reads the revisions that a query, from "WHERE" on, chooses.
func readRevisions(ctx context.Context, c Conn, lineage, where string, args ...any) ([]state.Revision, error) {
	var list []state.Revision
	err := each(ctx, c, func(scan func(...any) error) error {
		r := state.Revision{Lineage: lineage}
		var at, overrides, skipped, signers string
		if err := scan(&r.Serial, &at, &r.Kind, &r.Who, &r.Command, &r.Reason, &r.ConfigDigest, &r.GitCommit, &r.Catalogue,
			&overrides, &skipped, &r.Removals, &r.Grants, &r.ApplyID, &r.ContentHash, &r.Parent, &r.Hash, &signers); err != nil {
			return err
		}
		var err error
		if r.At, err = parseTime(at); err != nil {
			return err
		}
		list = append(list, r)
		last := &list[len(list)-1]
		return errors.Join(column(overrides, &last.Overrides), column(skipped, &last.Skipped), column(signers, &last.Signers))
	}, `SELECT `+revisionColumns+` FROM revisions `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read revisions: %w", err)
	}
	return list, nil
}
